"""Interpreting recorded submissions: decode, project each item, hold what waits, reconcile the people touched.

The same function serves the live door (a store over the database) and replay (a store from nothing).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from binakampung.catalogue.forms import mapping
from binakampung.domain import observations
from binakampung.domain.decoding import DecodedItem, decode
from binakampung.domain.observations import Observation
from binakampung.domain.people import derived_id, name_key
from binakampung.domain.problems import ItemOutcome, Outcome, Problem
from binakampung.ledger.reading import Recorded
from binakampung.registry import casework
from binakampung.registry.lookup import NotFound, keys_of
from binakampung.registry.models import (
    Family,
    FamilyMembership,
    GrowthAssessment,
    GrowthMeasurement,
    HomeVisit,
    Person,
    SurveyMeasurement,
    Task,
    WaitingItem,
)
from binakampung.registry.projections import families, growth, visits
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store

# The programme's day, by which 'in the future' is judged. Jakarta time is Madura's.
LOCAL = ZoneInfo("Asia/Jakarta")
SOURCED = (Family, Person, FamilyMembership, GrowthMeasurement, HomeVisit, SurveyMeasurement, WaitingItem)


class Projection(Protocol):
    """Writes the rows of one observation into a store."""

    def __call__(self, store: Store, item: Item, observation: Observation) -> None: ...


PROJECTIONS: dict[type, object] = {
    observations.FamilyDeclared: families.project,
    observations.GrowthMeasured: growth.project,
    observations.SurveyChildMeasured: growth.project_survey,
    observations.HomeVisited: visits.project,
}


@dataclass(slots=True)
class Interpreted:
    """The outcomes of one submission's items, in the order of the form."""

    recorded: Recorded
    items: list[ItemOutcome] = field(default_factory=list)
    families: set[str] = field(default_factory=set)


def interpret(
    store: Store, submissions: Sequence[Recorded], by_seq: ReadSubmissions, again: bool = False
) -> list[Interpreted]:
    """Interpret submissions in order; then whatever was waiting for them. Changes only the store.

    `again`: they may have been interpreted before, so their earlier rows are looked up and replaced.

    Returns one `Interpreted` per submission given, followed by one per submission whose held items were released.
    """
    work = [(recorded, _decoded(recorded)) for recorded in submissions]
    _prefetch(store, work, again)
    people: dict[str, Person] = {}
    arrived: list[Person] = []
    results = []
    for recorded, items in work:
        if recorded.supersedes is not None or recorded.redacted or again:
            _forget_replaced(store, recorded, people)
        results.append(_interpret_one(store, recorded, items, people, arrived))
    while arrived:
        arrived, released = [], _released(store, arrived)
        results += _interpret_released(store, released, by_seq, people, arrived)
    _reconcile(store, people)
    return results


class ReadSubmissions(Protocol):
    """Reads recorded submissions by number."""

    def __call__(self, seqs: Iterable[int]) -> dict[int, Recorded]: ...


def _decoded(recorded: Recorded) -> tuple[DecodedItem, ...]:
    reading = mapping(recorded.form_id, recorded.form_version)
    if reading is None or recorded.redacted:
        return ()
    return decode(recorded.content, reading, received_day(recorded))


def received_day(recorded: Recorded) -> date:
    """The local day of receipt."""
    return recorded.received_at.astimezone(LOCAL).date()


def _interpret_one(
    store: Store, recorded: Recorded, items: Sequence[DecodedItem], people: dict[str, Person], arrived: list[Person]
) -> Interpreted:
    result = Interpreted(recorded)
    if not items:
        result.items.append(ItemOutcome("/", Outcome.ACCEPTED))
    for decoded in items:
        result.items.append(_project_item(store, recorded, decoded, people, arrived, result.families))
    return result


def _project_item(
    store: Store,
    recorded: Recorded,
    decoded: DecodedItem,
    people: dict[str, Person],
    arrived: list[Person],
    family_ids: set[str],
) -> ItemOutcome:
    """One item in isolation: whatever goes wrong undoes this item only."""
    if decoded.observation is None:
        return ItemOutcome(decoded.item, Outcome.QUARANTINED, decoded.label, decoded.problems)
    village = getattr(decoded.observation, "village", recorded.area_code)
    if not recorded.sender.covers(village or recorded.area_code):
        problem = Problem("outside_territory", "village", params={"area": village})
        return ItemOutcome(decoded.item, Outcome.QUARANTINED, decoded.label, (*decoded.problems, problem))
    item = Item(
        recorded.root_id, recorded.seq, decoded.item, recorded.sender, recorded.area_code, received_day(recorded)
    )
    mark = store.mark()
    try:
        PROJECTIONS[type(decoded.observation)](store, item, decoded.observation)  # type: ignore[operator]
    except NotFound as missing:
        store.undo_to(mark)
        _hold(store, item, missing, village or recorded.area_code)
        return ItemOutcome(
            decoded.item, Outcome.HELD, missing.label or decoded.label, (*decoded.problems, missing.problem)
        )
    people.update(item.touched)
    family_ids.update(person.family_id for person in item.touched.values())
    if isinstance(decoded.observation, observations.FamilyDeclared):
        arrived.extend(item.touched.values())
    word = Outcome.SUPERSEDING if recorded.supersedes else Outcome.ACCEPTED
    return ItemOutcome(decoded.item, word, _label(decoded, item), decoded.problems)


