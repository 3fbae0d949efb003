"""Life's events become statements about the people they happened to; only events change who belongs where."""

from __future__ import annotations

from datetime import date
from typing import Any

from binakampung.domain.ages import completed_months
from binakampung.domain.observations import (
    AreaCode,
    BirthRecorded,
    DeathRecorded,
    Divorced,
    FamilyPlanningServiceGiven,
    FamilySplit,
    Married,
    MovedIn,
    MovedOut,
    PersonReference,
    PregnancyDeclared,
)
from binakampung.domain.people import derived_id
from binakampung.domain.problems import Problem, Severity
from binakampung.registry.lookup import declared_id, find_family, find_person
from binakampung.registry.models import Person, Statement
from binakampung.registry.projections.claims import Claims, member_claims, number_claim, place_claims, say
from binakampung.registry.projections.families import LONGEST, SHORTEST, ask_about_alike
from binakampung.registry.projections.item import Item
from binakampung.registry.roster import settle
from binakampung.registry.store import Store

YOUNGEST_MOTHER = 12  # years; younger is a question to whoever recorded it


def birth(store: Store, item: Item, told: BirthRecorded) -> None:
    """A child is born into its mother's family. Raises `NotFound` when the mother is not known."""
    mother, mother_id = _who(store, item, told.mother, told.village)
    family = told.family_id or mother.family_id
    if told.family_id:
        find_family(store, told.family_id, item.sender)
    claims: Claims = {
        "pregnancy": {"pregnant": False, "ended_on": told.born_on, "outcome": _outcome(told)},
        "births": {"last_birth_on": told.born_on},
    }
    say(store, item, "said", "person", mother_id, told.born_on, claims=claims)
    if mother.birth_date is not None and completed_months(mother.birth_date, told.born_on) < 12 * YOUNGEST_MOTHER:
        item.ask(Problem("mother_younger_than_child", "mother", Severity.WARNING, {"name": mother.name}))
    people = [mother_id]
    if told.alive is not False:
        child = _new_person_id(item, told.child_id, "child")
        claims = _child_claims(told, mother_id, _own_name(store, mother, mother_id))
        say(store, item, "born", "person", child, told.born_on, family, claims)
        people.append(child)
    settle(store, item, people, [family] if told.family_id else [])


def _outcome(told: BirthRecorded) -> str:
    return "stillbirth" if told.alive is False else "live_birth"


def _own_name(store: Store, mother: Person, mother_id: str) -> str:
    """What the record that the form meant was first called: a later merging or correction renames no child."""
    rows = [row for row in store.where(Statement, "about_id", mother_id) if row.claims.get("identity", {}).get("name")]
    first = min(rows, key=lambda row: (row.said_on, row.source_root, row.pk), default=None)
    return str(first.claims["identity"]["name"]) if first is not None else mother.name


def _child_claims(told: BirthRecorded, mother_id: str, mother_name: str) -> Claims:
    return {
        "identity": {
            "name": (told.name or "").strip() or f"Bayi Ny. {mother_name}",
            "sex": told.sex,
            "birth_date": told.born_on,
        },
        "role": {"relationship": "child"},
        "mother": {"mother_name": mother_name, "mother_id": mother_id},
        "birth": {
            "birth_weight_g": told.birth_weight_g,
            "birth_length_cm": told.birth_length_cm,
            "gestation_weeks": told.gestation_weeks,
            "birth_order": told.birth_order,
        },
        "nik": number_claim("nik", told.nik),
        "certificate": {"has_birth_certificate": told.has_birth_certificate},
        "marital": {"marital_status": "never_married"},
    }


def death(store: Store, item: Item, told: DeathRecorded) -> None:
    """A person died."""
    person, id = _who(store, item, told.person, told.village)
    if person.birth_date is not None and told.died_on < person.birth_date:
        item.ask(Problem("died_before_birth", "died_on", Severity.WARNING, {"name": person.name}))
    say(store, item, "died", "person", id, told.died_on, claims={"death": {"cause": told.cause[:200] or None}})
    settle(store, item, [id], [])


def move_out(store: Store, item: Item, told: MovedOut) -> None:
    """A family, or some of its people, went away; with a village to go to, that village has them from then on."""
    people = [*told.people, *([_who(store, item, told.person, told.village)[1]] if told.person else [])]
    new_place = place_claims(told.to_village, told.hamlet, told.rw, told.rt) if told.to_village else {}
    details = {"move": {"to_place": told.to_place[:200] or None, "reason": told.reason[:200] or None}}
    if not people:
        family = find_family(store, told.family_id, item.sender)
        kind = "said" if told.to_village else "left"
        say(store, item, kind, "family", told.family_id or "", told.moved_on, claims={**new_place, **details})
        settle(store, item, [], [family.pk, told.family_id or ""])
        return
    known = [_who(store, item, PersonReference(id=id), told.village)[1] for id in people]
    family_id = told.to_family or (derived_id(item.root_id, item.item, "family") if told.to_village else "")
    if told.to_village and not told.to_family:
        say(store, item, "said", "family", family_id, told.moved_on, claims=new_place)
    kind = "joined" if family_id else "left"
    for id in known:
        say(store, item, kind, "person", id, told.moved_on, family_id, details)
    settle(store, item, known, [family_id] if family_id else [])


def move_in(store: Store, item: Item, told: MovedIn) -> None:
    """One person came to live with a known family."""
    family = find_family(store, told.family_id, item.sender)
    id = _new_person_id(item, told.member.person_id, "member")
    claims = {**member_claims(told.member), "move": {"came_from": told.came_from[:200] or None}}
    say(store, item, "joined", "person", id, told.moved_on, told.family_id, claims)
    fresh = [id] if store.get(Person, id) is None else []
    settle(store, item, [id], [family.pk])
    ask_about_alike(store, item, fresh)


