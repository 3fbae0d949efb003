"""`bina nightly`: what has to be done once a night, in one command for a timer to call."""

from __future__ import annotations

from datetime import date

import click

from binakampung.cli.duplicates import search
from binakampung.cli.options import Progress, json_option, say, with_database

SAMPLE = 200  # families replayed each night


@click.command()
@click.option("--merge", is_flag=True, help="Gabungkan sendiri data ganda yang pasti; bisa diurungkan.")
@json_option
@with_database
def nightly(merge: bool, as_json: bool, by: str) -> None:
    """Pekerjaan malam: penilaian keluarga hari ini, pencarian data ganda, dan contoh pembangunan ulang."""
    from binakampung.registry.replay import replay_sample
    from binakampung.registry.risk import refresh_all

    with Progress("Menilai keluarga") as progress:
        judged = refresh_all(date.today(), progress)
    told = search("", merge, by)
    compared = replay_sample(SAMPLE)
    different = len(compared.differences)
    answer = {"judged": judged, "duplicates": told, "compared": compared.compared, "different": different}
    text = (
        f"{judged} keluarga dinilai; {told['new']} pasangan baru, {told['merged']} digabung; "
        f"{compared.compared} baris dibandingkan, {different} berbeda."
    )
    say(answer, as_json, text)
    if different:
        raise SystemExit(1)
