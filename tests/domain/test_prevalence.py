"""Weighted prevalence against WHO's own package, and against cases that can be worked out by hand."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from binakampung.domain.growth_kernel import DAYS_OF_MONTH
from binakampung.domain.growth_standard import INDICES, Index
from binakampung.domain.prevalence import Cutoff, Indicator, SurveyRows, mean_z, prevalence, survey_rows
from binakampung.domain.student_t import t_quantile
from binakampung.domain.survey_design import codes, design_of
from binakampung.standards import who_2006
from tests.paths import shared

pytestmark = pytest.mark.once
Group = np.ndarray[Any, np.dtype[np.bool_]]
PREFIXES: dict[str, Index] = {
    "HA": "length_for_age",
    "WA": "weight_for_age",
    "BMI": "bmi_for_age",
    "WH": "weight_for_length",
}
AGES = {"00-05": (0, 6), "06-11": (6, 12), "12-23": (12, 24), "24-35": (24, 36), "36-47": (36, 48), "48-59": (48, 60)}
TOLERANCE = 1e-6


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged(rows: list[dict[str, str]]) -> SurveyRows:
    def numbers(name: str) -> Any:
        return np.array([float(row[name]) if row.get(name) else math.nan for row in rows])

    def coded(name: str, values: dict[str, int]) -> Any:
        return np.array([values.get(row.get(name, ""), 0) for row in rows])

    return survey_rows(
        coded("sex", {"1": 1, "2": 2}),
        numbers("age") * DAYS_OF_MONTH,
        numbers("weight"),
        numbers("lenhei"),
        coded("measure", {"l": 1, "h": 2}),
        coded("oedema", {"y": 1}),
        who_2006(),
        weights=numbers("sw"),
        clusters=codes([row.get("cluster") for row in rows]),
        strata=codes([row.get("strata") for row in rows]),
    )


def groups(rows: list[dict[str, str]]) -> dict[str, Group]:
    """The groups that the reference reports, by its names for them."""
    age = np.array([float(row["age"]) for row in rows])
    sexes = {name: np.array([row["sex"] == code for row in rows]) for name, code in (("Male", "1"), ("Female", "2"))}
    found = {"All": np.ones(len(rows), dtype=bool)}
    for label, (low, high) in AGES.items():
        found[f"Age group: {label} mo"] = (age >= low) & (age < high)
        for name, of_sex in sexes.items():
            found[f"Age + sex: {label} mo.{name}"] = found[f"Age group: {label} mo"] & of_sex
    found |= {f"Sex: {name}": of_sex for name, of_sex in sexes.items()}
    for column, label in (("gregion", "Geographical region"), ("typeres", "Area")):
        values = [row.get(column) for row in rows]
        found |= {f"{label}: {value}": np.array([each == value for each in values]) for value in set(values) if value}
    return found


def answers(rows: SurveyRows, part: Group) -> dict[str, float | None]:
    """Every cell of a row of the reference's table."""
    cells: dict[str, float | None] = {}
    for prefix, index in PREFIXES.items():
        for limit in (-3, -2, -1, 1, 2, 3):
            name = f"{prefix}{'_' if limit < 0 else ''}{abs(limit)}"
            cells |= percents(rows, part, name, f"{prefix}Z", Cutoff(index, limit))
        found = mean_z(rows, index, part)
        cells |= {f"{prefix}_r": found.mean, f"{prefix}_se": found.se, f"{prefix}_stdev": found.deviation}
        cells |= {f"{prefix}_ll": found.lower, f"{prefix}_ul": found.upper}
    for name, limit in (("HA_2_WH2", 2), ("HA_2_WH_2", -2)):
        cells |= percents(
            rows, part, name, "HA_2_WH_2", Cutoff("length_for_age", -2), Cutoff("weight_for_length", limit)
        )
    return cells


def percents(rows: SurveyRows, part: Group, name: str, counted: str, *cutoffs: Cutoff) -> dict[str, float | None]:
    found = prevalence(rows, [Indicator(name, cutoffs)], part)[0]
    return {
        f"{name}_r": found.percent,
        f"{name}_se": found.se,
        f"{name}_ll": found.lower,
        f"{name}_ul": found.upper,
        f"{counted}_pop": found.n_weighted,
        f"{counted}_unwpop": found.n_unweighted,
    }


@pytest.mark.parametrize("survey", ["igrowup_sw", "mwana02_strata_cluster_sw"])
def test_every_cell_equals_the_reference_package(survey: str) -> None:
    rows = table(shared("growth", "prevalence", f"{survey}_input.csv"))
    truths = table(shared("growth", "prevalence", f"{survey}_truth.csv"))
    found, parts = judged(rows), groups(rows)
    assert {truth["Group"] for truth in truths} <= set(parts)
    for truth in truths:
        cells = answers(found, parts[truth.pop("Group")][found.kept])
        assert set(cells) == set(truth)
        for name, expected in truth.items():
            value = cells[name]
            assert (value is None) == (expected == ""), (name, expected, value)
            assert value is None or value == pytest.approx(float(expected), abs=TOLERANCE), name