def _label(decoded: DecodedItem, item: Item) -> str:
    names = [person.name for person in item.touched.values()]
    return names[0] if len(names) == 1 else decoded.label


def _hold(store: Store, item: Item, missing: NotFound, village: str) -> None:
    store.put(
        WaitingItem(
            id=derived_id(item.root_id, item.item, "waiting"),
            **item.source(),
            village=village,
            key=missing.key[:300],
            label=missing.label[:200],
            problem=missing.problem.code,
        )
    )


def _forget_replaced(store: Store, recorded: Recorded, people: dict[str, Person]) -> None:
    """An edit speaks anew: what the earlier version said of measurements and visits goes, people stay."""
    for table in (GrowthMeasurement, HomeVisit, SurveyMeasurement, WaitingItem):
        for row in store.where(table, "source_root", recorded.root_id):
            person = store.get(Person, getattr(row, "person_id", None))
            if person is not None:
                people[person.pk] = person
            store.remove(row)


def _released(store: Store, arrived: Sequence[Person]) -> list[WaitingItem]:
    keys = sorted({key for person in arrived for key in keys_of(person)})
    store.want(WaitingItem, "key", keys)
    found = [row for key in keys for row in store.where(WaitingItem, "key", key)]
    return sorted(found, key=lambda row: (row.source_seq, row.source_item))


def _interpret_released(
    store: Store,
    waiting: Sequence[WaitingItem],
    by_seq: ReadSubmissions,
    people: dict[str, Person],
    arrived: list[Person],
) -> list[Interpreted]:
    """Try held items again. One that still waits keeps its row and makes no new attempt."""
    if not waiting:
        return []
    sources = by_seq(sorted({row.source_seq for row in waiting}))
    wanted: dict[int, set[str]] = {}
    for row in waiting:
        wanted.setdefault(row.source_seq, set()).add(row.source_item)
    work = [
        (sources[seq], tuple(item for item in _decoded(sources[seq]) if item.item in items))
        for seq, items in sorted(wanted.items())
    ]
    _prefetch(store, work)
    results = []
    for recorded, items in work:
        result = Interpreted(recorded)
        for decoded in items:
            held = store.get(WaitingItem, derived_id(recorded.root_id, decoded.item, "waiting"))
            outcome = _project_item(store, recorded, decoded, people, arrived, result.families)
            if outcome.outcome is not Outcome.HELD:
                if held is not None:
                    store.remove(held)
                result.items.append(outcome)
        if result.items:
            results.append(result)
    return results


def _reconcile(store: Store, people: dict[str, Person]) -> None:
    current = {id: row for id in people if (row := store.get(Person, id)) is not None}
    for table in (GrowthMeasurement, HomeVisit, GrowthAssessment, Task):
        store.want(table, "person_id", current)
    casework.reconcile(store, current.values())


def _prefetch(store: Store, work: Sequence[tuple[Recorded, Sequence[DecodedItem]]], again: bool = False) -> None:
    """Everything that interpreting these will look at, in a few queries."""
    roots = {recorded.root_id for recorded, _ in work if recorded.supersedes or recorded.redacted or again}
    for table in SOURCED:
        store.want(table, "source_root", roots)
    ids: set[str] = set()
    names: set[tuple[str, str]] = set()
    families_of: set[str] = set()
    for recorded, items in work:
        for decoded in items:
            _collect(recorded, decoded.observation, ids, names, families_of)
    ids |= {
        row.person_id
        for table in (GrowthMeasurement, HomeVisit)
        for r in roots
        for row in store.where(table, "source_root", r)
    }
    store.want(Person, "id", ids)
    store.want_named(names)
    store.want(Family, "id", families_of)


def _collect(
    recorded: Recorded,
    observation: Observation | None,
    ids: set[str],
    names: set[tuple[str, str]],
    family_ids: set[str],
) -> None:
    if isinstance(observation, observations.FamilyDeclared):
        family_ids.add(derived_id(recorded.root_id, "family"))
        ids.update(member.person_id for member in observation.members if member.person_id)
        ids.update(derived_id(recorded.root_id, "member", str(n)) for n in range(1, len(observation.members) + 1))
    elif isinstance(observation, (observations.GrowthMeasured, observations.HomeVisited)):
        if observation.person.id:
            ids.add(observation.person.id)
        if observation.person.name:
            names.add((observation.village or recorded.area_code, name_key(observation.person.name)))
