"""Who may see what. Every screen asks here; what lies outside is answered as if it did not exist.

Two questions: the role (may this person see names, record, publish, manage?) and the territory (code prefixes of
the assignments of today). A request without an account has neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from binakampung.domain.access import Role
from binakampung.ledger.models import Submission
from binakampung.registry import open_visits as waiting_visits
from binakampung.registry.lists import inside
from binakampung.registry.models import AdministrativeArea, Family, Person, Task, User, WaitingItem

NOBODY = Role("nobody", 99, names=False, records=False)
View = Callable[..., HttpResponse]
Row = TypeVar("Row", bound=Model)


def role_of(request: HttpRequest) -> Role:
    """The role of whoever is signed in."""
    user = request.user
    return user.role_rules if isinstance(user, User) and user.is_active else NOBODY


def areas_of(request: HttpRequest) -> tuple[str, ...]:
    """Code prefixes of today's territory; asked of the database once a request."""
    known: tuple[str, ...] | None = getattr(request, "_areas", None)
    if known is None:
        user = request.user
        known = user.areas(timezone.localdate()) if isinstance(user, User) else ()
        request._areas = known  # type: ignore[attr-defined]
    return known


def allowed(*rights: str) -> Callable[[View], View]:
    """Lets a view be opened only by roles that have every right named (`names`, `records`, `publishes`, `manages`)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            role = role_of(request)
            if not all(getattr(role, right) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def covers(request: HttpRequest, code: str) -> bool:
    """Does the reader's territory hold this whole area?"""
    return any(code.startswith(area) for area in areas_of(request))


def villages(request: HttpRequest) -> QuerySet[AdministrativeArea]:
    """The desa and kelurahan of the reader's territory."""
    both = (AdministrativeArea.Kind.DESA, AdministrativeArea.Kind.KELURAHAN)
    return AdministrativeArea.objects.filter(inside(areas_of(request), "code"), kind__in=both)


def areas_within(request: HttpRequest) -> QuerySet[AdministrativeArea]:
    """Every area of the reader's territory, whatever its level."""
    return AdministrativeArea.objects.filter(inside(areas_of(request), "code"))


def area_or_404(request: HttpRequest, code: str) -> AdministrativeArea:
    """An area inside the reader's territory."""
    area = AdministrativeArea.objects.filter(pk=code).first()
    if area is None or not covers(request, area.code):
        raise Http404
    return area


def village_or_404(request: HttpRequest, code: str) -> AdministrativeArea:
    """A desa or kelurahan inside the reader's territory."""
    area = area_or_404(request, code)
    if not area.is_village:
        raise Http404
    return area


def people(request: HttpRequest) -> QuerySet[Person]:
    """People of the reader's villages."""
    return Person.objects.filter(inside(areas_of(request)))


def families(request: HttpRequest) -> QuerySet[Family]:
    """Families of the reader's villages."""
    return Family.objects.filter(inside(areas_of(request)))


def open_visits(request: HttpRequest, on: date) -> QuerySet[Task]:
    """Follow-up visits that wait in the reader's villages."""
    return waiting_visits.open_visits(on).filter(inside(areas_of(request)))


def waiting(request: HttpRequest) -> QuerySet[WaitingItem]:
    """Items held for the reader's villages."""
    return WaitingItem.objects.filter(inside(areas_of(request)))


def submissions(request: HttpRequest) -> QuerySet[Submission]:
    """Submissions that the reader may see."""
    return Submission.objects.filter(seen(request))


def seen(request: HttpRequest, path: str = "") -> Q:
    """The condition for that; `path` leads to the submission (`submission__`) from other rows.

    Submissions about the reader's villages; those about no known village are the district's, and their sender's.
    """
    areas, column = areas_of(request), f"{path}area_code"
    mine = inside(areas, column)
    if role_of(request).level > 4:
        return mine | Q(**{column: "", f"{path}submitted_by": request.user.get_username()})
    unknown = ~Exists(AdministrativeArea.objects.filter(pk=OuterRef(column)))
    return mine | unknown | Q(**{f"{column}__in": ("", *(area[:2] for area in areas))})


def one_or_404(rows: QuerySet[Row], **which: object) -> Row:
    """The one row meant, if the reader may see it."""
    found = rows.filter(**which).first()
    if found is None:
        raise Http404
    return found
