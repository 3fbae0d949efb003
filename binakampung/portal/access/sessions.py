"""Browsers that are signed in: how long one may rest, and what must be done before anything else.

A session dies after a rest and after a day at the latest, sooner for office roles. Until somebody with a first
password has chosen an own one, or an office role has its second step, only the page for that opens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from binakampung.domain.access import Role
from binakampung.portal.access import second_factor
from binakampung.portal.words import say
from binakampung.registry.models import BrowserSession, User

BEGUN, SEEN, ROW, SECOND, FREE = "begun", "seen", "browser", "second_factor", "free_until"
# A visit to the list of browsers need not be exact; a write at every page would be a price.
PRECISION = timedelta(minutes=2)
# (rest, whole life) of a session.
OFFICE = timedelta(hours=2), timedelta(hours=12)
FIELD = timedelta(hours=12), timedelta(days=7)
# What stays open while something must be done first.
ALWAYS = {"logout", "language", "password"}


def limits(role: Role) -> tuple[timedelta, timedelta]:
    """How long a browser of this role may rest, and how long it may live."""
    return OFFICE if role.needs_second_factor else FIELD


class SignedInBrowsers:
    """Comes after authentication. Ways in that need no browser session (phones, signing in) are left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not getattr(view, "login_required", True):
            return None
        if _is_over(request, user):
            _forget(request)
            logout(request)
            messages.info(request, say("Anda lama tidak memakai halaman ini, jadi keluar sendiri. Silakan masuk lagi."))
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        _seen(request, user)
        return _first_things(request, user)


def _is_over(request: HttpRequest, user: User) -> bool:
    now, (rest, life) = datetime.now(UTC).timestamp(), limits(user.role_rules)
    begun, seen = request.session.get(BEGUN, now), request.session.get(SEEN, now)
    return bool(now - seen > rest.total_seconds() or now - begun > life.total_seconds())


def _seen(request: HttpRequest, user: User) -> None:
    """Remember that the browser was here; once in a while, not at every page."""
    now = datetime.now(UTC)
    session = request.session
    fresh = now.timestamp() - session.get(SEEN, 0) < PRECISION.total_seconds()
    if fresh and session.get(ROW) == session.session_key:
        return
    session.setdefault(BEGUN, now.timestamp())
    session[SEEN] = now.timestamp()
    begun = datetime.fromtimestamp(session[BEGUN], UTC)
    before = session.get(ROW)
    if before and before != session.session_key:
        BrowserSession.objects.filter(session_key=before).delete()
    session[ROW] = session.session_key
    facts = {"user": user, "agent": request.headers.get("User-Agent", "")[:200], "seen_at": now}
    BrowserSession.objects.update_or_create(
        session_key=session.session_key, defaults=facts, create_defaults={**facts, "begun_at": begun}
    )


def _first_things(request: HttpRequest, user: User) -> HttpResponse | None:
    """The page that must come first, when this is another one."""
    match = request.resolver_match
    name = match.url_name if match else ""
    if name in ALWAYS:
        return None
    if user.first_password_until is not None:
        return _instead("password")
    if name == "second_factor" or not user.role_rules.needs_second_factor or request.session.get(SECOND):
        return None
    now = datetime.now(UTC)
    if now.timestamp() < request.session.get(FREE, 0):
        return None
    if second_factor.has_one(user):
        request.session[SECOND] = True
    elif second_factor.must_have_one(user):
        return _instead("second_factor")
    else:  # asked again after a while: the switch may be turned meanwhile
        request.session[FREE] = (now + PRECISION).timestamp()
    return None


def _instead(name: str) -> HttpResponse:
    response = redirect(name)
    add_never_cache_headers(response)
    return response


def begin(request: HttpRequest, second: bool) -> None:
    """A browser has just signed in; `second`: with both steps. What died meanwhile is swept away."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    if isinstance(request.user, User):
        alive = browsers(request.user).values("pk")
        request.user.browsersession_set.exclude(pk__in=alive).delete()
    request.session[BEGUN] = request.session[SEEN] = datetime.now(UTC).timestamp()
    request.session[SECOND] = second


def browsers(user: User) -> QuerySet[BrowserSession]:
    """The browsers in which this account is signed in, the newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return user.browsersession_set.filter(session_key__in=alive).order_by("-seen_at", "-pk")


def sign_out(rows: QuerySet[BrowserSession]) -> int:
    """These browsers are signed out at once. Returns how many."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.model._default_manager.filter(session_key__in=keys).delete()
    return len(keys)


def _forget(request: HttpRequest) -> None:
    BrowserSession.objects.filter(session_key=request.session.session_key or "").delete()
