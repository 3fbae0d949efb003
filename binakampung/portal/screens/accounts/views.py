"""Accounts: who works where, with which phones. Every act is a named one with its own audit row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from binakampung.domain.access import ROLES
from binakampung.intake.collect_settings import settings_qr
from binakampung.portal.access import second_factor
from binakampung.portal.access.scope import allowed, one_or_404, role_of
from binakampung.portal.access.sessions import browsers, sign_out
from binakampung.portal.screens.accounts.forms import LastDay, NewAssignment, NewWorker, offices, today_text
from binakampung.portal.screens.accounts.hand_over import orders
from binakampung.portal.screens.accounts.parts import PAGE, complain, today, trail
from binakampung.portal.screens.accounts.workers import (
    areas_for,
    looks_after_accounts,
    places,
    roles,
    service_areas,
    workers,
)
from binakampung.portal.screens.paging import page_of
from binakampung.portal.words import say
from binakampung.portal.words.codes import ACTS, ROLE_NAMES
from binakampung.portal.words.formats import dotted
from binakampung.registry.actions import accounts
from binakampung.registry.actions.site import base_url
from binakampung.registry.models import Assignment, AuditRow, DeviceToken, User

HISTORY = 15
VILLAGE = 10  # the level of roles that work in villages


@dataclass(frozen=True, slots=True)
class Row:
    """One account in the list."""

    worker: User
    areas: list[str]
    phones: int


@looks_after_accounts
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The accounts that the reader looks after: found by name or login, by role, and by who never signed in."""
    found = workers(request).annotate(phones=Count("devicetoken", filter=Q(devicetoken__revoked_at=None)))
    wanted, role = request.GET.get("cari", "").strip()[:100], request.GET.get("peran", "")
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(login__icontains=wanted))
    present = set(workers(request).order_by().values_list("role", flat=True).distinct())
    if role in present:
        found = found.filter(role=role)
    page = page_of(request, found)
    names = places(list(page.object_list), timezone.localdate())
    facts = {
        "rows": [Row(each, names.get(each.pk, []), each.phones) for each in page.object_list],
        "page": page,
        "wanted": wanted,
        "role": role,
        "roles": [(code, ROLE_NAMES[code]) for code in ROLES if code in present],
    }
    return render(request, f"{PAGE}/list.html", facts)


