"""Interpreting recorded submissions: decode, project each item, hold what waits, reconcile the people touched.

The same function serves the live door (a store over the database) and replay (a store from nothing). How submissions
are cut into batches makes no difference: each is complete, with what it releases, before the next one is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from binakampung.catalogue.forms import mapping
from binakampung.domain import observations
from binakampung.domain.decoding import DecodedItem, decode
from binakampung.domain.observations import Observation
from binakampung.domain.people import derived_id
from binakampung.domain.problems import ItemOutcome, Outcome, Problem
from binakampung.ledger.reading import Recorded
from binakampung.registry import casework
from binakampung.registry.foresight import foresee, foresee_casework
from binakampung.registry.lookup import NotFound
from binakampung.registry.models import GrowthMeasurement, HomeVisit, Person, SurveyMeasurement, WaitingItem
from binakampung.registry.projections import families, growth, visits
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store

# The programme's day, by which 'in the future' is judged. Jakarta time is Madura's.
LOCAL = ZoneInfo("Asia/Jakarta")
# What an edit says anew; people and families stay and are overwritten.
SAID_ANEW = (GrowthMeasurement, HomeVisit, SurveyMeasurement, WaitingItem)
WHOLE = "/"


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
    """The outcomes of one submission's items in the order of the form, and the families that they depended on."""

    recorded: Recorded
    items: list[ItemOutcome] = field(default_factory=list)
    families: set[str] = field(default_factory=set)


class ReadSubmissions(Protocol):
    """Reads recorded submissions by number."""

    def __call__(self, seqs: Iterable[int]) -> dict[int, Recorded]: ...


Only = Mapping[int, AbstractSet[str]]


def interpret(
    store: Store, submissions: Sequence[Recorded], by_seq: ReadSubmissions, only: Only | None = None
) -> list[Interpreted]:
    """Interpret submissions in order, each followed by whatever was waiting for it. Changes only the store.

    `only`: these items were tried before and found no place; they are tried again, and what was accepted of the
    same submission stays as it is. `/` means the whole submission.

    Returns one `Interpreted` per submission given, followed by one per submission whose held items were tried again.
    """
    work = [(recorded, _decoded(recorded, only.get(recorded.seq) if only else None)) for recorded in submissions]
    foresee(store, work, again=only is not None)
    run = _Run(store, by_seq)
    given = []
    for recorded, items in work:
        if recorded.supersedes is not None and (only is None or WHOLE in only.get(recorded.seq, ())):
            run.forget_replaced(recorded)
        given.append(run.take(recorded, items))
        run.release()
    run.reconcile()
    return given + run.released


def _decoded(recorded: Recorded, only: AbstractSet[str] | None = None) -> tuple[DecodedItem, ...]:
    reading = mapping(recorded.form_id, recorded.form_version)
    if reading is None or recorded.redacted:
        return ()
    decoded = decode(recorded.content, reading, received_day(recorded))
    return decoded if only is None or WHOLE in only else tuple(each for each in decoded if each.item in only)


def received_day(recorded: Recorded) -> date:
    """The local day of receipt."""
    return recorded.received_at.astimezone(LOCAL).date()


