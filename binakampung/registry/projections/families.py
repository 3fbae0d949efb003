"""`FamilyDeclared` becomes statements about a family and its members."""

from __future__ import annotations

from collections.abc import Sequence

from binakampung.catalogue.official_codes import provinces
from binakampung.domain.family_checks import questions_about
from binakampung.domain.observations import FamilyDeclared, MemberDeclared
from binakampung.domain.people import derived_id
from binakampung.domain.problems import Problem, Severity
from binakampung.registry.duplicates import alike, question
from binakampung.registry.lookup import OutsideTerritory
from binakampung.registry.merged import surviving_id
from binakampung.registry.models import Family, Person, Statement
from binakampung.registry.projections.claims import family_claims, member_claims, say
from binakampung.registry.projections.item import Item
from binakampung.registry.roster import settle
from binakampung.registry.store import Store

MOST_ASKED = 5  # possible duplicates named on one receipt; the desk has them all
# An id that a phone made: long enough to be nobody else's by chance.
SHORTEST, LONGEST = 8, 36


def project(store: Store, item: Item, declared: FamilyDeclared) -> None:
    """Write what is said of the family and its members. Who is missing from a later form stays: only events remove.

    Raises `OutsideTerritory` for an update of a family that is not the sender's.
    """
    family_id = _family_id(store, item, declared)
    say(store, item, "declared", "family", family_id, declared.registered_on, claims=family_claims(declared))
    people: list[str] = []
    for number, member in enumerate(declared.members, start=1):
        person_id = _person_id(store, item, member, number, set(people))
        people.append(person_id)
        say(
            store, item, "declared", "person", person_id, declared.registered_on, family_id, member_claims(member)
        )
    item.ask(*questions_about(declared, item.received_on, provinces()))
    newcomers = [id for id in people if store.get(Person, id) is None]
    settle(store, item, people, [family_id])
    ask_about_alike(store, item, newcomers)
    _ask_about_card(store, item, surviving_id(store, family_id))


def ask_about_alike(store: Store, item: Item, newcomers: Sequence[str]) -> None:
    """Ask whether those whom this item brought are known already; a replay has nobody to ask."""
    if not store.live:
        return
    people = [person for id in newcomers if (person := store.get(Person, id)) is not None]
    item.alike = list(alike(store, people))
    item.ask(*map(question, item.alike[:MOST_ASKED]))


def _ask_about_card(store: Store, item: Item, family_id: str) -> None:
    """Two families on one card may be right (a second wife, grown children), and may be a slip of the pen."""
    family = store.get(Family, family_id) if store.live else None
    if family is None or not family.card_hash:
        return
    others = [row for row in store.where(Family, "card_hash", family.card_hash) if row.pk != family_id]
    if others:
        params = {"card": family.card_masked, "other": others[0].head_name or "-"}
        item.ask(Problem("same_card_number", "family_card", Severity.WARNING, params))


def _family_id(store: Store, item: Item, declared: FamilyDeclared) -> str:
    claimed = (declared.family_id or "").strip()
    if not SHORTEST <= len(claimed) <= LONGEST:
        return derived_id(item.root_id, "family")
    known = store.get(Family, surviving_id(store, claimed))
    if known is not None and not item.sender.covers(known.village):
        raise OutsideTerritory(known.village)
    item.updates = known is not None and not _ours(store, item, claimed)
    return claimed


def _person_id(store: Store, item: Item, member: MemberDeclared, number: int, taken: set[str]) -> str:
    """The id that the form gives when it is free or one of the sender's people, else one from the place in the form.

    A registration makes new ids: one that another submission made is then somebody else's. An update names people
    whom it knows.
    """
    claimed = (member.person_id or "").strip()
    if SHORTEST <= len(claimed) <= LONGEST and claimed not in taken:
        known = store.get(Person, surviving_id(store, claimed))
        if known is None or _ours(store, item, claimed) or (item.updates and item.sender.covers(known.village)):
            return claimed
        item.decided_by.add(known.family_id)
    return derived_id(item.root_id, "member", str(number))


def _ours(store: Store, item: Item, id: str) -> bool:
    """Did this very submission (an earlier version of it) speak of the person or family?"""
    return any(row.source_root == item.root_id for row in store.where(Statement, "about_id", id))
