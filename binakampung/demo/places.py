"""Where the demonstration takes place: real villages, invented sizes, invented declarations as Kampung KB."""

from __future__ import annotations

import random
from datetime import date, timedelta

from binakampung.registry.actions.quality_villages import declare_quality_village, quality_villages
from binakampung.registry.models import AdministrativeArea

# Loaded first and with a long history.
FIRST_VILLAGES = ("3528052004", "3528052010", "3528052021", "3528041011")
QUALITY_VILLAGES = 87
FIRST_DECLARED, LAST_DECLARED = date(2016, 3, 1), date(2023, 6, 1)
CLASSES = {"": 0.15, "dasar": 0.25, "berkembang": 0.38, "mandiri": 0.17, "berkelanjutan": 0.05}
# Roughly the middle of each subdistrict; houses are scattered around an invented middle of their village.
CENTRES = {
    "352801": (-7.205, 113.45), "352802": (-7.19, 113.52), "352803": (-7.15, 113.56), "352804": (-7.16, 113.48),
    "352805": (-7.13, 113.42), "352806": (-7.06, 113.43), "352807": (-7.04, 113.49), "352808": (-7.11, 113.57),
    "352809": (-7.03, 113.56), "352810": (-6.95, 113.55), "352811": (-6.94, 113.44), "352812": (-7.07, 113.57),
    "352813": (-6.92, 113.58),
}  # fmt: skip


def villages(count: int) -> list[str]:
    """The codes of `count` villages: those with a long history first, then in the order of their codes."""
    codes = list(FIRST_VILLAGES[:count])
    kinds = ("desa", "kelurahan")
    others = AdministrativeArea.objects.filter(kind__in=kinds).exclude(pk__in=codes).order_by("code")
    return codes + list(others.values_list("code", flat=True)[: count - len(codes)])


def sizes(codes: list[str], average: int, deep: int, seed: int) -> dict[str, int]:
    """How many families each village has: `average` in the mean, twice as many in those with a long history."""
    rng = random.Random(f"{seed}/sizes")
    weights = [2.0 if place < deep else rng.triangular(0.55, 1.5, 0.95) for place in range(len(codes))]
    whole = average * len(codes) / sum(weights)
    return {code: max(1, round(weight * whole)) for code, weight in zip(codes, weights, strict=True)}


def centre(village: str) -> tuple[float, float]:
    """An invented middle of a village, near that of its subdistrict."""
    rng = random.Random(village)
    latitude, longitude = CENTRES.get(village[:6], (-7.07, 113.5))
    return latitude + rng.uniform(-0.028, 0.028), longitude + rng.uniform(-0.028, 0.028)


def declare(seed: int, by: str) -> None:
    """Make as many desa Kampung KB as the district has. Which ones, since when and in which class is invented."""
    if quality_villages(LAST_DECLARED):
        return
    rng = random.Random(f"{seed}/quality")
    desa = list(AdministrativeArea.objects.filter(kind="desa").order_by("code").values_list("code", flat=True))
    chosen = [village for village in desa if village in FIRST_VILLAGES]
    others = [village for village in desa if village not in FIRST_VILLAGES]
    chosen += rng.sample(others, min(QUALITY_VILLAGES - len(chosen), len(others)))
    for village in sorted(chosen):
        since = FIRST_DECLARED + timedelta(days=rng.randrange((LAST_DECLARED - FIRST_DECLARED).days + 1))
        kind = rng.choices(list(CLASSES), list(CLASSES.values()))[0]
        declare_quality_village(village=village, since=since, classification=kind, by=by)
