"""Reading what the ledger holds, as plain values for interpretation, export and replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from binakampung.domain.envelopes import Sender
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
    )


def read(seqs: Iterable[int]) -> dict[int, Recorded]:
    """Submissions by number."""
    payloads = Payload.objects.select_related("submission").defer("body").filter(submission_id__in=list(seqs))
    return {payload.submission_id: _opened(payload) for payload in payloads}


def read_form(form_id: str) -> Iterator[tuple[Submission, Mapping[str, Any]]]:
    """Every current submission of a form in order of arrival, edits in place of what they replaced."""
    rows = Payload.objects.select_related("submission").defer("body", "submission__scope")
    replaced = set(
        Submission.objects.filter(form_id=form_id, supersedes__isnull=False).values_list("supersedes", flat=True)
    )
    for payload in rows.filter(submission__form_id=form_id).order_by("submission_id").iterator(2000):
        if payload.submission.instance_id not in replaced:
            yield payload.submission, content_of(payload)


def content_of(payload: Payload) -> Mapping[str, Any]:
    """The answers of a payload; empty after redaction."""
    if payload.redacted:
        return {}
    answers: Mapping[str, Any] = orjson.loads(unseal(payload.content))
    return answers


def _opened(payload: Payload) -> Recorded:
    return recorded(payload.submission, content_of(payload), payload.redacted)
