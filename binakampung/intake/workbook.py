"""From the bytes of a file to its tables, whatever it is: .xlsx, .xls, or text cut by commas, semicolons or tabs."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, repeat
from typing import NoReturn

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from binakampung.intake import delimited
from binakampung.intake.tables import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Fault,
    FileRefused,
    Row,
    Table,
    is_blank,
    letters,
)
from binakampung.intake.zipped import inspect

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
Merges = Mapping[int, list[tuple[int, int]]]


def open_tables(content: bytes) -> list[Table]:
    """The tables of a file: every sheet that people see, or every way to cut a text. Raises `FileRefused`.

    What a file is, its first bytes say; names lie.
    """
    if len(content) > MAX_BYTES:
        raise FileRefused("file_too_large")
    if not content.strip(b"\0 \t\r\n"):
        raise FileRefused("file_empty")
    if content.startswith(ZIP):
        faults = [extent.faults for extent in inspect(content)]
        return _sheets(content, faults)
    if content.startswith(OLE):
        if LOCKED in content:
            raise FileRefused("file_locked")
        return _sheets(content, [])
    return delimited.tables(content)


def _sheets(content: bytes, faults: list[dict[tuple[int, int], Fault]]) -> list[Table]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [
            number
            for number, sheet in enumerate(book.sheets_metadata)
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        return [_table(book.get_sheet_by_index(n), faults[n] if n < len(faults) else {}) for n in seen]
    except FileRefused:
        raise
    except BaseException as error:  # a panic of the reader is no Exception
        _refuse(error)


def _refuse(error: BaseException) -> NoReturn:
    if isinstance(error, PasswordError):
        raise FileRefused("file_locked") from error
    if isinstance(error, (CalamineError, ValueError, OSError)) or type(error).__name__ == "PanicException":
        raise FileRefused("file_damaged") from error
    raise error


def _table(sheet: CalamineSheet, faults: Mapping[tuple[int, int], Fault]) -> Table:
    rows, columns = _size(sheet)
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise FileRefused("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    ranges = [each for each in sheet.merged_cell_ranges or () if each[0][0] < each[1][0] and each[0][1] < columns]
    merges: Merges = defaultdict(list)
    for (top, left), (bottom, _) in ranges:
        merges[top].append((left, bottom))
    by_row: dict[int, list[tuple[int, Fault]]] = defaultdict(list)
    for (row, column), fault in faults.items():
        by_row[row].append((column, fault))
    filled = tuple(f"{letters(left)}{top + 1}:{letters(left)}{bottom + 1}" for (top, left), (bottom, _) in ranges)
    return Table(sheet.name, partial(_rows, sheet, merges, by_row), filled)


def _size(sheet: CalamineSheet) -> tuple[int, int]:
    """How many rows and columns there are from the first cell of the sheet on."""
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)


def _rows(sheet: CalamineSheet, merges: Merges, faults: Mapping[int, list[tuple[int, Fault]]]) -> Iterator[Row]:
    """Rows from the first column on; the first value of a merged range goes down to its last row."""
    start = sheet.start
    indent: list[Cell] = [""] * (start[1] if start else 0)
    open_: dict[int, tuple[int, Cell]] = {}
    beyond = max(faults, default=-1) + 1 - _size(sheet)[0]
    for index, values in enumerate(chain(sheet.iter_rows(), repeat([], max(beyond, 0)))):
        cells: list[Cell] = [*indent, *values] if indent else list(values)
        for column, fault in faults.get(index, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = fault
        for column, (last, value) in list(open_.items()):
            if index > last:
                del open_[column]
            elif column < len(cells) and is_blank(cells[column]):
                cells[column] = value
        for column, last in merges.get(index, ()):
            if column < len(cells):
                open_[column] = (last, cells[column])
        yield index + 1, cells
