"""From statements to rows: families, dwellings, people and memberships as everything said of them has it.

Called after each item, so that the next one finds the people whom this one brought. Only what differs is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from binakampung.domain.people import derived_id, name_key
from binakampung.domain.statements import (
    Attribute,
    PersonState,
    as_day,
    attributes_of,
    person_state,
    stays_by_village,
    village_spans,
)
from binakampung.domain.statements import Statement as Said
from binakampung.registry.lookup import family_key
from binakampung.registry.merged import merge_group, surviving_id
from binakampung.registry.models import (
    Dwelling,
    Family,
    FamilyMembership,
    GrowthMeasurement,
    HomeVisit,
    Person,
    Statement,
    Task,
)
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store, values

# Groups that have columns of their own, and so are not repeated in `attributes`.
PERSON_COLUMNS = frozenset({"identity", "role", "mother", "book", "nik"})
FAMILY_COLUMNS = frozenset({"place", "card", "location"})
_HEADS: Mapping[str, int] = {"head": 0, "spouse": 1, "other": 2, "child": 3}


def settle(store: Store, item: Item, people: Iterable[str], families: Iterable[str]) -> None:
    """Fold everyone touched anew: `people` and `families` are ids as they were declared."""
    touched = {surviving_id(store, id) for id in families}
    merged = {id for family in touched for id in merge_group(store, family)}
    everyone = set(people) | {id for family in merged for id in _ever_in(store, family)}
    groups = {surviving_id(store, id): merge_group(store, id) for id in sorted(everyone)}
    homes = touched | merged
    spans = _Spans(store)
    for id, group in groups.items():
        homes |= _person(store, item, id, group, spans)
    for id in sorted({surviving_id(store, home) for home in homes} | homes):
        _family(store, item, id)
    item.decided_by |= homes


def _ever_in(store: Store, family: str) -> set[str]:
    rows = store.where(FamilyMembership, "family_id", family)
    declared = store.where(Statement, "family_id", family)
    return (
        {row.person_id for row in rows}
        | {row.pk for row in store.where(Person, "family_id", family)}
        | {row.about_id for row in declared if row.about == "person" and row.kind != "merged"}
    )


def _said(store: Store, about: str, ids: Iterable[str]) -> tuple[list[Said], dict[str, Statement]]:
    """Everything said of these records, and the row behind each source."""
    table = Person if about == "person" else Family
    for id in ids:
        # To fold what was only looked at in part would lose the rest of it.
        if store.live and not store.is_new(table, id) and (Statement, "about_id", id) not in store.fetched:
            raise LookupError(f"statements about a {about} were not foreseen")
    rows = [row for id in sorted(ids) for row in store.where(Statement, "about_id", id) if row.about == about]
    rows = [row for row in rows if row.kind != "merged"]
    said = [
        Said(row.kind, row.about_id, row.said_on, _source(row), row.family_id, row.claims, _moment(row))  # type: ignore[arg-type]
        for row in rows
    ]
    return said, {_source(row): row for row in rows}


def _moment(row: Statement) -> float:
    return row.said_at.timestamp() if row.said_at is not None else 0.0


def _source(row: Statement) -> str:
    return f"{row.source_root}\x1f{row.source_item}\x1f{row.pk}"


# -- people ------------------------------------------------------------------------------------------------------


class _Spans(dict[str, tuple[Any, ...]]):
    """Where each family lived from which day, read once for all its members."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __missing__(self, family: str) -> tuple[Any, ...]:
        said, _ = _said(self.store, "family", merge_group(self.store, family))
        self[family] = village_spans(said)
        return self[family]


