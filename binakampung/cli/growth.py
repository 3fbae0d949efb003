"""`bina growth`: z-scores, prevalence and charts of a file; only a child by its id asks for a database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from binakampung.cli.options import json_option, known_worker, open_database, say

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
TO_WRITE = click.Path(dir_okay=False, path_type=Path)


def without_database(function: Callable[..., Any]) -> Callable[..., Any]:
    """Takes `--database` and `--by` as every command does; nothing is read from or written to a database."""
    for option in ("--database", "--by"):
        function = click.option(option, expose_value=False, hidden=True)(function)
    return function


@click.group()
def growth() -> None:
    """Pertumbuhan anak menurut standar WHO 2006."""


@growth.command("zscores")
@click.argument("source", metavar="IN.csv", type=EXISTING)
@click.argument("target", metavar="OUT.csv", type=TO_WRITE)
@without_database
@json_option
def zscores(source: Path, target: Path, as_json: bool) -> None:
    """Hitung enam nilai z dan tandanya untuk setiap baris.

    Kolom: id, sex (1/2), age, is_age_in_month, weight, lenhei, measure (l/h), headc, armc, oedema (y/n).
    Yang wajib hanya id dan sex; umur dalam hari kecuali is_age_in_month berisi 1.
    """
    from binakampung.cli.growth_files import read_measurements, write_zscores
    from binakampung.domain.growth_kernel import zscores as compute
    from binakampung.standards import who_2006

    measured = read_measurements(source)
    z, flags = compute(**measured.arguments, standard=who_2006(), threads=None)
    write_zscores(target, measured.ids, z, flags)
    answer = {"rows": len(z), "flagged": int((flags == 1).any(axis=1).sum())}
    count = f"{answer['rows']:,}".replace(",", ".")
    flagged = f"{answer['flagged']:,}".replace(",", ".")
    say(answer, as_json, f"{count} baris dihitung, {flagged} di antaranya tidak masuk akal (ditandai): {target}")


@growth.command("prevalence")
@click.argument("source", metavar="IN.csv", type=EXISTING)
@click.option("--map", "pairs", multiple=True, metavar="KOLOM=ISIAN", help="Kolom berkas untuk satu isian.")
@click.option("--age-unit", type=click.Choice(["days", "months"]), help="Satuan umur bila tidak ada is_age_in_month.")
@click.option("--group", metavar="KOLOM", help="Hitung juga untuk tiap isi kolom ini.")
@without_database
@json_option
def prevalence(source: Path, pairs: tuple[str, ...], age_unit: str | None, group: str | None, as_json: bool) -> None:
    """Prevalensi dari berkas survei, dengan bobot, strata dan klaster bila ada.

    Isian: sex, age, is_age_in_month, weight, lenhei, measure, oedema, sw (bobot), cluster, strata.
    Nilai z dibulatkan dua angka sebelum dibandingkan; yang tidak masuk akal tidak dihitung.
    """
    from binakampung.cli.growth_prevalence import estimates_of, in_words, read_survey

    mapping = dict(_pair(pair) for pair in pairs)
    survey = read_survey(source, mapping, age_unit, group)
    groups = estimates_of(survey)
    say({"rows": survey.read, "kept": len(survey.rows.z), "groups": groups}, as_json, in_words(groups))


@growth.command("chart")
@click.argument("source", metavar="[IN.csv]", type=EXISTING, required=False)
@click.option("--out", "target", metavar="FILE.svg", type=TO_WRITE, required=True, help="Berkas gambar.")
@click.option("--child", "child_id", metavar="ID", help="Nomor anak di basis data, bila bukan dari berkas.")
@click.option("--kind", type=click.Choice(["weight", "length", "weight-length"]), default="weight", show_default=True)
@click.option("--sex", type=click.Choice(["male", "female"]), help="Bila berkas tidak punya kolom sex.")
@click.option("--born", type=click.DateTime(["%Y-%m-%d"]), help="Bila berkas tidak punya kolom birth_date.")
@click.option("--gestation-weeks", type=click.IntRange(15, 45), help="Umur kehamilan ketika lahir, minggu penuh.")
@click.option("--months", type=click.Choice(["24", "60"]), help="Sampai umur berapa (bawaan: menurut isinya).")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--size", default="760x500", show_default=True, metavar="LEBARxTINGGI", help="Dalam piksel.")
@click.option("--title", default="", help="Judul, bila bukan temuannya.")
@click.option("--database", envvar="BINA_DATABASE", help="Hanya untuk --child.")
@click.option("--by", default="bina", show_default=True, metavar="LOGIN", help="Atas nama siapa.")
@json_option
def chart(source: Path | None, target: Path, child_id: str | None, as_json: bool, **given: Any) -> None:
    """Gambar grafik pertumbuhan seorang anak seperti KMS, dari berkas atau dari basis data.

    Kolom berkas: date (tanggal ukur), weight, lenhei, measure (l/h), headc, armc, oedema (y/n); sex, birth_date dan
    gestation_weeks boleh sebagai kolom atau pilihan. Satu baris satu kali ukur.
    """
    if (source is None) == (child_id is None):
        raise click.ClickException("Sebut berkasnya atau --child, salah satu saja.")
    from binakampung.cli import growth_chart as charts

    paper = _paper(given)
    if source is not None:
        born = given["born"].date() if given["born"] else None
        child, weighings = charts.read_child(source, given["sex"], born, given["gestation_weeks"])
    else:
        open_database(given["database"])
        known_worker(given["by"])
        child, weighings = charts.child_in_registry(str(child_id))
    drawn = charts.draw(child, weighings, paper)
    try:
        target.write_text(drawn.svg, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{target} tidak dapat ditulis: {error.strerror}") from error
    say(charts.answer(drawn, target), as_json, charts.told(drawn, target, paper.language))


def _paper(given: dict[str, Any]) -> Any:
    from binakampung.cli.growth_chart import KINDS, Paper

    width, _, height = given["size"].partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) >= 300 and int(height) >= 300):
        raise click.ClickException(f"--size '{given['size']}': tulis LEBARxTINGGI, masing-masing paling sedikit 300.")
    months = int(given["months"]) if given["months"] else None
    return Paper(KINDS[given["kind"]], given["language"], int(width), int(height), months, given["title"])


def _pair(text: str) -> tuple[str, str]:
    column, sign, field = text.rpartition("=")
    if not (column and sign and field):
        raise click.ClickException(f"--map '{text}': tulis KOLOM=ISIAN, misalnya --map agemons=age")
    return column, field
