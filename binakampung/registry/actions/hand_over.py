"""One act hands everything that a worker looks after to another, from a day on. Families go with their villages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from binakampung.registry.actions.accounts import ONE_DAY, audit
from binakampung.registry.models import Assignment, AuditRow, TeamMember, User

ACT = "hand_over"


class NotHandedOver(ValueError):
    """Why not: `same_person`, `closed`, `other_role`, `nothing`, `begun` (undo came too late), `changed`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Part:
    """One area or team that changes hands: in words, and from which day the taker has it."""

    place: str
    since: date


def parts(giver: User, since: date) -> list[Part]:
    """What would change hands."""
    return [Part(_place(row), max(since, row.valid_from)) for row in _lasting(giver, since)]


@transaction.atomic
def hand_over(*, giver: User, taker: User, since: date, by: str) -> AuditRow:
    """The giver's areas and teams end the day before `since`, the taker's begin on it. Raises `NotHandedOver`.

    What the giver was to begin later, the taker begins then. What the taker looks after already stays one row.
    """
    if giver.pk == taker.pk:
        raise NotHandedOver("same_person")
    # Two orders at once for the same people wait for one another.
    list(User.objects.select_for_update().filter(pk__in=(giver.pk, taker.pk)).order_by("pk"))
    taker.refresh_from_db(fields=["is_active", "role"])
    if not taker.is_active:
        raise NotHandedOver("closed")
    if giver.role != taker.role:
        raise NotHandedOver("other_role")
    rows = _lasting(giver, since)
    if not rows:
        raise NotHandedOver("nothing")
    ended: list[list[object]] = []
    begun: list[list[object]] = []
    for row in rows:
        kind, was = _kind(row), str(row.valid_to or "")
        if not _has(taker, row, max(since, row.valid_from)):
            begun.append([kind, _begin(row, taker, since).pk])
        if row.valid_from >= since:
            ended.append([kind, None, _fields(row), row.valid_from.isoformat(), was])
            row.delete()
        else:
            row.valid_to = since - ONE_DAY
            row.save(update_fields=["valid_to"])
            ended.append([kind, row.pk, _fields(row), row.valid_from.isoformat(), was])
    audit(by, ACT, giver.login, to=taker.login, since=since.isoformat(), ended=ended, begun=begun)
    return AuditRow.objects.filter(act=ACT, subject=giver.login).latest("pk")


@transaction.atomic
def undo_hand_over(*, row: AuditRow, today: date, by: str) -> None:
    """As if it had not been ordered. Only before the taker has worked a day with it: raises `NotHandedOver` later.

    Later the taker hands over to the giver, so that the days between stay told.
    """
    told = row.details
    if "undone" in told:
        raise NotHandedOver("changed")
    if date.fromisoformat(told["since"]) < today:
        raise NotHandedOver("begun")
    giver = User.objects.get(login=row.subject)
    for kind, pk in told["begun"]:
        if not _table(kind).filter(pk=pk, valid_to=None).delete()[0]:
            raise NotHandedOver("changed")
    for kind, pk, fields, since, was in told["ended"]:
        until = date.fromisoformat(was) if was else None
        if pk is None:
            _table(kind).create(user=giver, valid_from=date.fromisoformat(since), valid_to=until, **fields)
        elif not _table(kind).filter(pk=pk).update(valid_to=until):
            raise NotHandedOver("changed")
    row.details = {**told, "undone": datetime.now().isoformat(timespec="seconds")}
    row.save(update_fields=["details"])
    audit(by, "undo_hand_over", row.subject, to=told["to"], since=told["since"])


def _lasting(user: User, since: date) -> Sequence[Assignment | TeamMember]:
    lasting = Q(valid_to=None) | Q(valid_to__gte=since)
    areas = user.assignment_set.filter(lasting).select_related("area", "service_area")
    return [*areas, *user.teammember_set.filter(lasting).select_related("team")]


def _kind(row: Assignment | TeamMember) -> str:
    return "area" if isinstance(row, Assignment) else "team"


def _table(kind: str):  # type: ignore[no-untyped-def]
    return (Assignment if kind == "area" else TeamMember)._default_manager


def _fields(row: Assignment | TeamMember) -> dict[str, object]:
    if isinstance(row, TeamMember):
        return {"team_id": row.team_id}
    return {"area_id": row.area_id, "service_area_id": row.service_area_id}


def _place(row: Assignment | TeamMember) -> str:
    return row.team.name if isinstance(row, TeamMember) else row.place


def _has(taker: User, row: Assignment | TeamMember, since: date) -> bool:
    own = _table(_kind(row)).filter(user=taker, valid_from__lte=since, valid_to=None, **_fields(row))
    return bool(own.exists())


def _begin(row: Assignment | TeamMember, taker: User, since: date) -> Assignment | TeamMember:
    made: Assignment | TeamMember = _table(_kind(row)).create(
        user=taker, valid_from=max(since, row.valid_from), valid_to=row.valid_to, **_fields(row)
    )
    return made
