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
from binakampung.domain.duplicates import Pair
from binakampung.domain.observations import Observation
from binakampung.domain.people import derived_id
from binakampung.domain.problems import ItemOutcome, Outcome, Problem
from binakampung.ledger.reading import Recorded, Version, chain_of, versions_of
from binakampung.registry import casework
from binakampung.registry.foresight import Work, foresee, foresee_casework, foresee_said
from binakampung.registry.lookup import NotFound, OutsideTerritory
from binakampung.registry.models import (
    GrowthMeasurement,
    HomeVisit,
    Person,
    Statement,
    SurveyMeasurement,
    Voided,
    WaitingItem,
)
from binakampung.registry.projections import events, families, growth, system, visits
from binakampung.registry.projections.item import Item
from binakampung.registry.roster import settle
from binakampung.registry.store import Store
from binakampung.registry.villages import VILLAGE, exists

log = logging.getLogger(__name__)
# The programme's day, by which 'in the future' is judged. Jakarta time is Madura's.
LOCAL = ZoneInfo("Asia/Jakarta")
# What an edit says anew. Of a family's members only what is said again is replaced: absence removes nobody.
SAID_ANEW = (Statement, GrowthMeasurement, HomeVisit, SurveyMeasurement, Voided, WaitingItem)
WHOLE = "/"


class Projection(Protocol):
    """Writes the rows of one observation into a store."""

    def __call__(self, store: Store, item: Item, observation: Observation) -> None: ...


