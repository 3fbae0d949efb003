"""The document as a workbook: one sheet to print, one to compute with."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from django.utils import translation

from binakampung.domain.reports import Cell, ReportDocument, Row
from binakampung.portal.reports.present import SMALL, Line, Sheet, sheet
from binakampung.portal.words import phrase, say

TEAL, WASH, SOFT, WARN, INK, LINE = "#0b4f4c", "#e9f2f0", "#55686d", "#7a4a00", "#16272b", "#c3d0d2"
PLAIN = {"font_name": "Noto Sans", "font_size": 9, "valign": "vcenter"}
# The same document gives the same bytes.
NO_CLOCK = datetime(2000, 1, 1)
HEADINGS = (
    phrase("Kode"),
    phrase("Uraian"),
    phrase("Kolom"),
    phrase("Nilai"),
    phrase("Pembilang"),
    phrase("Penyebut"),
    phrase("Kepastian"),
    phrase("Sumber"),
    phrase("Penjelasan"),
)


def workbook(document: ReportDocument, language: str = "id") -> bytes:
    """The report as .xlsx."""
    page, file = sheet(document, language), io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": f"{page.title} {page.area} {page.period}", "created": NO_CLOCK})
        with translation.override(language):
            _Printed(book, document, page).write()
            _figures(book, document, page)
    return file.getvalue()


class _Printed:
    """The sheet that looks like the paper. Figures are numbers, so a column can be summed or charted."""

    def __init__(self, book: Any, document: ReportDocument, page: Sheet) -> None:
        self.book, self.document, self.page = book, document, page
        self.sheet = book.add_worksheet(say("Lembar cetak"))
        self.last = len(page.columns)
        self.at = 0
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        self._page()
        self._head()
        self._columns()
        for block, section in zip(self.page.blocks, self.document.sections, strict=True):
            self._band(block.title)
            rows = [each for row in section.rows for each in (row, row.beside) if each is not None]
            for line, row in zip(block.lines, rows, strict=True):
                self._line(line, row)
        self._foot()

    def _page(self) -> None:
        here, page = self.sheet, self.page
        here.set_paper(9)
        here.set_portrait()
        here.fit_to_pages(1, 0)
        here.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        here.hide_gridlines(2)
        here.set_column(0, 0, 46)
        here.set_column(1, self.last, 11)
        # `&` begins a code in Excel's headers.
        left = f"{page.title}, {page.area} ({page.code}), {page.period}".replace("&", "&&")
        here.set_header(f"&L&8{left}&R&8&B{page.demonstration}")
        here.set_footer(f"&L&7{page.state.replace('&', '&&')}&R&8{page.words['halaman']} &P / &N")

    def _head(self) -> None:
        page = self.page
        self._text(page.title, bold=True, font_size=16, font_color=TEAL)
        self._text(f"{page.area}, {page.period}", font_size=12)
        if page.demonstration:
            self._text(page.demonstration, bold=True, font_color=WARN, bg_color="#fff3d6")
        for what, name in (*page.places, (page.words["kode"], page.code), *page.prepared):
            self._text(f"{what}: {name}", font_color=SOFT)
        self._text(page.state, italic=True)
        self.at += 1

    def _columns(self) -> None:
        top, style = self.at, {"bold": True, "bottom": 2, "bottom_color": TEAL}
        place = 1
        for title, span in self.page.groups:
            if title and span > 1:
                style_of_group = self._format(align="center", font_color=SOFT)
                self.sheet.merge_range(top, place, top, place + span - 1, title, style_of_group)
            place += span
        self.sheet.write_string(top + 1, 0, self.page.words["uraian"], self._format(**style))
        for place, title in enumerate(self.page.columns, start=1):
            self.sheet.write_string(top + 1, place, title, self._format(align="right", **style))
        self.sheet.freeze_panes(top + 2, 1)
        self.sheet.repeat_rows(top, top + 1)
        self.at += 2

    def _band(self, title: str) -> None:
        style = self._format(bold=True, font_color=TEAL, bg_color=WASH)
        self.sheet.write_string(self.at, 0, title, style)
        for place in range(1, self.last + 1):
            self.sheet.write_blank(self.at, place, None, style)
        self.at += 1

    def _line(self, line: Line, row: Row) -> None:
        colour = SOFT if line.beside else INK
        style = {"bold": line.main, "font_color": colour, "bottom": 4, "bottom_color": LINE}
        label = f"{line.label}{line.mark}{', ' + line.unit if line.unit else ''}"
        indent = 2 if line.beside else 0
        self.sheet.write_string(self.at, 0, label, self._format(indent=indent, text_wrap=True, **style))
        for place, cell in enumerate(row.cells, start=1):
            self._figure(place, cell, style)
        self.at += 1

    def _figure(self, place: int, cell: Cell, style: dict[str, Any]) -> None:
        if cell.value is None:
            self.sheet.write_string(self.at, place, "–", self._format(align="right", **style))
            return
        pattern = "#,##0" if not cell.is_rate else f'0.0"{SMALL}"' if cell.small else "0.0"
        self.sheet.write_number(self.at, place, cell.value, self._format(num_format=pattern, **style))

    def _foot(self) -> None:
        page, words = self.page, self.page.words
        self.at += 1
        for mark, text in page.footnotes:
            self._text(f"{mark} {text}", font_color=SOFT)
        for sum in page.sums:
            self._text(f"{sum.title}: {sum.numbers}, {words['cocok'] if sum.holds else words['tidak']}")
        self._text(words["keterangan"], bold=True, font_color=TEAL)
        for note in page.notes:
            self._text(f"– {note}")
        self._text(f"{words['sumber']}: {'; '.join(page.sources)}", font_color=SOFT)

    def _text(self, text: str, **style: Any) -> None:
        self.sheet.write_string(self.at, 0, text, self._format(**style))
        self.at += 1

    def _format(self, **style: Any) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**PLAIN, **style})
        return self.formats[key]


def _figures(book: Any, document: ReportDocument, page: Sheet) -> None:
    """One row a figure, with what was divided by what, how sure the definition is and where it was read."""
    here = book.add_worksheet(say("Lembar angka"))
    head = book.add_format({"bold": True, "font_color": TEAL, "bottom": 2, "bottom_color": TEAL})
    here.write_row(0, 0, [say(heading) for heading in HEADINGS], head)
    at = 1
    for row in document.rows():
        for title, cell in zip(page.columns, row.cells, strict=True):
            here.write_row(at, 0, _figure_row(row, title, cell, page.language))
            at += 1
    here.autofilter(0, 0, at - 1, len(HEADINGS) - 1)
    here.freeze_panes(1, 2)
    here.set_column(0, 0, 22)
    here.set_column(1, 1, 44)
    here.set_column(2, 6, 11)
    here.set_column(7, 8, 60)


def _figure_row(row: Row, title: str, cell: Cell, language: str) -> list[Any]:
    indicator = row.indicator
    words = (getattr(indicator.title, language), getattr(indicator.wording, language))
    sure = say("terbaca di sumber") if indicator.confirmed else say("belum dipastikan")
    source = indicator.source if indicator.confirmed else ""
    denominator = "" if cell.denominator is None else cell.denominator
    value = "" if cell.value is None else cell.value
    return [indicator.code, words[0], title, value, cell.numerator, denominator, sure, source, words[1]]
