"""`bina growth`: z-scores and prevalence of a file, without any database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from binakampung.cli.options import json_option, say

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


def _pair(text: str) -> tuple[str, str]:
    column, sign, field = text.rpartition("=")
    if not (column and sign and field):
        raise click.ClickException(f"--map '{text}': tulis KOLOM=ISIAN, misalnya --map agemons=age")
    return column, field
