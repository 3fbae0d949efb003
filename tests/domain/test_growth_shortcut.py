"""The quick way through the kernel against the exact one: the error it may have, and the last bit of what comes out."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from binakampung.domain import growth_kernel
from binakampung.domain.growth_kernel import FAR_OFF, FAR_OUT, WHO_FLAG_LIMITS, hundredfold_z, zscores
from binakampung.domain.growth_shortcut import shortcuts
from binakampung.standards import who_2006
from tests.domain.growth_reference import plain, restricted, weight_for_length
from tests.domain.test_growth_kernel import COLUMNS, Row, children

pytestmark = pytest.mark.once
CODES = ("sex", "measure", "oedema")
SEEN = FAR_OFF / 8  # the largest error that a quick z is said to have, in hundredths
LMS = {"weight": 2, "bmi": 5, "arm": 10}
NAN = math.nan


def columns_of(rows: list[Row]) -> dict[str, Any]:
    return {
        name: np.array(values, dtype=np.int8 if name in CODES else np.float64)
        for name, values in zip(COLUMNS, zip(*rows, strict=True), strict=True)
    }


def exactly(columns: dict[str, Any]) -> tuple[Any, Any]:
    """z and flags of all rows by the exact way alone."""
    count = len(columns["sex"])
    z, flags = np.empty((count, 6)), np.empty((count, 6), dtype=np.int8)
    taken = [np.require(columns[name], requirements=["C", "W"]) for name in COLUMNS]
    exact: Any = growth_kernel._exactly
    exact(np.arange(count), *taken, *who_2006().arrays(), WHO_FLAG_LIMITS, z, flags)
    return z, flags


def left_over(columns: dict[str, Any]) -> Any:
    count = len(columns["sex"])
    z, flags = np.empty((count, 6)), np.empty((count, 6), dtype=np.int8)
    taken = [np.require(columns[name], requirements=["C", "W"]) for name in COLUMNS]
    quickly: Any = growth_kernel._quickly
    quickly(*taken, shortcuts(who_2006()), z, flags)
    return growth_kernel._settle(z, flags, WHO_FLAG_LIMITS)


def bits(z: Any) -> Any:
    """Every bit, the sign of zero too; one NaN is as good as another."""
    return np.where(np.isnan(z), NAN, z).view(np.int64)


def assert_same(columns: dict[str, Any]) -> None:
    z, flags = zscores(**columns, standard=who_2006())
    expected_z, expected_flags = exactly(columns)
    np.testing.assert_array_equal(bits(z), bits(expected_z))
    np.testing.assert_array_equal(flags, expected_flags)


def measure_at(z: float, power: float, median: float, spread: float) -> float:
    """What a child of this z measures."""

    def at(count: float) -> float:
        return float(median * (1 + power * spread * count) ** (1 / power))

    if abs(z) <= 3:
        return at(z)
    side = math.copysign(1, z)
    return at(3 * side) + (z - 3 * side) * abs(at(3 * side) - at(2 * side))


tiny = st.sampled_from(
    [0.0, 1e-13, 1e-9, 1e-7, 1e-6, 2e-6, 3e-6, 1e-5, -1e-13, -1e-9, -1e-7, -1e-6, -2e-6, -3e-6, -1e-5]
)
near = st.integers(-700, 700).map(lambda k: (k + 0.5) / 100) | st.sampled_from([-30.0, -6.005, -3.0, 0.0, 3.0, 30.0])
targets = st.tuples(near, tiny).map(sum) | st.floats(-40, 40)
days = st.sampled_from([0, 90, 91, 273, 274, 730, 731, 1825, 1826]) | st.integers(0, 1826)
edges = st.sampled_from([44.3, 45.0, 64.3, 65.0, 65.7, 109.3, 110.0, 110.7, 119.3, 120.0, 120.7, 102.4, 103.1])
odd = st.sampled_from([NAN, 0.0, -0.0, -1.0, 5e-324, 1e-200, 1e6, 1e160, 1e300, math.inf, -math.inf])


def nudged(value: float, steps: int) -> float:
    for _ in range(abs(steps)):
        value = math.nextafter(value, math.copysign(math.inf, steps))
    return value


def shown(value: float) -> st.SearchStrategy[float]:
    """A measure to the last bit or a neighbour of it, as a scale shows it, or nonsense."""
    exact = st.integers(-2, 2).map(lambda steps: nudged(value, steps))
    return st.one_of(exact, exact, st.just(round(value, 1)), st.just(round(value, 1)), odd)


@st.composite
def awkward(draw: st.DrawFn) -> Row:
    """A child whose every z lies where it may be rounded, restricted or flagged one way or the other, or is absurd."""
    sex, day, measure = draw(st.sampled_from([1, 2])), draw(days), draw(st.sampled_from([0, 1, 2]))
    numbers = who_2006().by_age[sex - 1, day].tolist()
    length = draw(targets.map(lambda z: measure_at(z, 1.0, *numbers[0:2])) | edges)
    shift = 0.7 * ((day < 731 and measure == 2 and day >= 274) - (day >= 731 and measure == 1))
    weight = {
        "age": lambda z: measure_at(z, *numbers[2:5]),
        "bmi": lambda z: measure_at(z, *numbers[5:8]) * (length / 100) ** 2,
        "length": lambda z: measure_at(z, *of_length(sex, day, length)),
    }[draw(st.sampled_from(["age", "bmi", "length"]))](draw(targets))
    head = measure_at(draw(targets), 1.0, *numbers[8:10])
    arm = measure_at(draw(targets), *numbers[10:13]) if day >= 91 else 12.0
    weight, lenhei, head, arm = (draw(shown(value)) for value in (weight, length - shift, head, arm))
    age = day + draw(st.sampled_from([0.0, 0.25, -0.5]))
    return sex, max(age, 0.0), weight, lenhei, measure, head, arm, draw(st.sampled_from([0, 0, 0, 1]))


def of_length(sex: int, day: int, length: float) -> tuple[float, float, float]:
    """L, M and S of a length, between its two steps."""
    standard, table = who_2006(), int(day >= 731)
    inside = min(max(length, 45.0 + 20 * table), 109.9 + 10 * table) * 10 - 450 - 200 * table
    below, part = int(inside), inside - int(inside)
    low, high = standard.by_length[table, sex - 1, below : below + 2].tolist()
    median, spread = (one + part * (other - one) for one, other in zip(low, high, strict=True))
    return float(standard.length_power[table, sex - 1]), median, spread


@settings(max_examples=1000, deadline=None)
@given(awkward())
@example((1, 400.0, 0.0, 76.0, 1, 46.0, 14.0, 0))
@example((2, 1826.0, 1e300, 120.0, 2, math.inf, 1e-300, 0))
@example((1, 100.0, 6.0, 1e155, 1, 1e300, NAN, 0))
def test_awkward_children_come_out_the_same_to_the_last_bit(child: Row) -> None:
    assert_same(columns_of([child]))


@settings(max_examples=200, deadline=None)
@given(st.lists(children | awkward(), min_size=1, max_size=40))
def test_rows_that_are_left_do_not_disturb_their_neighbours(rows: list[Row]) -> None:
    assert_same(columns_of(rows))


def drawn(count: int, widened: float) -> dict[str, Any]:
    """Children as scales and boards show them; `widened` multiplies how far they lie from the median."""
    chance, numbers = np.random.default_rng(20261125), who_2006().by_age
    sex, day = chance.integers(1, 3, count), chance.integers(0, 1827, count)
    lms = numbers[sex - 1, day]

    def around(median: int, spread: int) -> Any:
        return np.round(lms[:, median] * np.exp(lms[:, spread] * chance.normal(-0.5, widened, count)), 1)

    values = {"weight": around(3, 4), "lenhei": around(0, 1), "headc": around(8, 9)}
    values["armc"] = np.where(day < 91, 12.0, around(11, 12))  # measured too early
    for column in values.values():
        column[chance.random(count) < 0.1] = NAN
    codes = {"sex": sex, "measure": chance.integers(0, 3, count), "oedema": chance.random(count) < 0.01}
    return values | {name: code.astype(np.int8) for name, code in codes.items()} | {"age_days": day.astype(np.float64)}


@pytest.mark.parametrize("widened", [1.0, 4.0])
def test_many_children_come_out_the_same_to_the_last_bit(widened: float) -> None:
    columns = drawn(200_000, widened)
    assert_same(columns)
    columns["lenhei"] += np.random.default_rng(3).uniform(-0.05, 0.05, 200_000)
    columns["weight"] += np.random.default_rng(4).uniform(-0.05, 0.05, 200_000)
    assert_same(columns)


def test_next_to_every_tie_the_last_bit_is_the_same() -> None:
    chance, rows = np.random.default_rng(6), []
    for tie in np.arange(-350, 350) + 0.5:
        for off in (-1e-6, -1e-7, -1e-8, -1e-9, 0.0, 1e-9, 1e-8, 1e-7, 1e-6):
            sex, day, z = int(chance.integers(1, 3)), int(chance.integers(91, 1827)), tie / 100 + off
            numbers = who_2006().by_age[sex - 1, day].tolist()
            weight, arm = measure_at(z, *numbers[2:5]), measure_at(z, *numbers[10:13])
            length, head = (measure_at(z, 1.0, *numbers[first : first + 2]) for first in (0, 8))
            rows.append((sex, float(day), weight, length, 0, head, arm, 0))
            rows.append((sex, float(day), measure_at(z, *of_length(sex, day, length)), length, 0, head, arm, 0))
    assert_same(columns_of(rows))


def test_absurd_weights_come_out_the_same_to_the_last_bit() -> None:
    columns, chance = drawn(100_000, 1.0), np.random.default_rng(7)
    columns["weight"] *= 10 ** chance.uniform(-6, 6, 100_000)
    columns["lenhei"] += chance.uniform(-0.05, 0.05, 100_000)
    assert_same(columns)


def test_few_children_are_left_to_the_exact_way_also_where_something_was_not_measured() -> None:
    left = left_over(drawn(100_000, 1.0))
    assert 0 < len(left) < 1_000


def test_what_has_a_rule_of_its_own_is_left() -> None:
    rows: list[Row] = [
        (1, 400.0, 9.7, 76.0, 1, 46.1, 14.2, 0),
        (0, 400.0, 9.7, 76.0, 1, 46.1, 14.2, 0),
        (1, NAN, 9.7, 76.0, 1, 46.1, 14.2, 0),
        (1, 400.0, 0.0, 76.0, 1, 46.1, 14.2, 0),
        (1, 1900.0, 9.7, 76.0, 1, 46.1, 14.2, 0),
        (1, 400.0, NAN, NAN, 1, NAN, NAN, 0),
    ]
    assert left_over(columns_of(rows)).tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("name", LMS)
def test_no_day_has_a_larger_error_than_is_said(name: str) -> None:
    standard = who_2006()
    records = getattr(shortcuts(standard), name)
    numbers = standard.by_age.reshape(-1, 13)[:, LMS[name] : LMS[name] + 3]
    assert len(records) == len(numbers)
    for record, lms in zip(records.tolist(), numbers.tolist(), strict=True):
        if math.isnan(lms[0]):
            assert math.isnan(record[0])
            continue
        for z in (-9.0, -3.0, -2.999, -2.2, -1.0, 0.0, 1.5, 2.6, 2.999, 3.0, 3.001, 8.0, 25.0):
            value = max(measure_at(z, *lms), 0.01)
            expected = restricted(plain(value, *lms), value, *lms)
            assert abs(hundredfold_z(value * record[0], *record[1:]) - 100 * expected) < SEEN


def test_no_length_has_a_larger_error_than_is_said() -> None:
    chance, standard = np.random.default_rng(5), who_2006()
    records, between = shortcuts(standard).by_length, growth_kernel._between_curves
    largest = 0.0
    for _ in range(6_000):
        sex, table = (int(code) for code in chance.integers(0, 2, 2))
        length = float(chance.uniform(45 + 20 * table, 110 + 10 * table))
        weight = max(measure_at(chance.uniform(-7, 29), *of_length(sex + 1, 800 * table, length)), 0.01)
        expected = weight_for_length(standard, sex + 1, 800 * table, weight, length, 0)
        assert expected is not None and abs(100 * expected) < FAR_OUT
        start = (table * 2 + sex) * len(records) // 4
        largest = max(largest, abs(between(weight, length, table, start, records) - 100 * expected))
    assert 0 < largest < SEEN
