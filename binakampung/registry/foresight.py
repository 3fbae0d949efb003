"""Everything that an interpretation will look at, loaded in a few queries before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binakampung.domain import observations
from binakampung.domain.decoding import DecodedItem
from binakampung.domain.identifiers import plain_number
from binakampung.domain.observations import FamilyDeclared, Observation, PersonReference
from binakampung.domain.people import derived_id, name_key
from binakampung.ledger.identifying import number_hash
from binakampung.ledger.reading import Recorded
from binakampung.registry.lookup import family_key, keys_of, name_key_of, person_key
from binakampung.registry.models import (
    Dwelling,
    Family,
    FamilyMembership,
    GrowthAssessment,
    GrowthMeasurement,
    HomeVisit,
    Person,
    Statement,
    SurveyMeasurement,
    Task,
    Voided,
    WaitingItem,
)
from binakampung.registry.store import Store

SOURCED = (Statement, GrowthMeasurement, HomeVisit, SurveyMeasurement, Voided, WaitingItem)
OF_PERSON = (GrowthMeasurement, HomeVisit, GrowthAssessment, Task)
# The answers of an observation that are ids of people, of families, or of either.
PEOPLE = ("child_id", "head")
FAMILIES = ("family_id", "from_family", "to_family", "shares_dwelling_with")
EITHER = ("subject", "duplicate", "into")


@dataclass(frozen=True, slots=True)
class Work:
    """A submission to interpret: its items (all when `whole`), and whether it may have rows already."""

    recorded: Recorded
    items: Sequence[DecodedItem]
    whole: bool = True
    again: bool = False


@dataclass(slots=True)
class _Wanted:
    """What the items of a run name: people and families by id, people by name, whom they merge, what they release."""

    people: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    merging: set[str] = field(default_factory=set)
    alike: set[tuple[str, str]] = field(default_factory=set)
    born: set[tuple[str, date]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)

    def add(self, recorded: Recorded, item: str, observation: Observation | None) -> None:
        if observation is None:
            return
        village = getattr(observation, "village", "") or recorded.area_code
        if isinstance(observation, FamilyDeclared):
            self._add_family(recorded, observation)
        for name in ("person", "mother", "woman", "spouse", "leaves"):
            self._add_reference(getattr(observation, name, None), village)
        for name in PEOPLE:
            self._add_person(getattr(observation, name, None))
        for id in getattr(observation, "people", ()):
            self._add_person(id)
        for name in FAMILIES:
            self._add_family_id(getattr(observation, name, None))
        for name in EITHER:
            self._add_person(getattr(observation, name, None))
            self._add_family_id(getattr(observation, name, None))
        if isinstance(observation, observations.PeopleMerged):
            self.merging |= {observation.duplicate, observation.into}
        if isinstance(observation, (observations.BirthRecorded, observations.MovedIn)):
            self._add_newcomer(recorded, item, observation, village)
        if isinstance(observation, observations.MovedOut):
            self.keys.add(family_key(derived_id(recorded.root_id, item, "family")))

    def _add_person(self, id: str | None) -> None:
        if id:
            self.people.add(id)

    def _add_family_id(self, id: str | None) -> None:
        if id:
            self.families.add(id)
            self.keys.add(family_key(id))

    def _add_reference(self, reference: PersonReference | None, village: str) -> None:
        if reference is None:
            return
        self._add_person(reference.id)
        if reference.name:
            self.names.add((village, name_key(reference.name)))

    def _add_newcomer(self, recorded: Recorded, item: str, told: Any, village: str) -> None:
        """A child or somebody who moved in: what waits for them is tried again."""
        member = getattr(told, "member", None)
        claimed = (told.child_id if member is None else member.person_id) or ""
        name = (told.name if member is None else member.name) or ""
        ids = {claimed.strip(), derived_id(recorded.root_id, item, "child" if member is None else "member")}
        self.people |= ids - {""}
        self.keys |= {person_key(id) for id in ids if id} | {name_key_of(village, name_key(name))}

    def _add_family(self, recorded: Recorded, declared: FamilyDeclared) -> None:
        claimed = {member.person_id.strip() for member in declared.members if member.person_id}
        derived = {derived_id(recorded.root_id, "member", str(n)) for n in range(1, len(declared.members) + 1)}
        self.people |= claimed  # the derived are of this very submission: an earlier version's rows bring them
        self.keys |= {person_key(id) for id in claimed | derived}
        self.keys |= {name_key_of(declared.village, name_key(member.name)) for member in declared.members}
        self.alike |= {(declared.village, name_key(member.name)) for member in declared.members}
        self.born |= {(declared.village, each.birth_date) for each in declared.members if each.birth_date}
        self.keys.add(family_key(derived_id(recorded.root_id, "family")))
        self.numbers |= {number_hash("nik", digits) for each in declared.members if (digits := digits_of(each.nik))}
        if digits := digits_of(declared.family_card):
            self.cards.add(number_hash("kk", digits))


def digits_of(written: str | None) -> str:
    """The digits of a number that may not have been given."""
    return plain_number(written) if written else ""


def foresee(store: Store, work: Sequence[Work]) -> None:
    """Load what these submissions name, and the rows of those that have any: edits, and what is tried again."""
    if not store.live:
        return
    wanted = _Wanted()
    for each in work:
        for decoded in each.items:
            wanted.add(each.recorded, decoded.item, decoded.observation)
    roots = {each.recorded.root_id for each in work if each.recorded.supersedes or each.again}
    foresee_said(store, roots, wanted.people, wanted.families)
    _foresee_merged(store, _with_merged(store, wanted.merging))
    store.want_named(wanted.names)
    _foresee_people(store, {row.pk for names in wanted.names for row in store.named(*names)}, set())
    _foresee_alike(store, wanted)
    if wanted.keys:
        # A corrected name releases what waits for the new one, and what the old one kept ambiguous.
        store.want_waiting(wanted.keys.union(*(keys_of(person) for person in store.all(Person))))


def _foresee_alike(store: Store, wanted: _Wanted) -> None:
    """Whom newcomers are compared with: people by number, or of the village by name or day of birth; their families."""
    store.want(Person, "nik_hash", wanted.numbers)
    store.want(Family, "card_hash", wanted.cards)
    store.want_named(wanted.alike)
    store.want_born(wanted.born)
    people = [row for names in wanted.alike for row in store.named(*names)]
    people += [row for day in wanted.born for row in store.born(*day)]
    people += [row for number in wanted.numbers for row in store.where(Person, "nik_hash", number)]
    store.want(Family, "id", {row.family_id for row in people})


def foresee_said(
    store: Store, roots: Iterable[str], people: Iterable[str] = (), families: Iterable[str] = ()
) -> None:
    """Load everything that these chains of submissions said, and all about everyone of whom they said it."""
    roots, people, families = set(roots), set(people), set(families)
    for table in SOURCED:
        store.want(table, "source_root", roots)
    store.want(Voided, "target_root", roots)
    for root in roots:
        for table in (GrowthMeasurement, HomeVisit):
            people |= {row.person_id for row in store.where(table, "source_root", root)}  # type: ignore[attr-defined]
        for row in store.where(Statement, "source_root", root):
            (people if row.about == "person" else families).add(row.about_id)
            families |= {row.family_id} - {""}
    _foresee_people(store, people, families)


def _foresee_people(store: Store, people: set[str], families: set[str]) -> None:
    """People and families with all that was said of them, of whom they are merged with, and of who lived with them."""
    people, families = _with_merged(store, people), _with_merged(store, families)
    store.want(Family, "id", families)
    _members(store, families)
    everyone = people | {row.pk for family in families for row in store.where(Person, "family_id", family)}
    everyone |= {row.person_id for family in families for row in store.where(FamilyMembership, "family_id", family)}
    everyone |= {
        row.about_id for id in families for row in store.where(Statement, "family_id", id) if row.about == "person"
    }
    everyone = _with_merged(store, everyone)
    store.want(Person, "id", everyone)
    store.want(FamilyMembership, "person_id", everyone)
    homes = {row.family_id for id in everyone for row in store.where(FamilyMembership, "person_id", id)}
    homes |= {row.family_id for id in everyone for row in store.where(Statement, "about_id", id)} - {""}
    homes = _with_merged(store, homes)
    store.want(Family, "id", homes)
    _members(store, homes)
    store.want(Dwelling, "id", {derived_id(id, "dwelling") for id in homes | families})
    merged = {
        row.about_id
        for id in everyone
        for column in ("about_id", "family_id")
        for row in store.where(Statement, column, id)
        if row.kind == "merged"
    }
    _foresee_merged(store, _with_merged(store, merged))


def _foresee_merged(store: Store, alike: set[str]) -> None:
    """What follows people who are merged, or are about to be."""
    for table in (GrowthMeasurement, HomeVisit):
        store.want(table, "declared_person", alike)
    for each in (FamilyMembership, *OF_PERSON):
        store.want(each, "person_id", alike)


def _members(store: Store, families: set[str]) -> None:
    store.want(Person, "family_id", families)
    store.want(FamilyMembership, "family_id", families)


def _with_merged(store: Store, ids: set[str]) -> set[str]:
    """These records, what was said of them, and those that they are merged with."""
    known: set[str] = set()
    while fresh := ids - known:
        known |= fresh
        store.want(Statement, "about_id", fresh)
        store.want(Statement, "family_id", fresh)
        for id in fresh:
            if merges := store.merges_of(id):
                ids = ids | {each for row in merges for each in (row.about_id, row.family_id)}
    return known


def foresee_casework(store: Store, people: Iterable[str]) -> None:
    """Load the facts and derived rows of these people; a person new in this run has none in the database."""
    known = [id for id in people if not store.is_new(Person, id)]
    for table in OF_PERSON:
        store.want(table, "person_id", known)
