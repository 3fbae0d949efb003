"""Screening: three answers, what would clear a risk, who owes that, and the colour it adds up to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.care_examples import JUDGES
from binakampung.catalogue.screening_rules import screening_rule
from binakampung.domain.answers import Answer
from binakampung.domain.reasons import Reason
from binakampung.domain.screening import Screening, outcome_answers
from binakampung.domain.screening_facts import (
    CatinFacts,
    NewbornFacts,
    PostpartumFacts,
    PregnancyScreeningFacts,
    UnderTwoFacts,
)
from binakampung.domain.screening_rules import Group
from binakampung.domain.screening_words import worded
from tests.domain.care import AS_OF, days_before, facts

pytestmark = pytest.mark.once
YEARS = {"catin": 40, "pregnant": 40, "postpartum": 0.2, "newborn": 0.2, "under_two": 3, "under_five": 6}
GROUPS: tuple[Group, ...] = tuple(JUDGES)


def judged(group: Group, as_of: date = AS_OF, earlier: Any = (), **known: Any) -> Screening:
    kind, judge, rules_with = JUDGES[group]
    return judge(kind(**known), as_of, rules_with(screening_rule(group)), earlier)


def codes(found: Screening) -> list[str]:
    return [check.code for check in found.risks]


def answer(found: Screening, code: str) -> Answer | None:
    """The answer to a check; None when it is not put to the person."""
    return next((outcome.answer for outcome in found.outcomes if outcome.check.code == code), None)


def reasons(found: Screening, code: str) -> tuple[Reason, ...]:
    return next(outcome.reasons for outcome in found.outcomes if outcome.check.code == code)


@st.composite
def anybody(draw: st.DrawFn) -> tuple[Group, Any]:
    group = draw(st.sampled_from(GROUPS))
    return group, draw(facts(JUDGES[group][0], YEARS[group]))


@given(anybody(), days_before(2, 800))
def test_no_facts_whatever_raise(person: tuple[Group, Any], as_of: date) -> None:
    group, known = person
    _, judge, rules_with = JUDGES[group]
    found = judge(known, as_of, rules_with(screening_rule(group)))
    assert found == judge(known, as_of, rules_with(screening_rule(group)))
    for outcome in found.outcomes:
        open_reasons = [reason for reason in outcome.reasons if reason.code != "measured"]
        assert bool(open_reasons) == (outcome.answer is Answer.UNKNOWN), outcome.check.code
        for reason in outcome.reasons:
            assert worded(reason, screening_rule(group)).id and worded(reason, screening_rule(group)).en


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("group", GROUPS)
def test_nor_do_days_at_the_ends_of_the_calendar(group: Group, day: date) -> None:
    kind = JUDGES[group][0]
    dates = {each.name: day for each in fields(kind) if str(each.type).startswith("date")}
    for as_of in (date.min, AS_OF, date.max):
        assert judged(group, as_of, **dates).colour in ("green", "unknown", "yellow", "red")


@pytest.mark.parametrize("height", [0.0, 1e-172, 1e308, -1.0])
@pytest.mark.parametrize("weight", [0.0, 1e-172, 1e308, -1.0])
def test_nor_do_impossible_bodies(weight: float, height: float) -> None:
    found = judged("pregnant", weeks=20, weight_before_kg=weight, weight_kg=weight, height_cm=height)
    assert answer(found, "thin_before") is answer(found, "gain_too_small") is Answer.UNKNOWN


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_known_is_never_green(group: Group) -> None:
    found = judged(group)
    assert found.colour == "unknown" and found.risks == () and found.urgency is None and found.due_on is None
    assert {outcome.answer for outcome in found.outcomes} == {Answer.UNKNOWN}
    assert set(screening_rule(group).essential) <= set(found.missing)


@given(anybody())
def test_what_is_unknown_never_hides_a_risk(person: tuple[Group, Any]) -> None:
    """Forgetting one more fact may open an answer or leave it; it never turns a yes into a no, or a no into a yes."""
    group, known = person
    _, judge, rules_with = JUDGES[group]
    rules = rules_with(screening_rule(group))
    whole = {each.check.code: each.answer for each in judge(known, AS_OF, rules).outcomes}
    for each in fields(known):
        if each.name in ("birth_date", "last_period_on", "due_on", "never_weighed"):
            continue  # another fact takes their place, or decides whom a check is put to
        less = judge(replace(known, **{each.name: None}), AS_OF, rules)
        for outcome in less.outcomes:
            before = whole.get(outcome.check.code, Answer.NO)
            assert outcome.answer in (before, Answer.UNKNOWN), (each.name, outcome.check.code)


def test_a_check_is_not_put_to_whom_it_does_not_concern() -> None:
    assert answer(judged("catin", sex="male", muac_cm=20.0), "low_muac") is None
    assert answer(judged("catin", muac_cm=20.0), "low_muac") is Answer.UNKNOWN
    assert answer(judged("catin", muac_cm=24.0), "low_muac") is Answer.NO
    assert answer(judged("under_two", birth_date=date(2026, 1, 1), food_groups=1), "too_few_food_groups") is None


def test_a_result_says_why_what_clears_it_and_who_owes_that() -> None:
    found = judged("catin", sex="female", hb_g_dl=11.9)
    (risk,) = found.risks
    assert reasons(found, "anaemia") == (
        Reason("measured", {"measure": "hb_g_dl", "value": 11.9}),
        Reason("measured", {"measure": "sex", "value": "female"}),
    )
    assert "90 hari" in risk.remedy.clears.id and risk.remedy.owed_by == ("health",)
    assert found.owed_by == {"health": ("anaemia",)}
    assert found.rules == ("screening_catin@1", "screening_status@1")


def test_an_impossible_number_is_asked_again_and_decides_nothing() -> None:
    found = judged("catin", sex="female", hb_g_dl=119.0)
    assert answer(found, "anaemia") is Answer.UNKNOWN and "hb_g_dl" in found.missing
    assert Reason("implausible", {"measure": "hb_g_dl", "value": 119.0}) in reasons(found, "anaemia")


@pytest.mark.parametrize(
    ("group", "measure", "value", "said"),
    [
        ("catin", "hb_g_dl", 10.9, "Hemoglobin (Hb): 10,9 g/dL"),
        ("catin", "sex", "female", "Jenis kelamin: perempuan"),
        ("catin", "smokes", True, "Merokok: ya"),
        ("under_two", "illness_signs", "convulsion, lethargy", "Tanda sakit: Kejang, Sangat lemas"),
        ("under_two", "doses_missed", "MR1, IPV2", "Imunisasi yang terlewat: MR1, IPV2"),
        ("postpartum", "missed_postnatal", "", "Kunjungan nifas yang terlewat: tidak ada"),
    ],
)
def test_grounds_in_words(group: Group, measure: str, value: Any, said: str) -> None:
    reason = Reason("measured", {"measure": measure, "value": value})
    assert worded(reason, screening_rule(group)).id == said


def test_missing_grounds_in_words() -> None:
    rule = screening_rule("catin")
    assert worded(Reason("missing", {"measure": "hb_g_dl"}), rule).id == "Hemoglobin (Hb) belum diketahui"
    said = worded(Reason("implausible", {"measure": "hb_g_dl", "value": 119.0}), rule)
    assert (said.id, said.en) == (
        "Hemoglobin (Hb): 119 g/dL tidak mungkin, periksa lagi",
        "Haemoglobin: 119 g/dL cannot be, check again",
    )


@pytest.mark.parametrize(
    ("earlier", "colour"),
    [
        ((), "yellow"),
        ([["low_mood"]] * 2, "yellow"),
        ([["low_mood"]] * 3, "red"),
        ([["low_mood"], [], ["low_mood"], ["low_mood"]], "yellow"),
        ([[], ["low_mood"], ["low_mood", "no_iron"], ["low_mood"]], "red"),
        ([["no_iron"]] * 3, "yellow"),
    ],
)
def test_a_risk_that_three_visits_left_is_red(earlier: Any, colour: str) -> None:
    assert judged("postpartum", birth_on=date(2026, 5, 20), low_mood=True, earlier=earlier).colour == colour


def test_a_risk_that_nothing_can_clear_does_not_turn_red_by_waiting() -> None:
    assert judged("pregnant", birth_date=date(2010, 1, 1), earlier=[["too_young"]] * 5).colour == "yellow"


def test_a_danger_sign_outranks_everything_and_is_due_today() -> None:
    found = judged("pregnant", bleeding=True, muac_cm=22.0)
    assert (found.colour, found.urgency, found.due_on, found.refer_today) == ("red", "same_day", AS_OF, True)
    assert codes(found) == ["bleeding", "low_muac"]
    assert not judged("pregnant", muac_cm=22.0).refer_today


def test_what_the_members_of_a_family_say_together() -> None:
    bride, groom = judged("catin", sex="female", hb_g_dl=12.5), judged("catin", sex="male", hb_g_dl=12.5)
    woman = judged("pregnant", hb_g_dl=10.0)
    together = outcome_answers([bride, groom, woman])
    assert together["catin"] is together["pregnant"] is Answer.YES and "under_two" not in together
    assert together["catin.anaemia"] is Answer.YES and outcome_answers([bride])["catin.anaemia"] is Answer.NO
    assert together["catin.low_muac"] is Answer.UNKNOWN and "catin.low_muac" not in outcome_answers([groom])
    assert together["pregnant.anaemia"] is Answer.YES and together["pregnant.severe_anaemia"] is Answer.NO


def test_a_disease_is_not_named_beyond_the_facts() -> None:
    """What a screening hands on says that there is a disease, never which."""
    found = judged("pregnant", diseases=("hiv",))
    assert "disease" in codes(found) and "hiv" not in repr(found)


def test_weeks_come_from_the_last_period_else_the_day_expected_else_as_told() -> None:
    def due(**known: Any) -> Answer | None:
        return answer(judged("pregnant", antenatal_visits=0, **known), "contacts_missed")

    assert due(last_period_on=date(2026, 2, 28)) is Answer.YES  # 13 weeks and 2 days: K1 was due in week 12
    assert due(last_period_on=date(2026, 3, 3)) is Answer.NO  # 12 weeks and 6 days: its last day
    assert due(due_on=date(2026, 12, 5)) is Answer.YES
    assert due(weeks=13) is Answer.YES and due(weeks=12) is Answer.NO
    assert due(last_period_on=date(2026, 6, 2), weeks=30) is Answer.UNKNOWN  # a period that lies ahead settles nothing
    assert due() is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("gained", "weeks", "expected"),
    [(0.0, 12, None), (0.0, 13, Answer.NO), (-0.1, 13, Answer.YES), (4.2, 23, Answer.YES), (4.3, 23, Answer.NO)],
)
def test_weight_gain_is_due_evenly_from_the_thirteenth_week(gained: float, weeks: int, expected: Answer | None) -> None:
    """11.5 kg for a BMI of 20.8: a twenty-seventh of it a week from week 13 on, 4.26 in week 23."""
    found = judged("pregnant", weeks=weeks, weight_before_kg=50.0, weight_kg=50.0 + gained, height_cm=155.0)
    assert answer(found, "gain_too_small") is expected


def test_contacts_count_in_their_own_window_only() -> None:
    def missed(*days: int) -> str:
        seen = tuple(date(2026, 5, day) for day in days)
        found = judged("postpartum", birth_on=date(2026, 5, 1), postnatal_on=seen)
        return str(reasons(found, "postnatal_missed")[0].facts["value"])

    assert missed(3, 8, 29) == ""
    assert missed(4, 8, 29) == "KF1"  # the third day after birth is the second window's
    assert missed() == "KF1, KF2, KF3"
    assert missed(1, 1, 2) == "KF2, KF3"


@pytest.mark.parametrize(
    ("kind", "field", "measure", "limit", "side"),
    [
        (CatinFacts, "muac_cm", "low_muac", 23.5, "below"),
        (CatinFacts, "hb_g_dl", "anaemia", 12.0, "below"),
        (PregnancyScreeningFacts, "hb_g_dl", "anaemia", 11.0, "below"),
        (PregnancyScreeningFacts, "height_cm", "short", 145.0, "below"),
        (PregnancyScreeningFacts, "children_living", "too_many", 2.5, "above"),
        (NewbornFacts, "birth_weight_g", "low_birth_weight", 2500.0, "below"),
        (NewbornFacts, "birth_length_cm", "short_at_birth", 48.0, "below"),
        (NewbornFacts, "gestation_weeks", "preterm", 37, "below"),
        (UnderTwoFacts, "length_for_age", "stunted", -2.0, "below"),
        (UnderTwoFacts, "food_groups", "too_few_food_groups", 5, "below"),
        (PostpartumFacts, "hb_g_dl", "severe_anaemia", 8.0, "below"),
    ],
)
def test_the_edge_of_each_limit(kind: type, field: str, measure: str, limit: float, side: str) -> None:
    group: Group = next(each for each, (facts_kind, *_) in JUDGES.items() if facts_kind is kind)
    step = 0.01 if isinstance(limit, float) and limit != 2.5 else 1
    known: dict[str, Any] = {"sex": "female"} if group == "catin" else {}
    known |= {"birth_date": date(2025, 6, 1)} if group == "under_two" else {}
    at = judged(group, **known, **{field: 3 if side == "above" else limit})
    beyond = judged(group, **known, **{field: 2 if side == "above" else limit - step})
    expected = (Answer.YES, Answer.NO) if side == "above" else (Answer.NO, Answer.YES)
    assert (answer(at, measure), answer(beyond, measure)) == expected


def test_body_mass_index_is_judged_as_it_is_read() -> None:
    """At 156 cm 44.8 kg are 18.41, read as 18.4, and 44.9 kg are 18.45, read as 18.5."""
    thin: Callable[[float], Answer | None] = lambda kg: answer(  # noqa: E731
        judged("catin", weight_kg=kg, height_cm=156.0), "underweight"
    )
    assert thin(44.8) is Answer.YES and thin(44.9) is Answer.NO
