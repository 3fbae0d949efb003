"""Signing in and out, the password, the language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, password_validation, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from binakampung.portal.access import lockout, second_factor, sessions
from binakampung.portal.screens.signing import steps
from binakampung.portal.words import say
from binakampung.registry.actions.accounts import set_password
from binakampung.registry.models import BrowserSession, User


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; what was typed as login is kept when it was wrong."""
    name = request.POST.get("login", "").strip()
    problem = ""
    if request.method == "POST":
        problem = _try(request, name, request.POST.get("password", ""))
        if not problem:
            return redirect("second_step" if request.session.get(steps.HALF) else wanted_page(request))
    elif request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    answer = {"login": name, "problem": problem, "next": request.GET.get("next", request.POST.get("next", ""))}
    return render(request, "screens/sign_in.html", answer, status=400 if problem else 200)


def _try(request: HttpRequest, name: str, password: str) -> str:
    """Sign in, or half of it; what to tell the person when that failed, empty when it did not."""
    if not name or not password:
        return say("Isi nama pengguna dan sandi.")
    if lockout.locked(name):
        return steps.locked_words()
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        lockout.failed(name)
        return say("Nama pengguna atau sandi belum cocok. Periksa huruf besar dan kecilnya, lalu coba lagi.")
    if user.first_password(timezone.localdate()) == "expired":
        return say("Sandi pertama ini sudah lewat masanya. Minta sandi baru kepada PLKB atau kabupaten.")
    if second_factor.has_one(user):
        steps.halfway(request, user, request.POST.get("next", ""))
        return ""
    lockout.succeeded(name)
    steps.enter(request, user, second=False)
    return ""


def wanted_page(request: HttpRequest, wanted: str | None = None) -> str:
    """Where to go after signing in: what was asked for, if it is a page of ours."""
    wanted = request.POST.get("next", "") if wanted is None else wanted
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    BrowserSession.objects.filter(session_key=request.session.session_key or "").delete()
    logout(request)
    messages.success(request, say("Anda sudah keluar."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


class NewPassword(forms.Form):
    """The old password and the new one, typed once: it can be shown while typing.

    Whoever has just come in with a first password is not asked for it again.
    """

    old = forms.CharField()
    new = forms.CharField()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        if user.first_password_until is not None:
            del self.fields["old"]

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if lockout.locked(self.user.login):
            raise ValidationError(steps.locked_words())
        if not self.user.check_password(old):
            lockout.failed(self.user.login)
            raise ValidationError(say("Sandi sekarang belum cocok."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        try:
            password_validation.validate_password(new, self.user)
        except ValidationError:
            advice = say("Pakai paling sedikit 8 huruf atau angka, bukan kata yang mudah ditebak.")
            raise ValidationError(advice) from None
        if self.user.first_password_until is not None and self.user.check_password(new):
            raise ValidationError(say("Pilih sandi lain, bukan sandi pertama dari kertas."))
        return new


@never_cache
@sensitive_post_parameters("old", "new")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this browser stays signed in, all others are signed out."""
    assert isinstance(request.user, User)
    form, first = NewPassword(request.user, request.POST or None), request.user.first_password_until is not None
    if request.method == "POST" and form.is_valid():
        set_password(user=request.user, password=form.cleaned_data["new"], by=request.user.login)
        sessions.sign_out(sessions.browsers(request.user).exclude(session_key=request.session.session_key))
        update_session_auth_hash(request, request.user)
        messages.success(request, say("Sandi baru sudah berlaku."))
        return redirect("home")
    return render(request, "screens/password.html", {"form": form, "first": first}, status=400 if form.errors else 200)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in this browser, and with the account of whoever is signed in."""
    wanted = request.POST.get("bahasa", "")
    response = redirect(wanted_page(request))
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86400, samesite="Lax", httponly=True)
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=wanted)
    return response
