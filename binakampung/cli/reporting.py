"""`bina report` and `bina close`: the monthly report as a file or as figures, and freezing a month."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from binakampung.cli.options import json_option, say, with_database

if TYPE_CHECKING:
    from binakampung.domain.periods import ReportingPeriod
    from binakampung.domain.reports import ReportDocument

AREA = click.option("--area", required=True, metavar="KODE", help="Desa, kecamatan atau kabupaten: 35.28.05.2004.")
PERIOD = click.option("--period", required=True, metavar="TTTT-BB", help="Bulan laporan: 2026-10.")
ENDINGS = (".pdf", ".xlsx", ".html")


@click.command()
@AREA
@PERIOD
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Berkas .pdf, .xlsx atau .html")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Bahasa laporan.")
@click.option("--live", is_flag=True, help="Angka langsung, juga bila bulan itu sudah ditutup.")
@with_database
@json_option
def report(area: str, period: str, out: Path | None, language: str, live: bool, by: str, as_json: bool) -> None:
    """Laporan bulanan pertumbuhan balita suatu wilayah."""
    from django.utils import timezone

    from binakampung.analytics.report import UnknownArea, figures
    from binakampung.portal.reports.present import sheet
    from binakampung.portal.reports.sources import reading

    if out is None and not as_json:
        raise click.UsageError("Sebutkan --out BERKAS, atau --json untuk angkanya saja.")
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"--out harus berakhiran {', '.join(ENDINGS)}")
    month, code = _month(period), _code(area)
    if month.first_day > timezone.localdate():
        raise click.ClickException(f"Bulan {period} belum dimulai.")
    try:
        document = reading().open(code, month, live=live).document
    except UnknownArea:
        raise click.ClickException(f"Tidak ada wilayah berkode {area}.") from None
    if out is not None:
        out.write_bytes(_rendered(document, out.suffix.lower(), language))
    page = sheet(document, language)
    answer = {
        "report": document.definition.report_id,
        "area": document.area.code,
        "period": str(document.period),
        "state": document.state,
        "figures": figures(document),
        **({"out": str(out)} if out else {}),
    }
    say(answer, as_json, f"{page.title}, {page.area}, {page.period}: {out}\n{page.state}")


@click.command()
@AREA
@PERIOD
@click.option("--restate", is_flag=True, help="Perbaiki bulan yang sudah ditutup: nomor baru bila angkanya berubah.")
@with_database
@json_option
def close(area: str, period: str, restate: bool, by: str, as_json: bool) -> None:
    """Tutup bulan suatu wilayah: angkanya dibekukan menurut hari terakhir bulan itu."""
    from binakampung.analytics.closing import NotEnded
    from binakampung.analytics.extract import read_area
    from binakampung.portal.reports import sources

    month, code = _month(period), _code(area)
    if len(code) < 4 or read_area(sources.query, code) is None:
        raise click.ClickException(f"Tidak ada wilayah berkode {area}.")
    try:
        snapshot = sources.close(code, month, by, restate=restate)
    except NotEnded:
        raise click.ClickException(f"Bulan {period} belum berakhir, jadi belum dapat ditutup.") from None
    answer = {
        "area": snapshot.area,
        "period": snapshot.period,
        "number": snapshot.number,
        "restates": snapshot.restates,
        "as_of": snapshot.as_of,
        "closed_at": snapshot.closed_at,
    }
    say(answer, as_json, f"{area} {period}: angka beku nomor {snapshot.number} per {snapshot.as_of}.")


def _month(text: str) -> ReportingPeriod:
    from binakampung.domain.periods import ReportingPeriod

    try:
        return ReportingPeriod.parse(text)
    except ValueError:
        raise click.UsageError(f"--period '{text}' bukan bulan. Tulis seperti 2026-10.") from None


def _code(text: str) -> str:
    code = text.replace(".", "")
    if not (code.isascii() and code.isdigit()):
        raise click.UsageError(f"--area '{text}' bukan kode wilayah. Tulis seperti 35.28.05.2004.")
    return code


def _rendered(document: ReportDocument, ending: str, language: str) -> bytes:
    from binakampung.portal.reports import html, pdf, workbook

    renderers: dict[str, Callable[[Any, str], bytes]] = {
        ".pdf": pdf.pdf,
        ".xlsx": workbook.workbook,
        ".html": lambda document, language: html.standalone(document, language).encode(),
    }
    return renderers[ending](document, language)
