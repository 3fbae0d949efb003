"""Which accounts a manager may look after, and what may be chosen for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from binakampung.domain.access import ROLES, TEAM_ROLES, Role
from binakampung.portal.access.scope import areas_of, areas_within, role_of
from binakampung.registry.actions.readiness import SYSTEM_LOGIN
from binakampung.registry.lists import inside
from binakampung.registry.models import (
    AdministrativeArea,
    Assignment,
    ServiceArea,
    ServiceAreaVillage,
    Team,
    TeamMember,
    TeamVillage,
    User,
)
from binakampung.registry.models.dated import on_day

View = Callable[..., HttpResponse]
# Whom a supervisor (not a manager) helps with a new password: those who work in single villages.
SUPERVISED = ("cadre", *TEAM_ROLES, "village")


def looks_after_accounts(view: View) -> View:
    """Lets a view be opened by who manages accounts, and by who supervises field workers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        role = role_of(request)
        if not (role.manages or role.supervises):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def workers(request: HttpRequest) -> QuerySet[User]:
    """Accounts that work only inside the reader's areas today, or nowhere yet; never the system's own.

    A supervisor meets only those who do work there: no account that waits for its first area.
    """
    today, mine = timezone.localdate(), areas_of(request)
    of_user = on_day(today) & Q(user=OuterRef("pk"))
    direct = Assignment.objects.filter(of_user, area__isnull=False)
    service = ServiceAreaVillage.objects.filter(
        on_day(today), on_day(today, "area__assignment__"), area__assignment__user=OuterRef("pk")
    )
    team = TeamVillage.objects.filter(
        on_day(today), on_day(today, "team__teammember__"), team__teammember__user=OuterRef("pk")
    )
    own = inside(mine, "area__code") | Q(area__in=_above(request))
    found = User.objects.exclude(login=SYSTEM_LOGIN).filter(
        ~Exists(direct.exclude(own)),
        ~Exists(service.exclude(inside(mine, "village__code"))),
        ~Exists(team.exclude(inside(mine, "village__code"))),
        role__in=roles(request),
    )
    if not role_of(request).manages:
        found = found.filter(Exists(direct) | Exists(service) | Exists(team), is_active=True)
    return found.order_by("-is_active", "name", "pk")


def roles(request: HttpRequest) -> list[str]:
    """The roles whose accounts the reader looks after.

    A manager who may see no names makes no account that may publish or manage; a supervisor helps field workers only.
    """
    mine = role_of(request)
    if not mine.manages:
        return list(SUPERVISED) if mine.supervises else []
    return [role.code for role in ROLES.values() if mine.names or not (role.publishes or role.manages)]


def teams(request: HttpRequest) -> QuerySet[Team]:
    """Teams whose villages all lie inside the reader's areas; one without villages belongs to whoever manages."""
    here = inside(areas_of(request), "village__code")
    elsewhere = TeamVillage.objects.filter(on_day(timezone.localdate()), team=OuterRef("pk")).exclude(here)
    return Team.objects.filter(~Exists(elsewhere))


def service_areas(request: HttpRequest) -> QuerySet[ServiceArea]:
    """Health areas and the like whose villages all lie inside the reader's areas."""
    here = inside(areas_of(request), "village__code")
    elsewhere = ServiceAreaVillage.objects.filter(on_day(timezone.localdate()), area=OuterRef("pk")).exclude(here)
    return ServiceArea.objects.filter(~Exists(elsewhere))


def places(users: Iterable[User], on: date) -> dict[int, list[str]]:
    """What each worker looks after on a day, in words."""
    told: dict[int, list[str]] = {}
    rows = Assignment.objects.filter(on_day(on), user__in=users).select_related("area", "service_area")
    for row in rows.order_by("area_id", "service_area__name"):
        told.setdefault(row.user_id, []).append(row.place)
    for member in TeamMember.objects.filter(on_day(on), user__in=users).select_related("team"):
        told.setdefault(member.user_id, []).append(member.team.name)
    return told


def areas_for(request: HttpRequest, role: Role | None = None) -> QuerySet[AdministrativeArea]:
    """Areas inside the manager's own, of the level at which a role works; for a role without names also those above."""
    found = areas_within(request)
    if role is None:
        return found
    if not role.names:
        found = found | AdministrativeArea.objects.filter(pk__in=_above(request))
    kinds = {10: ("desa", "kelurahan"), 6: ("subdistrict",), 4: ("district",), 2: ("province",)}
    return found.filter(kind__in=kinds[role.level])


def _above(request: HttpRequest) -> set[str]:
    """The provinces of the manager's areas: their account is made here, and reads figures only."""
    return {area[:2] for area in areas_of(request)}
