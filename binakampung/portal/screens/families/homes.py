"""Where the houses of a village stand, as a drawing without a background: for those who may see coordinates.

Everybody else is sent to the counts by hamlet. A dot says only whose house it is, never how anyone fares.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from binakampung.portal.access.people import looked, reader_of
from binakampung.portal.access.scope import allowed, village_or_404
from binakampung.portal.screens.families.listing import Wanted, families_of
from binakampung.portal.screens.territory.trail import trail
from binakampung.portal.words import say
from binakampung.registry.models import Dwelling, Family

SIDE, EDGE = 1000.0, 40.0  # of the drawing, in its own units
AT_MOST = 2000  # houses of one drawing
METRES_A_DEGREE = 111_320.0
SCALES = (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10)  # metres of the bar


@dataclass(frozen=True, slots=True)
class Dot:
    """A house on the drawing with the families that live in it."""

    x: float
    y: float
    families: tuple[Family, ...]

    @property
    def names(self) -> str:
        return ", ".join(family.head_name for family in self.families)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The dots, and a bar of so many metres that is `bar` units long."""

    dots: tuple[Dot, ...]
    bar: float
    metres: int


@allowed("names")
@require_safe
def on_the_map(request: HttpRequest, code: str) -> HttpResponse:
    """The houses of a village, or of one hamlet of it."""
    village = village_or_404(request, code)
    if not reader_of(request).sees("coordinates"):
        return redirect("hamlets", village.code)
    hamlet = request.GET.get("dusun", "")[:100]
    homes: defaultdict[str, list[Family]] = defaultdict(list)
    for family in families_of(village.code, Wanted(hamlet=hamlet)).order_by("head_key", "pk"):
        homes[family.dwelling_id].append(family)
    here = Dwelling.objects.filter(village=village.code, latitude__isnull=False, longitude__isnull=False)
    located = [home for home in here.order_by("pk") if home.pk in homes][:AT_MOST]
    looked(request, "map", [family for home in located for family in homes[home.pk]])
    facts = {
        "area": village,
        "hamlet": hamlet,
        "hamlets": sorted({each.hamlet for families in homes.values() for each in families if each.hamlet}),
        "drawing": drawn(located, homes),
        "missing": len(homes) - len(located),
        "trail": trail(request, village.code, (say("Peta rumah"), "")),
    }
    return render(request, "screens/families/homes.html", facts)


def drawn(located: Sequence[Dwelling], homes: dict[str, list[Family]]) -> Drawing | None:
    """The drawing, north up; degrees of longitude are shortened as they are at this latitude. None for no house."""
    places = [(float(home.longitude or 0), float(home.latitude or 0), home.pk) for home in located]
    if not places:
        return None
    west, east = min(x for x, _, _ in places), max(x for x, _, _ in places)
    south, north = min(y for _, y, _ in places), max(y for _, y, _ in places)
    shorter = math.cos(math.radians((south + north) / 2))
    span = max((east - west) * shorter, north - south, 1e-4)
    scale = (SIDE - 2 * EDGE) / span
    dots = tuple(
        Dot(round(EDGE + (x - west) * shorter * scale, 1), round(EDGE + (north - y) * scale, 1), tuple(homes[pk]))
        for x, y, pk in places
    )
    unit = scale / METRES_A_DEGREE
    metres = next((each for each in SCALES if each * unit <= SIDE / 3), SCALES[-1])
    return Drawing(dots, round(metres * unit, 1), metres)
