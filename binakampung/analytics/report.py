"""One area, one month: rows to a document; live rows while the month is open, its snapshot afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from binakampung.analytics.extract import VILLAGE_DIGITS, Query, Tables, read_area, read_rows
from binakampung.analytics.indicators import Counts, Listed, cell_list, cell_of, count_all, count_trend, rows_of_trend
from binakampung.analytics.snapshots import Shelf
from binakampung.catalogue.reports import report
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import (
    Area,
    Cell,
    CheckResult,
    Frozen,
    LayoutRow,
    LayoutSection,
    ReportDefinition,
    ReportDocument,
    Row,
    Section,
    SumCheck,
    TrendPoint,
)


class UnknownArea(LookupError):
    """No area has this code."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How reports are read on an occasion: through which database, from which shelf, at what time."""

    query: Query
    shelf: Shelf
    now: datetime
    demonstration: bool = False

    def open(self, code: str, period: ReportingPeriod, live: bool = False, report_id: str = "growth_monthly") -> Opened:
        """The report of an area and month: frozen once closed, unless `live` asks for today's rows.

        Raises `UnknownArea`, `KeyError` for an unknown report, `DamagedSnapshot`.
        """
        area = read_area(self.query, code)
        if area is None:
            raise UnknownArea(code)
        snapshot = None if live else self.shelf.latest(report_id, code, period)
        if snapshot is not None:
            definition, tables = self.shelf.definition(snapshot), self.shelf.tables(snapshot)
        else:
            definition = report(report_id)
            tables = read_rows(self.query, definition.rows, code, period)
        return Opened(self, definition, area, period, tables, snapshot.frozen if snapshot else None)


@dataclass(frozen=True)
class Opened:
    """The rows of a report. Its document is made when first asked for; its figures open without it."""

    reading: Reading
    definition: ReportDefinition
    area: Area
    period: ReportingPeriod
    tables: Tables
    frozen: Frozen | None

    @property
    def masked(self) -> bool:
        """Are the ids in the rows pseudonyms?"""
        return self.frozen is not None

    @cached_property
    def document(self) -> ReportDocument:
        """Every figure, as all renderings show it."""
        counts = count_all(self.definition, self.tables)
        return ReportDocument(
            definition=self.definition,
            area=self.area,
            period=self.period,
            read_at=self.reading.now,
            frozen=self.frozen,
            sections=tuple(_section(self.definition, counts, section) for section in self.definition.sections),
            checks=tuple(_check(self.definition, counts, check) for check in self.definition.checks),
            trend=(*self._earlier(), _point(self.definition, self.period, counts, self.masked)),
            demonstration=self.reading.demonstration,
        )

    def listed(self, key: str) -> list[Listed]:
        """The rows behind a figure. Raises `KeyError` for a key of no cell."""
        return cell_list(self.definition, self.tables, key)

    def _earlier(self) -> Iterator[TrendPoint]:
        """The months before, each frozen or live as it is by itself.

        A frozen document must not move, so it shows only frozen months; so does an area above villages, whose live
        rows are too many to read six times. A month frozen under other rates than these is left out.
        """
        shelf = self.reading.shelf
        for distance in range(self.definition.trend.months - 1, 0, -1):
            month = self.period.earlier(distance)
            snapshot = shelf.latest(self.definition.report_id, self.area.code, month)
            if snapshot is not None:
                read = shelf.definition(snapshot)
                counts = {(id, read.columns[0].id): count for id, count in snapshot.followed.items()}
                if read.trend.indicators == self.definition.trend.indicators:
                    yield _point(read, month, counts, frozen=True)
            elif not self.masked and len(self.area.code) == VILLAGE_DIGITS:
                tables = read_rows(self.reading.query, rows_of_trend(self.definition), self.area.code, month)
                yield _point(self.definition, month, count_trend(self.definition, tables), frozen=False)


def figures(document: ReportDocument) -> dict[str, dict[str, float | int | None]]:
    """The total column by indicator code: value, numerator, denominator."""
    found: dict[str, dict[str, float | int | None]] = {}
    for row in document.rows():
        cell = row.cells[0]
        found[row.indicator.code] = {
            "value": cell.value,
            "numerator": cell.numerator,
            "denominator": cell.denominator,
        }
    return found


def _section(definition: ReportDefinition, counts: Counts, section: LayoutSection) -> Section:
    rows = tuple(_row(definition, counts, row) for row in section.rows)
    return Section(section.title, rows, section.new_page)


def _point(definition: ReportDefinition, period: ReportingPeriod, counts: Counts, frozen: bool) -> TrendPoint:
    total = definition.columns[0].id
    cells = tuple(cell_of(definition, counts, indicator, total) for indicator in definition.trend.indicators)
    return TrendPoint(period, cells, frozen)


def _row(definition: ReportDefinition, counts: Counts, row: LayoutRow) -> Row:
    cells = tuple(cell_of(definition, counts, row.indicator, column.id) for column in definition.columns)
    beside = _row(definition, counts, LayoutRow(row.beside)) if row.beside else None
    return Row(definition.indicators[row.indicator], cells, row.main, beside)


def _check(definition: ReportDefinition, counts: Counts, check: SumCheck) -> CheckResult:
    total = definition.columns[0].id
    holds = all(
        counts[check.whole, column.id] == sum(counts[part, column.id] for part in check.parts)
        for column in definition.columns
    )
    whole, *parts = (counts[id, total] for id in (check.whole, *check.parts))
    return CheckResult(check.title, whole, tuple(parts), holds)


def same_figures(one: ReportDocument, other: ReportDocument) -> bool:
    """Do two documents say the same in every cell?"""
    return _values(one) == _values(other)


def _values(document: ReportDocument) -> list[tuple[str, tuple[Cell, ...]]]:
    return [(row.indicator.code, row.cells) for row in document.rows()]
