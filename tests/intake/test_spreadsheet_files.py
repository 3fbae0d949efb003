"""From bytes to tables: what a file is, where its cells are, and how far it may reach."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from binakampung.intake.tables import MAX_COLUMNS, Fault, FileRefused, column_of, letters
from binakampung.intake.workbook import open_tables
from tests.intake.sheets import computed, saved, text, xlsx
from tests.paths import ROOT

pytestmark = pytest.mark.once
ROWS = [["nama", "berat"], ["Siti", "8,1"], ["Ahmad Ṣāliḥ", "9"]]


def rows(content: bytes, table: int = 0) -> list[list[Any]]:
    return [list(cells) for _, cells in open_tables(content)[table].rows()]


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        for table in open_tables(content):
            list(table.rows())
    assert len(caught.value.message("id")) > 15 and len(caught.value.message("en")) > 15
    return caught.value.problem.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_in_every_encoding_and_cut(encoding: str, delimiter: str) -> None:
    tables = open_tables(text(ROWS, delimiter, encoding))
    assert any([list(cells) for _, cells in table.rows()] == ROWS for table in tables)


def test_windows_text() -> None:
    assert rows(text([["nama"], ["Café – “Rosé”"]], encoding="cp1252")) == [["nama"], ["Café – “Rosé”"]]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    content = b'nama,catatan\r\n"Siti","dua\r\nbaris"\r\n\r\nBudi,x\r\n'
    assert [number for number, cells in open_tables(content)[0].rows() if cells] == [1, 2, 4]


def test_an_open_quotation_mark_names_its_row() -> None:
    with pytest.raises(FileRefused) as caught:
        rows(b'nama,berat\nSiti,8\n"Budi,9\nAhmad,7\n')
    assert caught.value.problem.code == "text_broken"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\0\0\n ", "file_empty"),
        (b"%PDF-1.7 ...", "file_not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "file_not_a_table"),
        (bytes(range(256)) * 40, "file_not_a_table"),
        (b"<html><table><tr><td>nama</td></tr></table></html>", "file_is_a_page"),
        (b"<?xml version='1.0'?><data/>", "file_is_a_page"),
        (b"PK\x03\x04 cut off", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_damaged"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_zip_of_something_else_and_a_cut_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(file.getvalue()) == "file_not_a_table"
    whole = xlsx(ROWS)
    assert {refusal(whole[:size]) for size in (30, len(whole) // 2, len(whole) - 30)} == {"file_damaged"}


def test_cells_keep_their_place_where_the_sheet_begins_late() -> None:
    book = openpyxl.Workbook()
    book.active["C5"], book.active["D7"] = "x", 1.5
    assert list(open_tables(saved(book))[0].rows())[4:] == [
        (5, ["", "", "x", ""]),
        (6, ["", "", "", ""]),
        (7, ["", "", "", 1.5]),
    ]


def test_dates_booleans_and_results_of_formulas() -> None:
    content = computed([["a", "b", "c"], [date(2023, 6, 6), ("=1+1", 2), True]])
    assert rows(content)[1] == [date(2023, 6, 6), 2.0, True]


def test_errors_and_formulas_that_nobody_computed_are_seen() -> None:
    content = computed([["a", "b"], [("=1/0", "#DIV/0!"), ("=NA()", "#N/A")], ["x", "y"]])
    assert rows(content)[1] == [Fault("#DIV/0!"), Fault("#N/A")]
    book = openpyxl.Workbook()
    book.active.append(["a", "=1+1"])
    book.active.append(["=2+2", "=3+3"])
    assert rows(saved(book)) == [["a", Fault("=")], [Fault("="), Fault("=")]]


def test_an_old_workbook() -> None:
    (table,) = open_tables((ROOT / "tests" / "intake" / "data" / "old.xls").read_bytes())
    assert table.name == "Data"  # the other sheet is hidden
    assert list(table.rows())[2:] == [
        (3, ["Nama", "Lahir", "BB", "Err"]),
        (4, ["Siti", date(2024, 3, 1), 10.5, ""]),
    ]


def test_merged_cells_go_down_to_their_last_row_and_are_named() -> None:
    told = [["desa", "nama"], ["Larangan", "Siti"], ["", "Budi"], ["", "Ahmad"], ["", "Rina"]]
    content = xlsx(told, merged=["A2:A4"])
    (table,) = open_tables(content)
    assert [cells[0] for _, cells in table.rows()] == ["desa", "Larangan", "Larangan", "Larangan", ""]
    assert table.filled == ("A2:A4",)


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["lama"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Baru").append(["baru"])
    assert [table.name for table in open_tables(saved(book))] == ["Baru"]


def test_formats_without_values_reach_nowhere() -> None:
    book = openpyxl.Workbook()
    book.active.append(["nama"])
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    assert rows(saved(book)) == [["nama"]]


@pytest.mark.parametrize("cell", ["XFD1048576", "A600000", "AMZ2", "ALL100000"])
def test_a_sheet_that_reaches_too_far_is_refused(cell: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active[cell] = "nama", 1
    assert refusal(saved(book)) == "sheet_too_large"


def test_cells_without_a_place_cannot_hide_how_far_they_reach() -> None:
    cells = "<c><v>1</v></c>" * 900
    sheet = f'<worksheet><sheetData><row>{cells}</row><row r="400000"><c><v>1</v></c></row></sheetData></worksheet>'
    assert refusal(with_sheet(sheet.encode())) == "sheet_too_large"


def test_a_bomb_is_not_opened() -> None:
    assert refusal(with_sheet(b"<worksheet><sheetData>" + b" " * 40_000_000)) == "file_too_large"


def test_a_part_that_holds_more_than_it_says_is_refused() -> None:
    content = bytearray(with_sheet(b"<worksheet><sheetData>" + b" " * 5_000_000))
    true, told = struct.pack("<I", 5_000_022), struct.pack("<I", 40)
    assert content.count(true) >= 1
    assert refusal(bytes(content.replace(true, told))) in ("file_too_large", "file_damaged")


def test_entities_and_external_parts_are_not_followed() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    sheet = bomb + b"<worksheet><sheetData>" + cell + b"</sheetData></worksheet>"
    try:
        found = rows(with_sheet(sheet))
    except FileRefused:
        return
    assert sum(len(str(cell)) for row in found for cell in row) < 10_000


def test_many_sheets_together_reach_too_far() -> None:
    book = openpyxl.Workbook()
    for number in range(6):
        book.create_sheet(f"s{number}")["CV20000"] = 1
    assert refusal(saved(book)) == "sheet_too_large"


def test_a_password_is_asked_to_be_taken_away() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert refusal(locked) == "file_locked"


def test_too_many_columns_of_text() -> None:
    assert refusal(b",".join([b"x"] * (MAX_COLUMNS + 1))) == "sheet_too_large"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        for table in open_tables(content):
            list(table.rows())
    except FileRefused as refused:
        assert refused.message()


@given(st.integers(0, 20_000))
def test_names_of_columns(number: int) -> None:
    assert column_of(letters(number)) == number
    assert [letters(0), letters(25), letters(26), letters(701), letters(702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize("where", [0.2, 0.5, 0.8])
def test_damage_inside_a_workbook_is_refused_or_harmless(where: float) -> None:
    content = bytearray(xlsx(ROWS * 50))
    at = int(len(content) * where)
    content[at : at + 20] = bytes(20)
    try:
        for table in open_tables(bytes(content)):
            list(table.rows())
    except FileRefused as refused:
        assert refused.problem.code in ("file_damaged", "file_not_a_table", "file_too_large")


def with_sheet(sheet: bytes) -> bytes:
    """A workbook whose first sheet is these bytes."""
    made, file = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet("Data").write(0, 0, 1)
    book.close()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, sheet if info.filename == "xl/worksheets/sheet1.xml" else old.read(info))
    return file.getvalue()


