"""One submission: its envelope, its answers, what became of each item, its other versions, the bytes themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from binakampung.domain.forms import Question
from binakampung.ledger.forms import published, schema
from binakampung.ledger.models import Attachment, Payload, Processing, Submission
from binakampung.ledger.reading import content_of
from binakampung.ledger.sealing import unseal
from binakampung.portal.access.people import looked, reader_of
from binakampung.portal.access.scope import allowed, families, one_or_404, people, submissions
from binakampung.portal.screens.attention.again import back, read_again
from binakampung.portal.screens.attention.queue import OPEN
from binakampung.portal.screens.submissions.answers import all_shown, ids_in, laid_out
from binakampung.portal.words import problems, say
from binakampung.registry.models import AdministrativeArea, Statement, User

PICTURES = {"image/jpeg", "image/png", "image/webp", "image/gif"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one item."""

    item: str
    attempt: int
    outcome: str
    label: str
    at: datetime
    problems: list[problems.Told]


@allowed("names")
@require_safe
def submission(request: HttpRequest, seq: int) -> HttpResponse:
    """Everything that one submission says, and what was made of it."""
    found = one_or_404(submissions(request), pk=seq)
    form = published(found.form_id, found.form_version)
    questions = schema(form) if form else ()
    payload = Payload.objects.defer("body").filter(pk=found.pk).first()
    content = content_of(payload) if payload else {}
    _looked(request, found, content)
    attempts = attempts_of(request, found, questions)
    versions = list(Submission.objects.filter(root_id=found.root_id).order_by("seq"))
    facts = {
        "submission": found,
        "form": form,
        "sender": User.objects.filter(login=found.submitted_by).first(),
        "area": AdministrativeArea.objects.filter(pk=found.area_code).first(),
        "answers": laid_out(request, questions, content),
        "whole": all_shown(reader_of(request), content),
        "redacted": payload is not None and payload.redacted,
        "attachments": Attachment.objects.filter(submission=found).defer("body").order_by("filename"),
        "attempts": attempts,
        "latest": latest(attempts),
        "versions": versions,
        "waits": versions[-1] == found and any(each.outcome in OPEN for each in latest(attempts)),
        "trail": [(say("Kiriman"), ""), (f"{found.seq}", "")],
    }
    return render(request, "screens/submissions/submission.html", facts)


def _looked(request: HttpRequest, found: Submission, content: Mapping[str, Any]) -> None:
    """Whoever the submission is about was looked at."""
    said = Statement.objects.filter(source_root=found.root_id).values_list("about_id", flat=True)
    ids = {*said, *ids_in(content)}
    looked(request, "record", [*people(request).filter(pk__in=ids), *families(request).filter(pk__in=ids)])


def attempts_of(request: HttpRequest, found: Submission, questions: Sequence[Question]) -> list[Attempt]:
    """Every attempt at every item, in the order of the form and then of time."""
    rows = list(Processing.objects.filter(submission=found).order_by("attempt", "id"))
    labels = {row.label for row in rows}
    names = dict(people(request).filter(pk__in=labels).values_list("pk", "name"))
    made = [
        Attempt(
            row.item,
            row.attempt,
            row.outcome,
            names.get(row.label, row.label),
            row.at,
            problems.told(row.problems, questions),
        )
        for row in rows
    ]
    return sorted(made, key=lambda attempt: (item_order(attempt.item), attempt.attempt))


def item_order(item: str) -> tuple[tuple[int, str], ...]:
    """`children/2` before `children/10`."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in item.split("/"))


def latest(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The attempt of each item that counts."""
    newest = {attempt.item: attempt for attempt in attempts}
    return list(newest.values())


@allowed("names")
@require_safe
def original(request: HttpRequest, seq: int) -> HttpResponse:
    """The bytes exactly as they arrived."""
    found = one_or_404(submissions(request), pk=seq)
    payload = one_or_404(Payload.objects.filter(redacted=False), pk=found.pk)
    content = content_of(payload)
    if not all_shown(reader_of(request), content):
        raise PermissionDenied
    _looked(request, found, content)
    kind = "json" if "json" in payload.media_type else "xml"
    return _file(unseal(bytes(payload.body)), "application/octet-stream", f"kiriman-{found.seq}.{kind}", inline=False)


@allowed("names")
@require_safe
def attachment(request: HttpRequest, seq: int, number: int) -> HttpResponse:
    """A file that came with the submission; pictures are shown, everything else is only handed over."""
    found = one_or_404(submissions(request), pk=seq)
    file = one_or_404(Attachment.objects.filter(submission=found), pk=number)
    picture = file.content_type in PICTURES
    kind = file.content_type if picture else "application/octet-stream"
    return _file(unseal(bytes(file.body)), kind, file.filename, inline=picture)


def _file(content: bytes, kind: str, name: str, inline: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@allowed("names")
@require_POST
def retry(request: HttpRequest, seq: int) -> HttpResponse:
    """Interpret one submission anew: the forms, the areas or the code may know better now."""
    found = one_or_404(submissions(request), pk=seq)
    read_again(request, [found.pk])
    return back(request, "submission", found.pk)
