"""People who may be recorded twice: asked about at registration, found by night, decided by a person.

Nothing here merges: a merge is an act of the office, through the door, and undone by voiding it. A pair that somebody
called different is remembered and asked about no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import F, Q, QuerySet

from binakampung.catalogue.duplicate_rules import duplicate_rule
from binakampung.domain.duplicates import Pair, PersonRecord, candidates_in_village
from binakampung.domain.facts import Sex
from binakampung.domain.problems import Problem, Severity
from binakampung.registry.lists import RESIDENT, inside
from binakampung.registry.models import Family, Person, PossibleDuplicate
from binakampung.registry.store import Store

CHUNK = 5_000
Status = PossibleDuplicate.Status


def record_of(person: Person, home: Family | None) -> PersonRecord:
    """A person as the rule compares it."""
    return PersonRecord(
        id=person.pk,
        family_id=person.family_id,
        village=person.village,
        hamlet=home.hamlet if home else "",
        rt=home.rt if home else "",
        name=person.name,
        sex=cast(Sex, person.sex) if person.sex else None,
        birth_date=person.birth_date,
        mother_name=person.mother_name,
        nik_hash=person.nik_hash or None,
    )


def alike(store: Store, newcomers: Sequence[Person]) -> tuple[Pair, ...]:
    """Newcomers of one form beside those of their village whom the store holds (see `foresee`)."""
    if not newcomers:
        return ()
    ours = {person.pk for person in newcomers}
    village = newcomers[0].village
    known = {
        other.pk: other
        for person in newcomers
        for other in (
            *store.born(village, person.birth_date),
            *store.named(village, person.name_key),
            *(store.where(Person, "nik_hash", person.nik_hash) if person.nik_hash else ()),
        )
        if other.pk not in ours and other.status == RESIDENT
    }
    if not known:
        return ()
    new, old = (
        [record_of(each, store.get(Family, each.family_id)) for each in side] for side in (newcomers, known.values())
    )
    return candidates_in_village(new, old, duplicate_rule())


def question(pair: Pair) -> Problem:
    """What the one who registers is asked."""
    params = {"name": pair.left.name, "other": pair.right.name, "hamlet": pair.right.hamlet or "-"}
    return Problem("looks_recorded", "members", Severity.WARNING, params)


def keep(pairs: Sequence[Pair], on: date) -> int:
    """Remember pairs that nobody was asked about yet. Returns how many are new."""
    found = [Found(p.left.id, p.right.id, p.likeness.score, p.likeness.verdict, p.likeness.reasons) for p in pairs]
    return keep_found(found, {each.id: each.village for pair in pairs for each in (pair.left, pair.right)}, on)


@dataclass(frozen=True, slots=True)
class Found:
    """A pair as a linkage tells it."""

    left: str
    right: str
    score: float
    verdict: str
    reasons: Sequence[str]


def keep_found(found: Iterable[Found], villages: Mapping[str, str], on: date) -> int:
    """The same for pairs by id; `villages`: person -> village. Returns how many are new."""
    rows = {}
    for pair in found:
        left, right = sorted((pair.left, pair.right))
        rows[left, right] = PossibleDuplicate(
            left_id=left,
            right_id=right,
            left_village=villages[left],
            right_village=villages[right],
            score=round(pair.score, 6),
            verdict=pair.verdict,
            reasons=list(pair.reasons),
            found_on=on,
        )
    if not rows:
        return 0
    before = PossibleDuplicate.objects.count()
    PossibleDuplicate.objects.bulk_create(rows.values(), batch_size=500, ignore_conflicts=True)
    return PossibleDuplicate.objects.count() - before


def sure_pairs(area: str) -> list[PossibleDuplicate]:
    """Open pairs of an area that the rule would merge without asking."""
    return [pair for pair in open_pairs([area]) if pair.verdict == "same"]


def stays_of(pair: PossibleDuplicate) -> tuple[str, str]:
    """Who stays and who goes: whoever has a NIK, else whoever was recorded first."""
    people = Person.objects.in_bulk([pair.left_id, pair.right_id])
    first, other = sorted(people.values(), key=lambda each: (not each.nik_hash, each.source_seq, each.pk))
    return first.pk, other.pk


def records(area: str) -> Iterator[PersonRecord]:
    """Everyone who lives in an area (code prefix), for the linkage of a district."""
    people = Person.objects.filter(inside([area]), status=RESIDENT).order_by("village", "pk")
    homes = dict(Family.objects.filter(inside([area])).values_list("pk", "hamlet")) if area else {}
    rts = dict(Family.objects.filter(inside([area])).values_list("pk", "rt")) if area else {}
    for person in people.iterator(CHUNK):
        home = Family(hamlet=homes.get(person.family_id, ""), rt=rts.get(person.family_id, ""))
        yield record_of(person, home)


def open_pairs(areas: Sequence[str]) -> QuerySet[PossibleDuplicate]:
    """Pairs that wait for a decision and lie wholly inside these areas, the surest first."""
    rows = PossibleDuplicate.objects.filter(
        inside(areas, "left_village"), inside(areas, "right_village"), status=Status.OPEN
    )
    people = Person.objects.values("pk")
    return rows.filter(Q(left_id__in=people) & Q(right_id__in=people)).order_by("-score", "left_id", "right_id")


def decide(pair: PossibleDuplicate, status: str, by: str, at: datetime, act: str = "") -> None:
    """Write down what somebody decided of a pair; `open` takes a decision back."""
    pair.status, pair.decided_by, pair.decided_at, pair.act = status, by, at, act
    pair.save(update_fields=["status", "decided_by", "decided_at", "act"])


def follow_merged() -> int:
    """Close open pairs whose records are one already. Returns how many."""
    people = Person.objects.values("pk")
    gone = PossibleDuplicate.objects.filter(status=Status.OPEN).exclude(
        Q(left_id__in=people) & Q(right_id__in=people) & ~Q(left_id=F("right_id"))
    )
    return gone.update(status=Status.MERGED)
