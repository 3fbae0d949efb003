"""Accounts, assignments and device keys: named acts, each in one transaction with its audit row."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from binakampung.domain.access import ROLES
from binakampung.registry.models import AdministrativeArea, Assignment, AuditRow, DeviceToken, ServiceArea, User

ONE_DAY = timedelta(days=1)
# How long a password that somebody else made may wait for its owner.
FIRST_DAYS = timedelta(days=30)
# None that a printed sheet could make doubtful (0 O, 1 I L).
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def audit(by: str, act: str, subject: str, **details: object) -> None:
    """Write who did what. Call inside the act's transaction."""
    AuditRow.objects.create(at=datetime.now(UTC), by=by, act=act, subject=subject, details=details)


@transaction.atomic
def add_worker(
    *,
    login: str,
    name: str,
    role: str,
    password: str | None,
    areas: Sequence[str],
    since: date,
    by: str,
    office: str = "",
) -> User:
    """A new account with its first assignments; `office`: the sector office of a liaison.

    Raises ValueError for an unknown role, area, or a taken login.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role {role}: one of {', '.join(ROLES)}")
    if User.objects.filter(login=login).exists():
        raise ValueError(f"login {login} is taken")
    user = User.objects.create_user(login, name, role, password, office)
    audit(by, "add_worker", login, role=role)
    for area in areas:
        assign(user=user, area=area, since=since, by=by)
    return user


@transaction.atomic
def assign(*, user: User, area: str, since: date, by: str) -> Assignment:
    """The worker looks after an area from a day on. Raises ValueError for an unknown area."""
    if not AdministrativeArea.objects.filter(pk=area).exists():
        raise ValueError(f"unknown area {area}")
    assignment = Assignment.objects.create(user=user, area_id=area, valid_from=since)
    audit(by, "assign", user.login, area=area, since=since.isoformat())
    return assignment


@transaction.atomic
def assign_service_area(*, user: User, area: ServiceArea, since: date, by: str) -> Assignment:
    """The worker looks after the villages of a service area, whichever these are on each day."""
    assignment = Assignment.objects.create(user=user, service_area=area, valid_from=since)
    audit(by, "assign", user.login, service_area=area.code, since=since.isoformat())
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, until: date, by: str) -> None:
    """The worker's last day in an area. History stays."""
    assignment.valid_to = until
    assignment.save(update_fields=["valid_to"])
    audit(by, "end_assignment", assignment.user.login, area=assignment.place_code, until=until.isoformat())


@transaction.atomic
def reopen_assignment(*, assignment: Assignment, by: str) -> None:
    """The end of an assignment was a mistake: it is open-ended again."""
    ended = str(assignment.valid_to or "")
    assignment.valid_to = None
    assignment.save(update_fields=["valid_to"])
    audit(by, "reopen_assignment", assignment.user.login, area=assignment.place_code, ended=ended)


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment, by: str) -> None:
    """An assignment that never began leaves no history, but its audit row."""
    since = assignment.valid_from.isoformat()
    audit(by, "withdraw_assignment", assignment.user.login, area=assignment.place_code, since=since)
    assignment.delete()


@transaction.atomic
def issue_device_token(*, user: User, by: str, label: str = "", device_id: str = "") -> str:
    """A new key for one device; returned once, kept only as a hash."""
    token = secrets.token_urlsafe(32)
    DeviceToken.objects.create(
        token_hash=token_hash(token),
        user=user,
        label=label[:200],
        device_id=device_id[:200],
        created_at=datetime.now(UTC),
    )
    audit(by, "issue_device_token", user.login, label=label)
    return token


@transaction.atomic
def revoke_device_token(*, token: DeviceToken, by: str) -> None:
    """This key opens nothing any more."""
    token.revoked_at = datetime.now(UTC)
    token.save(update_fields=["revoked_at"])
    audit(by, "revoke_device_token", token.user.login)


def worker_of(token: str) -> User | None:
    """The active worker that a device key speaks for."""
    found = DeviceToken.objects.select_related("user").filter(token_hash=token_hash(token), revoked_at=None).first()
    return found.user if found is not None and found.user.is_active else None


def token_hash(token: str) -> str:
    """What is stored of a key. A key is 256 random bits, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def set_password(*, user: User, password: str, by: str) -> None:
    """A password chosen by its owner; every browser that signed in with the old one is signed out."""
    user.set_password(password)
    user.first_password_until = None
    user.save(update_fields=["password", "digest_secret", "first_password_until"])
    audit(by, "set_password", user.login)


@transaction.atomic
def give_first_password(*, user: User, today: date, by: str) -> str:
    """A one-time password, returned once: it opens only the page where its bearer chooses an own one.

    It is long and random, so a quick hash keeps it safely (docs/decisions/0009-sign-in.md); it dies after
    `FIRST_DAYS`. Whoever was signed in with the old password is signed out.
    """
    password = new_first_password()
    user.password = make_password(password, hasher="first_password")
    user.digest_secret = b""
    user.first_password_until = today + FIRST_DAYS
    user.save(update_fields=["password", "digest_secret", "first_password_until"])
    audit(by, "give_first_password", user.login, until=user.first_password_until.isoformat())
    return password


def new_first_password() -> str:
    """Three groups of four signs, 59 random bits; no signs that look alike on paper."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def deactivate(*, user: User, until: date, by: str) -> None:
    """The account opens nothing any more: areas and teams end, device keys are revoked. History stays.

    What would have begun later never begins.
    """
    user.is_active = False
    user.save(update_fields=["is_active"])
    lasting = Q(valid_to=None) | Q(valid_to__gt=until)
    for assignment in user.assignment_set.filter(lasting):
        if assignment.valid_from > until + ONE_DAY:
            withdraw_assignment(assignment=assignment, by=by)
        else:
            end_assignment(assignment=assignment, until=max(until, assignment.valid_from), by=by)
    for member in user.teammember_set.filter(lasting):
        member.valid_to = max(until, member.valid_from)
        member.save(update_fields=["valid_to"])
        audit(by, "end_membership", user.login, team=member.team.code, until=member.valid_to.isoformat())
    for token in user.devicetoken_set.filter(revoked_at=None):
        revoke_device_token(token=token, by=by)
    audit(by, "deactivate", user.login)


@transaction.atomic
def reactivate(*, user: User, by: str) -> None:
    """The account may sign in again; areas and device keys are given anew."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit(by, "reactivate", user.login)
