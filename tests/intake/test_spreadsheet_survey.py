"""Real surveys through the spreadsheet door: rows stay anonymous, the weighted figures are those of WHO's package."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from binakampung.cli.survey_figures import figures
from binakampung.intake.import_result import ImportResult
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import Person, SurveyMeasurement
from binakampung.registry.surveys import survey_names, survey_of
from tests.intake.sheets import counts, take
from tests.paths import shared

AREA = "3528"
MYSURVEY_MAP = {
    "id": "row_id",
    "gender": "sex",
    "agemons": "age",
    "height": "lenhei",
    "head": "headc",
    "muac": "armc",
    "tri": "-",
    "sub": "-",
}
# Indicator -> percent and children judged; the limits where they were published with it.
MYSURVEY = {
    "stunting": (6.592, 471, (3.838, 11.095)),
    "underweight": (2.746, 491, None),
    "wasting": (1.458, 469, None),
    "overweight": (7.672, 469, None),
}
MOZAMBIQUE = {
    "stunting": (49.210, 2162, (46.311, 52.115)),
    "severe_stunting": (24.995, 2162, None),
    "underweight": (21.000, 2199, None),
    "wasting": (6.019, 2156, None),
}


@pytest.fixture
def office(db: None) -> Iterator[None]:
    make_ready()
    yield


def read(name: str, mapping: dict[str, str] | None = None) -> ImportResult:
    file = shared("growth", "real", name)
    return take("growth_survey", file.read_bytes(), AREA, file.name, mapping=mapping)


def assert_figures(name: str, expected: dict[str, tuple[float, int, tuple[float, float] | None]]) -> None:
    (whole,) = figures(survey_of(AREA, name), by_region=False)["groups"]
    found = {estimate["indicator"]: estimate for estimate in whole["estimates"]}
    for indicator, (percent, count, limits) in expected.items():
        assert round(found[indicator]["percent"], 3) == percent, indicator
        assert found[indicator]["n_unweighted"] == count, indicator
        if limits:
            assert (round(found[indicator]["lower"], 3), round(found[indicator]["upper"], 3)) == limits


@pytest.mark.slow
@pytest.mark.parametrize("mapping", [None, MYSURVEY_MAP], ids=["by the words of offices", "as a person maps it"])
def test_the_survey_that_who_ships(office: None, mapping: dict[str, str] | None) -> None:
    result = read("who_mysurvey.csv", mapping)
    assert counts(result) == {"accepted": 498} and result.problems == ()
    assert SurveyMeasurement.objects.filter(survey="who_mysurvey").count() == 498
    assert not Person.objects.exists()
    assert_figures("who_mysurvey", MYSURVEY)
    assert counts(read("who_mysurvey.csv", mapping)) == {"identical": 498}


@pytest.mark.slow
def test_a_survey_with_strata_and_clusters_beside_another(office: None) -> None:
    read("who_mysurvey.csv")
    assert counts(read("mozambique_2019_20.csv")) == {"accepted": 2267}
    assert survey_names(AREA) == {"mozambique_2019_20": 2267, "who_mysurvey": 498}
    assert_figures("mozambique_2019_20", MOZAMBIQUE)
    assert_figures("who_mysurvey", MYSURVEY)


@pytest.mark.slow
def test_a_corrected_row_of_a_survey_without_row_numbers(office: None) -> None:
    """No column of the Mozambican file identifies a row; its place does."""
    file = shared("growth", "real", "mozambique_2019_20.csv")
    lines = file.read_bytes().splitlines(keepends=True)[:301]
    take("growth_survey", b"".join(lines), AREA, file.name)
    lines[150] = lines[150].replace(b",n,", b",y,")
    result = take("growth_survey", b"".join(lines), AREA, "perbaikan.csv")
    assert counts(result) == {"identical": 299, "superseding": 1} and result.title == "mozambique_2019_20"
    assert SurveyMeasurement.objects.count() == 300


def test_regions_are_figured_within_the_whole_design(office: None) -> None:
    read("who_mysurvey.csv")
    told = figures(survey_of(AREA, "who_mysurvey"), by_region=True)
    assert [group["group"] for group in told["groups"]] == ["Semua", "East", "North", "South", "West"]
    assert told["rows"] == 498


def test_an_area_without_surveys(office: None) -> None:
    assert survey_names(AREA) == {}
    assert len(survey_of(AREA, "tidak ada").rows.z) == 0
