"""Between the password and the code: who is halfway in, and what happens when somebody is in."""

from __future__ import annotations

import time

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest

from binakampung.portal.access import lockout, second_factor, sessions
from binakampung.portal.words import say
from binakampung.registry.models import User

HALF = "half_signed_in"
# How long a right password waits for its code.
PATIENCE = 10 * 60


def halfway(request: HttpRequest, user: User, wanted: str) -> None:
    """The password was right; the code is still to come. Nothing is open yet."""
    request.session.cycle_key()
    request.session[HALF] = {"user": user.pk, "proof": user.get_session_auth_hash(), "at": time.time(), "next": wanted}


def who_is_halfway(request: HttpRequest) -> tuple[User, str] | None:
    """The account that waits for its code, and the page that it asked for; None when nobody waits (any more)."""
    half = request.session.get(HALF)
    if not half or time.time() - half["at"] > PATIENCE:
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != half["proof"]:
        return None
    return user, half["next"]


def enter(request: HttpRequest, user: User, second: bool) -> None:
    """Signed in: the session gets a new key, and its clocks begin."""
    request.session.pop(HALF, None)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    sessions.begin(request, second)
    if user.role_rules.needs_second_factor and not second and not second_factor.must_have_one(user):
        messages.info(request, say("Akun kantor lebih aman dengan dua langkah masuk. Siapkan di Akun saya."))


def locked_words() -> str:
    """What somebody hears who must wait."""
    minutes = lockout.MINUTES
    return say("Terlalu banyak sandi keliru. Tunggu {n} menit, atau minta kabupaten membuat sandi baru.", n=minutes)