@allowed("manages")
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A new account; its password is made here and shown once."""
    form = NewWorker(request, request.POST or None, initial={"since": today_text()})
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.user.get_username()
        worker = accounts.add_worker(
            login=given["login"],
            name=given["name"],
            role=given["role"],
            password=None,
            areas=[given["area"]],
            since=given["since"],
            by=by,
            office=given["office"],
        )
        return _shown_once(request, worker, password=accounts.give_first_password(user=worker, today=today(), by=by))
    facts = {
        "form": form,
        "roles": [(code, ROLE_NAMES[code]) for code in roles(request)],
        "areas": areas_for(request),
        "offices": offices(),
        "trail": trail((say("Akun baru"), "")),
    }
    return render(request, f"{PAGE}/add.html", facts, status=400 if form.errors else 200)


@looks_after_accounts
def worker(request: HttpRequest, login: str) -> HttpResponse:
    """One account: areas, phones, password. POST adds an area."""
    found = one_or_404(workers(request), login=login)
    form = NewAssignment(request, found, request.POST or None, initial={"since": today_text()})
    if request.method == "POST" and not role_of(request).manages:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.user.get_username()
        if form.service_area is not None:
            accounts.assign_service_area(user=found, area=form.service_area, since=given["since"], by=by)
        else:
            accounts.assign(user=found, area=given["area"], since=given["since"], by=by)
        messages.success(request, say("Wilayah tugas ditambahkan."))
        return redirect("worker", found.login)
    return _worker_page(request, found, form)


def _worker_page(request: HttpRequest, found: User, form: NewAssignment, **more: Any) -> HttpResponse:
    facts = {
        "worker_shown": found,
        "form": form,
        "areas": areas_for(request, ROLES[found.role]),
        "service_areas": service_areas(request) if ROLES[found.role].level == VILLAGE else [],
        "assignments": found.assignment_set.select_related("area", "service_area").order_by("-valid_from", "area_id"),
        "memberships": found.teammember_set.select_related("team").order_by("-valid_from", "pk"),
        "phones": found.devicetoken_set.order_by("-id"),
        "browsers": browsers(found).count(),
        "has_second": second_factor.has_one(found),
        "first": found.first_password(timezone.localdate()),
        "orders": orders(found),
        "history": history(found),
        "manages": role_of(request).manages,
        "today": timezone.localdate(),
        "trail": trail((found.name, "")),
        **more,
    }
    return render(request, f"{PAGE}/worker.html", facts, status=400 if form.errors else 200)


def history(found: User) -> list[tuple[datetime, str, str, str]]:
    """The newest acts on an account: when, what, about which area or person, by whom."""
    rows = AuditRow.objects.filter(subject=found.login, act__in=ACTS).order_by("-pk")[:HISTORY]
    told = []
    for row in rows:
        about = next(
            (str(row.details[key]) for key in ("area", "service_area", "team", "to") if key in row.details), ""
        )
        told.append((row.at, ACTS[row.act], dotted(about) if about.isdigit() else about, row.by))
    return told


@allowed("manages")
@require_POST
def end(request: HttpRequest, login: str, number: int) -> HttpResponse:
    """The last day of an assignment."""
    found = one_or_404(workers(request), login=login)
    assignment = one_or_404(Assignment.objects.filter(user=found), pk=number)
    form = LastDay(assignment.valid_from, request.POST)
    if form.is_valid():
        accounts.end_assignment(assignment=assignment, until=form.cleaned_data["until"], by=request.user.get_username())
        name = assignment.place
        messages.success(request, say("Tugas di {area} berakhir pada hari itu. Riwayatnya tetap ada.", area=name))
    else:
        complain(request, [str(error) for error in form.errors.get("until", [])])
    return redirect("worker", found.login)


@allowed("manages")
@require_POST
def reopen(request: HttpRequest, login: str, number: int) -> HttpResponse:
    """Ending the assignment was a mistake."""
    found = one_or_404(workers(request).filter(is_active=True), login=login)
    assignment = one_or_404(Assignment.objects.filter(user=found, valid_to__isnull=False), pk=number)
    accounts.reopen_assignment(assignment=assignment, by=request.user.get_username())
    messages.success(request, say("Tugas di {area} berlanjut seperti semula.", area=assignment.place))
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


@looks_after_accounts
@require_POST
@never_cache
def reset_password(request: HttpRequest, login: str) -> HttpResponse:
    """A first password, shown once; whoever was signed in with the old one is signed out. Also by the supervisor."""
    found = one_or_404(workers(request).filter(is_active=True), login=login)
    if found.pk == request.user.pk:
        messages.error(request, say("Sandi Anda sendiri diganti di Akun saya."))
        return redirect("worker", found.login)
    password = accounts.give_first_password(user=found, today=today(), by=request.user.get_username())
    sign_out(browsers(found))
    return _shown_once(request, found, password=password)


@allowed("manages", "names")
@require_POST
def remove_second_factor(request: HttpRequest, login: str) -> HttpResponse:
    """The phone and the paper are lost: one step again, until the owner sets up another.

    Not by who may see no names: with a new password as well, that would be a way to see them.
    """
    found = one_or_404(workers(request).filter(is_active=True), login=login)
    if found.pk == request.user.pk:
        messages.error(request, say("Langkah kedua Anda sendiri diatur di Akun saya."))
    else:
        second_factor.remove(found, request.user.get_username())
        sign_out(browsers(found))
        messages.success(
            request, say("Langkah kedua dihapus. {name} menyiapkan yang baru saat masuk.", name=found.name)
        )
    return redirect("worker", found.login)


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
        sign_out(browsers(found))
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
    facts = {"worker_shown": found, "trail": trail((found.name, "")), **secrets}
    return render(request, f"{PAGE}/once.html", facts)
