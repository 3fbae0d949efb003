"""The template as a workbook: headings for people with names for the system below, lists, limits, instructions."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import xlsxwriter

from binakampung.intake.tables import letters
from binakampung.intake.template import Template, TemplateColumn, Value

HEADING_ROW, NAME_ROW, FIRST_ROW = 2, 3, 4
SPARE_LINES = 300
NEW_LINES = 20  # below the roster, with place and day only
LISTS = "pilihan"
EARLIEST = date(1920, 1, 1)
_WIDTHS = {"text": 22, "number": 13, "whole": 13, "date": 14, "choice": 20, "several": 30, "id": 10}
_COLOURS = {"heading": "#1f4e5f", "known": "#eef2f3", "note": "#5b6770"}


def workbook(template: Template) -> bytes:
    """The .xlsx."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{template.title} - {template.area}"})
    styles = _styles(book)
    sheet = book.add_worksheet("Isian")
    _head(sheet, template, styles)
    last = FIRST_ROW + max(len(template.lines) + SPARE_LINES, 2 * SPARE_LINES) - 1
    lists = book.add_worksheet(LISTS)
    for number, column in enumerate(template.columns):
        _column(sheet, lists, number, column, last, styles)
    _fill(sheet, template, styles)
    lists.hide()
    _instructions(book.add_worksheet("Petunjuk"), template, styles)
    sheet.activate()
    book.close()
    return file.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Noto Sans", "font_size": 10, "valign": "vcenter"}
    known = {**base, "bg_color": _COLOURS["known"]}
    day = {"num_format": "dd/mm/yyyy", "align": "left"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14}),
        "note": book.add_format({**base, "font_color": _COLOURS["note"]}),
        "heading": book.add_format(
            {**base, "bold": True, "font_color": "white", "bg_color": _COLOURS["heading"], "text_wrap": True}
        ),
        "text": book.add_format({**base, "num_format": "@"}),
        "number": book.add_format(base),
        "date": book.add_format({**base, **day}),
        "known": book.add_format({**known, "num_format": "@"}),
        "known_date": book.add_format({**known, **day}),
        "wrap": book.add_format({**base, "text_wrap": True, "valign": "top"}),
    }


def _head(sheet: Any, template: Template, styles: Mapping[str, Any]) -> None:
    invented = " (CONTOH: data rekaan)" if template.invented else ""
    sheet.write(0, _first_seen(template), f"{template.title} - {template.area}{invented}", styles["title"])
    note = "Satu baris satu kiriman. Judul bertanda * wajib diisi. Baris yang tidak diisi dilewati."
    sheet.write(1, _first_seen(template), note, styles["note"])
    for number, column in enumerate(template.columns):
        sheet.write_string(HEADING_ROW, number, column.heading + (" *" if column.required else ""), styles["heading"])
        sheet.write_string(NAME_ROW, number, column.path, styles["note"])
    sheet.set_row(0, 24)
    sheet.set_row(HEADING_ROW, 44)
    sheet.set_row(NAME_ROW, None, None, {"hidden": True})
    sheet.freeze_panes(FIRST_ROW, _frozen(template))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)


def _first_seen(template: Template) -> int:
    return next(number for number, column in enumerate(template.columns) if column.kind != "id")


def _frozen(template: Template) -> int:
    """The columns that stay in sight: up to the name of the child, where there is a roster."""
    if not template.lines:
        return 1
    ids = [number for number, column in enumerate(template.columns) if column.kind == "id"]
    return ids[0] + 2 if ids else 1


def _column(
    sheet: Any, lists: Any, number: int, column: TemplateColumn, last: int, styles: Mapping[str, Any]
) -> None:
    style = {"date": "date", "number": "number", "whole": "number"}.get(column.kind, "text")
    sheet.set_column(number, number, _WIDTHS[column.kind], styles[style], {"hidden": column.kind == "id"})
    for place, choice in enumerate(column.choices):
        lists.write_string(place, number, choice)
    rule = _rule(column, number)
    if rule:
        sheet.data_validation(FIRST_ROW, number, last, number, rule)


