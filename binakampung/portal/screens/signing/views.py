"""Signing in and out, the password, the language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, password_validation, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from binakampung.portal.access import lockout
from binakampung.portal.words import say
from binakampung.registry.actions.accounts import set_password
from binakampung.registry.models import User


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
            return redirect(_next(request))
    elif request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    answer = {"login": name, "problem": problem, "next": request.GET.get("next", request.POST.get("next", ""))}
    return render(request, "screens/sign_in.html", answer, status=400 if problem else 200)


def _try(request: HttpRequest, name: str, password: str) -> str:
    """Sign in; what to tell the person when that failed, empty when it did not."""
    if not name or not password:
        return say("Isi nama pengguna dan sandi.")
    if lockout.locked(name):
        minutes = lockout.MINUTES
        return say("Terlalu banyak sandi keliru. Tunggu {n} menit, atau minta kabupaten membuat sandi baru.", n=minutes)
    user = authenticate(request, username=name, password=password)
    if user is None:
        lockout.failed(name)
        return say("Nama pengguna atau sandi belum cocok. Periksa huruf besar dan kecilnya, lalu coba lagi.")
    lockout.succeeded(name)
    login(request, user)
    return ""


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, say("Anda sudah keluar."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


class NewPassword(forms.Form):
    """The old password and the new one, typed once: it can be shown while typing."""

    old = forms.CharField()
    new = forms.CharField()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(say("Sandi sekarang belum cocok."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        try:
            password_validation.validate_password(new, self.user)
        except ValidationError:
            advice = say("Pakai paling sedikit 8 huruf atau angka, bukan kata yang mudah ditebak.")
            raise ValidationError(advice) from None
        return new


@never_cache
@sensitive_post_parameters("old", "new")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this browser stays signed in, all others are signed out."""
    assert isinstance(request.user, User)
    form = NewPassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(user=request.user, password=form.cleaned_data["new"], by=request.user.login)
        update_session_auth_hash(request, request.user)
        messages.success(request, say("Sandi baru sudah berlaku."))
        return redirect("home")
    return render(request, "screens/password.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in this browser, and with the account of whoever is signed in."""
    wanted = request.POST.get("bahasa", "")
    response = redirect(_next(request))
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86400, samesite="Lax", httponly=True)
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=wanted)
    return response
