"""Everything that a reader may see of one family, put together for its page and its card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from binakampung.catalogue.organisations import organisations
from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.domain.answers import Answer
from binakampung.domain.reasons import say as fill
from binakampung.domain.risk import FACTORS, RiskAssessment, assess_risk
from binakampung.domain.rules import Wording
from binakampung.ledger.models import Submission
from binakampung.portal.access.people import Reader, SeenPerson
from binakampung.portal.screens.children.visits import home_of
from binakampung.portal.screens.families.attributes import GROUPS, Words, line_of, words_of_form
from binakampung.portal.words import language, say
from binakampung.registry.family_facts import family_facts
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Dwelling, Family, FamilyMembership, Person, Statement, User

RANK = {"head": 0, "spouse": 1, "child": 2}
STATEMENTS_AT_MOST = 200
# Factors that tell a couple's method, and so need the right to it.
_SECRET_FACTORS = {"no_modern_method": "contraception"}


@dataclass(frozen=True, slots=True)
class Line:
    """An answer in words, under its label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A group of answers, and the day of the newest one."""

    code: str
    title: str
    on: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FactorSeen:
    """A factor of risk: `answer` is yes, no or unknown; `clears` what would clear or settle it, `owed` by whom."""

    title: str
    answer: str
    clears: str
    owed: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something that a submission said: of whom, what, by whom, when, in which form."""

    about: str
    lines: tuple[Line, ...]
    on: date
    by: str
    form: str
    seq: int
    instance_id: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """A family as its page tells it."""

    home: str
    card: str
    people: list[SeenPerson]
    gone: list[SeenPerson]
    blocks: list[Block]
    risk: RiskAssessment
    factors: list[FactorSeen]
    reasons: list[str]
    told: list[Told]
    stays: list[tuple[str, FamilyMembership]]
    located: bool


def story_of(family: Family, reader: Reader) -> Story:
    """A family, its people and its history; a fixed number of queries."""
    stays = list(FamilyMembership.objects.filter(family_id=family.pk).order_by("valid_from", "pk"))
    ids = {stay.person_id for stay in stays}
    known = {person.pk: person for person in Person.objects.filter(family_id=family.pk)}
    known |= {person.pk: person for person in Person.objects.filter(pk__in=ids - known.keys(), village=family.village)}
    ordered = sorted(known.values(), key=_order)
    dwelling = Dwelling.objects.filter(pk=family.dwelling_id).first()
    members = [person for person in ordered if person.family_id == family.pk]
    risk = assess_risk(family_facts(family, members, dwelling), reader.today, stunting_risk_rule())
    here = [person for person in members if person.status == RESIDENT]
    names, words = {person.pk: person.name for person in ordered}, words_of_form()
    shared = dict(dwelling.housing) if dwelling else {}
    answers: dict[str, Any] = {**family.attributes}
    if shared or "housing" in answers:
        answers["housing"] = {**shared, **answers.get("housing", {})}
    return Story(
        home=home_of(family),
        card=reader.number(family.card_sealed, family.card_masked),
        people=[reader.person(person) for person in here],
        gone=[reader.person(person) for person in ordered if person not in here],
        blocks=blocks(reader.answers(answers), words),
        risk=risk,
        factors=_factors(risk, reader),
        reasons=_reasons(risk, reader),
        told=_told(family, known, reader, words),
        stays=[(names[stay.person_id], stay) for stay in stays if stay.person_id in names],
        located=bool(dwelling and dwelling.latitude is not None),
    )


def _order(person: Person) -> tuple[int, int, str, str]:
    born = person.birth_date.isoformat() if person.birth_date else "9999"
    return (person.status != RESIDENT, RANK.get(person.relationship, 3), born, person.pk)


def blocks(answers: Mapping[str, Mapping[str, Any]], words: Mapping[str, Words]) -> list[Block]:
    """Groups of answers in words, in the order in which they are asked."""
    return [
        Block(group, say(title), str(answers[group].get("on", "")), lines)
        for group, title in GROUPS.items()
        if group in answers and (lines := tuple(_lines(answers[group], words)))
    ]


def _lines(values: Mapping[str, Any], words: Mapping[str, Words]) -> Iterable[Line]:
    for name, value in values.items():
        line = line_of(name, value, words)
        if line is not None:
            yield Line(*line)


def _word(wording: Wording) -> str:
    return wording.en if language() == "en" else wording.id


def _factors(risk: RiskAssessment, reader: Reader) -> list[FactorSeen]:
    rule, offices = stunting_risk_rule(), organisations()
    seen = []
    for code in FACTORS:
        factor = risk.factors[code]
        if (kind := _SECRET_FACTORS.get(code)) and not reader.sees(kind):
            continue
        if factor.applies is Answer.NO:
            continue
        remedy = factor.remedy
        owed = ", ".join(offices[role].short for role in remedy.owed_by if role in offices) if remedy else ""
        clears = _word(remedy.clears) if remedy else ""
        seen.append(FactorSeen(_word(rule.parts[code].wording), str(factor.answer), clears, owed))
    return seen


def _reasons(risk: RiskAssessment, reader: Reader) -> list[str]:
    if not reader.sees("contraception"):
        return []
    rule = stunting_risk_rule()
    return [
        _word(fill(rule.reasons[reason.code], reason.facts)) for reason in risk.reasons if reason.code in rule.reasons
    ]


def _told(family: Family, known: Mapping[str, Person], reader: Reader, words: Mapping[str, Words]) -> list[Told]:
    """What submissions said of the family and its people, newest first."""
    about = [family.pk, *known]
    rows = list(Statement.objects.filter(about_id__in=about).order_by("-said_on", "-source_seq")[:STATEMENTS_AT_MOST])
    sent = Submission.objects.in_bulk({row.source_seq for row in rows})
    people = dict(
        User.objects.filter(login__in={each.submitted_by for each in sent.values()}).values_list("login", "name")
    )
    told = []
    for row in rows:
        source = sent.get(row.source_seq)
        person = known.get(row.about_id)
        shown = reader.answers(row.claims, reader.years(person.birth_date) if person else None)
        lines = tuple(line for group in shown for line in _lines(shown[group], words))
        told.append(
            Told(
                person.name if person else say("Keluarga"),
                lines,
                row.said_on,
                people.get(source.submitted_by, source.submitted_by) if source else "",
                source.form_id if source else "",
                row.source_seq,
                source.instance_id if source else "",
                source.received_at if source else None,
            )
        )
    return told
