"""Every figure is computed twice, by the engine and by plain Python; and every figure opens to as many rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from binakampung.analytics.extract import read_rows, table_of
from binakampung.analytics.indicators import cell_key, cell_list, cell_of, count_all
from binakampung.catalogue.reports import report
from binakampung.domain.indicators import Count, Indicator, Rate
from binakampung.domain.periods import ReportingPeriod
from binakampung.portal.reports.sources import query, reading
from tests.analytics.reference import COLUMNS, COUNTS, reference_counts
from tests.analytics.villages import VILLAGES, a_district
from tests.builders import VILLAGE

OCTOBER = ReportingPeriod(2026, 10)
DEFINITION = report()
COUNTED = [id for id, each in DEFINITION.indicators.items() if isinstance(each.measure, Count)]


@pytest.mark.parametrize(("seed", "families"), [(0, 30), (1, 14)])
@pytest.mark.usefixtures("ready")
def test_every_count_equals_the_plain_reference(seed: int, families: int) -> None:
    a_district(seed, families)
    if families == 30:
        totals = {name: n for (name, column), n in reference_counts(VILLAGE[:4], OCTOBER).items() if column == "total"}
        assert {name for name, n in totals.items() if n == 0} <= {"class_tall"}, "the villages show too little"
    for area in (VILLAGE, VILLAGE[:6], VILLAGE[:4]):
        for period in (OCTOBER, OCTOBER.earlier()):
            tables = read_rows(query, DEFINITION.rows, area, period)
            assert count_all(DEFINITION, tables) == reference_counts(area, period), (area, period)


@pytest.mark.usefixtures("ready")
def test_every_figure_opens_to_as_many_rows_as_it_says() -> None:
    a_district(7)
    opened = reading().open(VILLAGE[:4], OCTOBER)
    cells = [cell for row in opened.document.rows() for cell in row.cells]
    assert sum(cell.numerator for cell in cells) > 150
    for cell in cells:
        assert len(opened.listed(cell.key)) == cell.numerator
        if cell.denominator_key:
            assert len(opened.listed(cell.denominator_key)) == cell.denominator


@pytest.mark.usefixtures("ready")
def test_no_child_stands_twice_behind_a_figure() -> None:
    a_district(8)
    tables = read_rows(query, DEFINITION.rows, VILLAGE[:4], OCTOBER)
    for indicator in COUNTED:
        listed = cell_list(DEFINITION, tables, cell_key(indicator, "total"))
        assert len({row.key for row in listed}) == len(listed)


@pytest.mark.usefixtures("ready")
def test_villages_add_up_to_what_lies_above_them() -> None:
    a_district(9)
    by_village: Counter[tuple[str, str]] = Counter()
    for village in VILLAGES:
        by_village.update(count_all(DEFINITION, read_rows(query, DEFINITION.rows, village, OCTOBER)))
    assert count_all(DEFINITION, read_rows(query, DEFINITION.rows, VILLAGE[:4], OCTOBER)) == dict(by_village)


@pytest.mark.usefixtures("ready")
def test_sums_hold_and_are_shown() -> None:
    a_district(10)
    document = reading().open(VILLAGE[:4], OCTOBER).document
    assert [check.holds for check in document.checks] == [True] * 4
    assert document.checks[0].whole == sum(document.checks[0].parts) > 0


@pytest.mark.once
def test_the_reference_knows_every_count_and_column() -> None:
    assert set(COUNTED) == {*COUNTS, "visits_due", "visits_done"}
    assert [column.id for column in DEFINITION.columns] == list(COLUMNS)


@pytest.mark.once
@pytest.mark.parametrize("indicator", DEFINITION.indicators.values(), ids=lambda indicator: indicator.id)
def test_every_example_gives_what_it_promises(indicator: Indicator) -> None:
    for example in indicator.examples:
        assert _evaluated(indicator, list(example.given)) == example.expect


def _evaluated(indicator: Indicator, given: list[Any]) -> Any:
    measure = indicator.measure
    named = [indicator.id] if isinstance(measure, Count) else [measure.numerator, measure.denominator]
    wanted = {kind.measure.rows for id in named if isinstance((kind := DEFINITION.indicators[id]).measure, Count)}
    tables = {
        name: table_of(kind, [{kind.key: str(n), **row} for n, row in enumerate(given)] if name in wanted else [])
        for name, kind in DEFINITION.rows.items()
    }
    cell = cell_of(DEFINITION, count_all(DEFINITION, tables), indicator.id, "total")
    if isinstance(indicator.measure, Rate):
        return {"numerator": cell.numerator, "denominator": cell.denominator, "value": cell.value}
    return cell.numerator
