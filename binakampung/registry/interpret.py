"""Interpreting what the ledger holds, live: one run at a time, one difference written, attempts recorded.

An unknown exception never loses a submission: its batch is interpreted again one by one, and the culprit is
quarantined as `unexpected` with an alarm in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

import binakampung
from binakampung.domain.problems import ItemOutcome, Outcome, Problem
from binakampung.ledger.inserting import insert
from binakampung.ledger.models import Processing, Subject, Submission
from binakampung.ledger.reading import Recorded, read
from binakampung.ledger.writing import writing
from binakampung.registry import duplicates, feed, risk
from binakampung.registry.foresight import Work
from binakampung.registry.models import Family, Person
from binakampung.registry.project import LOCAL, WHOLE, Interpreted, interpret, unexpected, where, work_on
from binakampung.registry.store import Store

log = logging.getLogger(__name__)
BATCH = 50
TURN = 7301  # our advisory lock
MOST_JUDGED = 200  # families judged in a turn; an import of more is judged when it is done
PATIENCE = "30s"  # a turn takes a fraction of a second; who waits longer is told to come again
WAITING = (Outcome.HELD, Outcome.QUARANTINED)
Outcomes = dict[int, tuple[ItemOutcome, ...]]


def interpret_now(submissions: Sequence[Recorded], now: datetime) -> Outcomes:
    """Interpret submissions and commit. Returns the outcomes of each by number; never raises for a bad submission."""
    if not submissions:
        return {}
    try:
        return _batch(submissions, now)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the sender tries again, and a server looks for what was left
    except Exception as error:
        if len(submissions) == 1:
            return _quarantine(submissions[0], error, now)
        return {seq: items for each in submissions for seq, items in interpret_now([each], now).items()}


def uninterpreted(after: int = 0, limit: int = 500) -> list[int]:
    """Submissions that were received but never interpreted (the server died in between), oldest first."""
    rows = Submission.objects.filter(seq__gt=after, processing__isnull=True).order_by("seq")
    return list(rows.values_list("seq", flat=True)[:limit])


def catch_up(now: datetime, after: int = 0) -> int:
    """Interpret whatever a dead server left behind, of those numbered after `after`. Returns how many."""
    done = 0
    while seqs := uninterpreted(after):
        recorded = read(seqs)
        for start in range(0, len(seqs), BATCH):
            interpret_now([recorded[seq] for seq in seqs[start : start + BATCH]], now)
        done += len(seqs)
    return done


def reprocess(seqs: Iterable[int], now: datetime) -> Outcomes:
    """Try the held and quarantined items of these submissions again (a mended projection, a mended mapping).

    What was accepted stays as it is, and a version that an edit replaced is left alone: it would speak over its
    correction. Returns the new outcomes of what was tried, by number.
    """
    outcomes: Outcomes = {}
    for submission in sorted(read(seqs).values(), key=lambda each: each.seq):
        try:
            outcomes |= _again(submission, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            outcomes |= _quarantine(submission, error, now)
    return outcomes


@contextmanager
def turn() -> Iterator[None]:
    """A transaction in which nobody else interprets.

    A submission may speak of people of several villages, and release what waits in others, so the turn is not cut by
    village. What is derived is safe to lose with the machine (a start interprets it again), so this commit need not
    wait for the disk: only the append's does.
    """
    with writing():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                settings = f"SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = '{PATIENCE}'"
                cursor.execute(f"{settings}; SELECT pg_advisory_xact_lock({TURN})")
        yield


def _batch(submissions: Sequence[Recorded], now: datetime) -> Outcomes:
    ready = [work_on(submission) for submission in submissions]
    with turn():
        outcomes = outcomes_of(submission.seq for submission in submissions)
        todo = _with_earlier_versions([each for each in ready if each.recorded.seq not in outcomes])
        store = Store()
        results = interpret(store, todo, read)
        feed.write(store)
        _judge(store, now)
        _record(results, {each.recorded.seq for each in todo}, now)
    for result in results:
        outcomes[result.recorded.seq] = _newest((*outcomes.get(result.recorded.seq, ()), *result.items))
    return outcomes


def _again(submission: Recorded, now: datetime) -> Outcomes:
    with turn():
        newest = outcomes_of([submission.seq]).get(submission.seq, ())
        waiting = {each.item for each in newest if each.outcome in WAITING}
        if not waiting or Submission.objects.filter(supersedes=submission.instance_id).exists():
            return {}
        store = Store()
        results = interpret(store, [work_on(submission, waiting)], read)
        feed.write(store)
        _judge(store, now)
        tried = results[0].items
        if WHOLE in waiting and all(each.item != WHOLE for each in tried):
            # It was quarantined as a whole and is now read item by item: nothing is wrong with the whole any more.
            tried.append(ItemOutcome(WHOLE, Outcome.ACCEPTED))
        _record(results, set(), now)
    return {submission.seq: tuple(tried)}


def _judge(store: Store, now: datetime) -> None:
    """Who stands how by the risk rule, of the families that changed (very many are left to the nightly run).

    And who of those that came may be known already: remembered for somebody to decide.
    """
    people = (row for id in store.touched[Person] if (row := store.get(Person, id)) is not None)
    families = store.touched[Family] | {person.family_id for person in people}
    today = now.astimezone(LOCAL).date()
    if 0 < len(families) <= MOST_JUDGED:
        risk.refresh(families, today)
    if store.alike:
        duplicates.keep(store.alike, today)


def _with_earlier_versions(todo: list[Work]) -> list[Work]:
    """In order of arrival, each edit after the versions before it: one that a dead server left behind comes along."""
    roots = {each.recorded.root_id for each in todo if each.recorded.supersedes is not None}
    if roots:
        here = {each.recorded.seq for each in todo}
        left = Submission.objects.filter(root_id__in=roots, processing__isnull=True, seq__lt=max(here))
        earlier = read(left.exclude(seq__in=here).values_list("seq", flat=True))
        todo = [*todo, *map(work_on, earlier.values())]
    return sorted(todo, key=lambda each: each.recorded.seq)


def outcomes_of(seqs: Iterable[int]) -> Outcomes:
    """The newest outcomes of these submissions, by number; nothing for one that was never interpreted."""
    found: dict[int, list[ItemOutcome]] = {}
    for row in Processing.objects.filter(submission_id__in=list(seqs)).order_by("id"):
        found.setdefault(row.submission_id, []).append(outcome_of(row))
    return {seq: _newest(items) for seq, items in found.items()}


def _newest(items: Iterable[ItemOutcome]) -> tuple[ItemOutcome, ...]:
    """The last outcome of each item, in the order in which the items were first met."""
    return tuple({each.item: each for each in items}.values())


def outcome_of(row: Processing) -> ItemOutcome:
    """The value of a processing row."""
    problems = tuple(Problem.from_dict(problem) for problem in row.problems)
    return ItemOutcome(row.item, Outcome(row.outcome), row.label, problems)


def _record(results: Sequence[Interpreted], first: set[int], now: datetime) -> None:
    """Write attempts and subjects; `first` are the submissions that never had an attempt."""
    again = [result.recorded.seq for result in results if result.recorded.seq not in first]
    attempts = _attempts(again) if again else {}
    rows = []
    for result in results:
        for outcome in result.items:
            key = result.recorded.seq, outcome.item
            attempts[key] = attempts.get(key, 0) + 1
            rows.append(_row(result.recorded.seq, outcome, attempts[key], now))
    insert(Processing, rows)
    pairs = sorted({(result.recorded.seq, family) for result in results for family in result.families})
    subjects = [Subject(submission_id=seq, subject=family) for seq, family in pairs]
    insert(Subject, [subject for subject in subjects if subject.submission_id in first])
    Subject.objects.bulk_create([each for each in subjects if each.submission_id not in first], ignore_conflicts=True)


def _attempts(seqs: Sequence[int]) -> dict[tuple[int, str], int]:
    """How often each item of these submissions was tried."""
    rows = Processing.objects.filter(submission_id__in=seqs).order_by("attempt")
    return {(seq, item): attempt for seq, item, attempt in rows.values_list("submission_id", "item", "attempt")}


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


def _quarantine(submission: Recorded, error: Exception, now: datetime) -> Outcomes:
    log.error("submission %s could not be interpreted%s", submission.seq, where(error))
    outcome = ItemOutcome(WHOLE, Outcome.QUARANTINED, "", (unexpected(error),))
    with turn():
        attempt = _attempts([submission.seq]).get((submission.seq, WHOLE), 0) + 1
        Processing.objects.bulk_create([_row(submission.seq, outcome, attempt, now)])
    return {submission.seq: (outcome,)}
