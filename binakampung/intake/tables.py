"""What a spreadsheet file becomes before anyone knows its form: tables of cells, and the refusal of a whole file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from binakampung.catalogue.problems import wording
from binakampung.domain.problems import Problem

# What one file may hold. Beyond these a file is refused before anything of it is kept in memory.
MAX_BYTES = 128_000_000
MAX_ROWS = 500_000
MAX_COLUMNS = 1_000
MAX_CELLS = 8_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds an error (`#N/A`), or a formula that was never computed (`=`)."""

    text: str


Cell = str | float | int | bool | date | datetime | time | timedelta | Fault
Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one way to cut a text file. `rows()` starts anew: (row number as people see it, its cells).

    `filled` names merged ranges whose first value stands in every row of them.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    filled: tuple[str, ...] = ()


class FileRefused(Exception):
    """The file as a whole cannot be imported; `problem` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, params=params)

    def message(self, language: str = "id") -> str:
        """The reason in words."""
        return wording(self.problem, language)


def letters(column: int) -> str:
    """The name of a column counted from 0: A, B ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(name: str) -> int:
    """The inverse of `letters`."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def is_blank(cell: Cell) -> bool:
    """Nothing, or nothing but spaces."""
    return isinstance(cell, str) and not cell.strip("\0 \t\r\n\xa0\u200b\ufeff")
