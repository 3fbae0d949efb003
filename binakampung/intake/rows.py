"""From the rows of a laid-out table to the answers of a form, each row by itself; problems name their cell."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binakampung.domain.decoding import FormMapping, ItemMapping
from binakampung.domain.problems import Problem
from binakampung.intake.cells import BadCell, Reader, reader_for
from binakampung.intake.expectations import Expectations
from binakampung.intake.layout import Column, Layout
from binakampung.intake.slots import Slot
from binakampung.intake.tables import MAX_ROWS, Cell, FileRefused, is_blank
from binakampung.intake.tree import TreeBuilder

MOST_PROBLEMS = 20
_COLUMN_NUMBER = re.compile(r"\(\d{1,3}\)")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing wrong in one row: its code and facts, the question, and the column when there is one."""

    code: str
    slot: Slot
    column: Column | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that says something: its number, its answers by slot key, and what is wrong with it."""

    number: int
    answers: Mapping[str, str]
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes one submission: the row where it begins, its tree, the hash of its natural key (empty: none).

    `problems` name the row that each is in; with any of them the entry is refused and has no tree.
    """

    number: int
    tree: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    problems: tuple[tuple[int, CellProblem], ...] = ()


def hash_of(text: str) -> str:
    """A text as 32 hexadecimal digits; nothing for nothing."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if text else ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a form expects of a table: its slots, its reading, and the answers given for every row at once."""

    slots: tuple[Slot, ...]
    reading: FormMapping | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def item(self) -> ItemMapping | None:
        """What one row states, when a submission of the form states one kind of thing."""
        return self.reading.items[0] if self.reading and len(self.reading.items) == 1 else None

    @property
    def saying(self) -> tuple[Slot, ...]:
        """The slots without which a row says nothing; none when any answer counts."""
        item = self.item
        paths = {f"{item.path}/{path}".strip("/") for path in item.says} if item else ()
        return tuple(slot for slot in self.slots if slot.path in paths)


class RowReader:
    """Reads the rows of one layout. Raises `FileRefused` at once when a column that must be there is missing."""

    def __init__(self, expected: Expected, layout: Layout, today: date, village: Reader | None = None) -> None:
        self.expected, self.layout = expected, layout
        self.readers = [(column, reader_for(column.slot.question, today, village)) for column in layout.columns]
        self.columns = {column.slot.key: column for column in layout.columns}
        slots = _instances(expected.slots, layout.columns)
        self.expectations = Expectations(slots, self.columns)
        self.builder = TreeBuilder(slots)
        saying = {slot.path for slot in expected.saying}
        self.saying = frozenset(key for key, column in self.columns.items() if column.slot.path in saying)
        self.skipped = 0
        self._require_columns()

    def __iter__(self) -> Iterator[SheetRow]:
        """The rows that say something. `skipped` counts those that only carry what a template put there."""
        self.skipped = 0
        for number, cells in self.layout.table.rows():
            if number > MAX_ROWS:
                raise FileRefused("too_many_rows", rows=f"{MAX_ROWS:,}".replace(",", "."))
            if number > self.layout.heading_row and not self._is_furniture(cells):
                row = self._row(number, cells)
                if row is not None:
                    yield row

    def column_of(self, path: str) -> tuple[Column | None, str]:
        """The column that answers the question at a path of the form, and what the question is called."""
        key = "/".join(f"[{step}]" if step.isdigit() else step for step in path.split("/")).replace("/[", "[")
        slot = self.expectations.slots.get(key)
        return self.columns.get(key), slot.question.label("id") if slot else ""

    def warnings(self) -> Iterator[Problem]:
        """What the table as a whole should be told beside its rows."""
        yield from ()

    def _is_furniture(self, cells: Sequence[Cell]) -> bool:
        """An empty row, the headings once more, or the numbers of the columns under them."""
        filled = [cell for cell in cells if cell != "" and not is_blank(cell)]
        if not filled:
            return True
        if not all(isinstance(cell, str) for cell in filled):
            return False
        if tuple(" ".join(str(cell).split()) for cell in cells) == self.layout.headings:
            return True
        return len(filled) > 2 and all(_COLUMN_NUMBER.fullmatch(str(cell).strip()) for cell in filled)

    def _row(self, number: int, cells: Sequence[Cell]) -> SheetRow | None:
        answers: dict[str, str] = {}
        problems: list[CellProblem] = []
        for column, read in self.readers:
            cell = cells[column.index] if column.index < len(cells) else ""
            if cell == "" or is_blank(cell):
                continue
            try:
                answer = read(cell)
            except BadCell as bad:
                problems.append(CellProblem(bad.code, column.slot, column, bad.params))
                continue
            if answer:
                self._take(answers, column, answer)
        if not answers and not problems:
            return None
        if not problems and self.saying and not self.saying & answers.keys():
            self.skipped += 1
            return None
        for key, text in self.expected.given.items():
            answers.setdefault(key, text)
        self.expectations.complete(answers)
        bad_cells = {problem.slot.key for problem in problems}
        problems += [
            CellProblem("empty_cell", slot, self.columns.get(slot.key))
            for slot in self.expectations.unanswered(answers)
            if slot.key not in bad_cells
        ]
        return SheetRow(number, answers, tuple(problems[:MOST_PROBLEMS]))

    def _take(self, answers: dict[str, str], column: Column, answer: str) -> None:
        answers[column.slot.key] = answer
        for name, text in column.sets.items():
            if beside := self.expectations.beside(column.slot, name):
                answers.setdefault(beside, text)

    def _require_columns(self) -> None:
        item = self.expected.item
        scopes = {column.slot.scope for column in self.layout.columns}
        if item and item.path:
            scopes.add(f"{item.path}[1]")
        slots = self.expectations.missing(self.expected.given, frozenset(scopes))
        missing = [slot.question.label("id") for slot in slots]
        if self.expected.saying and not self.saying:
            missing.append(" / ".join(slot.question.label("id") for slot in self.expected.saying))
        if missing:
            raise FileRefused("missing_columns", fields="; ".join(missing))


def _instances(slots: Sequence[Slot], columns: Sequence[Column]) -> tuple[Slot, ...]:
    """The form's slots in every instance that a column speaks of."""
    found = {slot.key: slot for slot in slots}
    for repeats in {tuple(step for step in column.slot.steps if step[1]) for column in columns}:
        numbers = dict(repeats)
        for slot in slots:
            if any(name in numbers for name, number in slot.steps if number):
                moved = slot.at(numbers)
                found.setdefault(moved.key, moved)
    return tuple(found.values())
