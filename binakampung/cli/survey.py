"""`bina survey`: prevalence of a survey that was imported."""

from __future__ import annotations

import click

from binakampung.cli.options import json_option, say, with_database


@click.command()
@click.option("--area", required=True, metavar="KODE", help="Wilayah survei.")
@click.option("--survey", "name", metavar="NAMA", help="Satu survei saja (bawaan: semua survei di wilayah itu).")
@click.option("--regions", is_flag=True, help="Hitung juga untuk tiap wilayah/kelompok di dalam survei.")
@with_database
@json_option
def survey(area: str, name: str | None, regions: bool, by: str, as_json: bool) -> None:
    """Prevalensi dari survei yang sudah diimpor, dengan bobot, strata dan klaster bila ada."""
    from binakampung.cli.growth_prevalence import in_words
    from binakampung.cli.survey_figures import figures
    from binakampung.registry.surveys import survey_names, survey_of

    code = area.strip().replace(".", "")
    names = survey_names(code)
    if name is not None:
        names = {known: count for known, count in names.items() if known == name}
    if not names:
        known = ", ".join(survey_names(code)) or "belum ada"
        named = f" {name}" if name else ""
        raise click.ClickException(f"Tidak ada survei{named} di wilayah {area}. Yang ada: {known}.")
    surveys = [figures(survey_of(code, each), regions) for each in names]
    texts = [f"Survei {each['survey']} ({each['rows']} baris)\n{in_words(each['groups'])}" for each in surveys]
    say({"area": code, "surveys": surveys}, as_json, "\n\n".join(texts))
