"""The OpenRosa way into the door, as ODK Collect speaks it: a request's parts become an envelope, a receipt an answer.

Contract: OpenRosa form submission and form list APIs (docs.getodk.org/openrosa), as Collect reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from binakampung.catalogue.forms import mapping
from binakampung.catalogue.problems import short, wording
from binakampung.domain.envelopes import Attachment, Channel, SubmissionEnvelope
from binakampung.domain.problems import ItemOutcome, Outcome, Problem, Receipt
from binakampung.intake.multipart import parts
from binakampung.intake.pwa import parse_time
from binakampung.intake.xml import Refused, parse_submission

VERSION_HEADER = "X-OpenRosa-Version"
# What HEAD announces: Collect splits what it sends at this. The body may exceed it by its part headings.
ACCEPTED_BYTES = 20_000_000
MOST_BYTES = ACCEPTED_BYTES + 1_000_000

XML_PART = "xml_submission_file"
INCOMPLETE_PART = "*isIncomplete*"
_BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Posted:
    """What one POST brought. `incomplete`: more files of the same submission follow in other requests."""

    envelope: SubmissionEnvelope
    incomplete: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what the worker reads on the phone."""

    status: int
    message: str

    @property
    def good(self) -> bool:
        """May the phone count the submission as sent?"""
        return self.status in (201, 202)


def read_post(content_type: str, body: bytes, device_id: str = "") -> Posted:
    """The submission in a request. Raises `Refused`."""
    sent = parts(content_type, body)
    xml = [part for part in sent if part.name == XML_PART]
    if len(xml) != 1:
        raise Refused(Problem("several_xml_parts" if xml else "missing_xml_part"))
    files = [part for part in sent if part.name not in (XML_PART, INCOMPLETE_PART)]
    names = [_file_name(part.name) for part in files]
    parsed = parse_submission(xml[0].content)
    named = set(_texts(parsed.content)) if files else set()
    envelope = SubmissionEnvelope(
        parsed.instance_id,
        parsed.form_id,
        parsed.form_version,
        Channel.OPENROSA,
        xml[0].content,
        parsed.content,
        observed_at=parse_time(parsed.content.get("end")) or parse_time(parsed.content.get("start")),
        deprecated_id=parsed.deprecated_id,
        device_id="".join(filter(str.isprintable, device_id))[:200],
        attachments=tuple(
            Attachment(name, part.content, part.content_type[:100] if part.content_type.isprintable() else _BYTES)
            for name, part in zip(names, files, strict=True)
            if name in named
        ),
    )
    return Posted(envelope, any(part.name == INCOMPLETE_PART for part in sent))


def _file_name(name: str) -> str:
    """The last part of a path. Raises `Refused` for one that no camera or recorder gives."""
    base = name.replace("\\", "/").rpartition("/")[2].strip()
    if base in ("", ".", "..") or len(base) > 150 or not base.isprintable():
        raise Refused(Problem("bad_file_name", params={"name": "".join(filter(str.isprintable, name))[:60]}))
    return base


def _texts(content: Any) -> Iterator[str]:
    """Every answer: a file belongs to a submission when an answer names it."""
    if isinstance(content, str):
        yield content
    else:
        for each in content.values() if isinstance(content, Mapping) else content:
            yield from _texts(each)


# -- the answer to a submission --------------------------------------------------------------------------------

