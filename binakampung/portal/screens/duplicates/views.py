"""'Data ganda': pairs of records that may be one person, side by side; a person decides, and may take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binakampung.catalogue.duplicate_rules import duplicate_rule
from binakampung.domain.envelopes import Sender
from binakampung.domain.people import derived_id
from binakampung.domain.problems import Outcome
from binakampung.intake.officeact import act
from binakampung.portal.access.people import looked
from binakampung.portal.access.scope import allowed, areas_of
from binakampung.portal.screens.paging import choice, page_of
from binakampung.portal.words import language, phrase, say
from binakampung.registry.actions.accounts import audit
from binakampung.registry.duplicates import decide, open_pairs
from binakampung.registry.lists import inside
from binakampung.registry.models import AdministrativeArea, Family, Person, PossibleDuplicate

Status = PossibleDuplicate.Status
VIEWS = {"open": phrase("Menunggu keputusan"), "merged": phrase("Sudah digabung"), "different": phrase("Orang berbeda")}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, with what helps to tell it from the other."""

    person: Person
    family: Family | None
    village: str


@dataclass(frozen=True, slots=True)
class Row:
    """One pair and why it is asked about."""

    pair: PossibleDuplicate
    sides: tuple[Side, ...]
    reasons: list[str]


@allowed("names", "verifies")
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs inside the reader's territory, the surest first."""
    view = choice(request, "tampil", list(VIEWS))
    decided = _mine(request).filter(status=view).order_by("-decided_at", "pk")
    rows = open_pairs(areas_of(request)) if view == "open" else decided
    page = page_of(request, rows)
    shown = _rows(list(page.object_list))
    _log(request, shown)
    facts = {"views": VIEWS.items(), "view": view, "page": page, "rows": shown}
    return render(request, "screens/duplicates/list.html", facts)


@allowed("names", "verifies")
@require_POST
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """The two are one person; the record named in `tetap` stays."""
    pair = _pair(request, number)
    stays = request.POST.get("tetap", "")
    if stays not in (pair.left_id, pair.right_id) or pair.status != Status.OPEN:
        raise Http404
    goes = pair.right_id if stays == pair.left_id else pair.left_id
    village = pair.left_village if stays == pair.left_id else pair.right_village
    # The decision's moment is in the id: pressed twice it is one act, done again after an undoing it is a new one.
    before = pair.decided_at.isoformat() if pair.decided_at else ""
    instance = f"uuid:{derived_id('merge', pair.left_id, pair.right_id, stays, before)}"
    answers = {"kind": "person", "duplicate": goes, "into": stays, "village": village}
    if _done(request, "merge_people", answers, instance):
        decide(pair, Status.MERGED, request.user.get_username(), datetime.now(UTC), instance)
        messages.success(request, say("Digabung. Semua catatan keduanya kini milik satu orang; bisa diurungkan."))
    return redirect("duplicates")


@allowed("names", "verifies")
@require_POST
def different(request: HttpRequest, number: int) -> HttpResponse:
    """The two are not one person; nobody is asked again."""
    pair = _pair(request, number)
    if pair.status == Status.OPEN:
        decide(pair, Status.DIFFERENT, request.user.get_username(), datetime.now(UTC))
        audit(request.user.get_username(), "keep_apart", f"pair {pair.pk}")
        messages.success(request, say("Dicatat sebagai dua orang berbeda; tidak akan ditanyakan lagi."))
    return redirect("duplicates")


@allowed("names", "verifies")
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take the decision back; merged records are two again, exactly as they were."""
    pair = _pair(request, number)
    if pair.status == Status.MERGED and pair.act:
        answers = {"instance_id": pair.act, "village": pair.left_village}
        if not _done(request, "void_submission", answers, f"uuid:{derived_id('undo', pair.act)}"):
            return redirect("duplicates")
    if pair.status != Status.OPEN:
        decide(pair, Status.OPEN, request.user.get_username(), datetime.now(UTC))
        messages.success(request, say("Keputusan diurungkan; pasangan ini menunggu lagi."))
    return redirect("duplicates")


def _done(request: HttpRequest, form_id: str, answers: dict[str, str], instance: str) -> bool:
    """Record the act; when it could not be done, say why."""
    given = {**answers, "decided_on": timezone.localdate().isoformat(), "reason": say("Keputusan di layar data ganda")}
    sender = Sender(request.user.get_username(), areas_of(request))
    receipt = act(form_id, given, sender, datetime.now(UTC), instance)
    if receipt.outcome in (Outcome.ACCEPTED, Outcome.IDENTICAL, Outcome.SUPERSEDING):
        return True
    text = say("Belum bisa dilakukan: salah satu data sudah berubah. Muat ulang halaman, lalu periksa.")
    messages.error(request, text)
    return False


def _mine(request: HttpRequest) -> QuerySet[PossibleDuplicate]:
    areas = areas_of(request)
    return PossibleDuplicate.objects.filter(inside(areas, "left_village") & inside(areas, "right_village"))


def _pair(request: HttpRequest, number: int) -> PossibleDuplicate:
    pair = _mine(request).filter(pk=number).first()
    if pair is None:
        raise Http404
    return pair


def _rows(pairs: Sequence[PossibleDuplicate]) -> list[Row]:
    ids = {id for pair in pairs for id in (pair.left_id, pair.right_id)}
    people = Person.objects.in_bulk(ids)
    families = Family.objects.in_bulk({person.family_id for person in people.values()})
    codes = {person.village for person in people.values()}
    villages = dict(AdministrativeArea.objects.filter(code__in=codes).values_list("code", "name"))
    evidence = duplicate_rule().evidence
    rows = []
    for pair in pairs:
        found = [people[id] for id in (pair.left_id, pair.right_id) if id in people]
        sides = tuple(Side(each, families.get(each.family_id), villages.get(each.village, "")) for each in found)
        reasons = [getattr(evidence[code].wording, language()) for code in pair.reasons if code in evidence]
        rows.append(Row(pair, sides, reasons))
    return rows


def _log(request: HttpRequest, rows: Sequence[Row]) -> None:
    """A look at names leaves a trace."""
    looked(request, "list", [side.person for row in rows for side in row.sides])
