"""The second step of signing in: a code from the owner's phone (TOTP), or one of ten codes kept on paper.

allauth.mfa keeps the secrets and knows the arithmetic; the pages are our own, and so is the rule who must have one: a
role with `needs_second_factor`, where the installation's switch says `required`.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.db.models import QuerySet

from binakampung.ledger.sealing import seal, unseal
from binakampung.registry.actions.accounts import audit
from binakampung.registry.actions.site import remember, setting

if TYPE_CHECKING:
    from binakampung.registry.models import User

REQUIRED, OPTIONAL = "required", "optional"
SWITCH = "second_factor"


class Sealed(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie in the table as payloads do: sealed with the installation's key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text)).decode()

    def get_totp_label(self, user: User) -> str:
        return user.login

    def get_totp_issuer(self) -> str:
        return "Bina Kampung"


def policy() -> str:
    """`required` or `optional`. Required unless somebody switched it off; a demonstration is easy to enter."""
    known = setting(SWITCH)
    if known in (REQUIRED, OPTIONAL):
        return known
    return OPTIONAL if setting("demonstration") not in ("", "0") else REQUIRED


@transaction.atomic
def switch(to: str, by: str) -> None:
    """Require it of office roles, or leave it to each."""
    if to not in (REQUIRED, OPTIONAL):
        raise ValueError(f"{to}: required or optional")
    remember(SWITCH, to)
    audit(by, "switch_second_factor", to)


def has_one(user: User) -> bool:
    """Does this account sign in with two steps?"""
    return _totp(user) is not None


def who_has_one(users: QuerySet[User]) -> set[int]:
    """Which of these accounts sign in with two steps, by their keys."""
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.filter(user__in=users, type=Authenticator.Type.TOTP)
    return set(rows.values_list("user_id", flat=True))


def must_have_one(user: User) -> bool:
    """Does the installation require two steps of this role?"""
    return user.role_rules.needs_second_factor and policy() == REQUIRED


def new_secret() -> str:
    """A secret to be shown once, and kept only when a code proves that the phone has it."""
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    made: str = generate_totp_secret()
    return made


def address(user: User, secret: str) -> str:
    """What the QR carries."""
    built: str = Sealed().build_totp_url(user, secret)
    return built


def qr(user: User, secret: str) -> str:
    """The QR as an address that an image may have."""
    return segno.make(address(user, secret), error="m").svg_data_uri(scale=5, border=4, light="white")


@transaction.atomic
def set_up(user: User, secret: str, code: str) -> list[str] | None:
    """Keep the secret if the code fits it. Returns the codes for paper, shown once; None when it does not fit."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    moment = _moment(secret, code)
    if moment is None:
        return None
    _clear(user)
    kept = TOTP.activate(user, secret).instance
    kept.data["moment"] = moment
    kept.save(update_fields=["data"])
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    audit(user.login, "set_up_second_factor", user.login)
    return codes


@transaction.atomic
def passes(user: User, code: str) -> bool:
    """Is this the phone's code of now, or a code on paper that was not used yet? Each opens once."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    rows = Authenticator.objects.select_for_update().filter(user=user)
    kept = {row.type: row for row in rows}
    totp, paper = kept.get(Authenticator.Type.TOTP), kept.get(Authenticator.Type.RECOVERY_CODES)
    if totp is not None:
        moment = _moment(Sealed().decrypt(totp.data["secret"]), code)
        if moment is not None and moment > totp.data.get("moment", 0):
            totp.data["moment"] = moment
            totp.last_used_at = datetime.now(UTC)
            totp.save(update_fields=["data", "last_used_at"])
            return True
    if paper is not None and RecoveryCodes(paper).validate_code(_digits(code)):
        audit(user.login, "use_recovery_code", user.login)
        return True
    return False


def codes_left(user: User) -> int:
    """How many codes on paper are still good."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row else 0


@transaction.atomic
def remove(user: User, by: str) -> None:
    """One step again: the phone is lost, or its owner no longer wants it."""
    _clear(user)
    audit(by, "remove_second_factor", user.login)


def _clear(user: User) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=user).delete()


def _totp(user: User) -> object | None:
    from allauth.mfa.models import Authenticator

    found: object | None = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found


def _moment(secret: str, code: str) -> int | None:
    """The half minute (counted since 1970) whose code this is: now, the one before, or the next; phones' clocks err."""
    from allauth.core.internal.cryptokit import compare_user_code
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    typed = _digits(code)
    for moment in yield_hotp_counters_from_time():
        if compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, moment))):
            return int(moment)
    return None


def _digits(code: str) -> str:
    """People type `123 456`."""
    return "".join(sign for sign in code[:40] if sign.isascii() and sign.isdigit())
