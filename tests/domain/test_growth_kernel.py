"""The kernel against a slow reference, one child against a million, and R's rounding."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.domain import growth_kernel
from binakampung.domain.growth_kernel import FLAGGED, MISSING, NOT_A_NUMBER, PLAUSIBLE, round_2, zscores
from binakampung.domain.growth_standard import INDICES
from binakampung.standards import who_2006
from tests.domain.growth_reference import reference, round_as_r

pytestmark = pytest.mark.once
COLUMNS = ("sex", "age_days", "weight", "lenhei", "measure", "headc", "armc", "oedema")
Row = tuple[int, float, float, float, int, float, float, int]


def measured(lowest: float, highest: float) -> st.SearchStrategy[float]:
    """Anything in the range: as a scale shows it, to the last bit, and not measured."""
    shown = st.integers(int(lowest * 10), int(highest * 10)).map(lambda tenths: tenths / 10)
    return shown | st.floats(lowest, highest) | st.just(math.nan)


ages = (
    st.integers(0, 1860).map(float)
    | st.floats(0, 1900)
    | st.sampled_from([90.5, 273.9375, 273.93, 730.49, 730.5, 1826.25, 1826.2499, math.nan])
)
children = st.tuples(
    st.sampled_from([0, 1, 2]),
    ages,
    measured(0, 40),
    measured(-1, 130) | st.sampled_from([44.3, 45.0, 64.3, 65.7, 86.9, 87.0, 103.1, 109.3, 110.0, 119.3, 120.0, 120.7]),
    st.sampled_from([0, 1, 2]),
    measured(-1, 60),
    measured(-1, 30),
    st.sampled_from([0, 1, 2]),
)


def run(rows: list[Row], **more: Any) -> tuple[Any, Any]:
    return zscores(**dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)), standard=who_2006(), **more)


@settings(max_examples=300, deadline=None)
@given(children)
def test_agrees_with_the_slow_reference(child: Row) -> None:
    z, flags = run([child])
    expected = reference(who_2006(), *child)
    found = [
        (None, None) if flag < 0 else (value, flag)
        for value, flag in zip(z[0].tolist(), flags[0].tolist(), strict=True)
    ]
    assert dict(zip(INDICES, found, strict=True)) == dict(zip(INDICES, expected, strict=True))


@settings(max_examples=100, deadline=None)
@given(st.lists(children, min_size=1, max_size=30))
def test_one_by_one_equals_the_batch(rows: list[Row]) -> None:
    z, flags = run(rows)
    for place, row in enumerate(rows):
        one_z, one_flags = run([row])
        np.testing.assert_array_equal(one_z[0], z[place])
        np.testing.assert_array_equal(one_flags[0], flags[place])


def test_blocks_on_threads_equal_one_pass() -> None:
    chance = np.random.default_rng(20261101)
    rows = 200_001  # more than three blocks, the last not full
    columns = {
        "sex": chance.integers(0, 3, rows),
        "age_days": chance.uniform(0, 1900, rows),
        "weight": chance.uniform(0, 30, rows),
        "lenhei": chance.uniform(40, 125, rows),
        "measure": chance.integers(0, 3, rows),
        "headc": chance.uniform(30, 60, rows),
        "armc": chance.uniform(8, 25, rows),
        "oedema": chance.integers(0, 2, rows),
    }
    alone, shared = (zscores(**columns, standard=who_2006(), threads=threads) for threads in (1, 3))
    np.testing.assert_array_equal(alone[0], shared[0])
    np.testing.assert_array_equal(alone[1], shared[1])
    assert (alone[1] >= 0).any(axis=0).all(), "each indicator occurs"


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (0.125, 0.12),  # exact ties go to the even neighbour
        (0.375, 0.38),
        (-0.125, -0.12),
        (0.285, 0.28),  # not ties: the double lies under or over the half
        (1.005, 1.0),
        (2.675, 2.67),
        (5.015, 5.02),  # both neighbours are equally near: the even one
        (-6.005, -6.0),
        (0.615, 0.62),
        (1234567.125, 1234567.12),
        (math.inf, math.inf),
        (1e15 + 0.3, 1e15 + 0.3),
    ],
)
def test_rounds_as_r_does(value: float, rounded: float) -> None:
    assert round_2(value) == rounded


@settings(max_examples=500, deadline=None)
@given(st.integers(-2000, 2000), st.integers(-3, 3))
def test_rounds_the_neighbours_of_every_tie(hundredths: int, steps: int) -> None:
    value = (hundredths + 0.5) / 100
    for _ in range(abs(steps)):
        value = math.nextafter(value, math.copysign(math.inf, steps))
    assert round_2(value) == round_as_r(value)


def test_the_tie_rule_differs_from_python_and_numpy() -> None:
    ties = [(number + 0.5) / 100 for number in range(-600, 600)]
    assert any(round_2(tie) != round(tie, 2) for tie in ties) or any(round_2(tie) != np.round(tie, 2) for tie in ties)


def test_flags_are_given_on_the_rounded_z() -> None:
    standard = who_2006()
    median, spread = standard.by_age[0, 400, :2]
    for z, flag in ((6.004, PLAUSIBLE), (6.006, FLAGGED), (-6.004, PLAUSIBLE), (-6.006, FLAGGED)):
        length = median * (1 + spread * z)
        assert run([(1, 400.0, math.nan, length, 0, math.nan, math.nan, 0)])[1][0, 0] == flag


def test_a_negative_weight_has_no_answer_and_a_zero_weight_has_one() -> None:
    negative, zero = (run([(2, math.nan, weight, 80.0, 0, math.nan, math.nan, 0)]) for weight in (-5.0, 0.0))
    assert negative[1][0].tolist() == [MISSING, MISSING, NOT_A_NUMBER, MISSING, MISSING, MISSING]
    assert zero[1][0, 2] == FLAGGED and zero[0][0, 2] < -10


def test_just_under_a_step_the_reference_skips_one() -> None:
    length = 103.1 - 0.7
    assert length < 102.4
    z, _ = run([(1, 957.0, 19.44, 103.1, 1, math.nan, math.nan, 0)])
    assert z[0, 2] == 2.2  # 2.22 with the next step


def test_read_only_columns_are_taken() -> None:
    ages = np.array([400.0])
    ages.setflags(write=False)
    z, _ = zscores([1], ages, [10.0], [76.0], [1], [46.0], [14.0], [0], who_2006())
    assert np.isfinite(z).all()


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same number of rows"):
        zscores([1, 2], [400.0], [10.0], [76.0], [1], [46.0], [14.0], [0], who_2006())


def test_where_nothing_can_be_kept_it_still_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    njit = growth_kernel.numba.njit

    def without_a_place(**options: Any) -> Any:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return njit(**options)

    monkeypatch.setattr(growth_kernel.numba, "njit", without_a_place)
    assert growth_kernel.compiled(lambda value: value + 1.0)(1.0) == 2.0
