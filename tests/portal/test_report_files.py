"""The report on paper and in a workbook, word for word, and byte for byte the same twice."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from openpyxl import load_workbook

from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import ReportDocument
from binakampung.portal.reports.html import standalone
from binakampung.portal.reports.pdf import pdf
from binakampung.portal.reports.sources import close, reading
from binakampung.portal.reports.workbook import workbook
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.actions.site import remember
from tests.builders import VILLAGE, a_family, a_posyandu_day, a_visit, send
from tests.golden import agrees

NOW = datetime(2026, 11, 3, 2, 14, tzinfo=UTC)
OCTOBER = ReportingPeriod(2026, 10)
# Name, born, sex, book, September's weight, October's weight and length.
CHILDREN = [
    ("Ahmad", date(2026, 7, 2), "male", True, 5.0, 5.9, 59.0),
    ("Budi", date(2026, 1, 15), "male", True, 7.9, 8.0, 70.0),
    ("Citra", date(2025, 6, 3), "female", True, 8.4, 8.7, 74.5),
    ("Dewi", date(2025, 2, 20), "female", False, None, 7.4, 72.0),
    ("Eko", date(2024, 3, 9), "male", None, 9.0, 9.0, 79.5),
    ("Fitri", date(2023, 8, 30), "female", True, 12.1, 12.4, 92.0),
    ("Gatot", date(2022, 5, 5), "male", True, 15.0, None, None),
    ("Hana", date(2021, 12, 12), "female", True, 16.0, 26.5, 104.0),
    ("Indra", date(2024, 11, 1), "male", True, 10.2, 10.4, 46.0),
]


@pytest.fixture
def document(db: None) -> ReportDocument:
    """October in a small village, told live on 3 November, invented and labelled so."""
    make_ready()
    remember("demonstration", "1")
    family = a_family()
    for name, born, sex, book, *_ in CHILDREN:
        family = family.with_child(name, born, sex, book)
    receipts = send(family, received=date(2026, 10, 1))
    september, october = a_posyandu_day(date(2026, 9, 7)), a_posyandu_day(date(2026, 10, 6))
    for child, (*_, before, now, length) in zip(family.children, CHILDREN, strict=True):
        if before:
            september = september.measuring(child, weight_kg=before)
        if now:
            october = october.measuring(child, weight_kg=now, length_cm=length, oedema=child.name == "Fitri")
    receipts += send(september, october, a_visit(family.children[1], date(2026, 10, 9)))
    assert {str(receipt.outcome) for receipt in receipts} == {"accepted"}
    return reading(NOW).open(VILLAGE, OCTOBER).document


def text_of(file: bytes) -> str:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file)]
    lines = "\n--- halaman ---\n".join(pages).replace("\r\n", "\n").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_paper_word_for_word(document: ReportDocument, language: str) -> None:
    assert agrees(f"growth_monthly.{language}.txt", text_of(pdf(document, language)))


def test_the_label_of_invention_is_on_every_page_of_paper(document: ReportDocument) -> None:
    pages = text_of(pdf(document)).split("--- halaman ---")
    assert len(pages) == 2
    assert all("Data peragaan (rekaan)" in page and f"/ {len(pages)}" in page for page in pages)


def test_the_workbook_figure_for_figure(document: ReportDocument) -> None:
    book = load_workbook(io.BytesIO(workbook(document)))
    assert book.sheetnames == ["Lembar cetak", "Lembar angka"]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    for sheet in book:
        writer.writerows(row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row))
    assert agrees("growth_monthly.csv", lines.getvalue())


def test_figures_in_the_workbook_are_numbers(document: ReportDocument) -> None:
    told = {(row[0], row[2]): row[3] for row in load_workbook(io.BytesIO(workbook(document)))["Lembar angka"].values}
    assert told["S", "Jumlah"] == 9
    assert told["D/S", "Jumlah"] == pytest.approx(800 / 9)


def test_the_same_document_gives_the_same_bytes(document: ReportDocument) -> None:
    assert pdf(document) == pdf(document)
    assert workbook(document) == workbook(document)


def test_a_page_that_stands_alone_fetches_nothing(document: ReportDocument) -> None:
    page = standalone(document)
    assert "Data peragaan (rekaan)" in page and "35.28.05.2004" in page and "Oktober 2026" in page
    assert "<script" not in page and "href=" not in page and "src=" not in page
    assert page.count("url(") == page.count('url("data:')


def test_a_closed_month_says_so_on_paper(document: ReportDocument) -> None:
    close(VILLAGE, OCTOBER, "bina", now=NOW)
    text = text_of(pdf(reading().open(VILLAGE, OCTOBER).document))
    assert "Angka beku per 31 Oktober 2026, ditutup 3 November 2026, 09.14 WIB. Tidak berubah lagi." in text
    assert "Angka langsung" not in text


def test_what_is_unsure_is_marked_and_explained(document: ReportDocument) -> None:
    text = text_of(pdf(document))
    assert "† belum dipastikan: dipakai umum" in text.replace("\n", " ")
    assert "‡ belum dipastikan: sumber berbeda-beda" in text.replace("\n", " ")
