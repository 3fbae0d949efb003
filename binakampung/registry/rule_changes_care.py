"""What another version of the visit schedule or of a screening rule would change, for each person in care.

Only what the registry knows is read: family facts, weighings, births, home visits met. A measure that no form asks is
unknown under both versions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from binakampung.catalogue.care_rules import child_rules, postpartum_rules, pregnancy_rules, visit_schedule
from binakampung.catalogue.reading import Node
from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.catalogue.screening_rules import screening_rule_with
from binakampung.domain.answers import Answer, any_of
from binakampung.domain.care_facts import CareRecord, PersonCare, people_in_care
from binakampung.domain.facts import CoupleFacts, FamilyFacts
from binakampung.domain.life_course import life_course
from binakampung.domain.schedule import SWEEPING, open_visits
from binakampung.domain.schedule_rules import RecordKind, VisitSchedule, Windows
from binakampung.domain.screening import Screening
from binakampung.domain.screening_child import ChildRules, screen_under_five, screen_under_two
from binakampung.domain.screening_facts import (
    NewbornFacts,
    PostpartumFacts,
    PregnancyScreeningFacts,
    UnderFiveFacts,
    UnderTwoFacts,
)
from binakampung.domain.screening_postpartum import PostpartumRules, screen_newborn, screen_postpartum
from binakampung.domain.screening_pregnancy import PregnancyRules, screen_pregnancy
from binakampung.domain.screening_rules import Colour, Group, ScreeningRule
from binakampung.registry.models import GrowthAssessment, GrowthMeasurement, HomeVisit, Person
from binakampung.registry.rule_changes import Changes, Progress, Verdict, VillageChange
from binakampung.registry.rule_changes_families import chunks, last_judged

SCREENED: Mapping[str, tuple[Group, ...]] = {
    "screening_pregnant": ("pregnant",),
    "screening_postpartum": ("postpartum",),
    "screening_newborn": ("newborn",),
    "screening_under_two": ("under_two",),
    "screening_under_five": ("under_five",),
    "screening_child": ("under_two", "under_five"),
    "screening_status": ("pregnant", "postpartum", "newborn", "under_two", "under_five"),
}
"""Screening rules that somebody here can be judged by, and the groups that each is put to."""
RECORDED: tuple[RecordKind, ...] = ("accompaniment", "weighing", "length")
"""Visits of which a form says that they were made. Of any other nobody knows whether it still has to be."""
AT_BIRTH = ("birth_weight_g", "birth_length_cm", "gestation_weeks")
Z_SCORES = ("length_for_age", "weight_for_age", "weight_for_length", "bmi_for_age", "head_for_age")
OF_CHILDREN = (
    *Z_SCORES, "age_months", "muac_cm", "oedema", "gain", "two_t", "months_not_weighed", "safe_water", "safe_latrine",
)  # fmt: skip
KNOWN: Mapping[str, frozenset[str]] = {
    "pregnant": frozenset({"age_years", "weeks", "trimester", "children_living", "months_since_birth"}),
    "postpartum": frozenset({"days_since_birth", "breastfeeds", "family_planning"}),
    "newborn": frozenset({"days_since_birth", "exclusively_breastfed", *AT_BIRTH}),
    "under_two": frozenset({*OF_CHILDREN, *AT_BIRTH, "exclusively_breastfed"}),
    "under_five": frozenset(OF_CHILDREN),
}
"""Measures that the registry may know of a person of each group."""
Judged = tuple[GrowthMeasurement, GrowthAssessment]


def visit_changes(
    area: str, before: VisitSchedule, after: VisitSchedule, as_of: date, progress: Progress | None = None
) -> list[VillageChange]:
    """People with a visit to be made now; a reason is the visit. Who is in no group under either version is left out.

    A visit that no form records is unknown, not open; and so is the list of a person whose stay is in doubt.
    """
    changes, sides = Changes(), ((before, _records(before)), (after, _records(after)))
    for families in chunks(area, progress):
        people = [(facts, person) for facts in families for person in people_in_care(facts)]
        made = _made([person.id for _, person in people])
        for facts, person in people:
            known = replace(person, records=tuple(made.get(person.id, ())))
            old, new = (_visits(known, as_of, *side) for side in sides)
            if old is not None or new is not None:
                nothing = Verdict(Answer.NO)
                changes.add(facts.village, person.id, old or nothing, new or nothing)
    return changes.in_order()


def _visits(
    person: PersonCare, as_of: date, schedule: VisitSchedule, records: Mapping[str, RecordKind]
) -> Verdict | None:
    course = life_course(person, as_of, schedule)
    if not course.groups and not course.doubts:
        return None
    due = [visit.code for visit in open_visits(person, as_of, schedule)]
    reasons = {code: Answer.YES if records[code] in RECORDED else Answer.UNKNOWN for code in due}
    doubt = Answer.UNKNOWN if course.doubts else Answer.NO
    return Verdict(any_of((doubt, *reasons.values())), reasons)


def _records(schedule: VisitSchedule) -> dict[str, RecordKind]:
    """Code of a visit -> the record that resolves it."""
    kinds: dict[str, RecordKind] = {SWEEPING: "weighing"}
    for plan in schedule.plans:
        kinds[plan.code] = plan.record
        if isinstance(plan.timing, Windows):
            kinds.update({span.code: plan.record for span in plan.timing.spans})
    return kinds


def _made(people: Sequence[str]) -> dict[str, list[CareRecord]]:
    """What was done for each of these people, as far as forms tell."""
    made: dict[str, list[CareRecord]] = defaultdict(list)
    for row in GrowthMeasurement.objects.filter(person_id__one_of=people):
        if row.weight_kg is not None:
            made[row.person_id].append(CareRecord(row.pk, "weighing", row.measured_on))
        if row.length_cm is not None:
            made[row.person_id].append(CareRecord(row.pk, "length", row.measured_on))
    for visit in HomeVisit.objects.filter(person_id__one_of=people, contact="met"):
        made[visit.person_id].append(CareRecord(visit.pk, "accompaniment", visit.visited_on))
    return made


@dataclass(frozen=True, slots=True)
class ScreeningRules:
    """One version of the screening of all groups."""

    pregnancy: PregnancyRules
    birth: PostpartumRules
    child: ChildRules

    def each(self) -> tuple[ScreeningRule, ...]:
        """The rule of each group."""
        birth, child = self.birth, self.child
        return self.pregnancy.screening, birth.mother, birth.newborn, child.under_two, child.under_five


def screening_rules_with(other: Mapping[str, Node]) -> ScreeningRules:
    """The rules in force, but for the files given by id. Raises `RuleError`."""
    return ScreeningRules(
        pregnancy=replace(pregnancy_rules(), screening=screening_rule_with("pregnant", other)),
        birth=replace(
            postpartum_rules(),
            mother=screening_rule_with("postpartum", other),
            newborn=screening_rule_with("newborn", other),
        ),
        child=replace(
            child_rules(),
            under_two=screening_rule_with("under_two", other),
            under_five=screening_rule_with("under_five", other),
        ),
    )


def screening_changes(
    area: str,
    groups: Sequence[Group],
    before: ScreeningRules,
    after: ScreeningRules,
    as_of: date,
    progress: Progress | None = None,
) -> list[VillageChange]:
    """People of these groups who are at risk (yellow or red). Reasons: `GROUP.CHECK`, and `GROUP.red`, being red."""
    changes, schedule = Changes(), visit_schedule()
    for families in chunks(area, progress):
        people = [
            (facts, person, own)
            for facts in families
            for person in people_in_care(facts)
            if (own := [group for group in life_course(person, as_of, schedule).groups if group in groups])
        ]
        ids = [person.id for _, person, _ in people]
        growth = {judged.person_id: (row, judged) for row, judged in last_judged(ids, as_of)}
        births = _births(ids)
        for facts, person, own in people:
            known = _Known(facts, person, as_of, growth.get(person.id), births.get(person.id, {}))
            old, new = (_screened([known.screen(group, rules) for group in own]) for rules in (before, after))
            changes.add(facts.village, person.id, old, new)
    return changes.in_order()


def unasked(groups: Sequence[Group], rules: ScreeningRules) -> tuple[str, ...]:
    """Measures of these groups that the registry knows of nobody: what forms ask, in the Indonesian words."""
    lacking = [
        measure.label.id
        for rule in rules.each()
        if rule.group in groups
        for code, measure in rule.measures.items()
        if code not in KNOWN[rule.group]
    ]
    return tuple(dict.fromkeys(lacking))


def _screened(screenings: Sequence[Screening]) -> Verdict:
    reasons: dict[str, Answer] = {}
    for each in screenings:
        reasons.update({f"{each.group}.{outcome.check.code}": outcome.answer for outcome in each.outcomes})
        reasons[f"{each.group}.red"] = _is(each, ("red",))
    return Verdict(any_of(_is(each, ("yellow", "red")) for each in screenings), reasons)


def _is(screening: Screening, colours: Sequence[Colour]) -> Answer:
    if screening.colour in colours:
        return Answer.YES
    return Answer.UNKNOWN if screening.colour == "unknown" else Answer.NO


def _births(people: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What was told of the birth of each of these people."""
    rows = Person.objects.filter(pk__one_of=people).values_list("pk", "attributes")
    return {id: attributes["birth"] for id, attributes in rows if attributes.get("birth")}


