"""The code after the password; setting the second step up, and removing it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from binakampung.portal.access import lockout, second_factor, sessions
from binakampung.portal.screens.signing import steps
from binakampung.portal.screens.signing.views import wanted_page
from binakampung.portal.words import say
from binakampung.registry.models import User

SECRET = "second_factor_secret"


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the phone, or one from paper. Wrong ones count with the wrong passwords."""
    half = steps.who_is_halfway(request)
    if half is None:
        request.session.pop(steps.HALF, None)
        return redirect("login")
    user, wanted = half
    problem = ""
    if request.method == "POST":
        problem = _try(user, request.POST.get("code", ""))
        if not problem:
            steps.enter(request, user, second=True)
            _count_paper(request, user)
            return redirect(wanted_page(request, wanted))
    return render(request, "screens/signing/code.html", {"problem": problem}, status=400 if problem else 200)


def _try(user: User, code: str) -> str:
    if lockout.locked(user.login):
        return steps.locked_words()
    if not second_factor.passes(user, code):
        lockout.failed(user.login)
        return say("Kode belum cocok. Pakai kode yang tampil sekarang, atau satu kode cadangan yang belum dipakai.")
    lockout.succeeded(user.login)
    return ""


def _count_paper(request: HttpRequest, user: User) -> None:
    left = second_factor.codes_left(user)
    if left <= 3:
        messages.info(request, say("Kode cadangan tinggal {n}. Buat yang baru di Akun saya.", n=left))


@never_cache
@sensitive_post_parameters("code")
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Scan the QR, type the code that the phone shows; the codes for paper come once, on the next page."""
    user = request.user
    assert isinstance(user, User)
    secret = request.session.get(SECRET) or second_factor.new_secret()
    request.session[SECRET] = secret
    problem = ""
    if request.method == "POST":
        codes = second_factor.set_up(user, secret, request.POST.get("code", ""))
        if codes is not None:
            del request.session[SECRET]
            request.session[sessions.SECOND] = True
            others = sessions.browsers(user).exclude(session_key=request.session.session_key)
            sessions.sign_out(others)
            facts = {"codes": codes, "trail": _trail(say("Kode cadangan"))}
            return render(request, "screens/signing/paper.html", facts)
        problem = say("Kode belum cocok. Pastikan jam telepon benar, lalu ketik kode yang tampil sekarang.")
    facts = {
        "qr": second_factor.qr(user, secret),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "problem": problem,
        "again": second_factor.has_one(user),
        "must": second_factor.must_have_one(user),
        "trail": _trail(say("Dua langkah masuk")),
    }
    return render(request, "screens/signing/second.html", facts, status=400 if problem else 200)


@require_POST
@sensitive_post_parameters("password")
def remove(request: HttpRequest) -> HttpResponse:
    """One step again, where that is allowed; the password proves who asks."""
    user = request.user
    assert isinstance(user, User)
    if second_factor.must_have_one(user):
        messages.error(request, say("Peran ini harus masuk dengan dua langkah."))
    elif lockout.locked(user.login):
        messages.error(request, steps.locked_words())
    elif not user.check_password(request.POST.get("password", "")):
        lockout.failed(user.login)
        messages.error(request, say("Sandi sekarang belum cocok."))
    else:
        second_factor.remove(user, user.login)
        request.session[sessions.SECOND] = False
        messages.success(request, say("Mulai sekarang Anda masuk dengan sandi saja."))
    return redirect("own_account")


def _trail(text: str) -> list[tuple[str, str]]:
    return [(say("Akun saya"), reverse("own_account")), (text, "")]
