"""The words of spreadsheets: what headings and cells are called in the offices that send them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.domain.people import name_key

_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """A heading may mean the first of `names` that the form asks; then it also answers what `sets` says."""

    names: tuple[str, ...]
    sets: Mapping[str, str]


def folded(text: str) -> str:
    """A heading or a choice as it is compared: letters and digits only, without accents or case."""
    return _MARKS.sub("", name_key(text)) or text.strip().lower()


@lru_cache(maxsize=1)
def header_words() -> Mapping[str, tuple[HeaderWord, ...]]:
    """Folded heading -> what it may mean, best first."""
    found: dict[str, tuple[HeaderWord, ...]] = {}
    for entry in _file("header_synonyms"):
        meaning = HeaderWord(tuple(entry["names"]), dict(entry.get("sets", {})))
        for word in (*entry["words"], *entry["names"]):
            known = found.get(folded(str(word)), ())
            found[folded(str(word))] = known if meaning in known else (*known, meaning)
    return found


@lru_cache(maxsize=1)
def choice_groups() -> tuple[frozenset[str], ...]:
    """Folded words that mean the same choice."""
    return tuple(frozenset(folded(str(word)) for word in group) for group in _file("choice_synonyms")["groups"])


@lru_cache(maxsize=1)
def blank_words() -> frozenset[str]:
    """Lower-case words that stand for an empty cell."""
    return frozenset(str(word).lower() for word in _file("choice_synonyms")["blanks"])


def _file(name: str) -> Any:
    return yaml.safe_load((definitions() / "codelists" / f"{name}.yaml").read_text(encoding="utf-8"))
