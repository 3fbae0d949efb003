"""The one door. Four adapters make envelopes; `receive` appends them, interprets them, and answers with words.

Receipt and interpretation are two things: the append is committed first, and nothing that interpretation does
can take it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from binakampung.catalogue.forms import mappings
from binakampung.domain.decoding import answer, mapping_for
from binakampung.domain.envelopes import Sender, SubmissionEnvelope
from binakampung.domain.problems import ItemOutcome, Outcome, Problem, Receipt, whole_outcome
from binakampung.ledger import append
from binakampung.ledger.forms import published
from binakampung.ledger.models import Processing
from binakampung.ledger.reading import recorded
from binakampung.registry.interpret import interpret_now, outcome_of

BATCH = 50


def receive(
    envelopes: Sequence[SubmissionEnvelope], sender: Sender, area: str = "", now: datetime | None = None
) -> list[Receipt]:
    """Receive submissions from one sender; one receipt each, in order.

    `area` is the 10-digit code that envelopes without a village of their own belong to (an import says it).
    Raises only when the append itself cannot be committed: then nothing was received and the sender tries again.
    """
    now = now or datetime.now(UTC)
    receipts: list[Receipt] = []
    for start in range(0, len(envelopes), BATCH):
        receipts += _receive_batch(envelopes[start : start + BATCH], sender, area, now)
    return receipts


def _receive_batch(
    envelopes: Sequence[SubmissionEnvelope], sender: Sender, area: str, now: datetime
) -> list[Receipt]:
    refused = {index: problem for index, each in enumerate(envelopes) if (problem := _unacceptable(each))}
    taken = [(each, _area(each, area)) for index, each in enumerate(envelopes) if index not in refused]
    appended = iter(append.append(taken, sender, now)) if taken else iter(())
    entries = [None if index in refused else next(appended) for index in range(len(envelopes))]
    outcomes = _interpret([entry for entry in entries if entry is not None], now)
    return [
        _refusal(envelope, refused[index]) if entry is None else _receipt(entry, outcomes)
        for index, (envelope, entry) in enumerate(zip(envelopes, entries, strict=True))
    ]


def _unacceptable(envelope: SubmissionEnvelope) -> Problem | None:
    form = published(envelope.form_id, envelope.form_version)
    if form is None:
        return Problem("unknown_form", params={"form": envelope.form_id, "version": envelope.form_version})
    if not form.accepting:
        return Problem("form_closed", params={"form": form.title})
    if not envelope.instance_id or len(envelope.instance_id) > 200:
        return Problem("bad_instance_id")
    return None


def _area(envelope: SubmissionEnvelope, fallback: str) -> str:
    reading = mapping_for(mappings(envelope.form_id), envelope.form_version)
    claimed = answer(envelope.content, reading.village) if reading and reading.village else None
    code = claimed.replace(".", "") if isinstance(claimed, str) else ""
    return code if code.isascii() and code.isdigit() and 2 <= len(code) <= 10 else fallback


def _interpret(entries: Sequence[append.Appended], now: datetime) -> dict[int, tuple[ItemOutcome, ...]]:
    """New submissions are interpreted; one sent again is, too, if a dead server never came to it."""
    work = {
        entry.submission.seq: recorded(entry.submission, entry.envelope.content)
        for entry in entries
        if entry.submission is not None and entry.outcome is not Outcome.IDENTICAL
    }
    again = [(e.submission, e.envelope) for e in entries if e.submission and e.outcome is Outcome.IDENTICAL]
    known = _known_outcomes([submission.seq for submission, _ in again]) if again else {}
    for submission, envelope in again:
        if submission.seq not in known:
            work.setdefault(submission.seq, recorded(submission, envelope.content))
    return known | interpret_now([work[seq] for seq in sorted(work)], now)


def _known_outcomes(seqs: Sequence[int]) -> dict[int, tuple[ItemOutcome, ...]]:
    """What became of each item of these, so far: a sender whose first answer was lost hears it the second time."""
    newest: dict[int, dict[str, ItemOutcome]] = {}
    for row in Processing.objects.filter(submission_id__in=seqs).order_by("id"):
        newest.setdefault(row.submission_id, {})[row.item] = outcome_of(row)
    return {seq: tuple(items.values()) for seq, items in newest.items()}


def _receipt(entry: append.Appended, outcomes: dict[int, tuple[ItemOutcome, ...]]) -> Receipt:
    envelope = entry.envelope
    if entry.submission is None:
        assert entry.problem is not None
        return _refusal(envelope, entry.problem)
    items = outcomes.get(entry.submission.seq, ())
    word = entry.outcome
    if word is not Outcome.IDENTICAL:
        word = whole_outcome(items, superseding=word is Outcome.SUPERSEDING)
    return Receipt(envelope.instance_id, word, entry.submission.seq, items)


def _refusal(envelope: SubmissionEnvelope, problem: Problem) -> Receipt:
    return Receipt(envelope.instance_id, Outcome.REFUSED, problems=(problem,))
