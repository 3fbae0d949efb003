"""Imports that go on beside the page: how far each is, stopping one, what came in by which file, undoing one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binakampung.portal.access.scope import allowed, areas_of
from binakampung.portal.screens.importing import runs
from binakampung.portal.screens.importing.kinds import kind_or_404, lists, title_of
from binakampung.portal.screens.importing.views import Wanted, result_page
from binakampung.portal.words import say
from binakampung.registry.models import AdministrativeArea, ImportBatch, ImportRun

MOST = 50


@allowed("records")
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The lists that may be imported, and the files that came in for the reader's areas."""
    batches = list(_batches(request).order_by("-pk")[:MOST])
    areas = AdministrativeArea.objects.filter(pk__in={each.area_code for each in batches})
    names = dict(areas.values_list("pk", "name"))
    rows = [
        {
            "batch": each,
            "title": title_of(each.form_id),
            "area": names.get(each.area_code, each.area_code),
            "came": sum(each.counts.get(word, 0) for word in ("accepted", "superseding", "held", "quarantined")),
        }
        for each in batches
    ]
    going = ImportRun.objects.filter(by=request.user.get_username(), state__in=runs.OPEN).order_by("-pk")[:5]
    facts = {"lists": lists(), "rows": rows, "going": going, "trail": _trail()[:1]}
    return render(request, "screens/importing/list.html", facts)


@allowed("records")
@require_safe
def run(request: HttpRequest, run: int) -> HttpResponse:
    """How far a run is; its result when it is done."""
    row = _own(request, run)
    now = timezone.now()
    if row.state == "done" and row.act != "undo":
        wanted = Wanted(row.wanted.get("area", ""), row.wanted.get("title", ""), row.wanted.get("columns", {}))
        ticket = row.ticket if row.act == "try" else ""
        return result_page(request, kind_or_404(row.form_id), row.result or {}, wanted, ticket)
    dead = runs.is_dead(row, now)
    facts: dict[str, Any] = {
        "run": row,
        "title": title_of(row.form_id),
        "going": row.state in runs.OPEN and not dead,
        "dead": dead,
        "percent": 100 * row.done // row.total if row.total else None,
        "left": runs.seconds_left(row, now),
        "trail": [*_trail(), (title_of(row.form_id), "")],
    }
    return render(request, "screens/importing/run.html", facts)


@allowed("records")
@require_POST
def stop(request: HttpRequest, run: int) -> HttpResponse:
    """Ask a run to end after the piece that it is at."""
    row = _own(request, run)
    ImportRun.objects.filter(pk=row.pk).update(stop=True)
    return redirect("import_run", run=row.pk)


@allowed("records")
@require_POST
def undo(request: HttpRequest, file: int) -> HttpResponse:
    """Take back everything that a file brought."""
    row = _batches(request).filter(pk=file, undone_at=None).first()
    if row is None:
        raise Http404
    made = runs.start("undo", row.form_id, request.user.get_username(), {}, batch=row)
    return redirect("import_run", run=made.pk)


def _own(request: HttpRequest, number: int) -> ImportRun:
    row = ImportRun.objects.filter(pk=number, by=request.user.get_username()).first()
    if row is None:
        raise Http404
    return row


def _batches(request: HttpRequest) -> Any:
    inside = Q(pk__in=())
    for code in areas_of(request):
        inside |= Q(area_code__startswith=code)
    return ImportBatch.objects.filter(inside)


def _trail() -> list[tuple[str, str]]:
    return [(say("Formulir"), reverse("forms")), (say("Impor"), reverse("imports"))]
