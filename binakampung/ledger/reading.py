"""Reading what the ledger holds, as plain values for interpretation, export and replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from binakampung.domain.envelopes import Channel, Sender
from binakampung.ledger.models import Payload, Submission
from binakampung.ledger.sealing import unseal


@dataclass(frozen=True, slots=True)
class Recorded:
    """One submission as interpretation needs it: facts of the envelope and the answers."""

    seq: int
    instance_id: str
    root_id: str
    supersedes: str | None
    form_id: str
    form_version: str
    sender: Sender
    area_code: str
    received_at: datetime
    content: Mapping[str, Any] = field(repr=False)
    redacted: bool = False
    observed_at: datetime | None = None


def recorded(submission: Submission, content: Mapping[str, Any], redacted: bool = False) -> Recorded:
    """The value of a submission row and its answers."""
    return Recorded(
        submission.seq,
        submission.instance_id,
        submission.root_id,
        submission.supersedes,
        submission.form_id,
        submission.form_version,
        Sender(submission.submitted_by, tuple(submission.scope)),
        submission.area_code,
        submission.received_at,
        content,
        redacted,
        # A list tells a day, and the noon written for it is nobody's clock.
        None if submission.channel == Channel.SPREADSHEET else submission.observed_at_corrected,
    )


def read(seqs: Iterable[int]) -> dict[int, Recorded]:
    """Submissions by number."""
    payloads = Payload.objects.select_related("submission").defer("body").filter(submission_id__in=list(seqs))
    return {payload.submission_id: _opened(payload) for payload in payloads}


def chain_of(instance_id: str, before: int) -> list[int]:
    """The numbers of all versions of a submission (whichever of them is named) that came before a number."""
    root = Submission.objects.filter(instance_id=instance_id).values("root_id")
    rows = Submission.objects.filter(root_id__in=root, seq__lt=before)
    return list(rows.order_by("seq").values_list("seq", flat=True))


class Version(NamedTuple):
    """One version of a submission, without its answers."""

    seq: int
    root_id: str
    area_code: str


def versions_of(instance_ids: Iterable[str]) -> dict[str, list[Version]]:
    """All versions of each of these submissions, by the id under which it was asked for, oldest first."""
    asked = list(instance_ids)
    named = Submission.objects.filter(instance_id__one_of=asked).values_list("instance_id", "root_id")
    roots = dict(named)
    chains: dict[str, list[Version]] = {}
    rows = Submission.objects.filter(root_id__one_of=sorted(set(roots.values()))).order_by("seq")
    for row in rows.values_list(*Version._fields):
        chains.setdefault(row[1], []).append(Version._make(row))
    return {id: chains[root] for id, root in roots.items()}


class Kept(NamedTuple):
    """One current submission as a list or an export names it."""

    seq: int
    instance_id: str
    form_version: str
    submitted_by: str
    channel: str
    observed_at: datetime | None
    received_at: datetime
    supersedes: str | None


def read_form(form_id: str) -> Iterator[tuple[Kept, Mapping[str, Any]]]:
    """Every current submission of a form and its answers, in order of arrival, edits in place of what they replaced."""
    submissions = Submission.objects.filter(form_id=form_id)
    replaced = set(submissions.filter(supersedes__isnull=False).values_list("supersedes", flat=True))
    rows = submissions.order_by("seq").values_list(*Kept._fields, "payload__content", "payload__redacted")
    for *kept, content, redacted in rows.iterator(2000):
        submission = Kept._make(kept)
        if submission.instance_id not in replaced:
            yield submission, {} if redacted else opened(content)


def content_of(payload: Payload) -> Mapping[str, Any]:
    """The answers of a payload; empty after redaction."""
    return {} if payload.redacted else opened(payload.content)


def opened(sealed: bytes | memoryview) -> Mapping[str, Any]:
    """The answers that a payload's `content` seals."""
    answers: Mapping[str, Any] = orjson.loads(unseal(sealed))
    return answers


def _opened(payload: Payload) -> Recorded:
    return recorded(payload.submission, content_of(payload), payload.redacted)