def marriage(store: Store, item: Item, told: Married) -> None:
    """Two people married; a new family begins, or one joins the other's."""
    person, person_id = _who(store, item, told.person, told.village)
    couple = [(person, person_id)]
    if told.spouse is not None and told.spouse.id:
        couple.append(_who(store, item, told.spouse, told.village))
    families = _begin(store, item, told.family_id, told.new_family, told.married_on, told.village)
    for place, (each, id) in enumerate(couple):
        other = couple[1 - place][1] if len(couple) == 2 else None
        role = {"relationship": "head" if each.sex == "male" else "spouse"} if told.new_family else {}
        claims: Claims = {
            "marital": {
                "marital_status": "married",
                "married_on": told.married_on,
                "spouse_id": other,
                # Whoever comes from elsewhere is not known here yet: a name, until somebody registers the person.
                "spouse_name": told.spouse.name if told.spouse is not None and other is None else None,
                "marriage_registered": told.registered,
            },
            "role": role,
        }
        kind = "joined" if told.family_id else "said"
        say(store, item, kind, "person", id, told.married_on, told.family_id or "", claims)
        _ask_of_the_living(item, each, told.married_on)
    settle(store, item, [id for _, id in couple], families)


def divorce(store: Store, item: Item, told: Divorced) -> None:
    """A marriage ended; who leaves joins another family, begins one, or is away."""
    couple = [_who(store, item, told.person, told.village)]
    if told.spouse is not None and (told.spouse.id or told.spouse.name):
        couple.append(_who(store, item, told.spouse, told.village))
    for _, id in couple:
        marital = {"marital_status": "divorced", "divorced_on": told.divorced_on, "spouse_id": ""}
        say(store, item, "said", "person", id, told.divorced_on, claims={"marital": marital})
    families = _begin(store, item, told.family_id, told.new_family, told.divorced_on, told.village)
    leaving = [] if told.leaves is None else [_who(store, item, told.leaves, told.village)[1]]
    for id in [*leaving, *told.people]:
        role = {"role": {"relationship": "head"}} if told.new_family and id in leaving else {}
        kind = "joined" if told.family_id else "left"
        say(store, item, kind, "person", id, told.divorced_on, told.family_id or "", role)
    settle(store, item, [*(id for _, id in couple), *leaving, *told.people], families)


def split(store: Store, item: Item, told: FamilySplit) -> None:
    """Some people begin a family of their own, or join another one."""
    old = find_family(store, told.from_family, item.sender)
    people = [_who(store, item, PersonReference(id=id), told.village)[1] for id in told.people]
    place = place_claims(told.village, told.hamlet, told.rw, told.rt)
    if told.new_family:
        home = {
            "shares_dwelling_with": told.from_family if told.same_dwelling else None,
            "same_kitchen": told.same_kitchen,
        }
        say(store, item, "said", "family", told.family_id, told.split_on, claims={**place, "dwelling": home})
    else:
        find_family(store, told.family_id, item.sender)
    for id in people:
        role = {"role": {"relationship": "head"}} if id == told.head else {}
        say(store, item, "joined", "person", id, told.split_on, told.family_id, role)
    settle(store, item, people, [old.pk, told.family_id])


def pregnancy(store: Store, item: Item, told: PregnancyDeclared) -> None:
    """A woman is pregnant, or is not any more."""
    _, id = _who(store, item, told.woman, told.village)
    claims: dict[str, Any] = {
        "pregnant": told.ended_on is None,
        "seen_on": told.seen_on,
        "last_period_on": told.last_period_on,
        "weeks_when_seen": told.weeks_when_seen,
        "due_on": told.due_on,
        "wanted": told.wanted,
        "ended_on": told.ended_on,
        "outcome": told.outcome,
    }
    on = told.ended_on or told.seen_on
    say(store, item, "said", "person", id, on, claims={"pregnancy": claims})
    settle(store, item, [id], [])


def family_planning_service(store: Store, item: Item, told: FamilyPlanningServiceGiven) -> None:
    """A method was given, changed or ended."""
    _, id = _who(store, item, told.woman, told.village)
    claims: Claims = {
        "contraception": {
            "contraception": told.contraception,
            "using_since": told.given_on if told.contraception != "none" else None,
            "service_source": told.service_source,
            "reason_not_using": told.reason_not_using,
        },
        "wish": {"wish": told.wish},
        "births": {"children_living": told.children_living},
    }
    say(store, item, "said", "person", id, told.given_on, claims=claims)
    settle(store, item, [id], [])


def _who(store: Store, item: Item, reference: PersonReference, village: str) -> tuple[Person, str]:
    """The person meant, and the id by which the form meant it (before any merging)."""
    person = find_person(store, reference, village or item.area_code, item.sender)
    return person, declared_id(store, reference, person)


def _begin(
    store: Store, item: Item, family_id: str | None, new: bool | None, on: date, village: AreaCode
) -> list[str]:
    """The family that people go to: a new one has its place said here, a known one must be the sender's."""
    if not family_id:
        return []
    if new:
        say(store, item, "said", "family", family_id, on, claims={"place": {"village": village}})
    else:
        find_family(store, family_id, item.sender)
    return [family_id]


def _new_person_id(item: Item, claimed: str | None, word: str) -> str:
    claimed = (claimed or "").strip()
    return claimed if SHORTEST <= len(claimed) <= LONGEST else derived_id(item.root_id, item.item, word)


def _ask_of_the_living(item: Item, person: Person, on: date) -> None:
    if person.died_on is not None and person.died_on <= on:
        item.ask(Problem("married_after_death", "person", Severity.WARNING, {"name": person.name}))
