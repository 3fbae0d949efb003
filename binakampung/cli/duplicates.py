"""`bina duplicates`: who may be recorded twice, over a whole district."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import click

from binakampung.cli.options import json_option, say, with_database

STEPS = {"names": "Membaca nama ...", "pairs": "Mencari pasangan ...", "verdicts": "Menimbang pasangan ..."}
REASON = "Pencarian data ganda malam hari"


@click.command()
@click.option("--area", default="", help="Kode wilayah; bawaan: kabupaten pemasangan ini.")
@click.option("--merge", is_flag=True, help="Gabungkan sendiri yang pasti; bisa diurungkan di layar Data ganda.")
@json_option
@with_database
def duplicates(area: str, merge: bool, as_json: bool, by: str) -> None:
    """Cari orang yang mungkin terdata dua kali."""
    told = search(area, merge, by)
    text = (
        f"{told['people']} orang dibandingkan; {told['found']} pasangan ditemukan, {told['new']} baru, "
        f"{told['merged']} digabung. Sisanya menunggu keputusan di layar Data ganda."
    )
    say(told, as_json, text)


def search(area: str, merge: bool, by: str) -> dict[str, Any]:
    """Link everyone of an area, keep the pairs, merge the sure ones when asked to."""
    from django.conf import settings

    from binakampung.analytics.linkage import link, table_of
    from binakampung.catalogue.duplicate_rules import duplicate_rule
    from binakampung.registry import duplicates as pairs

    area = area.replace(".", "") or settings.BINA_DISTRICT
    villages: dict[str, str] = {}

    def people() -> Any:
        for each in pairs.records(area):
            villages[each.id] = each.village
            yield each

    found = link(table_of(people()), duplicate_rule(), tell=lambda step: click.echo(STEPS[step], err=True)).to_pylist()
    told = [pairs.Found(p["left"], p["right"], p["score"], p["verdict"], p["reasons"]) for p in found]
    new = pairs.keep_found(told, villages, date.today())
    merged = sum(_merge(pair, by) for pair in pairs.sure_pairs(area)) if merge else 0
    pairs.follow_merged()
    return {"people": len(villages), "found": len(found), "new": new, "merged": merged}


def _merge(pair: Any, by: str) -> bool:
    """Merge one pair through the door, as an act that voiding undoes."""
    from binakampung.domain.envelopes import Sender
    from binakampung.domain.people import derived_id
    from binakampung.domain.problems import Outcome
    from binakampung.intake.officeact import act
    from binakampung.registry import duplicates as pairs
    from binakampung.registry.models import Person, User

    if Person.objects.filter(pk__in=(pair.left_id, pair.right_id)).count() != 2:
        return False  # one of them was merged a moment ago
    stays, goes = pairs.stays_of(pair)
    now = datetime.now(UTC)
    instance = f"uuid:{derived_id('merge', pair.left_id, pair.right_id, stays, pair.found_on.isoformat())}"
    village = pair.left_village if stays == pair.left_id else pair.right_village
    answers = {
        "kind": "person",
        "duplicate": goes,
        "into": stays,
        "village": village,
        "decided_on": date.today().isoformat(),
        "reason": REASON,
    }
    receipt = act("merge_people", answers, Sender(by, User.objects.get(login=by).areas(date.today())), now, instance)
    if receipt.outcome is not Outcome.ACCEPTED:
        return False
    pairs.decide(pair, pairs.Status.MERGED, by, now, instance)
    return True
