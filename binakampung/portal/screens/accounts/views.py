"""Accounts: who works where, with which phones. Every act is a named one with its own audit row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from binakampung.domain.access import ROLES
from binakampung.intake.collect_settings import settings_qr
from binakampung.portal.access.scope import allowed, one_or_404
from binakampung.portal.screens.accounts.forms import LastDay, NewAssignment, NewWorker, today_text
from binakampung.portal.screens.accounts.workers import areas_for, new_password, roles, workers
from binakampung.portal.words import say
from binakampung.portal.words.codes import ROLE_NAMES
from binakampung.registry.actions import accounts
from binakampung.registry.actions.site import base_url
from binakampung.registry.models import Assignment, DeviceToken, User

PAGE = "screens/accounts"


@dataclass(frozen=True, slots=True)
class Row:
    """One account in the list."""

    worker: User
    areas: list[str]
    phones: int


@allowed("manages")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every account that this manager looks after."""
    found = workers(request).annotate(phones=Count("devicetoken", filter=Q(devicetoken__revoked_at=None)))
    today = timezone.localdate()
    names: dict[int, list[str]] = {}
    now = Assignment.objects.filter(user__in=workers(request), valid_from__lte=today)
    for each in now.filter(Q(valid_to=None) | Q(valid_to__gte=today)).select_related("area").order_by("area_id"):
        names.setdefault(each.user_id, []).append(each.area.name)
    rows = [Row(worker, names.get(worker.pk, []), worker.phones) for worker in found]  # type: ignore[attr-defined]
    return render(request, f"{PAGE}/list.html", {"rows": rows})


@allowed("manages")
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A new account; its password is made here and shown once."""
    form = NewWorker(request, request.POST or None, initial={"since": today_text()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        password = new_password()
        worker = accounts.add_worker(
            login=given["login"],
            name=given["name"],
            role=given["role"],
            password=password,
            areas=[given["area"]],
            since=given["since"],
            by=request.user.get_username(),
        )
        return _shown_once(request, worker, password=password)
    facts = {
        "form": form,
        "roles": [(code, ROLE_NAMES[code]) for code in roles(request)],
        "areas": areas_for(request),
        "trail": _trail((say("Akun baru"), "")),
    }
    return render(request, f"{PAGE}/add.html", facts, status=400 if form.errors else 200)


@allowed("manages")
def worker(request: HttpRequest, login: str) -> HttpResponse:
    """One account: areas, phones, password. POST adds an area."""
    found = one_or_404(workers(request), login=login)
    form = NewAssignment(request, found, request.POST or None, initial={"since": today_text()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        accounts.assign(user=found, area=given["area"], since=given["since"], by=request.user.get_username())
        messages.success(request, say("Wilayah tugas ditambahkan."))
        return redirect("worker", found.login)
    return _worker_page(request, found, form)


def _worker_page(request: HttpRequest, found: User, form: NewAssignment, **more: Any) -> HttpResponse:
    facts = {
        "worker_shown": found,
        "form": form,
        "areas": areas_for(request, ROLES[found.role]),
        "assignments": found.assignment_set.select_related("area").order_by("-valid_from", "area_id"),
        "phones": found.devicetoken_set.order_by("-id"),
        "today": timezone.localdate(),
        "trail": _trail((found.name, "")),
        **more,
    }
    return render(request, f"{PAGE}/worker.html", facts, status=400 if form.errors else 200)


@allowed("manages")
@require_POST
def end(request: HttpRequest, login: str, number: int) -> HttpResponse:
    """The last day of an assignment."""
    found = one_or_404(workers(request), login=login)
    assignment = one_or_404(Assignment.objects.filter(user=found), pk=number)
    form = LastDay(assignment.valid_from, request.POST)
    if form.is_valid():
        accounts.end_assignment(assignment=assignment, until=form.cleaned_data["until"], by=request.user.get_username())
        name = assignment.area.name
        messages.success(request, say("Tugas di {area} berakhir pada hari itu. Riwayatnya tetap ada.", area=name))
    else:
        _complain(request, form.errors.get("until", []))
    return redirect("worker", found.login)


@allowed("manages")
@require_POST
@never_cache
def give_key(request: HttpRequest, login: str) -> HttpResponse:
    """A key for one phone, shown once as QR and address."""
    found = one_or_404(workers(request).filter(is_active=True), login=login)
    if not found.role_rules.records:
        messages.error(request, say("Peran ini tidak mencatat di lapangan, jadi tidak memerlukan kunci telepon."))
        return redirect("worker", found.login)
    label = request.POST.get("label", "").strip()[:200]
    token = accounts.issue_device_token(user=found, by=request.user.get_username(), label=label)
    address = f"{base_url().rstrip('/')}/key/{token}"
    qr = settings_qr(address, found.name).svg_data_uri(scale=6, border=4, light="white")
    return _shown_once(request, found, address=address, qr=qr)


@allowed("manages")
@require_POST
def revoke_key(request: HttpRequest, login: str, number: int) -> HttpResponse:
    """This phone's key opens nothing any more."""
    found = one_or_404(workers(request), login=login)
    token = one_or_404(DeviceToken.objects.filter(user=found, revoked_at=None), pk=number)
    accounts.revoke_device_token(token=token, by=request.user.get_username())
    messages.success(request, say("Kunci telepon dicabut. Catatan yang sudah terkirim tetap aman."))
    return redirect("worker", found.login)


@allowed("manages")
@require_POST
@never_cache
def reset_password(request: HttpRequest, login: str) -> HttpResponse:
    """A new password, shown once; whoever was signed in with the old one is signed out."""
    found = one_or_404(workers(request).filter(is_active=True), login=login)
    password = new_password()
    accounts.set_password(user=found, password=password, by=request.user.get_username())
    return _shown_once(request, found, password=password)


@allowed("manages")
@require_POST
def deactivate(request: HttpRequest, login: str) -> HttpResponse:
    """The account opens nothing any more; its history stays. Nobody closes the account they stand on."""
    found = one_or_404(workers(request).filter(is_active=True), login=login)
    if found.pk == request.user.pk:
        messages.error(request, say("Anda tidak dapat menutup akun Anda sendiri."))
    else:
        yesterday = timezone.localdate() - timedelta(days=1)
        accounts.deactivate(user=found, until=yesterday, by=request.user.get_username())
        messages.success(request, say("Akun {name} ditutup.", name=found.name))
    return redirect("worker", found.login)


@allowed("manages")
@require_POST
def reactivate(request: HttpRequest, login: str) -> HttpResponse:
    """Open a closed account again; areas and phones are given anew."""
    found = one_or_404(workers(request).filter(is_active=False), login=login)
    accounts.reactivate(user=found, by=request.user.get_username())
    messages.success(request, say("Akun {name} dibuka lagi. Tambahkan wilayah tugasnya.", name=found.name))
    return redirect("worker", found.login)


def _shown_once(request: HttpRequest, found: User, **secrets: str) -> HttpResponse:
    facts = {"worker_shown": found, "trail": _trail((found.name, "")), **secrets}
    return render(request, f"{PAGE}/once.html", facts)


def _complain(request: HttpRequest, errors: Sequence[str]) -> None:
    for error in errors:
        messages.error(request, error)


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(say("Akun"), reverse("accounts")), *steps]