_STATUS = {
    "unknown_form": 404,
    "missing_version": 404,
    "edit_of_unknown": 404,
    "instance_conflict": 409,
    "edit_of_old_version": 409,
    "form_closed": 409,
    "xml_too_large": 413,
    "request_too_large": 413,
    "length_required": 411,
    "not_multipart": 415,
    "sign_in_needed": 401,
    "wrong_password": 401,
    "unknown_device_key": 403,
    "not_recording": 403,
    "second_step_needed": 403,
    "not_here": 404,
    "wrong_method": 405,
    "too_many_tries": 429,
    "cannot_store": 503,
}
_SAID: Mapping[str, Mapping[str, str]] = {
    "id": {
        Outcome.ACCEPTED: "{what} tercatat",
        Outcome.SUPERSEDING: "{what} diperbaiki",
        Outcome.HELD: "{what} menunggu: {names}",
        Outcome.QUARANTINED: "{what} perlu diperiksa: {names}",
        "received": "Diterima",
        "again": "Sudah diterima sebelumnya",
        "edited": "Perbaikan diterima",
        "incomplete": "Isian diterima, lampiran lain menyusul",
        "others": "dan {n} lagi",
        "none": "tidak ada {noun} di dalamnya",
    },
    "en": {
        Outcome.ACCEPTED: "{what} recorded",
        Outcome.SUPERSEDING: "{what} corrected",
        Outcome.HELD: "{what} waiting: {names}",
        Outcome.QUARANTINED: "{what} to be checked: {names}",
        "received": "Received",
        "again": "Received before",
        "edited": "Correction received",
        "incomplete": "Answers received, more files to follow",
        "others": "and {n} more",
        "none": "no {noun} in it",
    },
}
# What the items of a form are called, by what they observe: Indonesian, English one, English many.
_NOUNS = {
    "GrowthMeasured": ("anak", "child", "children"),
    "HomeVisited": ("kunjungan", "visit", "visits"),
    "FamilyDeclared": ("keluarga", "family", "families"),
    "SurveyChildMeasured": ("anak", "child", "children"),
}
_RECORD = ("catatan", "record", "records")
NAMED = 5
_MACHINE_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def answer(posted: Posted, receipt: Receipt, language: str) -> Answer:
    """What to say of a receipt: 201 received, 202 received before, else why not."""
    if receipt.outcome is Outcome.REFUSED:
        return refusal(receipt.problems[0], language)
    said = _SAID[_spoken(language)]
    again = receipt.outcome is Outcome.IDENTICAL
    status = 202 if again else 201
    if posted.incomplete:
        return Answer(status, said["incomplete"] + ".")
    begin = said["again" if again else "edited" if posted.envelope.deprecated_id else "received"]
    counted = ", ".join(_counted(posted.envelope, receipt.items, language))
    return Answer(status, f"{begin}: {counted}." if counted else f"{begin}.")


def refusal(problem: Problem, language: str) -> Answer:
    """What to say of a submission, or a request, that was not taken."""
    return Answer(_STATUS.get(problem.code, 400), wording(problem, language))


def _counted(envelope: SubmissionEnvelope, items: Sequence[ItemOutcome], language: str) -> Iterator[str]:
    """`39 anak tercatat`, `1 menunggu: Ahmad (belum dikenal)`; the noun is said once."""
    reading = mapping(envelope.form_id, envelope.form_version)
    if reading is None:
        return
    nouns = _NOUNS.get(reading.items[0].observation, _RECORD)
    said = _SAID[_spoken(language)]
    if reading.items[0].path and [item.item for item in items] == ["/"]:
        yield said["none"].format(noun=nouns[0] if language != "en" else nouns[2])
        return
    noun_said = False
    for word in (Outcome.ACCEPTED, Outcome.SUPERSEDING, Outcome.HELD, Outcome.QUARANTINED):
        these = [item for item in items if item.outcome is word]
        if these:
            noun = nouns[0] if language != "en" else nouns[1 if len(these) == 1 else 2]
            what = f"{len(these)}" if noun_said else f"{len(these)} {noun}"
            yield said[word].format(what=what, names=_names(these, language))
            noun_said = True


def _names(items: Sequence[ItemOutcome], language: str) -> str:
    """The first few by name, each with the shortest word for why."""
    said = [f"{_called(item)} ({_why(item, language)})" for item in items[:NAMED]]
    if len(items) > NAMED:
        said.append(_SAID[_spoken(language)]["others"].format(n=len(items) - NAMED))
    return ", ".join(said)


def _called(item: ItemOutcome) -> str:
    """The item's name; by its place in the form when all that is known of it is a number for machines."""
    if item.label and not _MACHINE_ID.fullmatch(item.label):
        return item.label
    return f"no. {item.item.rpartition('/')[2]}" if item.item != "/" else item.label


def _spoken(language: str) -> str:
    return "en" if language == "en" else "id"


def _why(item: ItemOutcome, language: str) -> str:
    return short(item.problems[-1], language) if item.problems else str(item.outcome)
