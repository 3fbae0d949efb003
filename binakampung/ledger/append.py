"""The only place that inserts submissions. What returns as appended is committed and durable."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import IntegrityError

from binakampung.domain.envelopes import Sender, SubmissionEnvelope
from binakampung.domain.problems import Outcome, Problem
from binakampung.ledger.inserting import insert
from binakampung.ledger.models import Attachment, Payload, Submission
from binakampung.ledger.sealing import seal
from binakampung.ledger.writing import writing

RETRIES = 8


@dataclass(frozen=True, slots=True)
class Arrival:
    """An envelope at the door: the area code it speaks of, who sent it, when it came."""

    envelope: SubmissionEnvelope
    area: str
    sender: Sender
    at: datetime


@dataclass(frozen=True, slots=True)
class Appended:
    """What the ledger did with one envelope: `outcome` accepted (new), identical, superseding or refused."""

    envelope: SubmissionEnvelope
    outcome: Outcome
    submission: Submission | None = None
    problem: Problem | None = None


def append(arrivals: Sequence[Arrival]) -> list[Appended]:
    """Append arrivals, all or none, and commit. Returns what became of each, in order.

    The same id with the same bytes is `identical`; with other bytes it is refused. An edit (`deprecated_id`) must
    name the newest version of its chain. Two senders racing with one id: one appends, the other finds it there.
    """
    if not arrivals:
        return []
    for _ in range(RETRIES):
        # Somebody may append one of these ids between our look and our insert: then look again.
        with suppress(IntegrityError), writing():
            return _append_once(arrivals)
    with writing():
        return _append_once(arrivals)


def _append_once(arrivals: Sequence[Arrival]) -> list[Appended]:
    book = _Book([arrival.envelope for arrival in arrivals])
    results: list[Appended] = []
    fresh: list[tuple[SubmissionEnvelope, Submission]] = []
    for arrival in arrivals:
        envelope = arrival.envelope
        result = book.judge(envelope)
        if result.outcome in (Outcome.ACCEPTED, Outcome.SUPERSEDING):
            submission = _row(arrival, book.root_of(envelope))
            book.enter(submission)
            fresh.append((envelope, submission))
            result = Appended(envelope, result.outcome, submission)
        results.append(result)
    Submission.objects.bulk_create([submission for _, submission in fresh])
    insert(Payload, [_payload(envelope, submission) for envelope, submission in fresh])
    files = [(envelope, submission) for envelope, submission in fresh if envelope.attachments]
    files += [(r.envelope, r.submission) for r in results if r.outcome is Outcome.IDENTICAL and r.submission]
    _attach([(envelope, submission) for envelope, submission in files if envelope.attachments])
    return results


class _Book:
    """The ids that a batch touches, as the ledger has them and as the batch adds to them."""

    def __init__(self, envelopes: Sequence[SubmissionEnvelope]) -> None:
        ids = {envelope.instance_id for envelope in envelopes}
        parents = {envelope.deprecated_id for envelope in envelopes if envelope.deprecated_id}
        found = Submission.objects.filter(instance_id__one_of=ids | parents)
        self.by_id = {submission.instance_id: submission for submission in found}
        edited = Submission.objects.filter(supersedes__one_of=parents) if parents else ()
        self.edited = {submission.supersedes for submission in edited}

    def judge(self, envelope: SubmissionEnvelope) -> Appended:
        known = self.by_id.get(envelope.instance_id)
        if known is not None:
            if known.sha256 == digest(envelope.body):
                return Appended(envelope, Outcome.IDENTICAL, known)
            return self._refused(envelope, "instance_conflict")
        if envelope.deprecated_id is None:
            return Appended(envelope, Outcome.ACCEPTED)
        parent = self.by_id.get(envelope.deprecated_id)
        if parent is None or parent.form_id != envelope.form_id:
            return self._refused(envelope, "edit_of_unknown")
        if envelope.deprecated_id in self.edited:
            return self._refused(envelope, "edit_of_old_version")
        return Appended(envelope, Outcome.SUPERSEDING)

    def root_of(self, envelope: SubmissionEnvelope) -> str:
        return self.by_id[envelope.deprecated_id].root_id if envelope.deprecated_id else envelope.instance_id

    def enter(self, submission: Submission) -> None:
        self.by_id[submission.instance_id] = submission
        if submission.supersedes:
            self.edited.add(submission.supersedes)

    def _refused(self, envelope: SubmissionEnvelope, code: str) -> Appended:
        return Appended(envelope, Outcome.REFUSED, problem=Problem(code))


def newest() -> int:
    """The highest number in the ledger, 0 when it is empty."""
    return Submission.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def digest(body: bytes) -> str:
    """SHA-256 of the exact bytes, in hex: what makes two bodies the same submission."""
    return hashlib.sha256(body).hexdigest()


def corrected(observed_at: datetime | None, skew: float, now: datetime) -> datetime | None:
    """The sender's time mended by the clock skew measured at sync, and never after receipt."""
    if observed_at is None:
        return None
    try:
        return min(observed_at + timedelta(seconds=skew), now)
    except OverflowError:
        return now


def _row(arrival: Arrival, root: str) -> Submission:
    envelope = arrival.envelope
    return Submission(
        instance_id=envelope.instance_id,
        root_id=root,
        supersedes=envelope.deprecated_id,
        form_id=envelope.form_id,
        form_version=envelope.form_version,
        channel=str(envelope.channel),
        submitted_by=arrival.sender.login,
        scope=list(arrival.sender.areas),
        device_id=envelope.device_id[:200],
        area_code=arrival.area,
        observed_at=envelope.observed_at,
        observed_at_corrected=corrected(envelope.observed_at, envelope.clock_skew, arrival.at),
        received_at=arrival.at,
        sha256=digest(envelope.body),
    )


def _payload(envelope: SubmissionEnvelope, submission: Submission) -> Payload:
    return Payload(
        submission=submission,
        media_type=envelope.media_type,
        body=seal(envelope.body),
        content=seal(orjson.dumps(envelope.content)),
    )


def _attach(files: Sequence[tuple[SubmissionEnvelope, Submission]]) -> None:
    rows = [
        Attachment(
            submission=submission,
            filename=file.filename,
            content_type=file.content_type[:100],
            sha256=digest(file.content),
            size=len(file.content),
            body=seal(file.content),
        )
        for envelope, submission in files
        for file in envelope.attachments
    ]
    if rows:
        Attachment.objects.bulk_create(rows, ignore_conflicts=True)
