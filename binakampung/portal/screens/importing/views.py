"""Spreadsheets: the template of a form, a trial that says row by row what is wrong, and then the import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binakampung.domain.problems import Outcome
from binakampung.intake.import_result import ImportResult
from binakampung.intake.importing import import_file
from binakampung.intake.tables import FileRefused
from binakampung.intake.template import template_for
from binakampung.intake.template_book import workbook
from binakampung.portal.access.scope import allowed, area_or_404, areas_of, areas_within, villages
from binakampung.portal.screens.forms.views import form_or_404
from binakampung.portal.screens.importing.kept import KeptFile, fetch, forget, keep
from binakampung.portal.screens.importing.kinds import Kind, kind_or_404
from binakampung.portal.screens.importing.runs import start, told
from binakampung.portal.words import language, say
from binakampung.portal.words.problems import spoken_path

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 64 * 1024 * 1024
AT_ONCE = 256 * 1024  # a file up to this is answered in the request itself
SHOWN = 300
COLUMN = "kolom:"
INSTANCE = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person typed: for which area, the survey's name, and what columns mean."""

    area: str
    title: str
    columns: dict[str, str]


@allowed("records")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, form_id: str) -> HttpResponse:
    """Choose a file and try it; look at what would happen; then import it. A big file is worked on beside the page."""
    kind = kind_or_404(form_id)
    if request.method != "POST":
        return _page(request, kind, _wanted(request))
    wanted, ticket = _wanted(request), request.POST.get("berkas_tadi", "")
    owner = int(request.user.pk or 0)
    file = _uploaded(request) or fetch(owner, ticket)
    if file is None:
        return _page(request, kind, wanted, problem=say("Pilih dulu berkasnya."))
    if len(file.content) > LARGEST:
        return _page(request, kind, wanted, problem=say("Berkasnya lebih dari 64 MB. Bagi menjadi beberapa berkas."))
    real = request.POST.get("langkah") == "impor" and not request.FILES
    if len(file.content) > AT_ONCE:
        ticket = ticket if ticket and not request.FILES else keep(owner, file)
        asked = {"area": wanted.area, "title": wanted.title, "columns": wanted.columns}
        run = start("import" if real else "try", form_id, request.user.get_username(), asked, ticket)
        return redirect("import_run", run=run.pk)
    try:
        result = _import(request, kind, file, wanted, dry_run=not real)
    except FileRefused as refused:
        return _page(request, kind, wanted, problem=refused.message(language()))
    if real:
        forget(owner, ticket)
        return result_page(request, kind, told(result), wanted, "")
    return result_page(request, kind, told(result), wanted, ticket or keep(owner, file))


def _wanted(request: HttpRequest) -> Wanted:
    sent = request.POST
    columns = {name.removeprefix(COLUMN): str(sent[name]) for name in sent if name.startswith(COLUMN) and sent[name]}
    own = areas_of(request)
    return Wanted(sent.get("wilayah") or (own[0] if len(own) == 1 else ""), sent.get("survei", "").strip(), columns)


def _uploaded(request: HttpRequest) -> KeptFile | None:
    file = request.FILES.get("berkas")
    return KeptFile(file.name or "", file.read(LARGEST + 1)) if file else None


def _import(request: HttpRequest, kind: Kind, file: KeptFile, wanted: Wanted, dry_run: bool) -> ImportResult:
    return import_file(
        kind.form_id,
        file.name,
        file.content,
        wanted.area,
        request.user.get_username(),
        wanted.columns,
        dry_run,
        title=wanted.title or None,
        patience=20,
    )


def _page(request: HttpRequest, kind: Kind, wanted: Wanted, problem: str = "") -> HttpResponse:
    """Where the file is chosen."""
    facts = {
        "form": kind,
        "wanted": wanted,
        "areas": areas_within(request),
        "asks_title": kind.asks_title,
        "problem": problem,
        "trail": _trail(kind),
    }
    return render(request, "screens/importing/choose.html", facts, status=400 if problem else 200)


def result_page(
    request: HttpRequest, kind: Kind, result: Mapping[str, Any], wanted: Wanted, ticket: str
) -> HttpResponse:
    """What would happen, or what happened. `result` as `runs.told` gives it."""
    facts: dict[str, Any] = {
        "form": kind,
        "result": result,
        "counts": [(str(outcome), result[str(outcome)]) for outcome in Outcome],
        "waiting": result[str(Outcome.HELD)] + result[str(Outcome.QUARANTINED)],
        "shown": result["problems"][:SHOWN],
        "more": max(len(result["problems"]) - SHOWN, 0) + result["problems_left_out"],
        "columns": _columns(kind, result["columns"]),
        "ignored": result["ignored"],
        "questions": kind.choices,
        "wanted": wanted,
        "ticket": ticket,
        "trail": _trail(kind),
    }
    return render(request, "screens/importing/result.html", facts)


def _columns(kind: Kind, columns: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each heading with the words of the question that it answers."""
    return [(heading, spoken_path(INSTANCE.sub(r"/\1", key), kind.questions)) for heading, key in columns.items()]


def _trail(kind: Kind) -> list[tuple[str, str]]:
    forms = (say("Formulir"), reverse("forms"))
    if kind.is_list:
        return [forms, (say("Impor"), reverse("imports")), (kind.title, "")]
    return [forms, (kind.title, reverse("form", args=[kind.form_id])), (say("Impor"), "")]


@allowed("records")
@require_safe
def template(request: HttpRequest, form_id: str) -> HttpResponse:
    """A workbook to fill in, for one area: the children who are known there stand in it already."""
    form = form_or_404(form_id)
    own = areas_of(request)
    code = request.GET.get("desa", "") or (own[0] if len(own) == 1 and len(own[0]) == 10 else "")
    if not code:
        trail = _trail(kind_or_404(form_id))
        facts = {"form": form, "villages": villages(request).select_related("parent"), "trail": trail}
        return render(request, "screens/entry/village.html", facts)
    area = area_or_404(request, code)
    content = workbook(template_for(form_id, area.code, timezone.localdate()))
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{form.form_id}-{form.version}-{area.code}.xlsx"'
    return response
