"""Import profiles: how lists that other offices keep are read, as data (`definitions/imports`).

A profile describes a row of such a list as a small form of its own, and where each answer goes in the form that the
rows become submissions of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from binakampung.catalogue.official_codes import card_list
from binakampung.catalogue.paths import definitions
from binakampung.catalogue.spreadsheets import folded
from binakampung.domain.forms import Question

# Columns that say where a family lives; together they become the code of its village.
PLACE = ("area_code", "subdistrict", "village")


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One column. `to`: its place in the form, from the repeat of the profile or, with a leading `/`, from the root.

    `sets` answers other places along with it; `needs` names a column without which it says nothing. `meanings`
    (of a lenient field): folded word -> code; a word that is not there is left out instead of refusing the row.
    """

    question: Question
    to: str = ""
    type: str = "text"
    sets: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""
    meanings: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        return self.question.name


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of list. `group`: the column by which rows belong together (empty: each row stands alone).

    `keys`: best first, the columns that make two entries speak of the same thing; a key counts when its first column
    is filled.
    """

    id: str
    titles: Mapping[str, str]
    hints: Mapping[str, str]
    form: str
    fields: tuple[ProfileField, ...]
    group: str = ""
    repeat: str = ""
    keys: tuple[tuple[str, ...], ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """A row of the list as a form."""
        return tuple(each.question for each in self.fields)

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles["id"]

    def hint(self, language: str) -> str:
        return self.hints.get(language) or self.hints["id"]


@lru_cache(maxsize=1)
def profiles() -> Mapping[str, Profile]:
    """Every profile by id."""
    paths = sorted((definitions() / "imports").glob("*.yaml"))
    return {path.stem: _profile(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths}


def profile(id: str) -> Profile | None:
    """A profile, None when there is none of that id."""
    return profiles().get(id)


def _profile(id: str, stored: Mapping[str, Any]) -> Profile:
    flags = stored.get("flags", {})
    return Profile(
        id=id,
        titles=stored["title"],
        hints=stored["hint"],
        form=stored["form"],
        fields=tuple(_field(each, flags) for each in stored["fields"]),
        group=stored.get("group", ""),
        repeat=stored.get("repeat", ""),
        keys=tuple(tuple(key) for key in stored.get("keys", ())),
    )


def _field(stored: Mapping[str, Any], flags: Mapping[str, Any]) -> ProfileField:
    choices = flags[stored["flags"]] if "flags" in stored else stored.get("choices", {})
    if "card_list" in stored:
        choices = _with_card_list(stored["card_list"], choices)
    lenient = bool(stored.get("lenient"))
    kind = stored.get("type", "text")
    question = Question(
        name=stored["name"],
        shape="leaf",
        type="date" if kind == "date" else "text",
        labels=_words(stored["label"], stored["words"]),
        required=bool(stored.get("required")),
        choices=() if lenient else tuple((str(code), _words({}, words)) for code, words in choices.items()),
    )
    spoken = ((code, word) for code, words in choices.items() for word in (code, *words) if word != "")
    meanings = {folded(str(word)): str(code) for code, word in spoken}
    return ProfileField(
        question,
        stored.get("to", ""),
        kind,
        stored.get("sets", {}),
        stored.get("needs", ""),
        meanings if lenient else None,
    )


def _with_card_list(name: str, more: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The numbers and words of a list of the family card under our codes, and what offices write beside them.

    What the card does not tell apart as we do stands under no code: it is understood, and says nothing.
    """
    found: dict[str, list[Any]] = {}
    for number, item in card_list(name).items.items():
        found.setdefault(item.code or "", []).extend((item.wording.id, item.wording.en, number))
    for code, words in more.items():
        found.setdefault(str(code), []).extend(words)
    return found


def _words(label: Mapping[str, str], words: list[Any]) -> dict[str, str]:
    """Labels by language, and after them the other words that offices write."""
    return {**label, **{f"word{number}": str(word) for number, word in enumerate(words)}}
