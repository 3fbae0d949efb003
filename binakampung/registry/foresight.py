"""Everything that an interpretation will look at, loaded in a few queries before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from binakampung.domain.decoding import DecodedItem
from binakampung.domain.observations import FamilyDeclared, GrowthMeasured, HomeVisited, Observation
from binakampung.domain.people import derived_id, name_key
from binakampung.ledger.reading import Recorded
from binakampung.registry.lookup import keys_of, name_key_of, person_key
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
from binakampung.registry.store import Store

SOURCED = (Family, Person, FamilyMembership, GrowthMeasurement, HomeVisit, SurveyMeasurement, WaitingItem)
OF_PERSON = (GrowthMeasurement, HomeVisit, GrowthAssessment, Task)


@dataclass(frozen=True, slots=True)
class Work:
    """A submission to interpret: its items (all when `whole`), and whether it may have rows already."""

    recorded: Recorded
    items: Sequence[DecodedItem]
    whole: bool = True
    again: bool = False


@dataclass(slots=True)
class _Wanted:
    """What the items of a run name."""

    people: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def add(self, recorded: Recorded, observation: Observation | None) -> None:
        if isinstance(observation, FamilyDeclared):
            self._add_family(recorded, observation)
        elif isinstance(observation, (GrowthMeasured, HomeVisited)):
            if observation.person.id:
                self.people.add(observation.person.id)
            if observation.person.name:
                village = observation.village or recorded.area_code
                self.names.add((village, name_key(observation.person.name)))

    def _add_family(self, recorded: Recorded, declared: FamilyDeclared) -> None:
        claimed = {member.person_id.strip() for member in declared.members if member.person_id}
        derived = {derived_id(recorded.root_id, "member", str(n)) for n in range(1, len(declared.members) + 1)}
        self.people |= claimed  # the derived are of this very submission: an earlier version's rows bring them
        self.keys |= {person_key(id) for id in claimed | derived}
        self.keys |= {name_key_of(declared.village, name_key(member.name)) for member in declared.members}


def foresee(store: Store, work: Sequence[Work]) -> None:
    """Load what these submissions name, and the rows of those that have any: edits, and what is tried again."""
    if not store.live:
        return
    wanted = _Wanted()
    for each in work:
        for decoded in each.items:
            wanted.add(each.recorded, decoded.observation)
    roots = {each.recorded.root_id for each in work if each.recorded.supersedes or each.again}
    for table in SOURCED:
        store.want(table, "source_root", roots)
    wanted.people |= {
        row.person_id
        for table in (GrowthMeasurement, HomeVisit)
        for root in roots
        for row in store.where(table, "source_root", root)
    }
    store.want(Person, "id", wanted.people)
    store.want_named(wanted.names)
    if wanted.keys:
        # A corrected name releases what waits for the new one, and what the old one kept ambiguous.
        store.want_waiting(wanted.keys.union(*(keys_of(person) for person in store.all(Person))))


def foresee_casework(store: Store, people: Iterable[str]) -> None:
    """Load the facts and derived rows of these people; a person new in this run has none in the database."""
    known = [id for id in people if not store.is_new(Person, id)]
    for table in OF_PERSON:
        store.want(table, "person_id", known)