def _person(store: Store, item: Item, id: str, group: set[str], spans: _Spans) -> set[str]:
    """Fold one person. Returns every family that the person belongs, or belonged before this, to."""
    before = {row.pk: row for each in group if (row := store.get(Person, each)) is not None}
    homes = {row.family_id for row in before.values()}
    homes |= {row.family_id for each in group for row in store.where(FamilyMembership, "person_id", each)}
    said, sources = _said(store, "person", group)
    for gone in sorted(group - {id}):
        _forget(store, item, before.get(gone), gone)
    families = {each.family for each in said if each.family}
    state = person_state(said, {each: surviving_id(store, each) for each in families}, _departures(store, families))
    identity = state.attributes.get("identity")
    if identity is None or not state.family:
        _forget(store, item, before.get(id), id)
        return homes
    row = _person_row(id, state, identity, spans[state.family], sources[identity.source])
    put_changed(store, row)
    _memberships(store, row, state, spans)
    _follow(store, id, group)
    now = store.get(Person, id) or row
    item.touch(now)
    if id not in before or _findable(before[id]) != _findable(now):
        item.arrive(now, before.get(id))
    return homes | {stay.family for stay in state.stays}


def _findable(person: Person) -> tuple[Any, ...]:
    """By what a record on paper finds a person; while it stays, nothing that waits is released."""
    return person.village, person.name_key, person.birth_date, person.sex, person.mother_name


def _person_row(
    id: str, state: PersonState, identity: Attribute, spans: tuple[tuple[Any, str], ...], source: Statement
) -> Person:
    known = state.attributes
    nik = known["nik"].values if "nik" in known else {}
    name = str(identity.values.get("name", ""))
    last = state.stays[-1]
    pieces = stays_by_village(last, spans)
    return Person(
        id=id,
        source_root=source.source_root,
        source_seq=source.source_seq,
        source_item=source.source_item,
        family_id=state.family,
        village=pieces[-1][1] if pieces else "",
        name=name[:200],
        name_key=name_key(name)[:200],
        sex=identity.values.get("sex", ""),
        birth_date=as_day(identity.values.get("birth_date")),
        relationship=_value(known, "role", "relationship", "other"),
        mother_name=_value(known, "mother", "mother_name", "")[:200],
        has_book=_value(known, "book", "has_book", None),
        status=state.status,
        died_on=state.died_on,
        left_on=state.left_on,
        nik_hash=nik.get("hash", ""),
        nik_masked=nik.get("masked", ""),
        nik_sealed=nik.get("sealed", ""),
        nik_status=nik.get("status", "none"),
        attributes=_kept(known, PERSON_COLUMNS),
    )


def _memberships(store: Store, person: Person, state: PersonState, spans: Mapping[str, Any]) -> None:
    """One row a stay and village. The first of a family has the family's id in its own, later ones a number."""
    wanted: dict[str, FamilyMembership] = {}
    for stay in state.stays:
        for piece, village in stays_by_village(stay, spans[stay.family]):
            number = sum(1 for row in wanted.values() if row.family_id == stay.family)
            words = (person.pk, stay.family, "membership", *([str(number)] if number else []))
            row = FamilyMembership(
                id=derived_id(*words),
                source_root=person.source_root,
                source_seq=person.source_seq,
                source_item=person.source_item,
                person_id=person.pk,
                family_id=stay.family,
                village=village,
                valid_from=piece.since,
                valid_to=piece.until,
            )
            wanted[row.pk] = row
    for row in store.where(FamilyMembership, "person_id", person.pk):
        if row.pk not in wanted:
            store.remove(row)
    for row in wanted.values():
        put_changed(store, row)


def _forget(store: Store, item: Item, person: Person | None, id: str) -> None:
    """No such person any more: merged into another, or nothing is said of it now."""
    for table in (FamilyMembership, Task):
        for row in store.where(table, "person_id", id):
            store.remove(row)
    if person is not None:
        store.remove(person)
        item.leave(person)


def _follow(store: Store, id: str, group: set[str]) -> None:
    """Measurements and visits are of whoever stays of those merged, and come back when a merging is undone."""
    for table in (GrowthMeasurement, HomeVisit):
        for declared in sorted(group):
            for row in store.where(table, "declared_person", declared):
                if row.person_id != id:  # type: ignore[attr-defined]
                    store.put(replaced(row, person_id=id))


