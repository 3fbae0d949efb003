"""Accounts, assignments and device keys: named acts, each in one transaction with its audit row."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db import transaction

from binakampung.domain.access import ROLES
from binakampung.registry.models import AdministrativeArea, Assignment, AuditRow, DeviceToken, User


def audit(by: str, act: str, subject: str, **details: object) -> None:
    """Write who did what. Call inside the act's transaction."""
    AuditRow.objects.create(at=datetime.now(UTC), by=by, act=act, subject=subject, details=details)


@transaction.atomic
def add_worker(
    *, login: str, name: str, role: str, password: str | None, areas: Sequence[str], since: date, by: str
) -> User:
    """A new account with its first assignments. Raises ValueError for an unknown role, area, or a taken login."""
    if role not in ROLES:
        raise ValueError(f"unknown role {role}: one of {', '.join(ROLES)}")
    if User.objects.filter(login=login).exists():
        raise ValueError(f"login {login} is taken")
    user = User.objects.create_user(login, name, role, password)
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
def end_assignment(*, assignment: Assignment, until: date, by: str) -> None:
    """The worker's last day in an area. History stays."""
    assignment.valid_to = until
    assignment.save(update_fields=["valid_to"])
    audit(by, "end_assignment", assignment.user.login, area=assignment.area_id, until=until.isoformat())


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
    """A new password; every browser that signed in with the old one is signed out."""
    user.set_password(password)
    user.save(update_fields=["password", "digest_secret"])
    audit(by, "set_password", user.login)


@transaction.atomic
def deactivate(*, user: User, until: date, by: str) -> None:
    """The account opens nothing any more: assignments end, device keys are revoked. History stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    for assignment in user.assignment_set.filter(valid_to=None):
        end_assignment(assignment=assignment, until=max(until, assignment.valid_from), by=by)
    for token in user.devicetoken_set.filter(revoked_at=None):
        revoke_device_token(token=token, by=by)
    audit(by, "deactivate", user.login)


@transaction.atomic
def reactivate(*, user: User, by: str) -> None:
    """The account may sign in again; areas and device keys are given anew."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit(by, "reactivate", user.login)
