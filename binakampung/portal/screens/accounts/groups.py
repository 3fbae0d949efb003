"""Teams, and the working areas of health centres, posyandu and KUA: dated sets of villages, and of people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from binakampung.domain.access import TEAM_ROLES
from binakampung.portal.access import scope
from binakampung.portal.access.scope import allowed, one_or_404
from binakampung.portal.screens.accounts import workers
from binakampung.portal.screens.accounts.forms import LastDay, say_missing, today_text
from binakampung.portal.screens.accounts.parts import PAGE, complain, today, trail
from binakampung.portal.screens.paging import page_of
from binakampung.portal.words import say
from binakampung.portal.words.codes import SERVICE_AREA_NAMES
from binakampung.registry.actions import service_areas, teams
from binakampung.registry.models import ServiceArea, ServiceAreaVillage, Team, TeamMember, TeamVillage, User
from binakampung.registry.models.dated import on_day

CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,29}$")


class NewGroup(forms.Form):
    """A team or a service area, by the office's own code."""

    code = forms.CharField(max_length=30)
    name = forms.CharField(max_length=100)
    kind = forms.CharField(max_length=20, required=False)

    def __init__(self, taken: Callable[[str], bool], *args: Any, **kwargs: Any) -> None:
        self.taken = taken
        super().__init__(*args, **kwargs)
        say_missing(self)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if not CODE.match(code):
            raise ValidationError(say("Pakai huruf, angka, titik atau tanda hubung, tanpa spasi."))
        if self.taken(code):
            raise ValidationError(say("Kode ini sudah dipakai."))
        return code


