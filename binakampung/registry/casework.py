"""What follows from the facts of each child touched: judgement of every measurement, and visit tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from binakampung.catalogue.rules import growth_rule_periods, growth_rules_on
from binakampung.domain.growth import Child, ChildSeries, Weighing, assess_over_time, follow_up_reasons
from binakampung.domain.growth import GrowthAssessment as Judgement
from binakampung.domain.tasks import KIND, Finding, FollowUp, Visit, schedule_follow_ups
from binakampung.registry.models import GrowthAssessment, GrowthMeasurement, HomeVisit, Person, Task
from binakampung.registry.store import Store, values
from binakampung.standards import who_2006

READ_BY = "growth_monthly"  # the report that reads what is kept of a child, and so chooses the age convention


def reconcile(store: Store, people: Iterable[Person]) -> None:
    """Re-derive the assessments and tasks of these people; only what differs is changed."""
    concerned = (each for each in people if _has_any(store, each))
    people = sorted((each for each in concerned if _can_be_judged(store, each)), key=lambda person: person.pk)
    measured = {person.pk: _measurements(store, person) for person in people}
    series = [ChildSeries(child_of(person), tuple(map(weighing_of, measured[person.pk]))) for person in people]
    judged = assess_over_time(series, who_2006(), growth_rule_periods(), READ_BY)
    for person, judgements in zip(people, judged, strict=True):
        _assessments(store, person, judgements)
        _tasks(store, person, judgements, {row.pk: row.measured_on for row in measured[person.pk]})


def _has_any(store: Store, person: Person) -> bool:
    """Most people were never measured: nothing follows for them, and nothing is to be taken back."""
    return any(store.where(table, "person_id", person.pk) for table in (GrowthMeasurement, GrowthAssessment, Task))


def _measurements(store: Store, person: Person) -> list[GrowthMeasurement]:
    rows = store.where(GrowthMeasurement, "person_id", person.pk)
    return sorted(rows, key=lambda row: (row.measured_on, row.pk))


def _can_be_judged(store: Store, person: Person) -> bool:
    """Without a birth date or a sex no standard can be asked; what was judged before is taken back."""
    if person.birth_date is not None and person.sex:
        return True
    for table in (GrowthAssessment, Task):
        for row in store.where(table, "person_id", person.pk):
            store.remove(row)
    return False


def child_of(person: Person) -> Child:
    """The child as the growth rules know it. Raises `ValueError` for a person without birth date."""
    if person.birth_date is None:
        raise ValueError("a child without birth date cannot be judged")
    return Child("male" if person.sex == "male" else "female", person.birth_date)


def weighing_of(row: GrowthMeasurement) -> Weighing:
    return Weighing(
        id=row.pk,
        measured_on=row.measured_on,
        weight_kg=row.weight_kg,
        length_cm=row.length_cm,
        position=row.position,  # type: ignore[arg-type]
        head_cm=row.head_cm,
        muac_cm=row.muac_cm,
        oedema=row.oedema,
    )


def _assessments(store: Store, person: Person, judgements: Iterable[Judgement]) -> None:
    kept = set()
    for judgement in judgements:
        row = _assessment(person, judgement)
        kept.add(row.pk)
        _put_changed(store, store.get(GrowthAssessment, row.pk), row)
    for row in store.where(GrowthAssessment, "person_id", person.pk):
        if row.pk not in kept:
            store.remove(row)


def _assessment(person: Person, judged: Judgement) -> GrowthAssessment:
    return GrowthAssessment(
        id=judged.id,
        person_id=person.pk,
        age_days=judged.age_days,
        age_months=judged.age_months,
        standard_day=judged.standard_day,
        method=judged.method,
        age_used=judged.age_used,
        length_for_age=judged.length_for_age,
        weight_for_age=judged.weight_for_age,
        weight_for_length=judged.weight_for_length,
        bmi_for_age=judged.bmi_for_age,
        head_for_age=judged.head_for_age,
        arm_for_age=judged.arm_for_age,
        flags=list(judged.flags),
        classes=dict(judged.classes),
        gain=judged.gain,
        gain_grams=judged.gain_grams,
        min_gain_grams=judged.min_gain_grams,
        below_red_line=judged.below_red_line,
        two_t=judged.two_t,
        reasons=list(judged.reasons),
        rules=" ".join(judged.rules)[:300],
    )


def _tasks(store: Store, person: Person, judgements: Iterable[Judgement], days: dict[str, date]) -> None:
    findings = [_finding(judgement, days[judgement.id]) for judgement in judgements]
    visits = [Visit(v.pk, v.visited_on, v.contact) for v in store.where(HomeVisit, "person_id", person.pk)]
    kept = set()
    for follow_up in schedule_follow_ups(person.pk, findings, visits, person.died_on or person.left_on):
        kept.add(follow_up.id)
        _put_changed(store, store.get(Task, follow_up.id), _task(person, follow_up))
    for row in store.where(Task, "person_id", person.pk):
        if row.pk not in kept:
            store.remove(row)


def _finding(judged: Judgement, measured_on: date) -> Finding:
    reasons = follow_up_reasons(judged, growth_rules_on(measured_on))
    soonest = min((reason.due_in_days for reason in reasons), default=0)
    urgency = str(min(reasons, key=lambda reason: reason.due_in_days).urgency) if reasons else ""
    due_on = measured_on + timedelta(days=soonest)
    return Finding(judged.id, measured_on, due_on, urgency, tuple(judged.reasons))


def _task(person: Person, follow_up: FollowUp) -> Task:
    return Task(
        id=follow_up.id,
        kind=KIND,
        person_id=person.pk,
        family_id=person.family_id,
        village=person.village,
        measurement_id=follow_up.measurement_id,
        raised_on=follow_up.raised_on,
        due_on=follow_up.due_on,
        urgency=follow_up.urgency,
        reasons=list(follow_up.reasons),
        status=follow_up.status,
        settled_on=follow_up.settled_on,
        settled_by=follow_up.settled_by,
        attempts=follow_up.attempts,
        rules=growth_rules_on(follow_up.raised_on).followup.rule.key,
    )


def _put_changed(store: Store, before: GrowthAssessment | Task | None, row: GrowthAssessment | Task) -> None:
    if before is None or values(before) != values(row):
        store.put(row)
