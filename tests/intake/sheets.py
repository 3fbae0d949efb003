"""Spreadsheet files as offices make them, in the few words that tests need."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl
import xlsxwriter

from binakampung.intake.import_result import ImportResult
from binakampung.intake.importing import import_file
from tests.builders import VILLAGE

Rows = Sequence[Sequence[Any]]


def xlsx(
    rows: Rows, sheet: str = "Data", others: Mapping[str, Rows] | None = None, merged: Sequence[str] = ()
) -> bytes:
    """A workbook with one sheet (and others after it); ranges to merge as Excel names them."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = sheet
    for row in rows:
        first.append(list(row))
    for range_ in merged:
        first.merge_cells(range_)
    for name, more in (others or {}).items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def computed(rows: Sequence[Sequence[tuple[str, Any] | Any]]) -> bytes:
    """A workbook whose formulas carry results, as Excel saves them: a cell may be (formula, result)."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, tuple):
                sheet.write_formula(number, column, cell[0], None, cell[1])
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell, book.add_format({"num_format": "dd/mm/yyyy"}))
            else:
                sheet.write(number, column, cell)
    book.close()
    return file.getvalue()


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode(encoding)


def take(form: str, content: bytes, area: str = VILLAGE, name: str = "berkas.xlsx", **options: Any) -> ImportResult:
    """Import on behalf of the system's own account, and check that the counts add up as they are told."""
    result = import_file(form, name, content, area, "bina", **options)
    told = result.as_dict()
    outcomes = ("accepted", "identical", "superseding", "held", "quarantined", "refused")
    assert told["read"] == sum(told[outcome] for outcome in outcomes)
    return result


def counts(result: ImportResult) -> dict[str, int]:
    """The outcomes that happened."""
    return {str(outcome): number for outcome, number in result.counts.items() if number}