PROJECTIONS: dict[type, object] = {
    observations.FamilyDeclared: families.project,
    observations.GrowthMeasured: growth.project,
    observations.SurveyChildMeasured: growth.project_survey,
    observations.HomeVisited: visits.project,
    observations.BirthRecorded: events.birth,
    observations.DeathRecorded: events.death,
    observations.MovedOut: events.move_out,
    observations.MovedIn: events.move_in,
    observations.Married: events.marriage,
    observations.Divorced: events.divorce,
    observations.FamilySplit: events.split,
    observations.PregnancyDeclared: events.pregnancy,
    observations.FamilyPlanningServiceGiven: events.family_planning_service,
    observations.PeopleMerged: system.merge,
    observations.FamilyTransferred: system.transfer,
    observations.IdentifierCorrected: system.correct_identifier,
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
    run.foresee_voided(work)
    given = []
    for each in work:
        given.append(run.take_whole(each) if each.whole else run.take(each.recorded, each.items))
        run.release()
    run.reconcile()
    store.alike += run.alike
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
    chains: dict[str, list[Version]] = field(default_factory=dict)
    alike: list[Pair] = field(default_factory=list)

    def take(self, recorded: Recorded, items: Sequence[DecodedItem]) -> Interpreted:
        result = Interpreted(recorded)
        if not items:
            result.items.append(ItemOutcome(WHOLE, Outcome.ACCEPTED))
        for decoded in items:
            result.items.append(self._item(recorded, decoded, result.families))
        return result

    def take_whole(self, each: Work) -> Interpreted:
        """A submission with all its items; a later version takes the place of what the earlier ones said."""
        recorded = each.recorded
        if recorded.supersedes is None:
            return self.take(recorded, each.items)
        item = _item_of(recorded, DecodedItem(WHOLE, None, "", ()))
        people, homes = self._forget(recorded.root_id, declared=False)
        result = self.take(recorded, each.items)
        self._settle(item, people, homes, result)
        return result

    def _settle(self, item: Item, people: set[str], homes: set[str], result: Interpreted) -> None:
        """Fold anew those of whom something was said that is not said any more."""
        settle(self.store, item, people, homes)
        self.people.update(item.touched)
        self.arrived |= item.arrived
        result.families |= item.families()

    def _forget(self, root_id: str, declared: bool) -> tuple[set[str], set[str]]:
        """Remove what a chain of submissions said; with `declared` also of the members of a family.

        Returns the people and families of whom it was said.
        """
        people: set[str] = set()
        homes: set[str] = set()
        for table in SAID_ANEW:
            for row in self.store.where(table, "source_root", root_id):
                if isinstance(row, Statement):
                    if row.kind == "declared" and row.about == "person" and not declared:
                        continue
                    (people if row.about == "person" else homes).add(row.about_id)
                    if row.kind == "merged":
                        (people if row.about == "person" else homes).add(row.family_id)
                    else:
                        homes |= {row.family_id} - {""}
                person = self.store.get(Person, getattr(row, "person_id", None))
                if person is not None:
                    self.people[person.pk] = person
                self.store.remove(row)
        return people, homes

    def foresee_voided(self, work: Sequence[Work]) -> None:
        """Load what submissions that are voided said, all together: an office may undo a whole import."""
        told = [decoded.observation for each in work for decoded in each.items]
        ids = {each.instance_id for each in told if isinstance(each, observations.SubmissionVoided)}
        if ids:
            self.chains = versions_of(ids)
            foresee_said(self.store, {chain[0].root_id for chain in self.chains.values()})

    def _void(self, recorded: Recorded, item: Item, told: observations.SubmissionVoided) -> None:
        """A submission counts no more; voiding a voiding brings back what it took away."""
        chains = self.chains if told.instance_id in self.chains else versions_of([told.instance_id])
        chain = [version for version in chains.get(told.instance_id, ()) if version.seq < recorded.seq]
        if not chain:
            raise NotFound(f"submission:{told.instance_id}", "", Problem("unknown_submission"))
        target = chain[-1]
        if not recorded.sender.covers(target.area_code):
            raise OutsideTerritory(target.area_code)
        foresee_said(self.store, [target.root_id])
        for table in (GrowthMeasurement, HomeVisit):
            for row in self.store.where(table, "source_root", target.root_id):
                person = self.store.get(Person, row.person_id)  # type: ignore[attr-defined]
                item.decided_by |= {person.family_id} if person else set()
        back = [row.target_root for row in self.store.where(Voided, "source_root", target.root_id)]
        result = Interpreted(recorded)
        self._settle(item, *self._forget(target.root_id, declared=True), result)
        self.store.put(Voided(id=derived_id(item.root_id, "void"), **item.source(), target_root=target.root_id))
        item.decided_by |= result.families
        for root in back:
            self._bring_back(root, recorded.seq, item)

    def _bring_back(self, root_id: str, before: int, item: Item) -> None:
        foresee_said(self.store, [root_id])
        if self.store.where(Voided, "target_root", root_id):
            return  # another voiding of it stands
        chain = self.by_seq(chain_of(root_id, before))
        work = work_on(chain[max(chain)])
        foresee(self.store, [work])
        result = self.take(work.recorded, work.items)
        item.decided_by |= result.families
        self.released.append(result)

    def release(self) -> None:
        """Try again what waits for those who arrived. What still waits keeps its row and makes no new attempt."""
        while keys := self.arrived:
            self.arrived = set()
            wanted: dict[int, set[str]] = {}
            self.store.want_waiting(keys)
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
        except OutsideTerritory as outside:
            self.store.undo_to(mark)
            outcome = quarantined(decoded, _outside(outside.village))
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
            return quarantined(decoded, _outside(village))
        for place in (village, getattr(decoded.observation, "to_village", None)):
            if place and len(place) == VILLAGE and not exists(place):
                return quarantined(decoded, Problem("no_such_village", "village", params={"area": place}))
        if self.store.where(Voided, "target_root", recorded.root_id):
            return quarantined(decoded, Problem("voided_submission"))
        if isinstance(decoded.observation, observations.SubmissionVoided):
            self._void(recorded, item, decoded.observation)
        else:
            PROJECTIONS[type(decoded.observation)](self.store, item, decoded.observation)  # type: ignore[operator]
        self.people.update(item.touched)
        self.arrived |= item.arrived
        self.alike += item.alike
        word = Outcome.SUPERSEDING if recorded.supersedes else Outcome.ACCEPTED
        return ItemOutcome(decoded.item, word, _label(decoded, item), (*decoded.problems, *item.questions))

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


def _outside(village: str) -> Problem:
    return Problem("outside_territory", "village", params={"area": village})


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
        recorded.root_id,
        recorded.seq,
        decoded.item,
        recorded.sender,
        recorded.area_code,
        received_day(recorded),
        recorded.observed_at,
    )


def _waiting_id(item: Item) -> str:
    return derived_id(item.root_id, item.item, "waiting")


def _label(decoded: DecodedItem, item: Item) -> str:
    names = [person.name for person in item.touched.values()]
    return names[0] if len(names) == 1 else decoded.label
