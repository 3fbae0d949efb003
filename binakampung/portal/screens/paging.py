"""Pages of a list, and choices kept in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZE = 50


def page_of(request: HttpRequest, rows: Any, size: int = SIZE) -> Page[Any]:
    """The page that the address asks for; the nearest one there is when it asks for nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("halaman"))


def choice(request: HttpRequest, name: str, known: Sequence[str]) -> str:
    """A value from the address if it is known, else the first known one."""
    wanted = request.GET.get(name, "")
    return wanted if wanted in known else known[0]
