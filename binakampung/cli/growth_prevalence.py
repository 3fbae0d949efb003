"""A survey file to prevalence, in figures and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from binakampung.cli.growth_files import MEASUREMENTS, measured_columns
from binakampung.cli.tables import Table, read_table
from binakampung.domain.growth_kernel import DAYS_OF_MONTH
from binakampung.domain.prevalence import SurveyRows, prevalence, survey_rows
from binakampung.domain.survey_design import codes
from binakampung.standards import who_2006

FIELDS = [*MEASUREMENTS, "sw", "cluster", "strata"]
OLDEST_IN_MONTHS = 61
ALL = "Semua"
WORDS = {
    "stunting": "Pendek (stunting)",
    "severe_stunting": "Sangat pendek",
    "underweight": "Berat badan kurang",
    "severe_underweight": "Berat badan sangat kurang",
    "wasting": "Gizi kurang dan buruk (wasting)",
    "severe_wasting": "Gizi buruk",
    "overweight": "Gizi lebih dan obesitas",
    "obesity": "Obesitas",
    "stunting_and_wasting": "Pendek dan kurus sekaligus",
    "stunting_and_overweight": "Pendek dan gemuk sekaligus",
}
Group = dict[str, Any]


@dataclass(frozen=True)
class Survey:
    """The judged rows of a file, and the group of each."""

    read: int
    rows: SurveyRows
    groups: Sequence[str | None]


def read_survey(path: Path, mapping: Mapping[str, str], age_unit: str | None, group: str | None) -> Survey:
    """Every row of a survey file. Ends the command where it cannot be read."""
    wanted = [*FIELDS, "group"]
    table = read_table(path, wanted, ["sex", "age"], {**mapping, **({group: "group"} if group else {})})
    measured = measured_columns(table)
    weights = table.numbers("sw")
    table.none_negative("sw", weights, "bobot")
    clusters, strata = (codes(table.texts(name).to_pylist()) for name in ("cluster", "strata"))
    rows = survey_rows(
        measured["sex"],
        _days(table, measured["age_days"], age_unit),
        measured["weight"],
        measured["lenhei"],
        measured["measure"],
        measured["oedema"],
        who_2006(),
        weights=None if np.isnan(weights).all() else weights,
        clusters=clusters,
        strata=strata,
    )
    groups = table.texts("group").to_pylist() if group else [None] * table.rows
    return Survey(table.rows, rows, [value for value, kept in zip(groups, rows.kept, strict=True) if kept])


def estimates_of(survey: Survey) -> list[Group]:
    """The whole survey, then each group of it."""
    names = np.array([name or "" for name in survey.groups])
    parts = [(ALL, np.ones(len(names), dtype=bool))]
    parts += [(str(name), names == name) for name in sorted(set(names) - {""})]
    return [
        {"group": name, "estimates": [asdict(estimate) for estimate in prevalence(survey.rows, part=part)]}
        for name, part in parts
    ]


def in_words(groups: Sequence[Group]) -> str:
    """A table for people, numbers as Indonesians write them."""
    lines: list[str] = []
    for group in groups:
        lines += [f"{group['group']}:", *(_line(estimate) for estimate in group["estimates"])]
    return "\n".join([*lines, "Nilai z dibulatkan dua angka; 95 % selang kepercayaan; n tanpa bobot."])


def _line(estimate: Mapping[str, Any]) -> str:
    name = f"  {WORDS[estimate['indicator']]:<34}"
    if estimate["percent"] is None:
        return f"{name}tidak ada anak yang dapat dinilai"
    percent, lower, upper = (f"{estimate[part]:.1f}".replace(".", ",") for part in ("percent", "lower", "upper"))
    count = f"{estimate['n_unweighted']:,}".replace(",", ".")
    return f"{name}{percent:>6} %  [{lower}; {upper}]  n = {count}"


def _days(table: Table, age: Any, unit: str | None) -> Any:
    """Ages in days. The unit is asked for when the file does not say it and the numbers look like months."""
    if "is_age_in_month" in table.columns:
        return age
    if unit == "months":
        return age * DAYS_OF_MONTH
    if unit is None and not (age >= OLDEST_IN_MONTHS).any():
        raise click.ClickException("Umur dalam hari atau bulan? Tulis --age-unit days atau --age-unit months.")
    return age
