"""Interpreting what the ledger holds, live: under the villages' locks, one difference written, attempts recorded.

An unknown exception never loses a submission: its batch is interpreted again one by one, and the culprit is
quarantined as `unexpected` with an alarm in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

import binakampung
from binakampung.domain.problems import ItemOutcome, Outcome, Problem
from binakampung.ledger.models import Processing, Subject, Submission
from binakampung.ledger.reading import Recorded, read
from binakampung.registry import feed
from binakampung.registry.project import Interpreted, interpret
from binakampung.registry.store import Store

log = logging.getLogger(__name__)
VILLAGE_LOCK = 7301  # the class of our advisory locks


def interpret_now(submissions: Sequence[Recorded], now: datetime) -> dict[int, tuple[ItemOutcome, ...]]:
    """Interpret submissions and commit. Returns the outcomes of each by number; never raises for a bad submission."""
    if not submissions:
        return {}
    try:
        return _batch(submissions, now)
    except Exception as error:
        if _is_database_down(error):
            raise
        if len(submissions) > 1:
            outcomes: dict[int, tuple[ItemOutcome, ...]] = {}
            for submission in submissions:
                outcomes |= interpret_now([submission], now)
            return outcomes
        return _quarantine(submissions[0], error, now)


def uninterpreted(limit: int = 500) -> list[int]:
    """Submissions that were received but never interpreted (the server died in between), oldest first."""
    rows = Submission.objects.filter(processing__isnull=True).order_by("seq")
    return list(rows.values_list("seq", flat=True)[:limit])


def catch_up(now: datetime) -> int:
    """Interpret whatever a dead server left behind. Returns how many."""
    done = 0
    while seqs := uninterpreted():
        recorded = read(seqs)
        for start in range(0, len(seqs), 50):
            interpret_now([recorded[seq] for seq in seqs[start : start + 50]], now)
        done += len(seqs)
    return done


def _batch(submissions: Sequence[Recorded], now: datetime) -> dict[int, tuple[ItemOutcome, ...]]:
    with transaction.atomic():
        _lock(submissions)
        already = _outcomes_of([submission.seq for submission in submissions])
        todo = [submission for submission in submissions if submission.seq not in already]
        store = Store()
        results = interpret(store, todo, read)
        feed.write(store)
        _record(results, {submission.seq for submission in todo}, now)
    fresh = {result.recorded.seq: tuple(result.items) for result in results[: len(todo)]}
    return already | fresh


def _lock(submissions: Iterable[Recorded]) -> None:
    """One interpretation at a time in a village; SQLite has one writer anyway.

    What is derived is safe to lose with the machine (a start interprets it again), so this commit need not wait
    for the disk: only the append's does.
    """
    if connection.vendor != "postgresql":
        return
    keys = sorted({int(area[:10]) % 2**31 for each in submissions for area in _villages(each)})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) AS key", [VILLAGE_LOCK, keys])


def _villages(recorded: Recorded) -> tuple[str, ...]:
    return (recorded.area_code,) if recorded.area_code.isdigit() else ("0",)


def _outcomes_of(seqs: Sequence[int]) -> dict[int, tuple[ItemOutcome, ...]]:
    found: dict[int, list[ItemOutcome]] = {}
    for row in Processing.objects.filter(submission_id__in=seqs, attempt=1).order_by("id"):
        found.setdefault(row.submission_id, []).append(outcome_of(row))
    return {seq: tuple(items) for seq, items in found.items()}


def outcome_of(row: Processing) -> ItemOutcome:
    """The value of a processing row."""
    problems = tuple(Problem.from_dict(problem) for problem in row.problems)
    return ItemOutcome(row.item, Outcome(row.outcome), row.label, problems)


def _record(results: Sequence[Interpreted], first: set[int], now: datetime) -> None:
    again = [result.recorded.seq for result in results if result.recorded.seq not in first]
    attempts = _attempts(again) if again else {}
    rows = []
    for result in results:
        for outcome in result.items:
            key = result.recorded.seq, outcome.item
            attempts[key] = attempts.get(key, 0) + 1
            rows.append(_row(result.recorded.seq, outcome, attempts[key], now))
    Processing.objects.bulk_create(rows)
    subjects = {(result.recorded.seq, family) for result in results for family in result.families}
    if subjects:
        Subject.objects.bulk_create(
            [Subject(submission_id=seq, subject=family) for seq, family in sorted(subjects)], ignore_conflicts=True
        )


def _attempts(seqs: Sequence[int]) -> dict[tuple[int, str], int]:
    counted: dict[tuple[int, str], int] = {}
    rows = Processing.objects.filter(submission_id__in=seqs).values_list("submission_id", "item", "attempt")
    for seq, item, attempt in rows:
        counted[seq, item] = max(attempt, counted.get((seq, item), 0))
    return counted


def reprocess(seqs: Iterable[int], now: datetime) -> dict[int, tuple[ItemOutcome, ...]]:
    """Interpret submissions again whose items are held or quarantined (a mended projection, a late registration).

    Returns the newest outcomes by number. What was accepted before meets its own rows and changes nothing.
    """
    outcomes = {}
    for seq, submission in sorted(read(seqs).items()):
        with transaction.atomic():
            _lock([submission])
            store = Store()
            results = interpret(store, [submission], read, again=True)
            feed.write(store)
            _record(results, set(), now)
        outcomes[seq] = tuple(results[0].items)
    return outcomes


def _row(seq: int, outcome: ItemOutcome, attempt: int, now: datetime) -> Processing:
    return Processing(
        submission_id=seq,
        item=outcome.item[:100],
        attempt=attempt,
        outcome=str(outcome.outcome),
        label=outcome.label[:200],
        problems=[problem.as_dict() for problem in outcome.problems],
        code_revision=binakampung.__version__,
        at=now,
    )


def _quarantine(submission: Recorded, error: Exception, now: datetime) -> dict[int, tuple[ItemOutcome, ...]]:
    log.exception("submission %s could not be interpreted", submission.seq)
    outcome = ItemOutcome("/", Outcome.QUARANTINED, "", (Problem("unexpected", params={"kind": type(error).__name__}),))
    with transaction.atomic():
        Processing.objects.bulk_create([_row(submission.seq, outcome, 1, now)], ignore_conflicts=True)
    return {submission.seq: (outcome,)}


def _is_database_down(error: Exception) -> bool:
    from django.db import InterfaceError, OperationalError

    return isinstance(error, (OperationalError, InterfaceError))
