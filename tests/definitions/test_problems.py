"""Every problem that the code can raise has words in both languages, and no words are left over."""

from __future__ import annotations

import re

import pytest

from binakampung.catalogue.problems import codes, wording
from binakampung.domain.problems import Problem
from tests.paths import ROOT

pytestmark = pytest.mark.once
RAISED = re.compile(r"""(?:Problem|Unreadable|BadPush|self\._problem|_refused\(\s*envelope,)\(?\s*"([a-z_]+)\"""")


def raised() -> set[str]:
    found = set()
    for path in (ROOT / "binakampung").rglob("*.py"):
        found |= set(RAISED.findall(path.read_text(encoding="utf-8")))
    return found


def test_every_code_raised_has_words() -> None:
    assert raised() - codes() == set()


@pytest.mark.parametrize("code", sorted(codes()))
def test_words_in_both_languages_say_something(code: str) -> None:
    for language in ("id", "en"):
        text = wording(Problem(code, "a/b"), language)
        assert text != code and len(text) > 15


def test_facts_stand_in_the_words_and_a_missing_fact_breaks_nothing() -> None:
    assert "Ahmad" in wording(Problem("unknown_person", params={"name": "Ahmad"}))
    assert wording(Problem("out_of_range"))