def _departures(store: Store, families: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """The days on which whole families left."""
    found: dict[str, tuple[Any, ...]] = {}
    for family in families:
        group = merge_group(store, family)
        rows = [row for id in group for row in store.where(Statement, "about_id", id)]
        days = sorted({row.said_on for row in rows if row.about == "family" and row.kind == "left"})
        if days:
            found[surviving_id(store, family)] = tuple(days)
    return found


# -- families ----------------------------------------------------------------------------------------------------


def _family(store: Store, item: Item, id: str) -> None:
    """Fold one family, and the dwelling that it is the first family of."""
    before = store.get(Family, id)
    dwelling_id = derived_id(id, "dwelling")
    said, sources = _said(store, "family", merge_group(store, id)) if surviving_id(store, id) == id else ([], {})
    known = attributes_of(said)
    if "place" not in known:
        for row in (before, store.get(Dwelling, dwelling_id)):
            if row is not None:
                store.remove(row)
        return
    source = sources[known["place"].source]
    row = _family_row(store, id, known, source)
    row.registered_on = min(each.on for each in said)
    row.updated_on = max(each.on for each in said)
    if before is None:
        item.arrived.add(family_key(id))
    put_changed(store, row)
    if row.dwelling_id == dwelling_id:
        put_changed(store, _dwelling_row(dwelling_id, row, known, source))
    elif (mistaken := store.get(Dwelling, dwelling_id)) is not None:
        store.remove(mistaken)


def _family_row(store: Store, id: str, known: Mapping[str, Attribute], source: Statement) -> Family:
    place, card = known["place"].values, known["card"].values if "card" in known else {}
    members = sorted(
        (row for row in store.where(Person, "family_id", id) if row.status == "resident"),
        key=lambda row: (_HEADS.get(row.relationship, 4), row.birth_date is None, row.birth_date, row.pk),
    )
    had = store.where(FamilyMembership, "family_id", id)
    home = _value(known, "dwelling", "shares_dwelling_with", "") or id
    kitchen = home if _value(known, "dwelling", "same_kitchen", False) else id
    head = members[0].name if members else ""
    return Family(
        id=id,
        source_root=source.source_root,
        source_seq=source.source_seq,
        source_item=source.source_item,
        village=place.get("village", ""),
        hamlet=place.get("hamlet", "")[:100],
        rw=place.get("rw", ""),
        rt=place.get("rt", ""),
        posyandu=place.get("posyandu", "")[:100],
        address=place.get("address", "")[:200],
        head_name=head,
        head_key=name_key(head)[:200],
        status="gone" if had and not members else "resident",
        members=min(len(members), 32000),
        dwelling_id=derived_id(surviving_id(store, home), "dwelling"),
        household_id=derived_id(surviving_id(store, kitchen), "household"),
        card_hash=card.get("hash", ""),
        card_masked=card.get("masked", ""),
        card_sealed=card.get("sealed", ""),
        attributes=_kept(known, FAMILY_COLUMNS),
    )


def _dwelling_row(id: str, family: Family, known: Mapping[str, Attribute], source: Statement) -> Dwelling:
    return Dwelling(
        id=id,
        source_root=source.source_root,
        source_seq=source.source_seq,
        source_item=source.source_item,
        village=family.village,
        hamlet=family.hamlet,
        rw=family.rw,
        rt=family.rt,
        address=family.address,
        latitude=_value(known, "location", "latitude", None),
        longitude=_value(known, "location", "longitude", None),
        housing=dict(known["housing"].values) if "housing" in known else {},
    )


# -- small things ------------------------------------------------------------------------------------------------


def _value(known: Mapping[str, Attribute], group: str, attribute: str, otherwise: Any) -> Any:
    return known[group].values.get(attribute, otherwise) if group in known else otherwise


def _kept(known: Mapping[str, Attribute], but: frozenset[str]) -> dict[str, Any]:
    return {
        group: {**known[group].values, "on": known[group].on.isoformat()} for group in sorted(known) if group not in but
    }


def put_changed(store: Store, row: models.Model) -> None:
    """Put a row unless it is there already just so."""
    before = store.get(type(row), row.pk)
    if before is None or values(before) != values(row):
        store.put(row)


def replaced(row: Any, **changes: Any) -> Any:
    """A copy of a row with some columns changed."""
    table = type(row)
    return table(**{field.attname: getattr(row, field.attname) for field in table._meta.concrete_fields} | changes)
