"""Which language a page speaks: the one chosen in this browser, else the account's, else Indonesian.

The browser's own preference is not asked: most office machines here were bought speaking English.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

KNOWN = {code for code, _ in settings.LANGUAGES}


class ChosenLanguage:
    """Speaks the chosen language while the page is made. Comes after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def chosen(request: HttpRequest) -> str:
    """`id` or `en`."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
    return wanted if wanted in KNOWN else settings.LANGUAGE_CODE
