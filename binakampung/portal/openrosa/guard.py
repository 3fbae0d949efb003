"""Who asks, and what every OpenRosa answer carries.

Two ways in: a device's key in the path (a wrong one is 403, never 401, since clients would ask for a password), or
the worker's own name and password by challenge.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from binakampung.domain.envelopes import Sender
from binakampung.domain.problems import Problem
from binakampung.intake.openrosa import ACCEPTED_BYTES, MOST_BYTES, VERSION_HEADER, Answer, refusal
from binakampung.intake.openrosa_documents import response_xml
from binakampung.portal.access import lockout, second_factor
from binakampung.portal.openrosa.digest import challenge, claim_of
from binakampung.registry.actions.accounts import worker_of
from binakampung.registry.models import User

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
XML = "text/xml; charset=utf-8"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Caller:
    """The worker behind a request, and the address under which this worker's phone reaches us."""

    user: User
    base: str

    @property
    def language(self) -> str:
        """`id` or `en`."""
        return "en" if self.user.language == "en" else "id"

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Today's territory."""
        return self.user.areas(timezone.localdate())

    @property
    def sender(self) -> Sender:
        """The worker as the door knows a sender."""
        return Sender(self.user.login, self.areas)


class Stop(Exception):
    """The request ends here, with a problem in words and perhaps headers (a challenge)."""

    def __init__(self, code: str, headers: Mapping[str, str] = NOTHING) -> None:
        super().__init__(code)
        self.problem = Problem(code, params={"minutes": lockout.MINUTES})
        self.headers = headers


def openrosa(*methods: str) -> Callable[[View], View]:
    """The view gets a `Caller`; its answer gets the protocol's headers. Other methods are answered 405."""

    def decorated(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, token: str | None = None, **named: Any) -> HttpResponse:
            language = "id"
            try:
                caller = _caller(request, token)
                language = caller.language
                if request.method not in methods:
                    raise Stop("wrong_method", {"Allow": ", ".join(methods)})
                response = view(request, caller, **named)
            except Stop as stop:
                response = reply(refusal(stop.problem, language), stop.headers)
            except SuspiciousOperation:
                raise
            except Exception as error:
                # Nothing is committed: the phone keeps what it has and comes again. The log has the cause: one line
                # while the database is away, the whole way there for what nobody foresaw.
                away = isinstance(error, (OperationalError, InterfaceError))
                log.error("an OpenRosa request could not be served: %s", error, exc_info=not away)
                response = reply(refusal(Problem("cannot_store"), language), {"Retry-After": "60"})
            _drain(request)
            return _stamped(response, language)

        return guarded

    return decorated


def reply(answer: Answer, headers: Mapping[str, str] = NOTHING) -> HttpResponse:
    """An answer in the protocol's envelope."""
    carried = {"Cache-Control": "no-store", **headers}
    return HttpResponse(response_xml(answer), status=answer.status, content_type=XML, headers=carried)


def _caller(request: HttpRequest, token: str | None) -> Caller:
    user = _by_password(request) if token is None else worker_of(token)
    if user is None:
        raise Stop("unknown_device_key")
    if not user.role_rules.records:
        raise Stop("not_recording")
    return Caller(user, request.build_absolute_uri("/openrosa" if token is None else f"/key/{token}"))


def _by_password(request: HttpRequest) -> User:
    secure = request.is_secure()
    claim = claim_of(request)
    if claim is None:
        raise Stop("sign_in_needed", _asking(secure))
    knocker = f"{claim.login}|{_address(request)}"
    if lockout.locked(knocker):
        raise Stop("too_many_tries", {"Retry-After": str(lockout.MINUTES * 60)})
    if not claim.true or claim.user is None:
        lockout.failed(knocker)
        raise Stop("wrong_password", _asking(secure))
    if claim.stale:
        raise Stop("sign_in_needed", _asking(secure, stale=True))
    lockout.succeeded(knocker)
    if second_factor.has_one(claim.user) or second_factor.must_have_one(claim.user):
        raise Stop("second_step_needed")
    return claim.user


def _asking(secure: bool, stale: bool = False) -> dict[str, str]:
    return {"WWW-Authenticate": challenge(secure, stale)}


def _address(request: HttpRequest) -> str:
    """Where the request comes from; behind our own proxy, what the proxy says."""
    forwarded: str = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _drain(request: HttpRequest) -> None:
    """Read what was sent but not wanted, within bounds: a client still sending would not hear the answer."""
    if request.method != "POST":
        return
    left = MOST_BYTES
    try:
        while left > 0 and (chunk := request.read(65_536)):
            left -= len(chunk)
    except OSError:
        return


def _stamped(response: HttpResponse, language: str) -> HttpResponse:
    response[VERSION_HEADER] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTED_BYTES)
    response["Date"] = http_date()
    response["Content-Language"] = language
    response.headers.setdefault("Cache-Control", "private, no-cache")
    # Django would log the address of a 4xx or 5xx, and the address carries the device's key.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
