"""Spreadsheets: the template of a form, a trial that says row by row what is wrong, and then the import."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binakampung.catalogue.forms import mapping as reading_of
from binakampung.domain.forms import leaves
from binakampung.domain.problems import Outcome
from binakampung.intake.import_result import ImportResult
from binakampung.intake.importing import import_file
from binakampung.intake.slots import AUTOMATIC
from binakampung.intake.tables import FileRefused
from binakampung.intake.template import template_for
from binakampung.intake.template_book import workbook
from binakampung.ledger.forms import schema
from binakampung.ledger.models import FormVersion
from binakampung.portal.access.scope import allowed, area_or_404, areas_of, areas_within, villages
from binakampung.portal.screens.forms.views import form_or_404
from binakampung.portal.screens.importing.kept import KeptFile, fetch, forget, keep
from binakampung.portal.words import language, say
from binakampung.portal.words.problems import spoken_path

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 25 * 1024 * 1024
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
    """Choose a file and try it; look at what would happen; then import it."""
    form = form_or_404(form_id)
    if request.method != "POST":
        return _page(request, form, _wanted(request))
    wanted, ticket = _wanted(request), request.POST.get("berkas_tadi", "")
    owner = int(request.user.pk or 0)
    file = _uploaded(request) or fetch(owner, ticket)
    if file is None:
        return _page(request, form, wanted, problem=say("Pilih dulu berkasnya."))
    if len(file.content) > LARGEST:
        return _page(request, form, wanted, problem=say("Berkasnya lebih dari 25 MB. Bagi menjadi beberapa berkas."))
    real = request.POST.get("langkah") == "impor" and not request.FILES
    try:
        result = _import(request, form, file, wanted, dry_run=not real)
    except FileRefused as refused:
        return _page(request, form, wanted, problem=refused.message(language()))
    if real:
        forget(owner, ticket)
        return _told(request, form, result, wanted, "")
    return _told(request, form, result, wanted, ticket or keep(owner, file))


def _wanted(request: HttpRequest) -> Wanted:
    sent = request.POST
    columns = {name.removeprefix(COLUMN): str(sent[name]) for name in sent if name.startswith(COLUMN) and sent[name]}
    own = areas_of(request)
    return Wanted(sent.get("wilayah") or (own[0] if len(own) == 1 else ""), sent.get("survei", "").strip(), columns)


def _uploaded(request: HttpRequest) -> KeptFile | None:
    file = request.FILES.get("berkas")
    return KeptFile(file.name or "", file.read(LARGEST + 1)) if file else None


def _import(request: HttpRequest, form: FormVersion, file: KeptFile, wanted: Wanted, dry_run: bool) -> ImportResult:
    return import_file(
        form.form_id,
        file.name,
        file.content,
        wanted.area,
        request.user.get_username(),
        wanted.columns,
        dry_run,
        title=wanted.title or None,
        patience=20,
    )


def _page(request: HttpRequest, form: FormVersion, wanted: Wanted, problem: str = "") -> HttpResponse:
    """Where the file is chosen."""
    reading = reading_of(form.form_id, form.version)
    facts = {
        "form": form,
        "wanted": wanted,
        "areas": areas_within(request),
        "asks_title": bool(reading and reading.file_name),
        "problem": problem,
        "trail": _trail(form),
    }
    return render(request, "screens/importing/choose.html", facts, status=400 if problem else 200)


def _told(request: HttpRequest, form: FormVersion, result: ImportResult, wanted: Wanted, ticket: str) -> HttpResponse:
    """What would happen, or what happened."""
    told = result.as_dict(language())
    facts: dict[str, Any] = {
        "form": form,
        "result": told,
        "counts": [(str(outcome), result.counts.get(outcome, 0)) for outcome in Outcome],
        "waiting": result.counts.get(Outcome.HELD, 0) + result.counts.get(Outcome.QUARANTINED, 0),
        "shown": told["problems"][:SHOWN],
        "more": max(len(told["problems"]) - SHOWN, 0) + result.left_out,
        "columns": _columns(form, result),
        "ignored": _ignored(result),
        "questions": _questions(form),
        "wanted": wanted,
        "ticket": ticket,
        "trail": _trail(form),
    }
    return render(request, "screens/importing/result.html", facts)


def _columns(form: FormVersion, result: ImportResult) -> list[tuple[str, str]]:
    """Each heading with the words of the question that it answers."""
    questions = schema(form)
    return [(heading, spoken_path(INSTANCE.sub(r"/\1", key), questions)) for heading, key in result.columns.items()]


def _ignored(result: ImportResult) -> Sequence[str]:
    """The headings that mean nothing to the form."""
    found = [warning.params["columns"] for warning in result.warnings if warning.code == "columns_ignored"]
    return [heading for text in found for heading in str(text).split("; ")]


def _questions(form: FormVersion) -> list[tuple[str, str]]:
    """Path and words of each question that a column may answer."""
    asked = leaves(schema(form))
    return [(path, leaf.label(language())) for path, leaf in asked if leaf.type not in AUTOMATIC]


def _trail(form: FormVersion) -> list[tuple[str, str]]:
    return [
        (say("Formulir"), reverse("forms")),
        (form.title, reverse("form", args=[form.form_id])),
        (say("Impor"), ""),
    ]


@allowed("records")
@require_safe
def template(request: HttpRequest, form_id: str) -> HttpResponse:
    """A workbook to fill in, for one area: the children who are known there stand in it already."""
    form = form_or_404(form_id)
    own = areas_of(request)
    code = request.GET.get("desa", "") or (own[0] if len(own) == 1 and len(own[0]) == 10 else "")
    if not code:
        facts = {"form": form, "villages": villages(request).select_related("parent"), "trail": _trail(form)}
        return render(request, "screens/entry/village.html", facts)
    area = area_or_404(request, code)
    content = workbook(template_for(form_id, area.code, timezone.localdate()))
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{form.form_id}-{form.version}-{area.code}.xlsx"'
    return response