def survey(z: list[float], oedema: list[bool] | None = None, **design: Any) -> SurveyRows:
    """Rows that have only a weight for age."""
    columns = np.full((len(z), 6), math.nan)
    columns[:, INDICES.index("weight_for_age")] = z
    swollen = np.array(oedema or [False] * len(z))
    of = {"weights": None, "clusters": None, "strata": None} | design
    return SurveyRows(columns, swollen, design_of(**of, rows=len(z)), np.ones(len(z), dtype=bool))


UNDERWEIGHT = [Indicator("underweight", (Cutoff("weight_for_age", -2),))]


def test_without_any_design_it_is_a_plain_share() -> None:
    found = prevalence(survey([-2.5, -2.0, 0.0, 1.0]), UNDERWEIGHT)[0]
    assert (found.percent, found.n_unweighted, found.n_weighted) == (25.0, 4, 4.0)
    assert found.se == pytest.approx(100 * math.sqrt(0.25 * 0.75 / 3))
    width = t_quantile(0.975, 3) * (found.se / 100) / (0.25 * 0.75)
    assert found.lower == pytest.approx(100 / (1 + 3 * math.exp(width)))


def test_oedema_counts_as_severe_even_without_a_weight() -> None:
    found = prevalence(survey([0.0, math.nan], oedema=[False, True]), UNDERWEIGHT)[0]
    assert (found.percent, found.n_unweighted) == (50.0, 2)
    assert mean_z(survey([0.0, 1.0, 3.0], oedema=[False, False, True]), "weight_for_age").mean == 0.5


def test_weights_pull() -> None:
    found = prevalence(survey([-3.0, 0.0], weights=np.array([3.0, 1.0])), UNDERWEIGHT)[0]
    assert (found.percent, found.n_weighted) == (75.0, 4.0)


def test_a_row_without_weight_is_left_out() -> None:
    found = prevalence(survey([-3.0, 0.0, 0.0], weights=np.array([1.0, 1.0, math.nan])), UNDERWEIGHT)[0]
    assert found.percent == 50.0


def test_a_single_cluster_in_a_stratum_counts_with_its_distance_from_all() -> None:
    rows = survey(
        [-3.0, -3.0, 0.0, 0.0, -3.0, 0.0],
        clusters=np.array([1, 1, 2, 2, 3, 3]),
        strata=np.array([1, 1, 1, 1, 2, 2]),
    )
    found = prevalence(rows, UNDERWEIGHT)[0]
    # by hand: influences 1/6 and -1/6 in the stratum of two, 0 for the lone cluster; variance 2 x (1/36 + 1/36)
    assert found.se == pytest.approx(100 * math.sqrt(4 / 36))


def test_nobody_and_everybody() -> None:
    none, everyone = (prevalence(survey(z), UNDERWEIGHT)[0] for z in ([0.0, 0.0], [-3.0, -3.0]))
    assert (none.percent, none.lower, none.upper) == (0.0, 0.0, 0.0)
    assert (everyone.percent, everyone.lower, everyone.upper) == (100.0, 100.0, 100.0)


def test_no_child_to_judge_is_not_zero_percent() -> None:
    found = prevalence(survey([math.nan]), UNDERWEIGHT)[0]
    assert found.percent is None and found.n_unweighted == 0


def test_negative_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        design_of(np.array([1.0, -1.0]), None, None, 2)


def test_too_old_and_without_cluster_are_not_of_the_survey() -> None:
    rows = judged(
        [
            {"sex": "1", "age": "59.99", "weight": "15", "cluster": "a"},
            {"sex": "1", "age": "60.1", "weight": "15", "cluster": "a"},
            {"sex": "1", "age": "30", "weight": "12", "cluster": ""},
            {"sex": "1", "age": "", "weight": "12", "cluster": "b"},
        ]
    )
    assert rows.kept.tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("probability", "freedom", "t"),
    [
        (0.975, 1, math.tan(math.pi * 0.475)),
        (0.975, 2, 0.95 / math.sqrt(2 * 0.975 * 0.025)),
        (0.975, 30, 2.0422724563012373),
        (0.975, 10**8, 1.959963984540054),
        (0.975, 0, math.inf),
    ],
)
def test_students_t(probability: float, freedom: int, t: float) -> None:
    assert t_quantile(probability, freedom) == pytest.approx(t, rel=1e-9)
