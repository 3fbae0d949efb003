"""From a child's weighings to z-scores, classes and reasons."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue.rules import growth_rules
from binakampung.domain.growth import (
    Child,
    ChildSeries,
    GrowthAssessment,
    Weighing,
    assess_children,
    assess_growth,
    follow_up_reasons,
    index_label,
)
from binakampung.domain.rules import GrowthRules
from binakampung.standards import who_2006

pytestmark = pytest.mark.once
BOY = Child("male", date(2024, 1, 1))
DAY = date(2026, 7, 10)
HEALTHY = Weighing("a", DAY, 12.5, 89.0, "standing", 48.0, 15.0, False)


def one(weighing: Weighing, child: Child = BOY, rules: GrowthRules | None = None) -> GrowthAssessment:
    return assess_growth(child, [weighing], who_2006(), rules or growth_rules())[0]


def test_a_healthy_boy() -> None:
    found = one(HEALTHY)
    assert (found.id, found.age_days, found.age_months) == ("a", 921, 30)
    assert (found.length_for_age, found.weight_for_age, found.weight_for_length) == (-0.91, -0.56, -0.15)
    assert (found.bmi_for_age, found.head_for_age, found.arm_for_age) == (0.0, -0.69, -0.42)
    assert set(found.classes.values()) == {"normal"} and len(found.classes) == 6
    assert found.flags == () and found.reasons == () and found.gain == "B"
    assert found.rules == ("who_2006", *growth_rules().versions)


def test_lying_at_thirty_months_is_shortened() -> None:
    lying, shorter = (one(replace(HEALTHY, length_cm=cm, position=how)) for cm, how in ((89.7, "lying"), (89.0, None)))
    assert lying.length_for_age == shorter.length_for_age
    assert not lying.position_assumed and shorter.position_assumed


def test_standing_under_nine_months_is_not_believed() -> None:
    baby = Child("male", DAY - timedelta(days=200))
    assert one(replace(HEALTHY, length_cm=67.0), baby).position_assumed


def test_an_implausible_length_has_no_class_and_calls_for_nothing() -> None:
    found = one(replace(HEALTHY, length_cm=66.0, weight_kg=None))
    assert found.length_for_age is not None and found.length_for_age < -6
    assert found.flags == ("length_for_age",)
    assert found.classes == {"head_for_age": "normal", "muac": "normal"}
    assert found.reasons == ()


def test_oedema_leaves_no_weight_index_but_counts_as_weighed() -> None:
    found = one(replace(HEALTHY, oedema=True))
    assert found.weight_for_age is found.weight_for_length is found.bmi_for_age is None
    assert found.below_red_line is None and found.gain == "B"
    assert found.reasons == ("oedema",)
    assert follow_up_reasons(found, growth_rules())[0].urgency == "same_day"


def test_without_sex_there_is_no_z() -> None:
    found = one(replace(HEALTHY, muac_cm=12.0), replace(BOY, sex=None))
    assert found.length_for_age is None and found.classes == {"muac": "moderate"}
    assert found.reasons == ("muac_moderate",)


def test_before_birth_and_after_five_there_is_no_z() -> None:
    for born in (DAY + timedelta(days=1), DAY - timedelta(days=1900)):
        found = one(HEALTHY, replace(BOY, birth_date=born))
        assert found.weight_for_age is None and found.classes == {}


def test_not_measured_at_all() -> None:
    found = one(Weighing("a", DAY))
    assert found.classes == {} and found.gain is None and found.reasons == () and not found.position_assumed


def test_the_red_line_is_a_parameter() -> None:
    thin = replace(HEALTHY, weight_kg=10.3)
    assert one(thin).below_red_line is False and "underweight" in one(thin).reasons
    rules = growth_rules()
    at_minus_two = replace(rules, followup=replace(rules.followup, red_line_z=-2.0))
    assert one(thin, rules=at_minus_two).below_red_line is True
    assert "below_red_line" in one(thin, rules=at_minus_two).reasons


def test_the_flag_limits_are_a_parameter() -> None:
    rules = growth_rules()
    narrow = replace(rules, flags=replace(rules.flags, limits={**rules.flags.limits, "weight_for_age": (-0.5, 0.5)}))
    assert one(HEALTHY, rules=narrow).flags == ("weight_for_age",)


@pytest.mark.parametrize(
    ("index", "days", "label"),
    [
        ("length_for_age", 730, "PB/U"),
        ("length_for_age", 731, "TB/U"),
        ("weight_for_length", 731, "BB/TB"),
        ("weight_for_age", 5, "BB/U"),
    ],
)
def test_labels(index: str, days: int, label: str) -> None:
    assert index_label(index, days) == label  # type: ignore[arg-type]


weighings = st.builds(
    Weighing,
    id=st.uuids().map(str),
    measured_on=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    weight_kg=st.none() | st.floats(2, 30),
    length_cm=st.none() | st.floats(40, 125),
    position=st.sampled_from(["lying", "standing", None]),
    head_cm=st.none() | st.floats(30, 60),
    muac_cm=st.none() | st.floats(8, 25),
    oedema=st.sampled_from([True, False, None]),
)
children = st.builds(Child, st.sampled_from(["male", "female", None]), st.dates(date(2023, 1, 1), date(2026, 1, 1)))
series = st.builds(ChildSeries, children, st.lists(weighings, max_size=8, unique_by=lambda each: each.id))


@settings(max_examples=100, deadline=None)
@given(st.lists(series, max_size=6), st.randoms())
def test_together_or_alone_in_any_order_the_same(many: list[ChildSeries], chance: random.Random) -> None:
    together = assess_children(many, who_2006(), growth_rules())
    for each, found in zip(many, together, strict=True):
        shuffled = chance.sample(list(each.weighings), len(each.weighings))
        assert assess_growth(each.child, shuffled, who_2006(), growth_rules()) == found


@settings(max_examples=100, deadline=None)
@given(series, st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_since_only_leaves_out_the_earlier(each: ChildSeries, since: date) -> None:
    whole = assess_growth(each.child, each.weighings, who_2006(), growth_rules())
    late = {weighing.id for weighing in each.weighings if weighing.measured_on >= since}
    part = assess_children([replace(each, since=since)], who_2006(), growth_rules())[0]
    assert part == [found for found in whole if found.id in late]


@settings(max_examples=200, deadline=None)
@given(series)
def test_every_weighing_has_exactly_one_code_and_flagged_has_no_class(each: ChildSeries) -> None:
    weighed = {weighing.id for weighing in each.weighings if weighing.weighed}
    for found in assess_growth(each.child, each.weighings, who_2006(), growth_rules()):
        assert (found.gain in ("N", "T", "O", "B")) == (found.id in weighed)
        assert not set(found.flags) & set(found.classes)
        assert (found.gain_grams is not None) == (found.gain in ("N", "T"))
        assert all(getattr(found, index) is not None for index in found.classes if index != "muac")
