"""First passwords for many people at once, made at the moment of printing and kept nowhere in the clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from binakampung.registry.actions.accounts import FIRST_DAYS, audit, new_first_password
from binakampung.registry.models import AdministrativeArea, User


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person is handed: `place` is the team or the area, in words; `sort` brings neighbours together."""

    name: str
    role: str
    login: str
    password: str
    place: str
    sort: str


def waiting(users: Iterable[User]) -> list[User]:
    """Those who have never signed in: only they get a slip, so nobody loses a password that is in use."""
    return [user for user in users if user.is_active and user.last_login is None and not _own(user)]


def _own(user: User) -> bool:
    return user.has_usable_password() and user.first_password_until is None


@transaction.atomic
def make_slips(users: Sequence[User], *, today: date, by: str) -> list[Slip]:
    """A new first password for each; earlier slips of the same people are void. Sorted by subdistrict and village."""
    names = dict(
        AdministrativeArea.objects.filter(kind__in=("desa", "kelurahan", "subdistrict")).values_list("code", "name")
    )
    slips = []
    for user in users:
        password = new_first_password()
        user.password = make_password(password, hasher="first_password")
        user.digest_secret = b""
        user.first_password_until = today + FIRST_DAYS
        code, through = next(iter(user.territory(today)), ("", ""))
        where = ", ".join(names[each] for each in (code, code[:6]) if each in names)
        place = " · ".join(each for each in (through, where) if each)
        slips.append(Slip(user.name, user.role, user.login, password, place, f"{code} {through} {user.name}"))
    User.objects.bulk_update(users, ["password", "digest_secret", "first_password_until"], batch_size=500)
    audit(by, "print_first_passwords", f"{len(slips)} accounts", logins=[slip.login for slip in slips])
    return sorted(slips, key=lambda slip: slip.sort)
