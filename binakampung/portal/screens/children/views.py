"""The children of a village, one child, and the visits that wait. Names: only for roles that may see them."""

from __future__ import annotations

import csv
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from binakampung.portal.access.people import looked, reader_of
from binakampung.portal.access.scope import allowed, one_or_404, people, village_or_404
from binakampung.portal.screens.children.history import curves, doubts, measurements, visits_made
from binakampung.portal.screens.children.listing import ORDERS, VIEWS, ChildRow, child_rows, children_of, narrowed
from binakampung.portal.screens.children.visits import home_of, visit_rows
from binakampung.portal.screens.paging import choice, page_of
from binakampung.portal.screens.territory.trail import trail
from binakampung.portal.words import growth, phrase, say
from binakampung.portal.words.codes import SEX_NAMES
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Family, Person, Task
from binakampung.registry.open_visits import open_visits

PAGE = "screens/children"


@allowed("names")
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """Under-fives of a village. A name is searched by POST, so that it stands in no address and no log."""
    village, today = village_or_404(request, code), timezone.localdate()
    name = request.POST.get("nama", "").strip()[:100]
    view, order = choice(request, "tampil", list(VIEWS)), choice(request, "urut", list(ORDERS))
    everyone = children_of(village.code, today, name)
    found = narrowed(everyone, "balita" if name else view, today).order_by(*ORDERS[order])
    page = page_of(request, found, 500 if name else 50)
    looked(request, "list", page.object_list)
    facts = {
        "area": village,
        "views": _counted(village.code, today),
        "view": "" if name else view,
        "order": order,
        "name": name,
        "page": page,
        "rows": child_rows(page.object_list, today),
        "today": today,
        "trail": trail(request, village.code, (say("Daftar anak"), "")),
    }
    return render(request, f"{PAGE}/list.html", facts)


def _counted(village: str, today: date) -> list[tuple[str, str, int]]:
    """Each view with how many children it holds."""
    return [(view, text, narrowed(children_of(village, today), view, today).count()) for view, text in VIEWS.items()]


@allowed("names")
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The same list as a file that a spreadsheet opens."""
    village, today = village_or_404(request, code), timezone.localdate()
    view = choice(request, "tampil", list(VIEWS))
    rows = child_rows(list(narrowed(children_of(village.code, today), view, today).order_by(*ORDERS["nama"])), today)
    looked(request, "export", [row.person for row in rows])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="anak-{village.code}-{view}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([say(heading) for heading in HEADINGS])
    writer.writerows(_cells(row) for row in rows)
    return response


HEADINGS = (
    phrase("Nama"),
    phrase("Jenis kelamin"),
    phrase("Tanggal lahir"),
    phrase("Ibu"),
    phrase("Alamat"),
    phrase("Penimbangan terakhir"),
    phrase("Berat (kg)"),
    phrase("Panjang/tinggi (cm)"),
    phrase("N/T/O/B"),
    phrase("Keadaan"),
    phrase("Kunjungan sebelum"),
)


def _cells(row: ChildRow) -> list[object]:
    person, measured = row.person, row.measured
    return [
        _safe(person.name),
        say(SEX_NAMES.get(person.sex, "")),
        person.birth_date or "",
        _safe(person.mother_name),
        _safe(row.home),
        measured.measured_on if measured else "",
        measured.weight_kg if measured else "",
        measured.length_cm if measured else "",
        row.judged.gain or "" if row.judged else "",
        "; ".join(f"{worry.label} {worry.text}" for worry in row.worries),
        row.due_on or "",
    ]


def _safe(text: str) -> str:
    """A name that a spreadsheet would run as a formula is shown as text instead."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@allowed("names")
def visits(request: HttpRequest, code: str) -> HttpResponse:
    """Follow-up visits of a village: what waits, most pressing first; or what was settled lately."""
    village, today = village_or_404(request, code), timezone.localdate()
    shown = choice(request, "tampil", ["menunggu", "selesai"])
    if shown == "menunggu":
        tasks = open_visits(today).filter(village=village.code).order_by("due_on", "id")
    else:
        settled = Task.objects.filter(village=village.code).exclude(status=Task.Status.OPEN)
        tasks = settled.order_by("-settled_on", "id")
    page = page_of(request, tasks)
    rows = visit_rows(page.object_list, today)
    looked(request, "list", [(row.family_id, village.code) for row in rows])
    facts = {
        "area": village,
        "shown": shown,
        "page": page,
        "rows": rows,
        "trail": trail(request, village.code, (say("Kunjungan"), "")),
    }
    return render(request, f"{PAGE}/visits.html", facts)


@allowed("names")
def child(request: HttpRequest, id: str) -> HttpResponse:
    """One child: who, how it grows, what worries us, what was promised and given."""
    person, today = one_or_404(people(request), pk=id), timezone.localdate()
    looked(request, "page", [person])
    history = measurements(person)
    family = Family.objects.filter(pk=person.family_id).first()
    facts = {
        "seen": reader_of(request).person(person),
        "person": person,
        "family": family,
        "home": home_of(family),
        "members": _members(person),
        "history": history,
        "last": history[0] if history else None,
        "curves": curves(person, history),
        "doubts": doubts(person, history),
        "tasks": visit_rows(Task.objects.filter(person_id=person.pk).order_by("-raised_on", "id"), today),
        "visits": visits_made(person),
        "gain_unsure": growth.gain_is_provisional(),
        "today": today,
        "trail": trail(request, person.village, *_way(person)),
    }
    return render(request, f"{PAGE}/child.html", facts)


def _members(person: Person) -> list[Person]:
    rank = {"head": 0, "spouse": 1}
    family = Person.objects.filter(family_id=person.family_id, village=person.village, status=RESIDENT)
    return sorted(
        family,
        key=lambda member: (rank.get(member.relationship, 2), member.birth_date is None, member.birth_date, member.pk),
    )


def _way(person: Person) -> list[tuple[str, str]]:
    return [(say("Keluarga"), reverse("family", args=[person.family_id])), (person.name, "")]
