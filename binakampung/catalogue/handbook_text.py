"""How the handbook speaks: values of definition files as a person reads them, in either language, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.catalogue.reading import rule_ids
from binakampung.domain.growth_chart_words import Language, day
from binakampung.domain.growth_chart_words import number as written

Words = Mapping[str, Mapping[str, str]]
NAMES = ("wording", "title", "label", "name")
"""Under which of these a definition carries its name."""
DASH = "–"
SPANS = ({"from", "to"}, {"lowest", "highest"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language, and the codes of the page at hand: code -> words."""

    language: Language
    codes: Mapping[str, str] = field(default_factory=dict)

    def word(self, name: str, **facts: object) -> str:
        """A fixed text of the handbook. Raises `KeyError`."""
        text = handbook_words()["words"][name][self.language]
        return text.format(**facts) if facts else text

    def text(self, wording: Mapping[str, str]) -> str:
        """A wording in this language, on one line."""
        return " ".join(str(wording[self.language]).split())

    def label(self, key: object) -> str:
        """What a name in a file is called; the name itself where nobody called it."""
        found = handbook_words()["labels"].get(str(key))
        return self.text(found) if found else self._coded(str(key), f"`{key}`")

    def value(self, value: Any) -> str:
        """Any value of a definition file, on one line."""
        if is_wording(value):
            return self.text(value)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list | tuple | set | frozenset):
            return self._list(sorted(value) if isinstance(value, set | frozenset) else value)
        return self.scalar(value)

    def scalar(self, value: Any) -> str:
        """A number, day, yes or no, code or text."""
        if isinstance(value, Enum):
            value = value.value
        if value is None:
            return DASH
        if isinstance(value, bool):
            return self.scalar("yes" if value else "no")
        if isinstance(value, date):
            return day(value, self.language)
        if isinstance(value, int | float):
            return self.number(value)
        return self._coded(str(value))

    def number(self, value: float) -> str:
        """As people write it, without zeros at the end."""
        if value == int(value):
            return written(value, 0, self.language)
        digits = len(f"{value:.10f}".rstrip("0").partition(".")[2])
        return written(value, min(digits, 6), self.language)

    def _coded(self, code: str, unknown: str = "") -> str:
        if code in self.codes:
            return self.codes[code]
        for words in (handbook_words()["values"], *code_words()):
            if code in words:
                return self.text(words[code])
        if code in rule_ids():
            return f"[`{code}`]({code}.md)"
        if unknown or (" " not in code and code.replace("_", "").isidentifier()):
            return unknown or f"`{code}`"
        return code

    def _list(self, values: Sequence[Any]) -> str:
        return ", ".join(self._nested(value) for value in values) or DASH

    def _mapping(self, node: Mapping[Any, Any]) -> str:
        if set(node) == SPANS[0]:
            return f"{self.scalar(node['from'])}–{self.scalar(node['to'])}"
        if set(node) == SPANS[1]:
            return f"{self.scalar(node['lowest'])} … {self.scalar(node['highest'])}"
        return "; ".join(f"{self._key(key)}{self._nested(value)}" for key, value in node.items()) or DASH

    def _key(self, key: Any) -> str:
        name = self.scalar(key) if isinstance(key, int | float | date) else self.label(key)
        return f"{name}: " if name else ""

    def _nested(self, value: Any) -> str:
        nested = isinstance(value, Mapping) and not is_wording(value) and set(value) not in SPANS
        return f"({self.value(value)})" if nested else self.value(value)

    def sure(self, node: Mapping[str, Any]) -> str:
        """How sure a part is, with its source where it has one."""
        if node.get("certainty") == "V":
            return f"{self.word('sure')}: {node['source']}" if node.get("source") else self.word("sure")
        return f"*{self.word('unsure')}*"


@lru_cache(maxsize=1)
def handbook_words() -> Mapping[str, Any]:
    """`definitions/handbook.yaml`."""
    stored: Mapping[str, Any] = yaml.safe_load((definitions() / "handbook.yaml").read_text(encoding="utf-8"))
    return stored


@lru_cache(maxsize=1)
def code_words() -> tuple[Words, ...]:
    """Names out of the code lists: whatever there has a name of its own. Their order says which comes first."""
    return tuple(dict(named(content)) | dict(_short(content)) for content in code_lists().values())


def _short(content: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Organisations are known by their short names."""
    for role, each in content.items() if isinstance(content, Mapping) else ():
        if isinstance(each, Mapping) and "short" in each and "name" in each:
            yield role, {"id": each["short"], "en": each["short"]}


@lru_cache(maxsize=1)
def code_lists() -> Mapping[str, Any]:
    """Every code list as written, by name."""
    found = sorted((definitions() / "codelists").glob("*.yaml"))
    paths = [path for path in found if not path.stem.endswith("_synonyms")]  # what the import understands
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}


def named(node: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    """(code, name) of everything named within a definition: `code: {name}`, `code: {id, en}`, `{code, wording}`."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if is_wording(value) and key not in (*NAMES, "why"):
                yield str(key), value
            elif (name := name_of(value)) is not None:
                yield str(value.get("code", key)), name
            yield from named(value)
    elif isinstance(node, list):
        for value in node:
            if isinstance(value, Mapping) and "code" in value and (name := name_of(value)) is not None:
                yield str(value["code"]), name
            yield from named(value)


def name_of(node: Any) -> Mapping[str, str] | None:
    """The name that a definition carries."""
    if isinstance(node, Mapping) and not is_wording(node):
        return next((node[name] for name in NAMES if is_wording(node.get(name))), None)
    return None


def is_wording(node: Any) -> bool:
    """Whether it is a text in both languages (which may have more to it, such as a short form)."""
    return (
        isinstance(node, Mapping) and {"id", "en"} <= set(node) and all(isinstance(text, str) for text in node.values())
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in row) + " |" for row in lines)


def cell(text: str) -> str:
    """Text that may stand in a table."""
    return " ".join(text.split()).replace("|", "\\|")
