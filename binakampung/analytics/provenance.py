"""From a child in a figure back to what was sent: the submissions of its month, and its id behind a pseudonym."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.analytics.extract import Query, as_day, prefix_range
from binakampung.analytics.snapshots import Shelf
from binakampung.domain.periods import ReportingPeriod

Kind = Literal["family", "measurement", "visit"]
CHUNK = 500
# How far back to look for whom a pseudonym may mean: nobody in a growth report is older.
OLDEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Source:
    """One submission that speaks of a child: its number in the ledger, the item in it, and the day it tells of."""

    kind: Kind
    seq: int
    item: str
    on: date | None


def sources_of(query: Query, children: Sequence[str], period: ReportingPeriod) -> dict[str, list[Source]]:
    """For each child what declared it, and what measured and visited it in the month, in that order."""
    found: dict[str, list[Source]] = {child: [] for child in children}
    days = (period.first_day, period.last_day)
    for some in _chunks(list(found)):
        marks = ", ".join(["%s"] * len(some))
        declared = query(
            f"SELECT DISTINCT person_id, source_seq FROM reporting_residents WHERE person_id IN ({marks})", some
        )
        for child, seq in declared:
            found[child].append(Source("family", int(seq), "", None))
        for kind, view, day in (("measurement", "measurements", "measured_on"), ("visit", "visits", "visited_on")):
            told = query(
                f"SELECT person_id, source_seq, source_item, {day} FROM reporting_{view} WHERE person_id IN ({marks}) "
                f"AND {day} >= %s AND {day} <= %s ORDER BY {day}, source_seq, source_item",
                (*some, *days),
            )
            for child, seq, item, on in told:
                found[child].append(Source(kind, int(seq), str(item), as_day(on)))  # type: ignore[arg-type]
    return found


def unmask(query: Query, shelf: Shelf, area: str, on: date, pseudonyms: Iterable[str]) -> dict[str, str]:
    """Pseudonym -> id, of those who ever lived in the area. One who is nowhere any more stays unknown."""
    wanted = set(pseudonyms)
    since = date(on.year - OLDEST_YEARS, 1, 1)
    low, high = prefix_range(area)
    people = query(
        "SELECT DISTINCT person_id FROM reporting_residents WHERE village >= %s AND village < %s AND birth_date >= %s",
        (low, high, since),
    )
    masked = ((shelf.pseudonym(str(person)), str(person)) for (person,) in people)
    return {pseudonym: person for pseudonym, person in masked if pseudonym in wanted}


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
