"""One's own account: password, second step, and where one is signed in."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from binakampung.portal.access import second_factor, sessions
from binakampung.portal.access.scope import one_or_404
from binakampung.portal.words import phrase, say
from binakampung.registry.actions.accounts import revoke_device_token
from binakampung.registry.models import User

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
MACHINES = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("Linux", "Linux"))  # fmt: skip
UNKNOWN = phrase("Peramban lain")


@never_cache
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """What protects this account, and who is in."""
    user = request.user
    assert isinstance(user, User)
    rows = [
        (each, name_of(each.agent) or say(UNKNOWN), each.session_key == request.session.session_key)
        for each in sessions.browsers(user)
    ]
    has_one = second_factor.has_one(user)
    facts = {
        "browsers": rows,
        "others": len(rows) > 1,
        "phones": user.devicetoken_set.filter(revoked_at=None).order_by("-id"),
        "has_second": has_one,
        "codes_left": second_factor.codes_left(user) if has_one else 0,
        "must": second_factor.must_have_one(user),
        "advised": user.role_rules.needs_second_factor,
        "territory": territory(user),
    }
    return render(request, "screens/signing/own.html", facts)


def territory(user: User) -> list[tuple[str, str, str]]:
    """Today's areas: code, name, and the health area or team that brings it."""
    from binakampung.registry.models import AdministrativeArea

    found = user.territory(timezone.localdate())
    names = dict(AdministrativeArea.objects.filter(pk__in=[code for code, _ in found]).values_list("code", "name"))
    return [(code, names.get(code, ""), through) for code, through in found]


def name_of(agent: str) -> str:
    """`Chrome, Android` of what a browser says of itself; empty when it says nothing known."""
    found = [next((name for mark, name in names if mark in agent), "") for names in (BROWSERS, MACHINES)]
    return re.sub(r"^, |, $", "", ", ".join(found))


@require_POST
def sign_out_browsers(request: HttpRequest) -> HttpResponse:
    """One browser, or all but this."""
    user = request.user
    assert isinstance(user, User)
    rows = sessions.browsers(user).exclude(session_key=request.session.session_key)
    if number := request.POST.get("peramban", ""):
        rows = rows.filter(pk=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0)
    messages.success(request, say("{n} peramban dikeluarkan.", n=sessions.sign_out(rows)))
    return redirect("own_account")


@require_POST
def revoke_own_key(request: HttpRequest, number: int) -> HttpResponse:
    """A phone that is lost or given away."""
    user = request.user
    assert isinstance(user, User)
    token = one_or_404(user.devicetoken_set.filter(revoked_at=None), pk=number)
    revoke_device_token(token=token, by=user.login)
    messages.success(request, say("Kunci telepon dicabut. Catatan yang sudah terkirim tetap aman."))
    return redirect("own_account")