def _rule(column: TemplateColumn, number: int) -> dict[str, Any] | None:
    """What Excel lets people write, and what it says otherwise."""
    if not column.path:
        return None
    if column.kind == "several":
        text = f"Pisahkan dengan titik koma: {'; '.join(column.choices)}"[:255]
        return {"validate": "any", "input_title": "Boleh lebih dari satu", "input_message": text}
    if column.choices:
        source = f"={LISTS}!${letters(number)}$1:${letters(number)}${len(column.choices)}"
        return _message({"validate": "list", "source": source}, column, "Pilih dari daftar.")
    if column.kind == "date":
        latest = date(2100, 1, 1) if column.may_lie_ahead else "=TODAY()"
        limits = {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": latest}
        text = "Tulis tanggal, hari dulu, seperti 6/11/2026."
        return _message(limits, column, text if column.may_lie_ahead else f"{text} Tanggal harus sudah terjadi.")
    if column.kind in ("number", "whole"):
        low, high = column.between or (-1e12, 1e12)
        limits = {
            "validate": "decimal" if column.kind == "number" else "integer",
            "criteria": "between",
            "minimum": low if column.kind == "number" else int(low),
            "maximum": high if column.kind == "number" else int(high),
        }
        text = f"Isi {_said(low)} sampai {_said(high)}. Periksa ukuran dan komanya."
        return _message(limits, column, text if column.between else "Isi dengan angka.")
    return None


def _said(number: float) -> str:
    return f"{number:.15g}".replace(".", ",")


def _message(rule: dict[str, Any], column: TemplateColumn, text: str) -> dict[str, Any]:
    return {**rule, "error_title": column.heading[:32], "error_message": text[:255], "ignore_blank": True}


def _fill(sheet: Any, template: Template, styles: Mapping[str, Any]) -> None:
    spare: tuple[Mapping[str, Value], ...] = ({},) * NEW_LINES if template.every_line else ()
    for row, line in enumerate((*template.lines, *spare), start=FIRST_ROW):
        known = {**template.every_line, **line}
        for number, column in enumerate(template.columns):
            value = known.get(column.path or column.heading)
            if value:
                _write(sheet, row, number, value, styles)


def _write(sheet: Any, row: int, number: int, value: Value, styles: Mapping[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, number, value, styles["known_date"])
    else:
        sheet.write_string(row, number, value, styles["known"])


def _instructions(sheet: Any, template: Template, styles: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 70)
    made = template.made_on.strftime("%d/%m/%Y")
    said = [
        f"{template.title} - {template.area}",
        f"Formulir {template.form_id} versi {template.version}, dibuat {made}.",
        "Isi lembar 'Isian' mulai baris 5. Jangan mengubah baris judul; urutan kolom boleh diubah.",
        "Sel berwarna sudah diisi dari data; baris anak yang tidak diukur dibiarkan kosong.",
        "Anak yang belum ada di daftar ditulis di baris kosong di bawahnya dengan nama dan tanggal lahir.",
        "Kirim berkas ini lagi kapan saja sesudah diperbaiki: yang sama dilewati, yang berubah menggantikan yang lama.",
    ]
    if not template.lines:
        said = [*said[:3], said[5]]
    for row, text in enumerate(said):
        sheet.write_string(row, 0, text, styles["title" if row == 0 else "note"])
    start = len(said) + 1
    for number, heading in enumerate(("Kolom", "Wajib", "Isi")):
        sheet.write_string(start, number, heading, styles["heading"])
    for row, column in enumerate([c for c in template.columns if c.path and c.kind != "id"], start=start + 1):
        sheet.write_string(row, 0, column.heading, styles["wrap"])
        sheet.write_string(row, 1, "wajib" if column.required else "", styles["wrap"])
        sheet.write_string(row, 2, _content(column), styles["wrap"])


def _content(column: TemplateColumn) -> str:
    """What belongs into a column, in words."""
    if column.choices and len(column.choices) <= 20:
        several = "Satu atau beberapa, dipisah titik koma: " if column.kind == "several" else ""
        return several + "; ".join(column.choices)
    if column.between:
        return f"Angka {_said(column.between[0])} sampai {_said(column.between[1])}"
    return {"number": "Angka", "whole": "Angka bulat", "date": "Tanggal, hari dulu", "choice": "Pilih dari daftar"}.get(
        column.kind, "Teks"
    )
