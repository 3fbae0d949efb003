"""`bina growth chart`: a child's weighings, from a file or from the database, as a growth chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import click

from binakampung.catalogue.growth_checks_rules import growth_checks
from binakampung.catalogue.rules import growth_rules
from binakampung.cli.growth_files import OEDEMA, POSITIONS, SEXES
from binakampung.cli.tables import Table, read_table
from binakampung.domain import growth_chart_words as words
from binakampung.domain.growth import Child, GrowthAssessment, Weighing, assess_growth
from binakampung.domain.growth_chart import GrowthChart, growth_chart
from binakampung.domain.growth_chart_series import chart_points, finding, stands
from binakampung.domain.growth_chart_words import ChartKind, Language, said
from binakampung.domain.growth_checks import GrowthDoubt, doubt_in_words, growth_doubts
from binakampung.domain.growth_kernel import LYING, STANDING
from binakampung.domain.growth_series import Position
from binakampung.domain.rules import Sex
from binakampung.standards import who_2006

COLUMNS = ["date", "weight", "lenhei", "measure", "headc", "armc", "oedema", "sex", "birth_date", "gestation_weeks"]
KINDS: Mapping[str, ChartKind] = {
    "weight": "weight_for_age",
    "length": "length_for_age",
    "weight-length": "weight_for_length",
}
POSITION_NAMES: Mapping[int, Position] = {LYING: "lying", STANDING: "standing"}


@dataclass(frozen=True)
class Paper:
    """What a chart is to look like."""

    kind: ChartKind
    language: Language
    width: int
    height: int
    months: int | None
    title: str


@dataclass(frozen=True)
class Drawn:
    """The drawing and what it rests on."""

    svg: str
    title: str
    judged: Sequence[GrowthAssessment]
    doubts: Sequence[GrowthDoubt]


def draw(child: Child, weighings: Sequence[Weighing], paper: Paper) -> Drawn:
    """Judge a child's weighings and draw them."""
    rules, ordered = growth_rules(), sorted(weighings, key=lambda each: (each.measured_on, each.id))
    judged = assess_growth(child, ordered, who_2006(), rules)
    series = list(zip(ordered, judged, strict=True))
    title = paper.title or finding(paper.kind, series, rules, paper.language)
    chart = GrowthChart(
        paper.kind,
        cast(Sex, child.sex),
        title,
        chart_points(paper.kind, series, paper.language),
        paper.months,
        stands(series),
        paper.language,
        paper.width,
        paper.height,
        notes=_notes(judged, paper.language),
    )
    svg = growth_chart(chart, who_2006(), rules)
    return Drawn(svg, title, judged, growth_doubts(child, ordered, growth_checks()))


def _notes(judged: Sequence[GrowthAssessment], language: Language) -> list[str]:
    """By which age the chart was drawn."""
    if not judged:
        return []
    told = said(words.METHODS[judged[-1].method], language)
    if any(each.age_used == "corrected" for each in judged):
        told += f", {said(words.CORRECTED, language)}"
    return [f"{told[0].upper()}{told[1:]}."]


def read_child(path: Path, sex: str | None, born: date | None, gestation: int | None) -> tuple[Child, list[Weighing]]:
    """One child's file: a row for each measurement. Ends the command where it cannot be read."""
    table = read_table(path, COLUMNS, ["date"])
    days = [_day(table, "date", row) for row in range(table.rows)]
    child = Child(
        _sex(table, sex, path),
        born or _same(table, "birth_date", path, "--born"),
        gestation if gestation is not None else _weeks(table),
    )
    numbers = {name: table.numbers(name) for name in ("weight", "lenhei", "headc", "armc")}
    positions = table.codes("measure", POSITIONS, "l (berbaring) atau h (berdiri)")
    oedema = table.codes("oedema", OEDEMA, "y atau n")
    weighings = [
        Weighing(
            f"{row:06}",
            day,
            _known(numbers["weight"][row]),
            _known(numbers["lenhei"][row]),
            POSITION_NAMES.get(int(positions[row])),
            _known(numbers["headc"][row]),
            _known(numbers["armc"][row]),
            bool(oedema[row] == 1),
        )
        for row, day in enumerate(days)
    ]
    return child, weighings


def _known(number: float) -> float | None:
    return None if number != number else float(number)


def _sex(table: Table, given: str | None, path: Path) -> Sex:
    if given:
        return cast(Sex, given)
    codes = {code for code in table.codes("sex", SEXES, "1 (laki-laki) atau 2 (perempuan)").tolist() if code}
    if len(codes) != 1:
        raise click.ClickException(f"{path.name}: jenis kelamin anak tidak jelas; tulis --sex male atau --sex female.")
    return "male" if codes == {1} else "female"


def _same(table: Table, name: str, path: Path, option: str) -> date:
    days = {_day(table, name, row) for row in range(table.rows)} if name in table.columns else set()
    if len(days) != 1:
        raise click.ClickException(f"{path.name}: tanggal lahir anak tidak jelas; tulis {option} 2025-01-31.")
    return days.pop()


def _weeks(table: Table) -> int | None:
    weeks = {int(each) for each in table.numbers("gestation_weeks").tolist() if each == each}
    return weeks.pop() if len(weeks) == 1 else None


def _day(table: Table, name: str, row: int) -> date:
    text = table.texts(name)[row].as_py()
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        place = f"Baris {row + 2}, kolom {table.names.get(name, name)}"
        raise click.ClickException(f"{place}: '{text or ''}' bukan tanggal; tulis seperti 2026-10-06.") from None


def child_in_registry(child_id: str) -> tuple[Child, list[Weighing]]:
    """A child of the database and all its measurements. Ends the command when there is none of that id."""
    from binakampung.registry.casework import child_of, weighing_of
    from binakampung.registry.models import GrowthMeasurement, Person

    person = Person.objects.filter(pk=child_id).first()
    if person is None:
        raise click.ClickException("Tidak ada anak dengan nomor itu.")
    return child_of(person), [weighing_of(row) for row in GrowthMeasurement.objects.filter(person_id=child_id)]


def answer(drawn: Drawn, path: Path) -> dict[str, Any]:
    """What the command says as JSON."""
    last = drawn.judged[-1] if drawn.judged else None
    return {
        "file": str(path),
        "finding": drawn.title,
        "weighings": len(drawn.judged),
        "method": last.method if last else None,
        "age_used": last.age_used if last else None,
        "reasons": list(last.reasons) if last else [],
        "doubts": [{"code": each.code, "earlier": each.day.isoformat()} for each in drawn.doubts],
        "rules": list(last.rules) if last else [],
    }


def told(drawn: Drawn, path: Path, language: Language) -> str:
    """The same for people: the finding, what it calls for, and what is worth a second look."""
    rules, checks = growth_rules().followup, growth_checks()
    reasons = [rules.reason(code) for code in (drawn.judged[-1].reasons if drawn.judged else ())]
    lines = [drawn.title, *(f"- {said(each.wording, language)}. {said(each.action, language)}" for each in reasons)]
    lines += [f"? {' '.join(doubt_in_words(doubt, checks, language))}" for doubt in drawn.doubts]
    return "\n".join([*lines, str(path)])
