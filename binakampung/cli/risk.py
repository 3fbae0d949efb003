"""`bina risk`: who is at risk of stunting now, and runs that are kept to see who is new, who stays and who leaves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import click

from binakampung.cli.options import Progress, json_option, say, with_database

CHANGES = {
    "new": "baru berisiko",
    "stays": "tetap berisiko",
    "leaves": "tidak lagi berisiko",
    "unclear": "jadi belum diketahui",
    "gone": "keluarganya tidak ada lagi",
    "new_target": "sasaran baru",
}


@click.group()
def risk() -> None:
    """Keluarga berisiko stunting: keadaan sekarang dan perbandingan antarwaktu."""


@risk.command()
@json_option
@with_database
def refresh(as_json: bool, by: str) -> None:
    """Nilai ulang keluarga yang penilaiannya belum ada, dari hari lain, atau menurut aturan lain."""
    from binakampung.registry.risk import refresh_all

    with Progress("Menilai keluarga") as progress:
        judged = refresh_all(date.today(), progress)
    say({"judged": judged}, as_json, f"{judged} keluarga dinilai ulang.")


@risk.command()
@click.argument("name")
@click.option("--area", default="", help="Kode wilayah; bawaan: semua.")
@json_option
@with_database
def run(name: str, area: str, as_json: bool, by: str) -> None:
    """Nilai semua keluarga suatu wilayah dan simpan hasilnya dengan nama NAME, untuk dibandingkan kelak."""
    from django.db import IntegrityError

    from binakampung.registry import risk as runs

    try:
        with Progress("Menilai keluarga") as progress:
            kept = runs.run(name, area.replace(".", ""), date.today(), by, datetime.now(UTC), progress)
    except IntegrityError:
        raise click.ClickException(f"Sudah ada hasil bernama '{name}' untuk wilayah itu. Pilih nama lain.") from None
    say(_told(kept), as_json, _line(kept))


@risk.command("list")
@json_option
@with_database
def list_(as_json: bool, by: str) -> None:
    """Hasil penilaian yang tersimpan."""
    from binakampung.registry.models import RiskRun

    kept = list(RiskRun.objects.order_by("as_of", "id"))
    say({"runs": [_told(each) for each in kept]}, as_json, "\n".join(map(_line, kept)) or "Belum ada.")


@risk.command()
@click.argument("before")
@click.argument("after")
@click.option("--area", default="", help="Kode wilayah; bawaan: semua.")
@json_option
@with_database
def compare(before: str, after: str, area: str, as_json: bool, by: str) -> None:
    """Siapa baru, tetap, dan keluar antara dua hasil yang tersimpan (nama)."""
    from binakampung.registry.risk import changes

    found = [each for each in changes(_kept(before), _kept(after), area.replace(".", "")) if each.change != "none"]
    villages: dict[str, Counter[str]] = {}
    for each in found:
        villages.setdefault(each.village, Counter())[each.change] += 1
    totals = Counter(each.change for each in found)
    lines = [f"{words}: {totals[code]}" for code, words in CHANGES.items()]
    for village, counts in sorted(villages.items()):
        lines.append(f"  {village}: " + ", ".join(f"{CHANGES[code]} {number}" for code, number in counts.items()))
    families = [{"family": each.family_id, "village": each.village, "change": each.change} for each in found]
    say({"counts": dict(totals), "families": families}, as_json, "\n".join(lines))


def _kept(name: str) -> Any:
    from binakampung.registry.models import RiskRun

    found = RiskRun.objects.filter(name=name).order_by("-id").first()
    if found is None:
        raise click.ClickException(f"Tidak ada hasil bernama '{name}'. Yang ada: bina risk list.")
    return found


def _told(kept: Any) -> dict[str, Any]:
    return {
        "name": kept.name,
        "area": kept.area_code,
        "as_of": kept.as_of.isoformat(),
        "rule": kept.rule,
        "counts": kept.counts,
    }


def _line(kept: Any) -> str:
    of = kept.counts.get
    return (
        f"{kept.name} ({kept.as_of}, {kept.rule}): {of('families', 0)} keluarga, {of('target', 0)} sasaran, "
        f"{of('at_risk_yes', 0)} berisiko, {of('at_risk_unknown', 0)} belum diketahui"
    )