@dataclass(frozen=True, slots=True)
class _Known:
    """One person with everything that the registry knows for a screening."""

    facts: FamilyFacts
    person: PersonCare
    as_of: date
    growth: Judged | None
    birth: Mapping[str, Any]

    def screen(self, group: Group, rules: ScreeningRules) -> Screening:
        """The screening of a group that the person belongs to."""
        if group == "pregnant":
            return screen_pregnancy(self._pregnancy(), self.as_of, rules.pregnancy)
        if group == "postpartum":
            return screen_postpartum(self._mother(), self.as_of, rules.birth)
        if group == "newborn":
            newborn = NewbornFacts(birth_date=self.person.birth_date, **self._born(), **self._breastfed())
            return screen_newborn(newborn, self.as_of, rules.birth)
        if group == "under_two":
            young = UnderTwoFacts(**self._child(), **self._born(), **self._breastfed())
            return screen_under_two(young, self.as_of, rules.child)
        return screen_under_five(UnderFiveFacts(**self._child()), self.as_of, rules.child)

    def _pregnancy(self) -> PregnancyScreeningFacts:
        told = next(each for each in self.person.pregnancies if each.ended_on is None or each.ended_on > self.as_of)
        weeks = None
        if told.weeks_when_seen is not None and told.seen_on is not None:
            weeks = told.weeks_when_seen + (self.as_of - told.seen_on).days // 7
        couple = self._couple()
        return PregnancyScreeningFacts(
            birth_date=self.person.birth_date,
            last_period_on=told.last_period_on,
            due_on=told.due_on,
            weeks=weeks,
            children_living=couple.children_living if couple else None,
            last_birth_on=couple.last_birth_on if couple else None,
        )

    def _mother(self) -> PostpartumFacts:
        ended = [each.ended_on for each in self.person.pregnancies if each.ended_on and each.ended_on <= self.as_of]
        birth_on, couple = max(ended), self._couple()
        since = couple.using_since if couple else None
        return PostpartumFacts(
            birth_on=birth_on,
            breastfeeds=True if couple and couple.exclusive_breastfeeding else None,
            family_planning=True if since is not None and since >= birth_on else None,
        )

    def _couple(self) -> CoupleFacts | None:
        couple = self.facts.couple
        return couple if couple is not None and couple.wife_id == self.person.id else None

    def _born(self) -> dict[str, Any]:
        return {name: self.birth.get(name) for name in AT_BIRTH}

    def _breastfed(self) -> dict[str, Any]:
        """What was told of the youngest child of the couple, if that is this one."""
        couple = self.facts.couple
        youngest = couple is not None and couple.last_birth_on == self.person.birth_date
        return {"exclusively_breastfed": couple.exclusive_breastfeeding if couple and youngest else None}

    def _child(self) -> dict[str, Any]:
        home, risk = self.facts.housing, stunting_risk_rule()
        water = None if home.drinking_water is None else home.drinking_water in risk.safe_water
        unsafe = Answer.UNKNOWN if home.latrine is None else risk.unsafe_latrine[home.latrine]
        latrine = {Answer.YES: False, Answer.NO: True}.get(unsafe)
        told: dict[str, Any] = {"birth_date": self.person.birth_date, "safe_water": water, "safe_latrine": latrine}
        if self.growth is None:
            return told
        row, judged = self.growth
        scores = {name: None if name in judged.flags else getattr(judged, name) for name in Z_SCORES}
        weighed = {"last_weighed_on": row.measured_on} if row.weight_kg is not None else {}
        seen = {"muac_cm": row.muac_cm, "oedema": row.oedema, "gain": judged.gain, "two_t": judged.two_t}
        return {**told, **scores, **weighed, **seen}
