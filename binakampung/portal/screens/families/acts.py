"""The office's acts on a family: it is said in words what will happen, then it happens, and can be undone.

Each act is a submission through the one door; undoing voids that submission.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from binakampung.domain.envelopes import Sender
from binakampung.domain.identifiers import mask, plain_number
from binakampung.domain.problems import Outcome, Problem, Receipt
from binakampung.intake.officeact import act as enact
from binakampung.ledger.models import Submission
from binakampung.portal.access.people import looked
from binakampung.portal.access.scope import (
    allowed,
    areas_of,
    covers,
    families,
    one_or_404,
    people,
    role_of,
    submissions,
    villages,
)
from binakampung.portal.screens.territory.trail import trail
from binakampung.portal.words import phrase, problems, say
from binakampung.registry.models import Family, Person, Statement

TITLES = {
    "pindah": phrase("Pindahkan ke desa lain"),
    "gabung": phrase("Gabungkan data ganda"),
    "nomor": phrase("Perbaiki NIK atau nomor KK"),
    "batalkan": phrase("Batalkan satu catatan"),
}
FORMS = {
    "pindah": "transfer_family",
    "gabung": "merge_people",
    "nomor": "correct_identifier",
    "batalkan": "void_submission",
}
KEPT = "acts"  # in the session: what this browser did lately and may undo
KEPT_AT_MOST = 10
_GOOD = (Outcome.ACCEPTED, Outcome.SUPERSEDING, Outcome.IDENTICAL)


@dataclass(frozen=True, slots=True)
class Plan:
    """An act that is asked for: the answers of its form, in words what will happen, and where to go after it."""

    answers: Mapping[str, str]
    words: str
    then: str


class Unclear(Exception):
    """What was filled in makes no act; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Done:
    """An act that may still be undone."""

    instance_id: str
    family: str
    village: str
    words: str


def open_to(request: HttpRequest) -> list[tuple[str, str]]:
    """The acts that this role may do: roles that record and verify."""
    role = role_of(request)
    return list(TITLES.items()) if role.records and role.verifies else []


def just_done(request: HttpRequest, family: str) -> list[Done]:
    """What this browser did to a family, newest first."""
    kept = [Done(**each) for each in request.session.get(KEPT, [])]
    return [each for each in kept if each.family == family]


@allowed("names", "records", "verifies")
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, family: str, act: str) -> HttpResponse:
    """Asks what is to happen, says it in words, and does it when that is confirmed."""
    row, kind = one_or_404(families(request), pk=family), act
    if kind not in FORMS:
        raise Http404
    looked(request, "page", [row])
    facts = {
        "family": row,
        "kind": kind,
        "title": TITLES[kind],
        "given": request.POST,
        "people": list(people(request).filter(family_id=row.pk).order_by("name_key", "pk")),
        "villages": list(villages(request).order_by("name", "code")) if kind == "pindah" else [],
        "records": _records(request, row) if kind == "batalkan" else [],
        "trail": trail(request, row.village, (row.head_name, f"/keluarga/{row.pk}/"), (say(TITLES[kind]), "")),
    }
    if request.method != "POST":
        return render(request, "screens/families/act.html", facts)
    try:
        plan = PLANS[kind](request, row)
    except Unclear as unclear:
        return render(request, "screens/families/act.html", {**facts, "problem": str(unclear)})
    if request.POST.get("pasti") != "1":
        asked = {**facts, "plan": plan, "instance_id": f"uuid:{uuid.uuid4()}"}
        return render(request, "screens/families/confirm.html", asked)
    return _enact(request, row, FORMS[kind], plan)


def _enact(request: HttpRequest, row: Family, form: str, plan: Plan) -> HttpResponse:
    instance = request.POST.get("instance_id", "")[:60]
    if not instance.startswith("uuid:"):
        raise Http404
    sender = Sender(request.user.get_username(), areas_of(request))
    receipt = enact(form, plan.answers, sender, timezone.now(), instance)
    if receipt.outcome not in _GOOD:
        words = [told.text for told in problems.told([each.as_dict() for each in _problems(receipt)], ())]
        messages.error(
            request, " ".join(words) or say("Belum dapat dilakukan. Catatannya disimpan di Perlu perhatian.")
        )
        return redirect("family", row.pk)
    done = Done(instance, plan.then, row.village, plan.words)
    request.session[KEPT] = [asdict(done), *request.session.get(KEPT, [])][:KEPT_AT_MOST]
    messages.success(request, say("Sudah dilakukan. Bila keliru, tekan Urungkan."))
    return _to(request, plan.then, row.village)


def _problems(receipt: Receipt) -> list[Problem]:
    return [*receipt.problems, *(each for item in receipt.items for each in item.problems)]


def _to(request: HttpRequest, family: str, village: str) -> HttpResponse:
    if families(request).filter(pk=family).exists():
        return redirect("family", family)
    return redirect("families", village)


