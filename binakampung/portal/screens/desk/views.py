"""The first page after signing in, by role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What is late, odd or waiting, and where to go next."""
    return render(request, "screens/home.html")
