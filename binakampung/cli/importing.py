"""`bina import`, `imports`, `undo-import` and `template`: spreadsheets in and back, templates that people fill in."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

import click

from binakampung.cli.options import json_option, say, with_database

if TYPE_CHECKING:
    from binakampung.intake.import_result import ImportResult

Progress = Callable[[int, int], None]
SHOWN = 30
WORDS = {
    "accepted": "diterima",
    "identical": "sama dengan yang sudah ada",
    "superseding": "menggantikan yang lama",
    "held": "ditahan",
    "quarantined": "dikarantina",
    "refused": "ditolak",
}


@click.command("import")
@click.argument("form")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", required=True, metavar="KODE", help="Wilayah berkas ini, misalnya 35.28.05.2004.")
@click.option("--map", "pairs", multiple=True, metavar="KOLOM=ISIAN", help="Kolom berkas untuk isian; - = abaikan.")
@click.option("--set", "answers", multiple=True, metavar="ISIAN=JAWABAN", help="Jawaban untuk semua baris.")
@click.option("--sheet", default="", metavar="NAMA", help="Lembar yang dibaca (bawaan: yang judulnya cocok).")
@click.option("--survey", "title", metavar="NAMA", help="Nama survei (bawaan: nama berkas).")
@click.option("--dry-run", is_flag=True, help="Coba saja: jawaban yang sama, tidak ada yang disimpan.")
@with_database
@json_option
def import_(
    form: str,
    file: Path,
    area: str,
    pairs: tuple[str, ...],
    answers: tuple[str, ...],
    sheet: str,
    title: str | None,
    dry_run: bool,
    by: str,
    as_json: bool,
) -> None:
    """Masukkan lembar kerja (.xlsx, .xls, .csv): satu baris satu kiriman.

    FORM: formulir, atau daftar dari kantor lain: family_cards (satu baris satu orang, menurut nomor KK) dan
    family_by_name (satu baris satu keluarga, PK/KRS).

    Kolom dipasangkan menurut judulnya. Berkas yang dikirim ulang tidak menggandakan apa pun: baris yang sama dilewati,
    baris yang diperbaiki menggantikan yang lama.
    """
    from binakampung.intake.importing import import_file
    from binakampung.intake.tables import FileRefused

    mapping, given = dict(map(pair, pairs)), dict(map(pair, answers))
    try:
        with _progress(hidden=as_json) as progress:
            result = import_file(
                form, file.name, file.read_bytes(), area, by, mapping, dry_run, progress,
                given=given, sheet=sheet, title=title,
            )  # fmt: skip
    except FileRefused as refusal:
        _fail(refusal.problem.code, refusal.message(), as_json)
    say(result.as_dict(), as_json, _in_words(result))


def pair(text: str) -> tuple[str, str]:
    """`KOLOM=ISIAN` as both halves. Ends the command with words when it is none."""
    left, sign, right = text.rpartition("=")
    if not (left.strip() and sign and right.strip()):
        raise click.ClickException(f"'{text}': tulis KOLOM=ISIAN, misalnya --map agemons=age")
    return left.strip(), right.strip()


@contextmanager
def _progress(hidden: bool) -> Iterator[Progress | None]:
    """A bar on standard error while rows are sent."""
    if hidden or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Membaca", show_pos=True, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            """Rows read so far while there is no total; then rows sent, and the time that is left."""
            bar.label = "Mengirim" if total else f"Membaca baris {done}"
            bar.length = max(total, 1)
            bar.update(done - bar.pos if total else 0)
            bar.render_progress()

        yield show


def _fail(code: str, message: str, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": code, "message": message}, ensure_ascii=False))
    click.echo(f"Berkas tidak diimpor. {message}", err=True)
    sys.exit(1)


def _in_words(result: ImportResult) -> str:
    counts = {str(outcome): number for outcome, number in result.counts.items()}
    parts = [f"{counts[word]} {text}" for word, text in WORDS.items() if counts.get(word)]
    lines = [f"{result.read} baris dibaca: {', '.join(parts) or 'tidak ada'}."]
    if result.blank:
        lines.append(f"{result.blank} baris tanpa isian dilewati.")
    if result.dry_run:
        lines.append("Hanya percobaan; tidak ada yang disimpan.")
    lines += [f"Perhatian: {warning}" for warning in result.as_dict()["warnings"]]
    lines += [f"Baris {each.row}: {each.message()}" for each in result.problems[:SHOWN]]
    left = len(result.problems) + result.left_out - SHOWN
    return "\n".join([*lines, *([f"... dan {left} masalah lain (lihat semuanya dengan --json)."] if left > 0 else [])])


@click.command()
@click.argument("form")
@click.option("--area", required=True, metavar="KODE", help="Wilayah yang akan mengisi.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Berkas .xlsx.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Hari yang dicatat (bawaan: hari ini).")
@with_database
def template(form: str, area: str, out: Path, on: datetime | None, by: str) -> None:
    """Buat templat isian untuk diisi di Excel atau LibreOffice, dengan daftar anak bila formulir memintanya."""
    from binakampung.intake.importing import scope_of
    from binakampung.intake.tables import FileRefused
    from binakampung.intake.template import template_for
    from binakampung.intake.template_book import workbook

    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    try:
        scope_of(by, area, today)
        made = template_for(form, area, on.date() if on else today)
    except FileRefused as refusal:
        raise click.ClickException(refusal.message()) from refusal
    out.write_bytes(workbook(made))
    click.echo(f"{out}: {len(made.columns)} kolom, {len(made.lines)} baris sudah terisi.")


@click.command("undo-import")
@click.argument("number", type=int, metavar="NOMOR")
@with_database
@json_option
def undo_import(number: int, by: str, as_json: bool) -> None:
    """Batalkan seluruh impor NOMOR: yang dibawanya tidak dihitung lagi, buku besar tetap menyimpannya."""
    from binakampung.intake.tables import FileRefused
    from binakampung.intake.undoing import undo_import as undo

    try:
        with _progress(hidden=as_json) as progress:
            undone = undo(number, by, progress)
    except FileRefused as refusal:
        _fail(refusal.problem.code, refusal.message(), as_json)
    answer = {"batch": number, "voided": undone.voided, "taken_back": undone.taken_back, "left": undone.left}
    words = [f"{undone.voided} catatan dibatalkan, {undone.taken_back} perbaikan ditarik kembali."]
    if undone.left:
        words.append(f"{undone.left} dibiarkan: sudah diperbaiki lagi sesudah impor itu.")
    say(answer, as_json, "\n".join(words))


@click.command()
@with_database
@json_option
def imports(by: str, as_json: bool) -> None:
    """Daftar berkas yang sudah diimpor, terbaru di atas, dengan nomor untuk membatalkannya."""
    from binakampung.registry.models import ImportBatch

    rows = [
        {
            "batch": row.pk,
            "form": row.form_id,
            "area": row.area_code,
            "by": row.by,
            "at": row.at.isoformat(),
            "counts": row.counts,
            "undone_at": row.undone_at.isoformat() if row.undone_at else None,
        }
        for row in ImportBatch.objects.order_by("-pk")[:100]
    ]
    lines = [
        f"{row['batch']:>6}  {row['at'][:16]}  {row['form']:<22} {row['area']:<10}  {row['by']}"
        f"{'  (dibatalkan)' if row['undone_at'] else ''}"
        for row in rows
    ]
    say({"imports": rows}, as_json, "\n".join(lines) or "Belum ada berkas yang diimpor.")
