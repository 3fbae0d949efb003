"""Forms: what is published, publishing one more, what came in by each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from binakampung.domain.forms import leaves
from binakampung.intake.exporting import export_csv
from binakampung.ledger.forms import FormError, current, on_offer, publish, schema, stored_media
from binakampung.ledger.models import FormVersion, Submission
from binakampung.portal.access.scope import allowed, submissions
from binakampung.portal.screens.paging import page_of
from binakampung.portal.words import say
from binakampung.registry.actions.accounts import audit
from binakampung.registry.lists import MADE
from binakampung.registry.models import AdministrativeArea, User

PAGE = "screens/forms"
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A form on offer, with what came in by it from the reader's villages."""

    form: FormVersion
    count: int
    last: datetime | None


@allowed("records")
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form on offer."""
    found = submissions(request).values("form_id").annotate(n=Count("seq"), last=Max("received_at")).order_by()
    came = {row["form_id"]: row for row in found}
    rows = [Row(f, came.get(f.form_id, {}).get("n", 0), came.get(f.form_id, {}).get("last")) for f in on_offer()]
    return render(request, f"{PAGE}/list.html", {"rows": rows})


@allowed("records")
@require_safe
def form(request: HttpRequest, form_id: str) -> HttpResponse:
    """One form: ways in, versions, submissions."""
    newest = form_or_404(form_id)
    replaced = Submission.objects.filter(form_id=form_id, supersedes__isnull=False).values("supersedes")
    rows = submissions(request).filter(form_id=form_id).exclude(instance_id__in=replaced).order_by("-seq")
    page = page_of(request, rows)
    facts = {
        "form": newest,
        "questions": sum(1 for _ in leaves(schema(newest))),
        "versions": FormVersion.objects.filter(form_id=form_id).defer("source", "xform", "schema").order_by("-id"),
        "page": page,
        "rows": came_in(page.object_list),
        "trail": [(say("Formulir"), "/formulir/"), (newest.title, "")],
    }
    return render(request, f"{PAGE}/form.html", facts)


def came_in(found: Sequence[Submission]) -> list[tuple[Submission, str, str]]:
    """Submissions with the names of their area and sender."""
    areas = AdministrativeArea.objects.in_bulk({each.area_code for each in found})
    senders = dict(User.objects.filter(login__in={each.submitted_by for each in found}).values_list("login", "name"))
    return [
        (each, areas[each.area_code].name if each.area_code in areas else "", senders.get(each.submitted_by, ""))
        for each in found
    ]


def form_or_404(form_id: str) -> FormVersion:
    """The newest version on offer."""
    found = current(form_id)
    if found is None:
        raise Http404
    return found


@allowed("records")
@require_safe
def export(request: HttpRequest, form_id: str) -> HttpResponse:
    """Every current submission of the reader's villages as a file for a spreadsheet."""
    if not FormVersion.objects.filter(form_id=form_id).exists():
        raise Http404
    file = io.StringIO()
    seen = set(submissions(request).filter(form_id=form_id).values_list("seq", flat=True))
    count = export_csv(form_id, file, visible=lambda submission: submission.seq in seen)
    audit(request.user.get_username(), "export", form_id, rows=count)
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{form_id}.csv"'
    return response


@allowed("publishes")
def publish_form(request: HttpRequest) -> HttpResponse:
    """Upload an XLSForm; what is wrong with it is said beside the field."""
    problem = ""
    if request.method == "POST":
        problem = _publish(request)
        if not problem:
            return redirect("forms")
    facts = {"problem": problem, "trail": [(say("Formulir"), "/formulir/"), (say("Terbitkan"), "")]}
    return render(request, f"{PAGE}/publish.html", facts, status=400 if problem else 200)


def _publish(request: HttpRequest) -> str:
    """What is wrong, empty when the form is out."""
    file = request.FILES.get("berkas")
    if file is None:
        return say("Pilih dulu berkas XLSForm-nya.")
    if (file.size or 0) > LARGEST:
        return say("Berkasnya lebih dari 5 MB. Formulir biasanya jauh lebih kecil; periksa lagi berkasnya.")
    by = request.user.get_username()
    try:
        made, new = publish(file.read(), file.name or "", by, datetime.now(UTC), _beside(request))
    except FormError as error:
        return say("Formulir belum dapat terbit: {reason}", reason=error)
    name = f"{made.title} ({made.version})"
    if new:
        audit(by, "publish", f"{made.form_id} {made.version}")
        messages.success(request, say("{form} terbit untuk semua jalan masuk.", form=name))
    else:
        messages.info(request, say("{form} sudah terbit sebelumnya.", form=name))
    for warning in made.warnings:
        messages.warning(request, warning)
    missing = [name for name in made.media if name not in MADE and stored_media(made, name) is None]
    if missing:
        names = ", ".join(missing)
        text = say("Formulir ini memerlukan berkas {names}. Unggah sekali lagi bersama berkas itu.", names=names)
        messages.warning(request, text)
    return ""


def _beside(request: HttpRequest) -> dict[str, bytes]:
    """The files that the form looks up, by name."""
    files = request.FILES.getlist("pendamping")
    return {file.name: file.read() for file in files if file.name and (file.size or 0) <= LARGEST}
