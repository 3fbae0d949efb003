"""Interpreting recorded submissions: decode, project each item, hold what waits, reconcile the people touched.

The same function serves the live door (a store over the database) and replay (a store from nothing). How submissions
are cut into batches makes no difference: each is complete, with what it releases, before the next one is looked at.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Sequence
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
from binakampung.registry.foresight import Work, foresee, foresee_casework
from binakampung.registry.lookup import NotFound
from binakampung.registry.models import GrowthMeasurement, HomeVisit, Person, SurveyMeasurement, WaitingItem
from binakampung.registry.projections import families, growth, visits
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store

log = logging.getLogger(__name__)
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


def interpret(store: Store, work: Sequence[Work], by_seq: ReadSubmissions) -> list[Interpreted]:
    """Interpret submissions in order, each followed by whatever was waiting for it. Changes only the store.

    Returns one `Interpreted` per submission given, followed by one per submission whose held items were tried again.
    """
    foresee(store, work)
    run = _Run(store, by_seq)
    given = []
    for each in work:
        if each.recorded.supersedes is not None and each.whole:
            run.forget_replaced(each.recorded)
        given.append(run.take(each.recorded, each.items))
        run.release()
    run.reconcile()
    return given + run.released


def work_on(recorded: Recorded, only: AbstractSet[str] | None = None) -> Work:
    """A submission, read and ready for interpretation; it needs no database, so it may be made before one's turn.

    `only`: these items were tried before and found no place; they are tried again, and what was accepted of the
    same submission stays as it is. `/` among them means the whole submission.
    """
    whole = only is None or WHOLE in only
    items = _decoded(recorded)
    if only is not None and not whole:
        items = tuple(item for item in items if item.item in only)
    return Work(recorded, items, whole, again=only is not None)


def _decoded(recorded: Recorded) -> tuple[DecodedItem, ...]:
    reading = mapping(recorded.form_id, recorded.form_version)
    if reading is None or recorded.redacted:
        return ()
    return decode(recorded.content, reading, received_day(recorded))


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
            work = [work_on(sources[seq], wanted[seq]) for seq in sorted(wanted)]
            foresee(self.store, work)
            self.released += filter(None, map(self._try_again, work))

    def _try_again(self, each: Work) -> Interpreted | None:
        result = self.take(each.recorded, each.items) if each.items else Interpreted(each.recorded)
        result.items = [each for each in result.items if each.outcome is not Outcome.HELD]
        return result if result.items or result.families else None

    def _item(self, recorded: Recorded, decoded: DecodedItem, family_ids: set[str]) -> ItemOutcome:
        """One item in isolation: whatever goes wrong undoes this item only."""
        item = _item_of(recorded, decoded)
        mark = self.store.mark()
        try:
            outcome = self._project(recorded, decoded, item)
        except NotFound as missing:
            self.store.undo_to(mark)
            family_ids |= missing.families
            return self._hold(item, decoded, missing, _village(recorded, decoded))
        except Exception as error:
            self.store.undo_to(mark)
            log.error("submission %s: %s could not be projected%s", recorded.seq, decoded.item, where(error))
            outcome = quarantined(decoded, unexpected(error))
        held = self.store.get(WaitingItem, _waiting_id(item))
        if held is not None:
            self.store.remove(held)
        family_ids |= item.families()
        return outcome

    def _project(self, recorded: Recorded, decoded: DecodedItem, item: Item) -> ItemOutcome:
        village = _village(recorded, decoded)
        if decoded.observation is None:
            return quarantined(decoded)
        if not recorded.sender.covers(village):
            return quarantined(decoded, Problem("outside_territory", "village", params={"area": village}))
        PROJECTIONS[type(decoded.observation)](self.store, item, decoded.observation)  # type: ignore[operator]
        self.people.update(item.touched)
        self.arrived |= item.arrived
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

    def reconcile(self) -> None:
        """Re-derive assessments and tasks of everyone touched."""
        current = {id: row for id in self.people if (row := self.store.get(Person, id)) is not None}
        foresee_casework(self.store, current)
        casework.reconcile(self.store, current.values())


def quarantined(decoded: DecodedItem, *problems: Problem) -> ItemOutcome:
    """The outcome of an item that cannot become a fact as it is."""
    return ItemOutcome(decoded.item, Outcome.QUARANTINED, decoded.label, (*decoded.problems, *problems))


def unexpected(error: Exception) -> Problem:
    """The problem of an exception that nobody foresaw; its text may hold answers, so only its kind is kept."""
    return Problem("unexpected", params={"kind": type(error).__name__})


def where(error: Exception) -> str:
    """The kind of an exception and the lines that led to it, for the log; never its text."""
    return f": {type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


def _village(recorded: Recorded, decoded: DecodedItem) -> str:
    return getattr(decoded.observation, "village", "") or recorded.area_code


def _item_of(recorded: Recorded, decoded: DecodedItem) -> Item:
    return Item(
        recorded.root_id, recorded.seq, decoded.item, recorded.sender, recorded.area_code, received_day(recorded)
    )


def _waiting_id(item: Item) -> str:
    return derived_id(item.root_id, item.item, "waiting")


def _label(decoded: DecodedItem, item: Item) -> str:
    names = [person.name for person in item.touched.values()]
    return names[0] if len(names) == 1 else decoded.label
