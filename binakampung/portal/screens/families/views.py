"""Families: the list of a village, one family, who looked at it, and finding one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binakampung.portal.access.people import looked, reader_of
from binakampung.portal.access.scope import allowed, families, one_or_404, role_of, village_or_404, villages
from binakampung.portal.screens.families import acts
from binakampung.portal.screens.families.finding import found
from binakampung.portal.screens.families.listing import (
    NEEDS,
    VIEWS,
    Wanted,
    families_of,
    family_rows,
    named,
    one_page,
    places,
)
from binakampung.portal.screens.families.story import story_of
from binakampung.portal.screens.paging import choice
from binakampung.portal.screens.territory.trail import trail
from binakampung.portal.words import say
from binakampung.registry.models import AdministrativeArea, ReadRow, User

PAGE = "screens/families"
SEARCHED_AT_MOST = 100
LOOKS_AT_MOST = 200


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address asks a list for."""
    view = choice(request, "tampil", views_for(request))
    return Wanted(view, request.GET.get("dusun", "")[:100], request.GET.get("rt", "")[:3])


def views_for(request: HttpRequest) -> list[str]:
    """The views that this role may choose."""
    role = role_of(request)
    return [view for view in VIEWS if view not in NEEDS or getattr(role, NEEDS[view])]


@allowed("names")
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The families of a village. A name is searched by POST, so that it stands in no address and no log."""
    village = village_or_404(request, code)
    name = request.POST.get("nama", "").strip()[:100]
    wanted = Wanted() if name else wanted_of(request)
    rows = families_of(village.code, wanted)
    if name:
        shown, after = list(named(rows, name).order_by("head_key", "pk")[:SEARCHED_AT_MOST]), ""
    else:
        shown, after = one_page(rows, request.GET.get("sesudah", "")[:36])
    looked(request, "list", shown)
    here = places(village.code)
    facts: dict[str, Any] = {
        "area": village,
        "name": name,
        "wanted": wanted,
        "views": [(view, VIEWS[view]) for view in views_for(request)],
        "hamlets": sorted({place.hamlet for place in here if place.hamlet}),
        "rts": sorted({place.rt for place in here if place.rt}),
        "count": len(shown) if name else rows.count(),
        "rows": family_rows(shown),
        "after": after,
        "trail": trail(request, village.code, (say("Keluarga"), "")),
    }
    return render(request, f"{PAGE}/list.html", facts)


@require_safe
def hamlets(request: HttpRequest, code: str) -> HttpResponse:
    """How many families and people live in each hamlet and RT; no names, so every role may look."""
    village = village_or_404(request, code)
    facts = {
        "area": village,
        "places": places(village.code),
        "trail": trail(request, village.code, (say("Dusun dan RT"), "")),
    }
    return render(request, f"{PAGE}/hamlets.html", facts)


@allowed("names")
@require_safe
def page(request: HttpRequest, family: str) -> HttpResponse:
    """One family: its people, what worries us, its home, and who said what."""
    row = one_or_404(families(request), pk=family)
    looked(request, "page", [row])
    story = story_of(row, reader_of(request))
    facts = {
        "family": row,
        "story": story,
        "acts": acts.open_to(request),
        "done": acts.just_done(request, row.pk),
        "today": timezone.localdate(),
        "trail": trail(request, row.village, *way(row.village, row.head_name)),
    }
    return render(request, f"{PAGE}/family.html", facts)


def way(village: str, *below: str) -> list[tuple[str, str]]:
    """The steps from a village's families to a page of one."""
    return [(say("Keluarga"), reverse("families", args=[village])), *((name, "") for name in below)]


@allowed("names")
@require_safe
def looks(request: HttpRequest, family: str) -> HttpResponse:
    """Who looked at a family, newest first."""
    row = one_or_404(families(request), pk=family)
    looked(request, "page", [row])
    read = list(ReadRow.objects.filter(family_id=row.pk).order_by("-at", "-pk")[:LOOKS_AT_MOST])
    names = dict(User.objects.filter(login__in={each.by for each in read}).values_list("login", "name"))
    facts = {
        "family": row,
        "rows": [(each, names.get(each.by, each.by)) for each in read],
        "trail": trail(
            request,
            row.village,
            (say("Keluarga"), reverse("families", args=[row.village])),
            (row.head_name, reverse("family", args=[row.pk])),
            (say("Siapa yang melihat"), ""),
        ),
    }
    return render(request, f"{PAGE}/looks.html", facts)


@allowed("names")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Finds families by NIK, card number, name or address. By POST: no number and no name stands in an address."""
    text = request.POST.get("cari", "").strip()[:100]
    pairs, more = found(request, text) if text else ([], False)
    looked(request, "search", [family for family, _ in pairs])
    rows = family_rows([family for family, _ in pairs])
    areas = AdministrativeArea.objects.in_bulk({family.village for family, _ in pairs})
    here = list(villages(request).order_by("code")[:2])
    facts = {
        "text": text,
        "rows": [(row, person, areas.get(row.family.village)) for row, (_, person) in zip(rows, pairs, strict=True)],
        "more": more,
        "only": here[0] if len(here) == 1 else None,
        "trail": [(say("Keluarga"), "")],
    }
    return render(request, f"{PAGE}/find.html", facts)
