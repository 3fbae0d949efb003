"""Visits that fall due: their windows, what resolves them, and what never happens whatever the facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.care_rules import visit_schedule
from binakampung.catalogue.rules import growth_rules
from binakampung.domain.care_facts import CareRecord, PersonCare, RiskFinding, WeddingFacts
from binakampung.domain.facts import PregnancyFacts
from binakampung.domain.growth import Child, Weighing, not_weighed
from binakampung.domain.life_course import life_course
from binakampung.domain.people import derived_id
from binakampung.domain.reasons import Reason
from binakampung.domain.schedule import DueVisit, due_visits, open_visits
from tests.domain.care import days_before, people

pytestmark = pytest.mark.once
DAY = timedelta(days=1)


def child(born: date, **known: Any) -> PersonCare:
    return PersonCare("p", birth_date=born, **known)


def pregnant(**known: Any) -> PersonCare:
    told = {name: known.pop(name) for name in list(known) if name in PregnancyFacts.__dataclass_fields__}
    return PersonCare("p", sex="female", pregnancies=(PregnancyFacts("p", **told),), **known)


def record(kind: Any, on: date, id: str = "") -> CareRecord:
    return CareRecord(id or f"{kind}-{on}", kind, on)


def visits(person: PersonCare, as_of: date, code: str = "") -> list[DueVisit]:
    return [visit for visit in due_visits(person, as_of, visit_schedule()) if visit.code.startswith(code)]


def spans(person: PersonCare, as_of: date, code: str) -> list[tuple[date, date, date]]:
    return [(visit.opens_on, visit.due_on, visit.closes_on) for visit in visits(person, as_of, code)]


def statuses(person: PersonCare, as_of: date, code: str) -> list[str]:
    return [visit.status for visit in visits(person, as_of, code)]


def test_the_windows_after_a_birth() -> None:
    mother = pregnant(ended_on=date(2026, 5, 1), outcome="live_birth")
    assert spans(mother, date(2026, 8, 1), "KF") == [
        (date(2026, 5, 1), date(2026, 5, 3), date(2026, 5, 3)),
        (date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 8)),
        (date(2026, 5, 9), date(2026, 5, 29), date(2026, 5, 29)),
        (date(2026, 5, 30), date(2026, 6, 12), date(2026, 6, 12)),
    ]
    assert len(spans(mother, date(2026, 8, 1), "postpartum_visit")) == 2
    assert [closes for _, _, closes in spans(child(date(2026, 5, 1)), date(2026, 8, 1), "KN")] == [
        date(2026, 5, 3), date(2026, 5, 8), date(2026, 5, 29)
    ]  # fmt: skip


def test_six_antenatal_contacts_one_two_three_by_trimester() -> None:
    woman = pregnant(last_period_on=date(2026, 1, 1))
    opens = [opens for opens, _, _ in spans(woman, date(2026, 11, 1), "K")]
    assert Counter(opens) == {date(2026, 1, 1): 1, date(2026, 4, 9): 2, date(2026, 7, 16): 3}
    due = [due for _, due, _ in spans(woman, date(2026, 11, 1), "K")]
    assert due == sorted(due) and len(set(due)) == 6


def test_contacts_before_the_pregnancy_was_known_are_not_missed() -> None:
    woman = pregnant(last_period_on=date(2026, 1, 1), seen_on=date(2026, 5, 1))
    assert [visit.code for visit in visits(woman, date(2026, 5, 1), "K")] == ["K2", "K3", "K4"]
    assert [visit.opens_on for visit in visits(woman, date(2026, 5, 1), "K2")] == [date(2026, 5, 1)]


def test_a_bride_is_examined_ninety_days_before_visited_monthly_and_once_after() -> None:
    bride = PersonCare("p", weddings=(WeddingFacts(date(2026, 3, 10), date(2026, 9, 1)),))
    late = date(2026, 12, 1)
    assert spans(bride, late, "premarital_exam") == [(date(2026, 3, 10), date(2026, 6, 3), date(2026, 8, 1))]
    assert spans(bride, late, "premarital_recheck") == [(date(2026, 8, 2), date(2026, 8, 18), date(2026, 8, 31))]
    assert [opens for opens, _, _ in spans(bride, late, "monthly")] == [
        date(2026, month, 10) for month in (4, 5, 6, 7, 8)
    ]
    assert spans(bride, late, "after_wedding") == [(date(2026, 9, 1), date(2026, 9, 15), date(2026, 10, 1))]


def test_a_bride_registered_late_is_examined_at_once() -> None:
    bride = PersonCare("p", weddings=(WeddingFacts(date(2026, 7, 20), date(2026, 9, 1)),))
    assert spans(bride, date(2026, 7, 20), "premarital_exam") == [
        (date(2026, 7, 20), date(2026, 7, 20), date(2026, 8, 1))
    ]


def test_who_is_at_risk_is_visited_every_two_weeks_from_the_day_after() -> None:
    woman = pregnant(
        last_period_on=date(2026, 1, 1), seen_on=date(2026, 3, 1), ended_on=date(2026, 10, 1),
        findings=(RiskFinding(date(2026, 4, 10), True), RiskFinding(date(2026, 5, 20), False)),
    )  # fmt: skip
    found = visits(woman, date(2026, 7, 1), "monthly")
    assert [(visit.opens_on, visit.urgency) for visit in found] == [
        (date(2026, 3, 1), "routine"), (date(2026, 4, 1), "routine"),
        (date(2026, 4, 11), "urgent"), (date(2026, 4, 25), "urgent"), (date(2026, 5, 9), "urgent"),
        (date(2026, 5, 21), "routine"), (date(2026, 6, 21), "routine"), (date(2026, 7, 21), "routine"),
    ]  # fmt: skip
    assert [visit.status for visit in found] == [
        "missed", "closed", "missed", "missed", "closed", "missed", "open", "upcoming"
    ]  # fmt: skip
    assert Reason("at_risk") in found[2].why and Reason("at_risk") not in found[1].why


def test_the_visit_that_finds_the_risk_still_counts_for_its_own_window() -> None:
    woman = pregnant(
        seen_on=date(2026, 3, 1),
        findings=(RiskFinding(date(2026, 3, 20), True),),
        records=(record("accompaniment", date(2026, 3, 20)),),
    )
    assert statuses(woman, date(2026, 3, 25), "monthly") == ["done", "open", "upcoming"]


def test_a_record_counts_from_the_day_it_was_made() -> None:
    baby = child(date(2026, 5, 1), records=(record("neonatal", date(2026, 5, 2)),))
    assert statuses(baby, date(2026, 5, 1), "KN") == ["open", "upcoming"]
    assert statuses(baby, date(2026, 5, 2), "KN") == ["done", "upcoming"]


def test_weighing_is_monthly_and_length_every_three_months_until_the_fifth_birthday() -> None:
    born = date(2021, 5, 20)
    found = visits(child(born), date(2026, 12, 1))
    weighings = [visit for visit in found if visit.key.startswith("weighing")]
    lengths = [visit for visit in found if visit.code == "length"]
    assert (len(weighings), len(lengths)) == (60, 20)
    assert weighings[0].opens_on == lengths[0].opens_on == date(2021, 6, 1)
    assert weighings[-1].closes_on == lengths[-1].closes_on == date(2026, 5, 19)
    assert Counter(visit.group for visit in weighings) == {"under_two": 24, "under_five": 36}


def test_the_fifth_birthday_closes_what_is_open() -> None:
    children = child(date(2021, 5, 20), records=(record("weighing", date(2026, 4, 3)),))
    assert [visit.code for visit in open_visits(children, date(2026, 5, 19), visit_schedule())] == [
        "length",
        "weighing",
    ]
    assert open_visits(children, date(2026, 5, 20), visit_schedule()) == ()
    assert visits(children, date(2026, 5, 20), "weighing")[-1].status == "closed"


@pytest.mark.parametrize("how", ["died_on", "left_on"])
def test_who_dies_or_leaves_is_visited_no_more(how: str) -> None:
    gone = child(date(2025, 5, 20), **{how: date(2026, 3, 15)})
    assert open_visits(gone, date(2026, 3, 15), visit_schedule()) == ()
    assert max(visit.closes_on for visit in visits(gone, date(2026, 12, 1))) < date(2026, 3, 15)


def test_two_months_not_weighed_fetch_the_child_from_home() -> None:
    known = child(date(2025, 5, 20), records=(record("weighing", date(2026, 1, 10)),))
    assert "weighing" in [visit.code for visit in open_visits(known, date(2026, 3, 31), visit_schedule())]
    (sweeping,) = visits(known, date(2026, 4, 1), "sweeping")[-1:]
    assert (sweeping.status, sweeping.urgency, sweeping.opens_on) == ("open", "urgent", date(2026, 4, 1))
    assert Reason("periods_missed", {"number": 2}) in sweeping.why
    fetched = replace(known, records=(*known.records, record("weighing", date(2026, 4, 20))))
    assert statuses(fetched, date(2026, 5, 1), "weighing")[-2:] == ["open", "upcoming"]
    assert [visit.status for visit in visits(fetched, date(2026, 5, 1), "sweeping")][-1] == "done"


@given(st.lists(days_before(1.2, 0), max_size=8), days_before(0.5, 30))
def test_sweeping_is_what_growth_calls_not_weighed(weighed: list[date], as_of: date) -> None:
    """On the days after a month has ended both say the same of a child."""
    born, first = date(2025, 3, 20), as_of.replace(day=1)
    days = [day for day in weighed if born <= day < first]
    known = child(born, records=tuple(record("weighing", day) for day in days))
    swept = [visit for visit in visits(known, first, "sweeping") if visit.opens_on == first]
    weighings = [Weighing(str(day), day, 9.0) for day in days]
    called = not_weighed(Child("male", born), weighings, first, growth_rules().followup)
    assert bool(swept) == (called is not None)


def test_why_today() -> None:
    def said(as_of: date) -> tuple[Reason, ...]:
        return visits(child(date(2026, 5, 1)), as_of, "KN2")[0].today

    assert said(date(2026, 5, 4)) == (Reason("due_in", {"days": 4}),)
    assert said(date(2026, 5, 8)) == (Reason("due_today"), Reason("last_day"))
    assert said(date(2026, 5, 9)) == ()
    woman = pregnant(seen_on=date(2026, 3, 1))
    assert visits(woman, date(2026, 3, 20), "monthly")[0].today == (Reason("late", {"days": 5}),)


def test_every_reason_has_words() -> None:
    codes = {"group", "at_risk", "periods_missed", "late", "due_in", "due_today", "last_day"}
    assert set(visit_schedule().reasons) == codes


def test_the_id_stays_the_same_whatever_becomes_of_the_visit() -> None:
    baby = child(date(2026, 5, 1))
    seen = replace(baby, records=(record("neonatal", date(2026, 5, 2)),))
    (before, *_), (after, *_) = visits(baby, date(2026, 5, 1), "KN1"), visits(seen, date(2026, 9, 1), "KN1")
    assert before.id == after.id == derived_id("p", "neonatal:KN1:2026-05-01")
    assert len({visit.id for visit in visits(seen, date(2026, 9, 1))}) == len(visits(seen, date(2026, 9, 1)))


def test_the_visit_that_closes_first_is_resolved_first() -> None:
    """A pregnant bride: one visit resolves one of the two that are open."""
    bride = replace(
        pregnant(seen_on=date(2026, 3, 1)),
        weddings=(WeddingFacts(date(2026, 2, 20), date(2026, 9, 1)),),
        records=(record("accompaniment", date(2026, 3, 5)),),
    )
    found = [visit for visit in visits(bride, date(2026, 3, 5)) if visit.resolved_by]
    assert [visit.code for visit in found] == ["registration_visit"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_of_several_records_the_earliest_resolve_in_turn(order: tuple[int, ...]) -> None:
    """Two contacts are due in the second trimester: the first two made there resolve them, whatever came in first."""
    days = [date(2026, 4, 20), date(2026, 5, 20), date(2026, 6, 20), date(2026, 7, 20)]
    made = [record("antenatal", day) for day in days]
    woman = pregnant(last_period_on=date(2026, 1, 1), records=tuple(made[place] for place in order))
    resolved = {visit.code: visit.resolved_by for visit in visits(woman, date(2026, 8, 1), "K")}
    assert resolved == {
        "K1": None, "K2": made[0].id, "K3": made[1].id, "K4": made[3].id, "K5": None, "K6": None
    }  # fmt: skip


@given(people(), days_before(3, 500))
def test_each_record_resolves_at_most_one_visit_of_its_kind_in_its_window(person: PersonCare, as_of: date) -> None:
    records = {each.id: each for each in person.records}
    resolved = [visit for visit in due_visits(person, as_of, visit_schedule()) if visit.resolved_by]
    assert len({visit.resolved_by for visit in resolved}) == len(resolved)
    for visit in resolved:
        made = records[str(visit.resolved_by)]
        assert visit.opens_on <= made.on <= min(visit.closes_on, as_of)
        assert visit_schedule().plan(visit.key.split(":")[0]).record == made.kind


@given(people(), days_before(3, 500))
def test_no_record_is_left_over_while_a_visit_it_could_resolve_is_open(person: PersonCare, as_of: date) -> None:
    found = due_visits(person, as_of, visit_schedule())
    used = {visit.resolved_by for visit in found}
    for made in set(person.records):
        if made.id in used or made.on > as_of:
            continue
        for visit in found:
            fits = visit_schedule().plan(visit.key.split(":")[0]).record == made.kind
            assert not (fits and visit.opens_on <= made.on <= visit.closes_on and visit.resolved_by is None), visit


@given(people(), days_before(3, 500), st.randoms())
def test_order_means_nothing_and_the_same_comes_out_again(person: PersonCare, as_of: date, random: Random) -> None:
    def shuffled(several: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(several, len(several)))

    other = replace(
        person,
        weddings=shuffled(person.weddings),
        pregnancies=shuffled(person.pregnancies),
        findings=shuffled(person.findings),
        records=shuffled(person.records),
    )
    assert due_visits(other, as_of, visit_schedule()) == due_visits(person, as_of, visit_schedule())


@given(people(), days_before(3, 500), st.integers(0, 200))
def test_time_only_moves_forward(person: PersonCare, as_of: date, days: int) -> None:
    """A window once seen never moves; a settled visit stays settled; the next to come never comes earlier."""
    before = {visit.key: visit for visit in due_visits(person, as_of, visit_schedule())}
    after = {visit.key: visit for visit in due_visits(person, as_of + days * DAY, visit_schedule())}
    order = ("upcoming", "open", "done", "missed", "closed")
    for key, visit in before.items():
        later = after[key]
        assert (later.opens_on, later.due_on, later.closes_on) == (visit.opens_on, visit.due_on, visit.closes_on)
        if visit.status in order[2:]:
            assert (later.status, later.resolved_by) == (visit.status, visit.resolved_by)
        assert order.index(later.status) >= order.index(visit.status)
    for plan in visit_schedule().plans:
        coming, then = to_come(before.values(), plan.code), to_come(after.values(), plan.code)
        assert not coming or not then or min(then) >= min(coming)


def to_come(found: Iterable[DueVisit], plan: str) -> list[date]:
    """First days of the visits of a plan that are still to be made."""
    waiting = [visit for visit in found if visit.status in ("open", "upcoming")]
    return [visit.opens_on for visit in waiting if visit.key.startswith(f"{plan}:")]


@given(people(), days_before(3, 500))
def test_visits_lie_within_the_persons_stay_in_the_group(person: PersonCare, as_of: date) -> None:
    for visit in due_visits(person, as_of, visit_schedule()):
        assert visit.opens_on <= visit.due_on <= visit.closes_on
        assert visit.group in life_course(person, visit.opens_on, visit_schedule()).groups
        groups = visit_schedule().plan(visit.key.split(":")[0]).groups
        assert set(life_course(person, visit.closes_on, visit_schedule()).groups) & set(groups)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_at_the_ends_of_the_calendar_do_not_raise(day: date) -> None:
    for as_of in (date.min, date(2026, 6, 1), date.max):
        everything = PersonCare(
            "p", "female", day, None, None, (WeddingFacts(day, day), WeddingFacts(date.min, date.max)),
            (PregnancyFacts("p", day, 5, day, day, day), PregnancyFacts("p", due_on=day)),
            (RiskFinding(day, True),), (record("weighing", day),),
        )  # fmt: skip
        assert len(due_visits(everything, as_of, visit_schedule())) < 500