class Addition(forms.Form):
    """A village or a member, from a day on."""

    what = forms.CharField(max_length=150)
    since = forms.DateField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_missing(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One village or member of a group, with its days."""

    number: int
    kind: str
    text: str
    link: str
    since: date
    until: date | None


# --- teams ---


@allowed("manages")
@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """Every team: how many members and villages it has today."""
    wanted = request.GET.get("cari", "").strip()[:100]
    now = {"n_members": Count("teammember", filter=on_day(today(), "teammember__"), distinct=True),
           "n_villages": Count("teamvillage", filter=on_day(today(), "teamvillage__"), distinct=True)}  # fmt: skip
    found = workers.teams(request).annotate(**now).order_by("code")
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(code__icontains=wanted))
    page = page_of(request, found)
    trail_ = trail((say("Tim pendamping"), ""))
    return render(request, f"{PAGE}/teams.html", {"page": page, "wanted": wanted, "trail": trail_})


@allowed("manages")
def add_team(request: HttpRequest) -> HttpResponse:
    """A new team; villages and members come on its page."""
    form = NewGroup(lambda code: Team.objects.filter(code=code).exists(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.user.get_username()
        made = teams.make_team(code=given["code"], name=given["name"], villages=[], since=today(), by=by)
        return redirect("team", made.pk)
    facts = {"form": form, "trail": trail((say("Tim pendamping"), reverse("teams")), (say("Tim baru"), ""))}
    return render(request, f"{PAGE}/add_team.html", facts, status=400 if form.errors else 200)


@allowed("manages")
def team(request: HttpRequest, team: int) -> HttpResponse:
    """One team: its villages and members, dated. POST adds one (`kind`: village or member)."""
    found = one_or_404(workers.teams(request), pk=team)
    form = Addition(request.POST or None, initial={"since": today_text()})
    if request.method == "POST" and form.is_valid() and _added_to_team(request, found, form):
        return redirect("team", found.pk)
    villages = found.teamvillage_set.select_related("village").order_by("-valid_from", "village_id")
    members = found.teammember_set.select_related("user").order_by("-valid_from", "user__name")
    facts = {
        "team": found,
        "form": form,
        "kind": request.POST.get("kind", ""),
        "villages": [_village_line(row) for row in villages],
        "members": [_member_line(row) for row in members],
        "choices": scope.villages(request).select_related("parent"),
        "candidates": candidates(request),
        "today": today(),
        "trail": trail((say("Tim pendamping"), reverse("teams")), (found.name, "")),
    }
    return render(request, f"{PAGE}/team.html", facts, status=400 if form.errors else 200)


def candidates(request: HttpRequest) -> list[User]:
    """Who may belong to a team and is in none today."""
    roles = (*TEAM_ROLES, "cadre", "midwife")
    taken = TeamMember.objects.filter(on_day(today())).values("user")
    found = workers.workers(request).filter(role__in=roles, is_active=True).exclude(pk__in=taken)
    return list(found.order_by("name", "pk"))


def _added_to_team(request: HttpRequest, found: Team, form: Addition) -> bool:
    what, since, by = form.cleaned_data["what"], form.cleaned_data["since"], request.user.get_username()
    try:
        if request.POST.get("kind") == "member":
            user = workers.workers(request).filter(login=what).first()
            if user is None:
                raise ValueError
            teams.join_team(team=found, user=user, since=since, by=by)
        else:
            if not scope.villages(request).filter(pk=what).exists():
                raise ValueError
            teams.add_team_village(team=found, village=what, since=since, by=by)
    except ValueError:
        form.add_error("what", say("Pilih dari daftar, yang pada hari itu belum ada di sini."))
        return False
    messages.success(request, say("Sudah ditambahkan."))
    return True


@allowed("manages")
@require_POST
def end_in_team(request: HttpRequest, team: int, kind: str, row: int) -> HttpResponse:
    """The last day of a village or member in a team."""
    found = one_or_404(workers.teams(request), pk=team)
    line = _row(found, kind, row)
    form = LastDay(line.valid_from, request.POST)
    if form.is_valid():
        teams.end_row(row=line, until=form.cleaned_data["until"], by=request.user.get_username())
        messages.success(request, say("Berakhir pada hari itu. Riwayatnya tetap ada."))
    else:
        complain(request, [str(error) for error in form.errors.get("until", [])])
    return redirect("team", found.pk)


@allowed("manages")
@require_POST
def reopen_in_team(request: HttpRequest, team: int, kind: str, row: int) -> HttpResponse:
    """Ending it was a mistake."""
    found = one_or_404(workers.teams(request), pk=team)
    teams.reopen_row(row=_row(found, kind, row), by=request.user.get_username())
    messages.success(request, say("Berlanjut seperti semula."))
    return redirect("team", found.pk)


def _row(found: Team, kind: str, row: int) -> TeamVillage | TeamMember:
    if kind == "anggota":
        return one_or_404(found.teammember_set.select_related("user", "team"), pk=row)
    return one_or_404(found.teamvillage_set.select_related("team"), pk=row)


# --- service areas ---


@allowed("manages")
@require_safe
def service_area_list(request: HttpRequest) -> HttpResponse:
    """Every service area: how many villages it has today."""
    now = Count("serviceareavillage", filter=on_day(today(), "serviceareavillage__"), distinct=True)
    page = page_of(request, workers.service_areas(request).annotate(n_villages=now).order_by("kind", "name", "pk"))
    facts = {"page": page, "trail": trail((say("Wilayah layanan"), ""))}
    return render(request, f"{PAGE}/service_areas.html", facts)


@allowed("manages")
def add_service_area(request: HttpRequest) -> HttpResponse:
    """A new service area; its villages come on its page."""
    form = NewGroup(lambda code: ServiceArea.objects.filter(code=code).exists(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.user.get_username()
        if given["kind"] in SERVICE_AREA_NAMES:
            made = service_areas.make_service_area(code=given["code"], name=given["name"], kind=given["kind"], by=by)
            return redirect("service_area", made.pk)
        form.add_error("kind", say("Pilih salah satu jenis."))
    facts = {
        "form": form,
        "kinds": list(SERVICE_AREA_NAMES.items()),
        "trail": trail((say("Wilayah layanan"), reverse("service_areas")), (say("Wilayah layanan baru"), "")),
    }
    return render(request, f"{PAGE}/add_service_area.html", facts, status=400 if form.errors else 200)


@allowed("manages")
def service_area(request: HttpRequest, service: int) -> HttpResponse:
    """One service area: its villages, dated, and who looks after it. POST adds a village."""
    found = one_or_404(workers.service_areas(request), pk=service)
    form = Addition(request.POST or None, initial={"since": today_text()})
    if request.method == "POST" and form.is_valid():
        village, since = form.cleaned_data["what"], form.cleaned_data["since"]
        try:
            if not scope.villages(request).filter(pk=village).exists():
                raise ValueError
            service_areas.add_village(area=found, village=village, since=since, by=request.user.get_username())
        except ValueError:
            form.add_error("what", say("Pilih dari daftar, yang pada hari itu belum ada di sini."))
        else:
            messages.success(request, say("Sudah ditambahkan."))
            return redirect("service_area", found.pk)
    rows = found.serviceareavillage_set.select_related("village").order_by("-valid_from", "village_id")
    facts = {
        "area": found,
        "form": form,
        "villages": [_village_line(row) for row in rows],
        "staff": workers.workers(request).filter(on_day(today(), "assignment__"), assignment__service_area=found),
        "choices": scope.villages(request).select_related("parent"),
        "today": today(),
        "trail": trail((say("Wilayah layanan"), reverse("service_areas")), (found.name, "")),
    }
    return render(request, f"{PAGE}/service_area.html", facts, status=400 if form.errors else 200)


@allowed("manages")
@require_POST
def end_in_service_area(request: HttpRequest, service: int, row: int) -> HttpResponse:
    """The last day of a village in a service area."""
    found = one_or_404(workers.service_areas(request), pk=service)
    line = one_or_404(found.serviceareavillage_set.select_related("area"), pk=row)
    form = LastDay(line.valid_from, request.POST)
    if form.is_valid():
        service_areas.end_village(row=line, until=form.cleaned_data["until"], by=request.user.get_username())
        messages.success(request, say("Berakhir pada hari itu. Riwayatnya tetap ada."))
    else:
        complain(request, [str(error) for error in form.errors.get("until", [])])
    return redirect("service_area", found.pk)


@allowed("manages")
@require_POST
def reopen_in_service_area(request: HttpRequest, service: int, row: int) -> HttpResponse:
    """Ending it was a mistake."""
    found = one_or_404(workers.service_areas(request), pk=service)
    line = one_or_404(found.serviceareavillage_set.select_related("area"), pk=row)
    service_areas.reopen_village(row=line, by=request.user.get_username())
    messages.success(request, say("Berlanjut seperti semula."))
    return redirect("service_area", found.pk)


def _village_line(row: TeamVillage | ServiceAreaVillage) -> Line:
    return Line(row.pk, "desa", f"{row.village.name} {row.village.dotted}", "", row.valid_from, row.valid_to)


def _member_line(row: TeamMember) -> Line:
    return Line(
        row.pk, "anggota", row.user.name, reverse("worker", args=[row.user.login]), row.valid_from, row.valid_to
    )