@dataclass(slots=True)
class _Run:
    """One run over a store: whom it touched, whose arrival may release held items, what was released."""

    store: Store
    by_seq: ReadSubmissions
    people: dict[str, Person] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    released: list[Interpreted] = field(default_factory=list)

    def take(self, recorded: Recorded, items: Sequence[DecodedItem]) -> Interpreted:
        result = Interpreted(recorded)
        if not items:
            result.items.append(ItemOutcome(WHOLE, Outcome.ACCEPTED))
        for decoded in items:
            result.items.append(self._item(recorded, decoded, result.families))
        return result

    def forget_replaced(self, recorded: Recorded) -> None:
        """An edit speaks anew: what the earlier version said of measurements and visits goes, people stay."""
        for table in SAID_ANEW:
            for row in self.store.where(table, "source_root", recorded.root_id):
                person = self.store.get(Person, getattr(row, "person_id", None))
                if person is not None:
                    self.people[person.pk] = person
                self.store.remove(row)

    def release(self) -> None:
        """Try again what waits for those who arrived. What still waits keeps its row and makes no new attempt."""
        while keys := self.arrived:
            self.arrived = set()
            wanted: dict[int, set[str]] = {}
            for row in self.store.waiting_for(keys):
                wanted.setdefault(row.source_seq, set()).add(row.source_item)
            if not wanted:
                continue
            sources = self.by_seq(sorted(wanted))
            work = [(sources[seq], _decoded(sources[seq], wanted[seq])) for seq in sorted(wanted)]
            foresee(self.store, work)
            self.released += filter(None, (self._try_again(*each) for each in work))

    def _try_again(self, recorded: Recorded, items: Sequence[DecodedItem]) -> Interpreted | None:
        result = self.take(recorded, items) if items else Interpreted(recorded)
        result.items = [each for each in result.items if each.outcome is not Outcome.HELD]
        return result if result.items or result.families else None

    def _item(self, recorded: Recorded, decoded: DecodedItem, family_ids: set[str]) -> ItemOutcome:
        """One item in isolation: whatever is not found undoes this item only."""
        if decoded.observation is None:
            return ItemOutcome(decoded.item, Outcome.QUARANTINED, decoded.label, decoded.problems)
        village = getattr(decoded.observation, "village", "") or recorded.area_code
        if not recorded.sender.covers(village):
            problem = Problem("outside_territory", "village", params={"area": village})
            return ItemOutcome(decoded.item, Outcome.QUARANTINED, decoded.label, (*decoded.problems, problem))
        item = _item_of(recorded, decoded)
        mark = self.store.mark()
        try:
            PROJECTIONS[type(decoded.observation)](self.store, item, decoded.observation)  # type: ignore[operator]
        except NotFound as missing:
            self.store.undo_to(mark)
            family_ids |= missing.families
            return self._hold(item, decoded, missing, village)
        self._no_longer_waiting(item)
        self.people.update(item.touched)
        self.arrived |= item.arrived
        family_ids |= item.families()
        word = Outcome.SUPERSEDING if recorded.supersedes else Outcome.ACCEPTED
        return ItemOutcome(decoded.item, word, _label(decoded, item), decoded.problems)

    def _hold(self, item: Item, decoded: DecodedItem, missing: NotFound, village: str) -> ItemOutcome:
        self.store.put(
            WaitingItem(
                id=_waiting_id(item),
                **item.source(),
                village=village,
                key=missing.key[:300],
                other_key=missing.other_key[:300],
                label=missing.label[:200],
                problem=missing.problem.code,
            )
        )
        label = missing.label or decoded.label
        return ItemOutcome(decoded.item, Outcome.HELD, label, (*decoded.problems, missing.problem))

    def _no_longer_waiting(self, item: Item) -> None:
        held = self.store.get(WaitingItem, _waiting_id(item))
        if held is not None:
            self.store.remove(held)

    def reconcile(self) -> None:
        """Re-derive assessments and tasks of everyone touched."""
        current = {id: row for id in self.people if (row := self.store.get(Person, id)) is not None}
        foresee_casework(self.store, current)
        casework.reconcile(self.store, current.values())


def _item_of(recorded: Recorded, decoded: DecodedItem) -> Item:
    return Item(
        recorded.root_id, recorded.seq, decoded.item, recorded.sender, recorded.area_code, received_day(recorded)
    )


def _waiting_id(item: Item) -> str:
    return derived_id(item.root_id, item.item, "waiting")


def _label(decoded: DecodedItem, item: Item) -> str:
    names = [person.name for person in item.touched.values()]
    return names[0] if len(names) == 1 else decoded.label
