"""'Perlu perhatian': what waits for a person, by village, with the reason in words and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from binakampung.ledger.forms import published, schema
from binakampung.ledger.models import FormVersion, Processing, Submission
from binakampung.portal.access.people import looked
from binakampung.portal.access.scope import allowed, people, role_of
from binakampung.portal.screens.attention.again import back, read_again
from binakampung.portal.screens.attention.queue import waiting_items
from binakampung.portal.screens.paging import choice, page_of
from binakampung.portal.words import phrase, problems
from binakampung.registry.models import AdministrativeArea

VIEWS = {"": phrase("Semua"), "held": phrase("Ditahan"), "quarantined": phrase("Perlu ditelaah")}
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One waiting item: whom it names, why it waits, what to do."""

    submission: Submission
    item: str
    outcome: str
    label: str
    title: str
    problems: list[problems.Told]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one village; of no village when `area` is None."""

    area: AdministrativeArea | None
    rows: list[Row] = field(default_factory=list)


@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    """Held and quarantined items of the reader's villages."""
    role = role_of(request)
    if not (role.names or role.manages):
        raise PermissionDenied
    view, village = choice(request, "tampil", list(VIEWS)), _village(request)
    items = waiting_items(request).select_related("submission")
    if village:
        items = items.filter(submission__area_code=village)
    counts = {key: items.filter(outcome=key).count() if key else items.count() for key in VIEWS}
    shown = items.filter(outcome=view) if view else items
    page = page_of(request, shown.order_by("submission__area_code", "-submission_id", "id"))
    facts = {
        "views": [(key, text, counts[key]) for key, text in VIEWS.items()],
        "view": view,
        "village": AdministrativeArea.objects.filter(pk=village).first() if village else None,
        "page": page,
        "groups": grouped(request, page.object_list, names=role.names),
        "at_once": AT_ONCE,
    }
    return render(request, "screens/attention/list.html", facts)


def _village(request: HttpRequest) -> str:
    code = request.GET.get("desa", "") or request.POST.get("desa", "")
    return code if code.isascii() and code.isdigit() and len(code) <= 10 else ""


def grouped(request: HttpRequest, items: Sequence[Processing], names: bool) -> list[Group]:
    """Items by village in the order given. Without `names` nobody is named."""
    items = list(items)
    known = people(request).in_bulk({each.label for each in items}) if names else {}
    looked(request, "list", known.values())
    areas = AdministrativeArea.objects.in_bulk({each.submission.area_code for each in items})
    groups: dict[str, Group] = {}
    for each in items:
        code = each.submission.area_code
        form = published(each.submission.form_id, each.submission.form_version)
        label = (known[each.label].name if each.label in known else each.label) if names else ""
        group = groups.setdefault(code, Group(areas.get(code)))
        group.rows.append(_row(each, form, label, names))
    return list(groups.values())


def _row(each: Processing, form: FormVersion | None, label: str, names: bool) -> Row:
    questions = schema(form) if form else ()
    told = problems.told(each.problems, questions) if names else []
    title = form.title if form else each.submission.form_id
    return Row(each.submission, each.item, each.outcome, label, title, told)


@allowed("names")
@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Interpret anew whatever waits, of one village or of all, a bounded number at once."""
    village = _village(request)
    items = waiting_items(request)
    if village:
        items = items.filter(submission__area_code=village)
    seqs = items.order_by("submission_id").values_list("submission_id", flat=True).distinct()[:AT_ONCE]
    read_again(request, seqs)
    return back(request, "attention")
