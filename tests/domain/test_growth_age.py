"""By which age growth is judged: two conventions, corrected age of preterm children, rules that change over time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue import rules as catalogue
from binakampung.catalogue.rules import growth_rule_periods, growth_rules, growth_rules_on
from binakampung.domain.growth import Child, ChildSeries, Weighing, assess_children, assess_growth, assess_over_time
from binakampung.domain.growth_age import days_early, standard_age
from binakampung.domain.rules import AgeMethod
from binakampung.standards import who_2006

pytestmark = pytest.mark.once
RULE = growth_rules().age
BORN = date(2026, 1, 10)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def z(on: date, kg: float, gestation: int | None = None, method: AgeMethod | None = None) -> float | None:
    found = assess_growth(Child("male", BORN, gestation), [Weighing("a", on, kg)], who_2006(), growth_rules(), method)
    return found[0].weight_for_age


def test_every_result_names_its_convention_and_its_age() -> None:
    child, weighings = Child("male", BORN, 30), [Weighing("a", date(2026, 7, 10), 6.5)]
    by_day, by_month = (
        assess_growth(child, weighings, who_2006(), growth_rules(), method)[0]
        for method in ("by_day", "by_completed_month")
    )
    assert (by_day.method, by_day.age_used, by_day.age_days, by_day.standard_day) == ("by_day", "corrected", 181, 111)
    assert (by_month.method, by_month.age_used, by_month.standard_day) == ("by_completed_month", "corrected", 91)
    assert by_day.weight_for_age != by_month.weight_for_age


def test_by_month_is_the_table_by_day_at_the_month() -> None:
    """2 months 29 days are 2 months, and 2 months are 60.875 days, read at 61."""
    assert z(date(2026, 4, 9), 5.0, method="by_completed_month") == z(BORN + timedelta(days=61), 5.0)
    assert z(date(2026, 4, 9), 5.0, method="by_completed_month") != z(date(2026, 4, 9), 5.0)


def test_a_preterm_baby_is_compared_with_children_as_old_since_term() -> None:
    on = date(2026, 7, 10)
    assert z(on, 6.0, gestation=32) == z(on - timedelta(days=56), 6.0)
    assert z(on, 6.0, gestation=37) == z(on, 6.0, gestation=None) == z(on, 6.0)


def test_before_term_there_is_no_z_and_the_weighing_still_counts() -> None:
    found = assess_growth(Child("male", BORN, 30), [Weighing("a", date(2026, 2, 1), 1.9)], who_2006(), growth_rules())[
        0
    ]
    assert found.weight_for_age is None and found.age_used == "corrected" and found.standard_day < 0
    assert found.gain == "B" and found.below_red_line is None


@given(
    born=DAYS, on=DAYS, weeks=st.none() | st.integers(-5, 60), method=st.sampled_from(["by_day", "by_completed_month"])
)
def test_the_age_used_is_never_above_the_age(born: date, on: date, weeks: int | None, method: AgeMethod) -> None:
    since_birth, used = (standard_age(Child(None, born, each), on, RULE, method) for each in (None, weeks))
    assert since_birth.used == "chronological"
    assert used.days <= since_birth.days
    assert used.used == (
        "corrected" if weeks is not None and days_early(Child(None, born, weeks), on, RULE) else "chronological"
    )
    assert used.day - 1 < used.days <= used.day + 0.5


def test_both_conventions_meet_at_birth_and_part_by_less_than_a_month() -> None:
    for days in range(1826):
        by_day, by_month = (
            standard_age(Child(None, BORN), BORN + timedelta(days=days), RULE, method).days
            for method in ("by_day", "by_completed_month")
        )
        assert -3 < by_day - by_month < 33, days


def test_a_report_may_ask_for_its_own_convention() -> None:
    rule = replace(RULE, reports={"other": "by_completed_month"})
    assert (rule.of_report("other"), rule.of_report("growth_monthly")) == ("by_completed_month", "by_day")


def test_what_is_kept_follows_the_report_that_reads_it() -> None:
    rules = growth_rules()
    monthly = replace(rules, age=replace(rules.age, reports={"growth_monthly": "by_completed_month"}))
    series = [ChildSeries(Child("male", BORN), [Weighing("a", date(2026, 4, 9), 5.0)])]
    (kept,), (other,) = (
        assess_over_time(series, who_2006(), [(date(2020, 1, 1), monthly)], report)[0]
        for report in ("growth_monthly", "")
    )
    assert (kept.method, kept.standard_day) == ("by_completed_month", 61)
    assert (other.method, other.standard_day) == ("by_day", 89)


def test_each_weighing_is_judged_by_the_rules_of_its_day() -> None:
    rules = growth_rules()
    strict = replace(rules, followup=replace(rules.followup, red_line_z=0.0))
    weighings = [Weighing(str(n), date(2026, 5 + n, 10), 6.6 + n / 4) for n in range(3)]
    series = [
        ChildSeries(Child("male", BORN), weighings),
        ChildSeries(Child("male", BORN), weighings, date(2026, 7, 1)),
    ]
    periods = [(date(2020, 1, 1), rules), (date(2026, 6, 10), strict)]
    found = assess_over_time(series, who_2006(), periods)
    before, after = (assess_children(series, who_2006(), each) for each in (rules, strict))
    assert found[0] == [before[0][0], after[0][1], after[0][2]] and found[0] != before[0]
    assert found[1] == [after[1][0]]
    assert assess_over_time(series, who_2006(), periods[:1]) == before


def test_a_new_version_begins_on_its_day_and_a_proposal_never(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, head = catalogue.rule_file, catalogue.rule_file("growth_followup")
    newer = {**head, "version": "9", "effective_from": date(2030, 1, 1)}
    proposed = {**head, "version": "8-usulan", "effective_from": date(2025, 1, 1), "status": "usulan"}

    def file(rule_id: str, version: str = "", on: date | None = None) -> object:
        return newer if rule_id == "growth_followup" and on and on >= date(2030, 1, 1) else whole(rule_id, version, on)

    monkeypatch.setattr(catalogue, "rule_file", file)
    versions = catalogue.rule_versions
    monkeypatch.setattr(
        catalogue,
        "rule_versions",
        lambda rule_id: (newer, head, proposed) if rule_id == "growth_followup" else versions(rule_id),
    )
    periods = growth_rule_periods.__wrapped__()
    assert [day for day, _ in periods] == [date(2020, 1, 1), date(2030, 1, 1)]
    assert [rules.followup.rule.version for _, rules in periods] == ["1", "9"]


def test_rules_on_a_day_before_any_are_the_first() -> None:
    assert growth_rules_on(date(1999, 1, 1)) == growth_rule_periods()[0][1]
    assert growth_rules_on(date(2026, 1, 1)).versions == growth_rules().versions
