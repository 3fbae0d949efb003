"""What the registry knows of families, as the rules read it: rows folded from statements become `FamilyFacts`.

What nobody answered stays None, so that the rules answer 'unknown' and never 'no'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, cast

from binakampung.domain.facts import (
    CoupleFacts,
    DevelopmentFacts,
    FamilyFacts,
    HousingFacts,
    PersonFacts,
    PregnancyFacts,
    Relationship,
    Sex,
    WelfareFacts,
)
from binakampung.domain.statements import as_day
from binakampung.registry.models import Dwelling, Family, Person

CHUNK = 500
Block = TypeVar("Block", HousingFacts, DevelopmentFacts, WelfareFacts)


def facts_of(area: str) -> Iterator[FamilyFacts]:
    """Every family that lives in an area (code prefix, empty for all), in the order of village and id."""
    here = Family.objects.filter(village__startswith=area, status="resident")
    yield from facts_of_families(here.order_by("village", "pk").values_list("pk", flat=True))


def facts_of_families(ids: Iterable[str]) -> Iterator[FamilyFacts]:
    """These families, in their order; one that is not here is left out."""
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        families = Family.objects.in_bulk(chunk)
        homes = Dwelling.objects.in_bulk({family.dwelling_id for family in families.values()})
        members: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(family_id__in=chunk).order_by("pk"):
            members[person.family_id].append(person)
        for id in chunk:
            if id in families:
                family = families[id]
                yield family_facts(family, members[id], homes.get(family.dwelling_id))


def family_facts(family: Family, members: Sequence[Person], home: Dwelling | None = None) -> FamilyFacts:
    """One family, its people, and the dwelling that it may share with others."""
    here = [member for member in members if member.status == "resident"]
    wife, husband, sure = _couple(here)
    fertility = _newest(family.attributes, wife.attributes if wife else {})
    return FamilyFacts(
        id=family.pk,
        village=family.village,
        people=tuple(_person(member) for member in here),
        couple=_couple_facts(wife, husband, members, fertility) if wife else None,
        has_couple=sure,
        pregnancies=_pregnancies(wife, fertility) if wife else (),
        housing=_block(HousingFacts, {**(home.housing if home else {}), **family.attributes.get("housing", {})}),
        development=_block(DevelopmentFacts, family.attributes.get("development", {})),
        welfare=_block(WelfareFacts, family.attributes.get("welfare", {})),
    )


def _person(person: Person) -> PersonFacts:
    of = _Answers(person.attributes)
    return PersonFacts(
        id=person.pk,
        sex=cast(Sex, person.sex) if person.sex else None,
        birth_date=person.birth_date,
        relationship=cast(Relationship, person.relationship),
        marital_status=of.text("marital", "marital_status"),
        first_married_on=as_day(of.text("marital", "married_on")),
        age_at_first_marriage=of.text("marital", "age_at_first_marriage"),
        schooling=of.text("schooling", "schooling"),
        attends_school=of.text("schooling", "attends_school"),
        insurance=of.text("insurance", "insurance"),
        has_nik=True if person.nik_hash else None,
        has_birth_certificate=of.text("certificate", "has_birth_certificate"),
        disabled=of.text("health", "disabled"),
        smokes=of.text("health", "smokes"),
        died_on=person.died_on,
    )


class _Answers:
    """Answers by group and name, None for what nobody said."""

    def __init__(self, attributes: Mapping[str, Any]) -> None:
        self.attributes = attributes

    def text(self, group: str, name: str) -> Any:
        return self.attributes.get(group, {}).get(name)

    def day(self, group: str, name: str) -> date | None:
        return as_day(self.text(group, name))


def _couple(here: Sequence[Person]) -> tuple[Person | None, Person | None, bool | None]:
    """Wife, husband, and whether there is a couple at all: head and spouse are the form's one couple.

    A married woman who heads the family without a husband on the form is of a couple too; a head who is divorced,
    widowed or never married, and has no spouse there, is not.
    """
    partners = [member for member in here if member.relationship in ("head", "spouse")]
    wives = [member for member in partners if member.sex == "female"]
    husbands = [member for member in partners if member.sex == "male"]
    if len(wives) == 1 and len(husbands) == 1:
        return wives[0], husbands[0], True
    if len(partners) == 1:
        status = _Answers(partners[0].attributes).text("marital", "marital_status")
        if status == "married":
            return (partners[0] if wives else None), (partners[0] if husbands else None), True
        return None, None, False if status else None
    return None, None, None


def _newest(family: Mapping[str, Any], wife: Mapping[str, Any]) -> dict[str, Any]:
    """The fertility groups as last answered: by the family's form, or by one about the wife."""
    groups = ("pregnancy", "births", "wish", "contraception", "breastfeeding", "infecund")
    return {
        name: max((each.get(name, {}) for each in (family, wife)), key=lambda answers: str(answers.get("on", "")))
        for name in groups
    }