@allowed("names", "records", "verifies")
@require_POST
def undo(request: HttpRequest, family: str) -> HttpResponse:
    """Takes back what this browser did: voids the act's submission."""
    wanted = request.POST.get("instance_id", "")
    done = next((each for each in just_done(request, family) if each.instance_id == wanted), None)
    if done is None or not covers(request, done.village):
        raise Http404
    answers = {
        "instance_id": done.instance_id,
        "decided_on": timezone.localdate().isoformat(),
        "village": done.village,
        "reason": say("Diurungkan"),
    }
    sender = Sender(request.user.get_username(), areas_of(request))
    receipt = enact("void_submission", answers, sender, timezone.now())
    if receipt.outcome in _GOOD:
        kept = request.session.get(KEPT, [])
        request.session[KEPT] = [each for each in kept if each["instance_id"] != done.instance_id]
        messages.success(request, say("Sudah diurungkan; datanya kembali seperti semula."))
    else:
        messages.error(request, say("Belum dapat diurungkan. Lihat di Perlu perhatian."))
    return _to(request, family, done.village)


# -- what is asked, in words --------------------------------------------------------------------------------------


def _common(request: HttpRequest, row: Family) -> dict[str, str]:
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        raise Unclear(say("Tulis alasannya, supaya orang lain mengerti nanti."))
    return {"decided_on": timezone.localdate().isoformat(), "village": row.village, "reason": reason}


def _transfer(request: HttpRequest, row: Family) -> Plan:
    to = villages(request).filter(pk=request.POST.get("to_village", "")).first()
    if to is None or to.code == row.village:
        raise Unclear(say("Pilih desa tujuan yang lain."))
    place = {name: request.POST.get(name, "").strip()[:100] for name in ("hamlet", "rw", "rt")}
    answers = {
        "family_id": row.pk,
        "to_village": to.code,
        **_common(request, row),
        **{k: v for k, v in place.items() if v},
    }
    words = say(
        "Keluarga {name} pindah ke {village} mulai hari ini, bersama seluruh riwayatnya.",
        name=row.head_name,
        village=to.name,
    )
    return Plan(answers, words, row.pk)


def _merge(request: HttpRequest, row: Family) -> Plan:
    other = request.POST.get("into", "").strip().rstrip("/").rpartition("/")[2]
    into = families(request).filter(pk=other).first()
    if into is None or into.pk == row.pk:
        raise Unclear(say("Tempel alamat halaman keluarga yang dipakai; buka dulu halamannya di tab lain."))
    answers = {"kind": "family", "duplicate": row.pk, "into": into.pk, **_common(request, row)}
    words = say(
        "Keluarga {name} digabung ke keluarga {other}. Semua catatan keduanya tetap ada.",
        name=row.head_name,
        other=into.head_name,
    )
    return Plan(answers, words, into.pk)


def _number(request: HttpRequest, row: Family) -> Plan:
    subject, digits = request.POST.get("subject", ""), plain_number(request.POST.get("number", "")[:60])
    person = Person.objects.filter(pk=subject, family_id=row.pk).first()
    if person is None and subject != row.pk:
        raise Unclear(say("Pilih nomor siapa yang diperbaiki."))
    kind, name = ("nik", person.name) if person else ("kk", row.head_name)
    answers = {"subject": subject, "kind": kind, "number": digits, **_common(request, row)}
    label = say("NIK") if person else say("Nomor KK")
    if not digits:
        words = say("{label} {name} dihapus: dicatat tidak punya nomor.", label=label, name=name)
    else:
        words = say("{label} {name} menjadi {number}.", label=label, name=name, number=mask(digits))
    return Plan({key: value for key, value in answers.items() if value}, words, row.pk)


def _void(request: HttpRequest, row: Family) -> Plan:
    wanted = request.POST.get("record", "")
    record = next((each for each in _records(request, row) if each.instance_id == wanted), None)
    if record is None:
        raise Unclear(say("Pilih catatan yang dibatalkan."))
    answers = {"instance_id": record.instance_id, **_common(request, row)}
    words = say("Catatan nomor {seq} tidak dihitung lagi. Isinya tetap tersimpan.", seq=record.seq)
    return Plan(answers, words, row.pk)


def _records(request: HttpRequest, row: Family) -> list[Submission]:
    """The submissions that say something of the family or of its people, newest first."""
    ids = [row.pk, *Person.objects.filter(family_id=row.pk).values_list("pk", flat=True)]
    seqs = Statement.objects.filter(about_id__in=ids).values_list("source_seq", flat=True)
    return list(submissions(request).filter(pk__in=set(seqs)).order_by("-seq")[:50])


PLANS = {"pindah": _transfer, "gabung": _merge, "nomor": _number, "batalkan": _void}
