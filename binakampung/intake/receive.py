"""The one door. Four adapters make envelopes; `receive` appends them, interprets them, and answers with words.

Receipt and interpretation are two things: the append is committed first, and nothing that interpretation does
can take it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.db import connection

from binakampung.catalogue.forms import mappings, office_forms
from binakampung.domain.decoding import answer, mapping_for
from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.domain.problems import Outcome, Problem, Receipt, whole_outcome
from binakampung.intake.gathering import Gathering
from binakampung.ledger.append import Appended, Arrival, append
from binakampung.ledger.forms import published
from binakampung.ledger.reading import recorded
from binakampung.registry.interpret import Outcomes, interpret_now, outcomes_of

BATCH = 50
# Ways in whose submissions our own code makes: of them alone the office's forms are taken.
OURS = (Channel.SYSTEM, Channel.SPREADSHEET)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one sender hands over at one moment. `area`: whose the envelopes are that name no village themselves."""

    envelopes: Sequence[SubmissionEnvelope]
    sender: Sender
    area: str
    now: datetime


def receive(
    envelopes: Sequence[SubmissionEnvelope],
    sender: Sender,
    area: str = "",
    now: datetime | None = None,
    at_once: int = BATCH,
) -> list[Receipt]:
    """Receive submissions from one sender; one receipt each, in order.

    `area` is the 10-digit code that envelopes without a village of their own belong to (an import says it).
    `at_once`: how many are committed together; more is quicker for thousands, and others wait longer for their turn.
    Raises only when the database is away: the sender tries again, and what was appended before is then identical.
    """
    now = now or datetime.now(UTC)
    receipts: list[Receipt] = []
    for start in range(0, len(envelopes), at_once):
        parcel = Parcel(envelopes[start : start + at_once], sender, area, now)
        # Inside a caller's transaction (a trial import) nobody else's submissions may come along.
        receipts += _receive_all([parcel])[0] if connection.in_atomic_block else _receive_together(parcel)
    return receipts


def _receive_all(parcels: Sequence[Parcel]) -> list[list[Receipt]]:
    arrivals = [_arrival(parcel, envelope) for parcel in parcels for envelope in parcel.envelopes]
    problems = [_unacceptable(arrival.envelope) for arrival in arrivals]
    taken = [arrival for arrival, problem in zip(arrivals, problems, strict=True) if problem is None]
    appended = append(taken)
    outcomes = _interpret(appended, parcels[0].now)
    entries = iter(appended)
    receipts = (
        _receipt(next(entries), outcomes) if problem is None else _refusal(arrival.envelope, problem)
        for arrival, problem in zip(arrivals, problems, strict=True)
    )
    return [list(islice(receipts, len(parcel.envelopes))) for parcel in parcels]


_receive_together = Gathering(_receive_all, weight=lambda parcel: len(parcel.envelopes), limit=BATCH)


def _arrival(parcel: Parcel, envelope: SubmissionEnvelope) -> Arrival:
    return Arrival(envelope, _area(envelope, parcel.area), parcel.sender, parcel.now)


def _unacceptable(envelope: SubmissionEnvelope) -> Problem | None:
    form = published(envelope.form_id, envelope.form_version)
    if form is None:
        return Problem("unknown_form", params={"form": envelope.form_id, "version": envelope.form_version})
    if not form.accepting:
        return Problem("form_closed", params={"form": form.title})
    if envelope.form_id in office_forms() and envelope.channel not in OURS:
        return Problem("office_form", params={"form": form.title})
    if not envelope.instance_id or len(envelope.instance_id) > 200:
        return Problem("bad_instance_id")
    return None


def _area(envelope: SubmissionEnvelope, fallback: str) -> str:
    reading = mapping_for(mappings(envelope.form_id), envelope.form_version)
    claimed = answer(envelope.content, reading.village) if reading and reading.village else None
    code = claimed.replace(".", "") if isinstance(claimed, str) else ""
    return code if code.isascii() and code.isdigit() and 2 <= len(code) <= 10 else fallback


def _interpret(entries: Sequence[Appended], now: datetime) -> Outcomes:
    """New submissions are interpreted; one sent again is, too, if a dead server never came to it.

    A sender whose first answer was lost hears the second time what became of each item.
    """
    held = [(entry.submission, entry) for entry in entries if entry.submission is not None]
    again = {submission.seq for submission, entry in held if entry.outcome is Outcome.IDENTICAL}
    known = outcomes_of(again) if again else {}
    work = {submission.seq: recorded(submission, entry.envelope.content) for submission, entry in held}
    return known | interpret_now([work[seq] for seq in sorted(work) if seq not in known], now)


def _receipt(entry: Appended, outcomes: Outcomes) -> Receipt:
    if entry.submission is None:
        assert entry.problem is not None
        return _refusal(entry.envelope, entry.problem)
    items = outcomes.get(entry.submission.seq, ())
    word = entry.outcome
    if word is not Outcome.IDENTICAL:
        word = whole_outcome(items, superseding=word is Outcome.SUPERSEDING)
    return Receipt(entry.envelope.instance_id, word, entry.submission.seq, items)


def _refusal(envelope: SubmissionEnvelope, problem: Problem) -> Receipt:
    return Receipt(envelope.instance_id, Outcome.REFUSED, problems=(problem,))
