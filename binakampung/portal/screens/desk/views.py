"""The first page after signing in, by role: what is late, what is odd, what waits, and where to go next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from binakampung.domain.people import name_key
from binakampung.portal.access.people import looked
from binakampung.portal.access.scope import allowed, areas_of, open_visits, people, role_of
from binakampung.portal.screens.attention.queue import waiting_items
from binakampung.portal.screens.attention.views import grouped
from binakampung.portal.screens.children.visits import home_of, visit_rows
from binakampung.portal.screens.territory.figures import Figures
from binakampung.portal.screens.territory.views import rows
from binakampung.registry.interpret import uninterpreted
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import AdministrativeArea, DeviceToken, Family, User

SHORT = 6
FOUND_AT_MOST = 100


def home(request: HttpRequest) -> HttpResponse:
    """What is late, odd or waiting in the reader's areas."""
    role, today = role_of(request), timezone.localdate()
    listed = rows(request, _listed(request))
    facts: dict[str, Any] = {
        "rows": listed,
        "whole": sum((row.figures for row in listed), Figures()),
        "waiting": sum(row.waiting for row in listed),
        "today": today,
    }
    if role.names:
        late = open_visits(request, today).filter(due_on__lte=today).order_by("due_on", "id")[:SHORT]
        odd = waiting_items(request).select_related("submission").order_by("-submission_id", "id")[:SHORT]
        waits = visit_rows(late, today)
        looked(request, "list", [(row.family_id, row.task.village) for row in waits])
        facts |= {"late": waits, "odd": grouped(request, list(odd), names=True)}
    if role.manages and not role.names:
        facts |= _machine()
    return render(request, "screens/home.html", facts)


def _listed(request: HttpRequest) -> list[AdministrativeArea]:
    """The reader's areas; a subdistrict's or a district's one level down, where the work is."""
    areas = list(AdministrativeArea.objects.filter(code__in=areas_of(request)))
    if len(areas) == 1 and not areas[0].is_village:
        return list(AdministrativeArea.objects.filter(parent=areas[0]))
    return areas


def _machine() -> dict[str, Any]:
    """What a technician looks after: no content."""
    return {
        "machine": {
            "unread": len(uninterpreted()),
            "phones": DeviceToken.objects.filter(revoked_at=None).count(),
            "accounts": User.objects.filter(is_active=True).count(),
        }
    }


@allowed("names")
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """People by a part of their name. By POST, so that no name stands in an address or a log."""
    wanted = request.POST.get("nama", "").strip()[:100]
    folded = name_key(wanted)
    found = people(request).filter(name_key__contains=folded, status=RESIDENT).order_by("name_key", "id")
    shown = list(found[: FOUND_AT_MOST + 1]) if folded else []
    families = Family.objects.in_bulk({person.family_id for person in shown})
    areas = AdministrativeArea.objects.in_bulk({person.village for person in shown})
    looked(request, "search", shown[:FOUND_AT_MOST])
    facts = {
        "name": wanted,
        "more": len(shown) > FOUND_AT_MOST,
        "found": [(p, home_of(families.get(p.family_id)), areas.get(p.village)) for p in shown[:FOUND_AT_MOST]],
        "today": timezone.localdate(),
    }
    return render(request, "screens/search.html", facts)
