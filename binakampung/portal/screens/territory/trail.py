"""The way from the district down to a village, as far up as the reader may look."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from binakampung.portal.access.scope import covers
from binakampung.registry.models import AdministrativeArea

Step = tuple[str, str]


def trail(request: HttpRequest, code: str, *below: Step) -> list[Step]:
    """Names and addresses from the district to the area `code`, then the steps `below`; the last is where we are."""
    codes = [code[:length] for length in (4, 6, 10) if length <= len(code)]
    names = dict(AdministrativeArea.objects.filter(code__in=codes).values_list("code", "name"))
    steps = [(names[each], _address(request, each)) for each in codes if each in names]
    return [*steps, *below] if below else [*steps[:-1], (steps[-1][0], "")] if steps else []


def _address(request: HttpRequest, code: str) -> str:
    return reverse("area", args=[code]) if covers(request, code) else ""
