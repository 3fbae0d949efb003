"""The places of a form that a column can fill, and how answers hang on one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from binakampung.domain.forms import Question

_SIMPLE = re.compile(r"^\s*\$\{([\w.-]+)\}\s*=\s*'([^']*)'\s*$")
_CONSTANT = re.compile(r"^[\w.,: -]+$")
# Questions that a phone answers by itself.
AUTOMATIC = frozenset(
    (
        *("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email"),
        *("audit", "start-geopoint", "background-audio", "calculate", "hidden", "xml-external", "csv-external"),
    )
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One question in one instance of the repeats around it.

    `steps` are the names from the root with the instance (from 1) of each repeat, 0 for what is no repeat.
    `hangs_on` is (name, value) when it is asked only if another question has that answer; `conditional` says that
    it depends on something that only a form engine can work out.
    """

    question: Question
    steps: tuple[tuple[str, int], ...]
    hangs_on: tuple[str, str] | None = None
    conditional: bool = False

    @property
    def path(self) -> str:
        """The path in the form: children/weight."""
        return "/".join(name for name, _ in self.steps)

    @property
    def key(self) -> str:
        """The path with its instances: children[1]/weight."""
        return "/".join(f"{name}[{number}]" if number else name for name, number in self.steps)

    @property
    def scope(self) -> str:
        """The innermost repeat instance around it (`children[1]`), empty at the root."""
        inside = [place for place, (_, number) in enumerate(self.steps) if number]
        return replace(self, steps=self.steps[: inside[-1] + 1]).key if inside else ""

    @property
    def answered_by_itself(self) -> bool:
        return self.question.type in AUTOMATIC

    @property
    def constant(self) -> str:
        """The answer that the form begins with, empty when it has none or computes it."""
        return self.question.default if _CONSTANT.match(self.question.default) else ""

    def at(self, numbers: Mapping[str, int]) -> Slot:
        """The same question in other instances, by the name of the repeat."""
        return replace(self, steps=tuple((name, numbers.get(name, n) if n else 0) for name, n in self.steps))


def slots_of(questions: Sequence[Question]) -> tuple[Slot, ...]:
    """Every question that holds an answer, each in the first instance of its repeats, in the order of the form."""
    return tuple(_walk(questions, (), False))


def _walk(questions: Sequence[Question], steps: tuple[tuple[str, int], ...], conditional: bool) -> Iterator[Slot]:
    for question in questions:
        here = (*steps, (question.name, 1 if question.shape == "repeat" else 0))
        simple = _SIMPLE.match(question.relevant)
        if question.shape == "leaf":
            on = (simple.group(1), simple.group(2)) if simple else None
            yield Slot(question, here, on, conditional or bool(question.relevant and not simple))
        else:
            yield from _walk(question.children, here, conditional or bool(question.relevant))
