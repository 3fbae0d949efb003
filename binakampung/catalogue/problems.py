"""The words of numbered problems."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.domain.problems import Problem


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    path = definitions() / "codelists" / "problems.yaml"
    texts: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def wording(problem: Problem, language: str = "id") -> str:
    """What a problem says to a person; the code itself when nobody has worded it."""
    texts = _texts().get(problem.code, {})
    text = texts.get(language) or texts.get("id") or problem.code
    facts = defaultdict(str, {"path": problem.path, **{key: str(value) for key, value in problem.params.items()}})
    return text.format_map(facts)


def short(problem: Problem, language: str = "id") -> str:
    """A problem in a word or two, for lists of names; its full wording when it has no short one."""
    texts = _texts().get(problem.code, {})
    return texts.get(f"{language}_short") or texts.get("id_short") or wording(problem, language)


def codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_texts())
