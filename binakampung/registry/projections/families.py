"""`FamilyDeclared` becomes a family, its people and their memberships."""

from __future__ import annotations

from binakampung.domain.observations import FamilyDeclared, MemberDeclared
from binakampung.domain.people import derived_id, name_key
from binakampung.registry.lookup import keys_of
from binakampung.registry.models import Family, FamilyMembership, Person
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store


def project(store: Store, item: Item, declared: FamilyDeclared) -> None:
    """Write the family and its members. A member missing from a corrected form stays: only events remove people."""
    family_id = derived_id(item.root_id, "family")
    heads = [member.name for member in declared.members if member.relationship == "head"]
    store.put(
        Family(
            id=family_id,
            **item.source(),
            village=declared.village,
            hamlet=declared.hamlet[:100],
            rw=declared.rw[-3:].zfill(3) if declared.rw else "",
            rt=declared.rt[-3:].zfill(3) if declared.rt else "",
            posyandu=declared.posyandu[:100],
            head_name=(heads or [m.name for m in declared.members] or [""])[0][:200],
            registered_on=declared.registered_on,
        )
    )
    for number, member in enumerate(declared.members, start=1):
        _person(store, item, declared, family_id, member, _person_id(store, item, member, number))


def _person(
    store: Store, item: Item, declared: FamilyDeclared, family_id: str, member: MemberDeclared, person_id: str
) -> None:
    before = store.get(Person, person_id)
    person = Person(
        id=person_id,
        **item.source(),
        family_id=family_id,
        village=declared.village,
        name=member.name[:200],
        name_key=name_key(member.name)[:200],
        sex=member.sex,
        birth_date=member.birth_date,
        relationship=member.relationship,
        mother_name=(member.mother_name or "")[:200],
        has_book=member.has_book,
    )
    store.put(person)
    item.touch(person)
    item.arrived.update(keys_of(person), keys_of(before) if before else ())
    store.put(
        FamilyMembership(
            id=derived_id(person_id, family_id, "membership"),
            **item.source(),
            person_id=person_id,
            family_id=family_id,
            village=declared.village,
            valid_from=member.birth_date if member.birth_date > declared.registered_on else declared.registered_on,
        )
    )


def _person_id(store: Store, item: Item, member: MemberDeclared, number: int) -> str:
    """The phone's id when it made one that nobody else holds, else one derived from the place in the form."""
    claimed = (member.person_id or "").strip()
    if 8 <= len(claimed) <= 36:
        known = store.get(Person, claimed)
        if known is None or (known.source_root == item.root_id and claimed not in item.touched):
            return claimed
        item.decided_by.add(known.family_id)
    return derived_id(item.root_id, "member", str(number))
