"""What the pages of accounts share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from binakampung.portal.words import say

PAGE = "screens/accounts"


def complain(request: HttpRequest, errors: Iterable[str]) -> None:
    """What was wrong with something that has no page of its own."""
    for error in errors:
        messages.error(request, error)


def trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here from the list of accounts."""
    return [(say("Akun"), reverse("accounts")), *steps]


def today() -> date:
    """Today where the office is."""
    return timezone.localdate()