def _couple_facts(
    wife: Person, husband: Person | None, members: Sequence[Person], fertility: Mapping[str, Any]
) -> CoupleFacts:
    of = _Answers(fertility)
    others = {member.pk for member in members} - {wife.pk}
    births = tuple(sorted(each.birth_date for each in members if each.birth_date and _is_hers(each, others)))
    counted_on = of.day("births", "on")
    alive = of.text("births", "children_born_alive")
    if alive is not None and counted_on is not None:
        alive += sum(1 for day in births if day > counted_on)
    last_birth = of.day("births", "last_birth_on")
    return CoupleFacts(
        wife_id=wife.pk,
        husband_id=husband.pk if husband else None,
        contraception=of.text("contraception", "contraception"),
        using_since=of.day("contraception", "using_since"),
        wish=of.text("wish", "wish"),
        children_born_alive=alive,
        children_living=of.text("births", "children_living"),
        last_birth_on=max(filter(None, (last_birth, *births[-1:])), default=None),
        birth_dates=births,
        infecund=of.text("infecund", "infecund"),
        exclusive_breastfeeding=of.text("breastfeeding", "exclusive_breastfeeding"),
        pregnant=_pregnant(fertility.get("pregnancy", {})),
    )


def _is_hers(member: Person, others: set[str]) -> bool:
    """A child of the family, unless its mother is known to be somebody else there."""
    return member.relationship == "child" and _Answers(member.attributes).text("mother", "mother_id") not in others


def _pregnant(pregnancy: Mapping[str, Any]) -> bool | None:
    """A no as it was answered. A yes is a pregnancy with days of its own, of which the rules ask whether it goes on."""
    return False if pregnancy.get("ended_on") or pregnancy.get("pregnant") is False else None


def _pregnancies(wife: Person, fertility: Mapping[str, Any]) -> tuple[PregnancyFacts, ...]:
    of = _Answers(fertility)
    if not of.text("pregnancy", "pregnant") and not of.text("pregnancy", "ended_on"):
        return ()
    return (
        PregnancyFacts(
            woman_id=wife.pk,
            last_period_on=of.day("pregnancy", "last_period_on"),
            weeks_when_seen=of.text("pregnancy", "weeks_when_seen"),
            seen_on=of.day("pregnancy", "seen_on"),
            due_on=of.day("pregnancy", "due_on"),
            ended_on=of.day("pregnancy", "ended_on"),
            outcome=of.text("pregnancy", "outcome"),
            wanted=of.text("pregnancy", "wanted"),
        ),
    )


def _block(kind: type[Block], answers: Mapping[str, Any]) -> Block:
    """A block of the form; what the block does not know by name stays behind."""
    known: dict[str, Any] = {each.name: answers.get(each.name) for each in fields(kind)}
    if isinstance(known.get("programmes"), list):
        known["programmes"] = tuple(known["programmes"])
    return kind(**known)
