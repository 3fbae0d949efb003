"""Anonymous survey rows, read for their prevalence. z-scores are computed at reading; none is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from binakampung.domain.growth_kernel import DAYS_OF_MONTH, LYING, STANDING
from binakampung.domain.growth_standard import Floats
from binakampung.domain.prevalence import SurveyRows, survey_rows
from binakampung.domain.survey_design import codes
from binakampung.registry.models import SurveyMeasurement
from binakampung.standards import who_2006

POSITIONS = {"lying": LYING, "standing": STANDING}
COLUMNS = (
    *("region", "sex", "age_days", "age_months", "weight_kg", "length_cm", "position", "oedema"),
    *("weighting", "cluster", "strata"),
)


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey of an area: how many rows it has, those of the standard's ages judged, and the region of each."""

    name: str
    area: str
    count: int
    rows: SurveyRows
    regions: Sequence[str]


def survey_names(area: str) -> dict[str, int]:
    """The surveys whose rows belong to an area or lie inside it, and how many rows each has."""
    rows = SurveyMeasurement.objects.filter(area_code__startswith=area).values_list("survey", flat=True)
    return dict(sorted(Counter(rows).items()))


def survey_of(area: str, name: str) -> Survey:
    """One survey judged by the WHO standard. Raises `ValueError` for negative sampling weights."""
    found = SurveyMeasurement.objects.filter(area_code__startswith=area, survey=name).order_by("source_seq", "id")
    columns = list(zip(*found.values_list(*COLUMNS), strict=True)) or [()] * len(COLUMNS)
    table = dict(zip(COLUMNS, columns, strict=True))
    days, months = _numbers(table["age_days"]), _numbers(table["age_months"])
    weights = _numbers(table["weighting"])
    rows = survey_rows(
        np.array([sex or 0 for sex in table["sex"]], dtype=np.int8),
        # An age given in months is judged unrounded, as the standard's limits are.
        np.where(np.isnan(months), days, months * DAYS_OF_MONTH),
        _numbers(table["weight_kg"]),
        _numbers(table["length_cm"]),
        np.array([POSITIONS.get(position, 0) for position in table["position"]], dtype=np.int8),
        np.array([oedema is True for oedema in table["oedema"]], dtype=np.int8),
        who_2006(),
        weights=None if np.isnan(weights).all() else weights,
        clusters=codes(table["cluster"]),
        strata=codes(table["strata"]),
    )
    regions = [region for region, kept in zip(table["region"], rows.kept, strict=True) if kept]
    return Survey(name, area, len(table["sex"]), rows, regions)


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
