"""Finding the table in a file: which sheet, which row carries the headings, which column fills which question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from binakampung.intake.cells import clean, number_text
from binakampung.intake.headers import CHOSEN, Meaning, Vocabulary
from binakampung.intake.slots import Slot
from binakampung.intake.tables import Cell, FileRefused, Row, Table, is_blank, letters

HEADING_ROWS = 60
_LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column (from 0) with its heading as written and the question that it fills."""

    index: int
    title: str
    slot: Slot
    sets: Mapping[str, str]

    def cell(self, row: int) -> str:
        """The name of its cell in a row: B7."""
        return f"{letters(self.index)}{row}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The table, the row of its headings, its columns, and the headings that mean nothing to the form."""

    table: Table
    heading_row: int
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that may carry the headings: what its cells mean, and how sure that is altogether."""

    table: Table
    order: int
    number: int
    titles: tuple[str, ...]
    understood: int
    score: int


Chosen = Mapping[str, Meaning | None]


def find_layout(tables: Sequence[Table], vocabulary: Vocabulary, chosen: Mapping[str, str], sheet: str = "") -> Layout:
    """The layout whose headings the form understands best.

    `chosen` are a person's own meanings: heading (or letters of a column) -> path, name or label of a question, or
    `-` to leave the column out. Raises `FileRefused` when nothing fits, two sheets fit, or a choice does not exist.
    """
    choices = {heading.strip(): _choice(vocabulary, field) for heading, field in chosen.items()}
    if sheet:
        tables = [table for table in tables if table.name.casefold() == sheet.strip().casefold()]
        if not tables:
            raise FileRefused("no_such_sheet", sheet=sheet)
    candidates, broken = _candidates(tables, vocabulary, choices)
    enough = min(2, len(vocabulary.slots))
    best = max(candidates, key=lambda each: (each.score, -each.order, -each.number), default=None)
    if best is None or (best.understood < enough and not choices):
        raise broken or FileRefused("no_headings", fields="; ".join(islice(vocabulary.suggestions(), 12)))
    rivals = [each for each in candidates if each.score == best.score and each.order != best.order and _has_rows(each)]
    if best.table.name and rivals:
        raise FileRefused("two_sheets", first=best.table.name, second=rivals[0].table.name)
    columns = _columns(best, vocabulary, choices)
    filling = {column.index for column in columns}
    ignored = tuple(
        title
        for index, title in enumerate(best.titles)
        if title and index not in filling and choices.get(title, title) is not None
    )
    return Layout(best.table, best.number, best.titles, columns, ignored)


def _choice(vocabulary: Vocabulary, field: str) -> Meaning | None:
    field = field.strip()
    if field == "-":
        return None
    meaning = vocabulary.meaning(field)
    if meaning is None:
        raise FileRefused("unknown_field", field=field, fields=", ".join(slot.path for slot in vocabulary.slots))
    return Meaning(meaning.slot, CHOSEN, meaning.sets)


def _candidates(
    tables: Sequence[Table], vocabulary: Vocabulary, choices: Chosen
) -> tuple[list[_Candidate], FileRefused | None]:
    found: list[_Candidate] = []
    broken: FileRefused | None = None
    for order, table in enumerate(tables):
        try:
            for row in islice(table.rows(), HEADING_ROWS):
                if candidate := _candidate(table, order, row, vocabulary, choices):
                    found.append(candidate)
        except FileRefused as refusal:
            broken = broken or refusal
    return found, broken


def _candidate(table: Table, order: int, row: Row, vocabulary: Vocabulary, choices: Chosen) -> _Candidate | None:
    number, cells = row
    titles = tuple(_title(cell) for cell in cells)
    best: dict[str, int] = {}
    for index, title in enumerate(titles):
        try:
            meaning = _meaning(index, title, vocabulary, choices)
        except FileRefused:
            continue
        if meaning is not None:
            best[meaning.slot.key] = max(best.get(meaning.slot.key, 0), meaning.strength)
    return _Candidate(table, order, number, titles, len(best), sum(best.values())) if best else None


def _title(cell: Cell) -> str:
    if isinstance(cell, str):
        return " ".join(clean(cell).split())
    return number_text(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else ""


def _meaning(index: int, title: str, vocabulary: Vocabulary, choices: Chosen) -> Meaning | None:
    """What a person chose for this heading or this column, else what the form understands."""
    if not title:
        return None
    for name in (title, next((name for name in choices if name.casefold() == title.casefold()), ""), letters(index)):
        if name in choices:
            return choices[name]
    return vocabulary.meaning(title)


def _has_rows(candidate: _Candidate) -> bool:
    return any(
        number > candidate.number and not all(map(is_blank, cells)) for number, cells in candidate.table.rows()
    )


def _columns(found: _Candidate, vocabulary: Vocabulary, choices: Chosen) -> tuple[Column, ...]:
    """The columns that fill something; of two for the same question, the surer. Raises `FileRefused`."""
    taken: dict[str, tuple[int, Column]] = {}
    for index, title in enumerate(found.titles):
        meaning = _meaning(index, title, vocabulary, choices)
        if meaning is None:
            continue
        column = Column(index, title, meaning.slot, meaning.sets)
        strength, other = taken.get(meaning.slot.key, (0, None))
        if other is not None and strength == meaning.strength:
            raise FileRefused("doubled_columns", first=_named(other), second=_named(column), field=meaning.slot.path)
        if meaning.strength > strength:
            taken[meaning.slot.key] = meaning.strength, column
    _all_found(found, choices)
    return tuple(sorted((column for _, column in taken.values()), key=lambda column: column.index))


def _named(column: Column) -> str:
    return f"{letters(column.index)} ({column.title})"


def _all_found(found: _Candidate, choices: Chosen) -> None:
    """Every column that a person spoke of is there."""
    titles = {title.casefold() for title in found.titles}
    for name in choices:
        is_letters = _LETTERS.fullmatch(name) and any(letters(index) == name for index in range(len(found.titles)))
        if name.casefold() not in titles and not is_letters:
            raise FileRefused("no_such_column", column=name)
