"""What is typed on the accounts pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from binakampung.catalogue.organisations import organisations
from binakampung.domain.access import ROLES
from binakampung.portal.screens.accounts.workers import areas_for, roles, service_areas
from binakampung.portal.words import say
from binakampung.registry.models import ServiceArea, User

SERVICE = "layanan:"
LOGIN = re.compile(r"^[a-z0-9][a-z0-9._-]{2,39}$")


class NewWorker(forms.Form):
    """A new account with its first area."""

    name = forms.CharField(max_length=200)
    login = forms.CharField(max_length=40)
    role = forms.CharField(max_length=30)
    area = forms.CharField(max_length=10)
    since = forms.DateField()
    office = forms.CharField(max_length=30, required=False)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        say_missing(self)

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"].strip().lower()
        if not LOGIN.match(login):
            raise ValidationError(say("Pakai 3 sampai 40 huruf kecil, angka, titik atau tanda hubung."))
        if User.objects.filter(login=login).exists():
            raise ValidationError(say("Nama pengguna ini sudah dipakai."))
        return login

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if role not in roles(self.request):
            raise ValidationError(say("Pilih salah satu peran."))
        return role

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role, area = cleaned.get("role"), cleaned.get("area")
        if role and area:
            _check_area(self, self.request, role, area)
        if role == "sector" and cleaned.get("office") not in dict(offices()):
            self.add_error("office", say("Pilih OPD yang diwakili."))
        elif role != "sector":
            cleaned["office"] = ""
        return cleaned


def offices() -> list[tuple[str, str]]:
    """The sector offices that may have a liaison: code and name."""
    return [(code, each.short) for code, each in organisations().items()]


class NewAssignment(forms.Form):
    """One more area for a worker: an administrative one, or (`layanan:NUMBER`) a service area."""

    area = forms.CharField(max_length=40)
    since = forms.DateField()
    service_area: ServiceArea | None = None

    def __init__(self, request: HttpRequest, worker: User, *args: Any, **kwargs: Any) -> None:
        self.request, self.worker = request, worker
        super().__init__(*args, **kwargs)
        say_missing(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        area = cleaned.get("area", "")
        if area.startswith(SERVICE):
            self.service_area = self._service_area(area.removeprefix(SERVICE))
            if self.service_area is None:
                self.add_error("area", say("Peran ini bekerja di tingkat lain. Pilih wilayah yang sesuai."))
        elif area:
            _check_area(self, self.request, self.worker.role, area)
        return cleaned

    def _service_area(self, number: str) -> ServiceArea | None:
        if ROLES[self.worker.role].level != 10 or not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        return service_areas(self.request).filter(pk=int(number)).first()


class LastDay(forms.Form):
    """The last day of an assignment."""

    until = forms.DateField()

    def __init__(self, begun: date, *args: Any, **kwargs: Any) -> None:
        self.begun = begun
        super().__init__(*args, **kwargs)
        say_missing(self)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.begun:
            raise ValidationError(say("Hari terakhir tidak boleh sebelum hari pertama."))
        return until


def today_text() -> str:
    """Today as a date field takes it."""
    return timezone.localdate().isoformat()


def _check_area(form: forms.Form, request: HttpRequest, role: str, area: str) -> None:
    if not areas_for(request, ROLES[role]).filter(pk=area).exists():
        form.add_error("area", say("Peran ini bekerja di tingkat lain. Pilih wilayah yang sesuai."))


def say_missing(form: forms.Form) -> None:
    """What a field says that is empty, or no date."""
    for field in form.fields.values():
        field.error_messages["required"] = say("Bagian ini belum diisi.")
        field.error_messages["invalid"] = say("Tanggal ini tidak terbaca.")
        field.error_messages["max_length"] = say("Terlalu panjang.")
