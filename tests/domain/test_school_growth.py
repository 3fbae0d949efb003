"""Growth from five to nineteen years: the tables of the WHO, and what follows from them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung import standards, standards_2007
from binakampung.catalogue.school_growth_rules import school_growth
from binakampung.domain.growth import Child, Weighing
from binakampung.domain.school_growth import SCHOOL_INDICES, SchoolAssessment, SchoolIndex, assess_school_child
from binakampung.standards_2007 import who_2007

pytestmark = pytest.mark.once
BORN = date(2010, 1, 10)


def assessed(sex: str | None, months: int, kg: float | None, cm: float | None, **other: object) -> SchoolAssessment:
    on = date(BORN.year + (months // 12), 1 + months % 12, 10)
    child = Child(sex, BORN)  # type: ignore[arg-type]
    weighing = Weighing("a", on, kg, cm, **other)  # type: ignore[arg-type]
    return assess_school_child(child, weighing, who_2007(), school_growth(), "by_completed_month")


def bmi(sex: str, months: int, value: float) -> float | None:
    return assessed(sex, months, value * 1.4**2, 140.0).z["bmi_for_age"]


@pytest.mark.parametrize(
    ("index", "sex", "first", "last"),
    [
        ("bmi_for_age", 0, [61, -0.7387, 15.2641, 0.08390], [228, -0.8419, 22.1883, 0.12948]),
        ("bmi_for_age", 1, [61, -0.8886, 15.2441, 0.09692], [228, -0.7496, 21.4269, 0.14441]),
        ("height_for_age", 0, [61, 1, 110.2647, 0.04164], [228, 1, 176.5432, 0.04134]),
        ("weight_for_age", 0, [61, -0.2026, 18.5057, 0.12988], [120, -0.6764, 31.1586, 0.16305]),
    ],
)
def test_the_ends_of_the_tables(index: SchoolIndex, sex: int, first: list[float], last: list[float]) -> None:
    table = who_2007().tables[index, sex]
    assert table[0].tolist() == first and table[-1].tolist() == last


@pytest.mark.parametrize(
    ("sex", "months", "value", "z"),
    [
        ("male", 61, 13.0, -2), ("male", 61, 16.6, 1), ("male", 61, 18.3, 2),
        ("female", 61, 12.7, -2), ("female", 61, 16.9, 1), ("female", 61, 18.9, 2),
        ("male", 228, 17.6, -2), ("male", 228, 25.4, 1), ("male", 228, 29.7, 2),
        ("female", 228, 16.5, -2), ("female", 228, 25.0, 1), ("female", 228, 29.7, 2),
    ],
)  # fmt: skip
def test_body_mass_as_the_who_prints_it(sex: str, months: int, value: float, z: int) -> None:
    """The published curves give BMI to one decimal: z is the printed one to within that."""
    low, high = bmi(sex, months, value - 0.051), bmi(sex, months, value + 0.051)
    assert low is not None and high is not None and low <= z <= high


def test_between_two_months_the_numbers_are_between() -> None:
    child, weighing = Child("female", BORN), Weighing("a", date(2018, 5, 25), 25.0, 128.0)
    by_day = assess_school_child(child, weighing, who_2007(), school_growth())
    months = [assessed("female", each, 25.0, 128.0).z["height_for_age"] for each in (100, 101)]
    between = by_day.z["height_for_age"]
    assert between is not None and months[0] is not None and months[1] is not None
    assert months[1] < between < months[0]
    assert (by_day.method, by_day.rules) == ("by_day", ("who_2007", school_growth().rule.key))


def test_a_tall_child_is_not_restricted_and_a_heavy_one_is() -> None:
    table = who_2007().tables["height_for_age", 0][60]
    tall = assessed("male", 121, None, table[2] * (1 + 4 * table[3]))
    assert tall.z["height_for_age"] == 4.0 and tall.unknown["bmi_for_age"] == "not_measured"
    power, median, spread = who_2007().tables["bmi_for_age", 0][60, 1:].tolist()
    second, third = (median * (1 + power * spread * z) ** (1 / power) for z in (2, 3))
    assert bmi("male", 121, third + (third - second)) == 4.0  # beyond 3 in equal steps


def test_lying_is_longer_and_oedema_hides_the_weight() -> None:
    assert assessed("male", 121, 30.0, 138.7, position="lying").z == assessed("male", 121, 30.0, 138.0).z
    swollen = assessed("male", 120, 30.0, 138.0, oedema=True)
    assert swollen.unknown == {"weight_for_age": "not_measured", "bmi_for_age": "not_measured"}
    assert swollen.bmi_class is None and swollen.z["height_for_age"] is not None


@pytest.mark.parametrize(
    ("months", "height", "weight"),
    [
        (60, "too_young", "too_young"), (61, None, None), (120, None, None), (121, None, "too_old"),
        (228, None, "too_old"), (229, "too_old", "too_old"),
    ],
)  # fmt: skip
def test_where_the_tables_end(months: int, height: str | None, weight: str | None) -> None:
    found = assessed("female", months, 30.0, 130.0)
    reasons = {index: why for index, why in found.unknown.items() if why != "implausible"}
    assert (reasons.get("height_for_age"), reasons.get("weight_for_age")) == (height, weight)


@given(
    st.sampled_from(["male", "female", None]),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.none() | st.floats(),
    st.none() | st.floats(),
    st.sampled_from(["by_day", "by_completed_month"]),
)
def test_whatever_is_known_there_is_an_answer_or_a_reason(
    sex: str | None, on: date, kg: float | None, cm: float | None, method: str
) -> None:
    found = assess_school_child(Child(sex, BORN), Weighing("a", on, kg, cm), who_2007(), school_growth(), method)  # type: ignore[arg-type]
    for index in SCHOOL_INDICES:
        assert (found.z[index] is None) == (found.unknown.get(index) not in (None, "implausible"))
    assert (found.bmi_class is not None) == ("bmi_for_age" not in found.unknown)


def test_another_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = standards._content("by_month", "bmifa")
    monkeypatch.setattr(standards, "_content", lambda folder, name: content.replace(b"15.2641", b"15.2642"))
    with pytest.raises(standards.StandardError, match="bukan yang sudah diperiksa"):
        who_2007.__wrapped__()
    monkeypatch.setattr(standards_2007, "checked", lambda folder, name, sha: content.replace(b"62: {", b"63: {"))
    with pytest.raises(standards.StandardError, match="tidak utuh"):
        who_2007.__wrapped__()
