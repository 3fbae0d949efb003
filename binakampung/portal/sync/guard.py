"""Who is on the phone: a device key in the Authorization header, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from binakampung.domain.envelopes import Sender
from binakampung.registry.actions.accounts import worker_of
from binakampung.registry.models import User

Guarded = Callable[..., HttpResponse]


def answering(view: Guarded) -> Guarded:
    """While the database is away the phone hears so, in words, and keeps what it has."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            return refusal(503, "Server belum dapat menyimpan. Catatan tetap aman di telepon; coba lagi nanti.")

    return answered


def with_device(view: Guarded) -> Guarded:
    """The view gets the worker that the key speaks for; an unknown or revoked key is answered 401 with words.

    No cookie is read, so there is no cross-site request to forge.
    """

    @csrf_exempt
    @login_not_required
    @answering
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        user = worker_of(token.strip()) if scheme.lower() == "bearer" and token else None
        if user is None:
            return refusal(401, "Telepon ini belum masuk, atau kuncinya sudah dicabut. Masuk lagi.")
        return view(request, user, *args, **kwargs)

    return guarded


def sender_of(user: User) -> Sender:
    """The worker as a sender, with today's areas."""
    return Sender(user.login, user.areas(timezone.localdate()))


def refusal(status: int, message: str) -> JsonResponse:
    """An answer that changes nothing on the phone, with words."""
    return JsonResponse({"message": message}, status=status)
