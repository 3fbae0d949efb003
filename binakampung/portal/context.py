"""What every page knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

import binakampung
from binakampung.portal.access.scope import areas_of, role_of
from binakampung.portal.words import language, phrase
from binakampung.portal.words.codes import ROLE_NAMES
from binakampung.registry.models import AdministrativeArea, SiteSetting


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the menu: where it leads, and which addresses belong to it."""

    name: str
    label: str
    icon: str
    begins: tuple[str, ...]


HOME = Door("home", phrase("Beranda"), "home", ())
TERRITORY = Door("territory", phrase("Wilayah"), "map", ("/wilayah/", "/anak/"))
FAMILIES = Door("families_find", phrase("Keluarga"), "people", ("/keluarga/",))
REPORTS = Door("reports", phrase("Laporan"), "report", ("/laporan/",))
ATTENTION = Door("attention", phrase("Perlu perhatian"), "alert", ("/perhatian/", "/kiriman/", "/data-ganda/"))
FORMS = Door("forms", phrase("Formulir"), "forms", ("/formulir", "/isi/", "/impor/"))
ACCOUNTS = Door("accounts", phrase("Akun"), "people", ("/akun",))


def page(request: HttpRequest) -> dict[str, Any]:
    """The site, who is signed in, and the menu; each looked up only when the page speaks of it."""
    return {
        "site": SimpleLazyObject(site),
        "version": binakampung.__version__,
        "language": language(),
        "worker": SimpleLazyObject(lambda: worker(request)),
        "menu": SimpleLazyObject(lambda: list(menu(request))),
    }


def site() -> dict[str, Any]:
    """`office`: whose installation this is (the district, unless it says); `demonstration`: is its data invented?

    `loading`: how many percent of a demonstration are there while it is still coming in, else empty.
    """
    names = ("office", "demonstration", "demonstration_loading")
    stored = dict(SiteSetting.objects.filter(name__in=names).values_list("name", "value"))
    office = stored.get("office") or _district()
    demonstration = stored.get("demonstration") not in (None, "", "0")
    return {"office": office, "demonstration": demonstration, "loading": stored.get("demonstration_loading", "")}


def _district() -> str:
    found = AdministrativeArea.objects.filter(pk=settings.BINA_DISTRICT).values_list("name", flat=True)
    return found.first() or ""


def worker(request: HttpRequest) -> dict[str, Any]:
    """The role in words and the names of the areas looked after."""
    areas = AdministrativeArea.objects.filter(code__in=areas_of(request))
    return {"role": ROLE_NAMES[role_of(request).code], "areas": [area.name for area in areas]}


def menu(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The doors that this role may open."""
    role = role_of(request)
    doors = [HOME, TERRITORY, *([FAMILIES] if role.names else []), REPORTS]
    if role.names or role.manages:
        doors.append(ATTENTION)
    if role.records:
        doors.append(FORMS)
    if role.manages or role.supervises:
        doors.append(ACCOUNTS)
    for door in doors:
        try:
            address = reverse(door.name)
        except NoReverseMatch:
            continue
        here = request.path == address or any(request.path.startswith(start) for start in door.begins)
        yield {"label": door.label, "icon": door.icon, "address": address, "here": here}
