"""One area, one month: rows to a document; live rows while the month is open, its snapshot afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from binakampung.analytics.extract import Query, Tables, read_area, read_rows
from binakampung.analytics.indicators import Counts, Listed, cell_list, cell_of, count_all, count_trend, rows_of_trend
from binakampung.analytics.snapshots import Shelf, Snapshot
from binakampung.catalogue.reports import report
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import (
    Area,
    Cell,
    CheckResult,
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
class Opened:
    """A document with the rows behind it, so that its figures can be opened. `masked`: ids are pseudonyms."""

    document: ReportDocument
    tables: Tables
    masked: bool

    def listed(self, key: str) -> list[Listed]:
        """The rows behind a figure. Raises `KeyError` for a key of no cell."""
        return cell_list(self.document.definition, self.tables, key)


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
            return self._frozen(area, period, snapshot)
        definition = report(report_id)
        tables = read_rows(self.query, definition.rows, code, period)
        return Opened(self._document(definition, area, period, tables, None), tables, masked=False)

    def _frozen(self, area: Area, period: ReportingPeriod, snapshot: Snapshot) -> Opened:
        definition, tables = self.shelf.definition(snapshot), self.shelf.tables(snapshot)
        return Opened(self._document(definition, area, period, tables, snapshot), tables, masked=True)

    def _document(
        self,
        definition: ReportDefinition,
        area: Area,
        period: ReportingPeriod,
        tables: Tables,
        snapshot: Snapshot | None,
    ) -> ReportDocument:
        counts = count_all(definition, tables)
        return ReportDocument(
            definition=definition,
            area=area,
            period=period,
            read_at=self.now,
            frozen=snapshot.frozen if snapshot else None,
            sections=tuple(_section(definition, counts, section) for section in definition.sections),
            checks=tuple(_check(definition, counts, check) for check in definition.checks),
            trend=tuple(self._trend(definition, area.code, period, counts, snapshot is not None)),
            demonstration=self.demonstration,
        )

    def _trend(
        self, definition: ReportDefinition, area: str, period: ReportingPeriod, counts: Counts, frozen: bool
    ) -> Iterator[TrendPoint]:
        """The months before, each frozen or live as it is by itself, and the month of the document.

        A frozen document must not move, so it shows only frozen months. A month frozen under definitions that knew
        these rates by no such name is left out.
        """
        for distance in range(definition.trend.months - 1, 0, -1):
            earlier = period.earlier(distance)
            snapshot = self.shelf.latest(definition.report_id, area, earlier)
            if snapshot is not None:
                read, tables = self.shelf.definition(snapshot), self.shelf.tables(snapshot)
                if read.trend.indicators == definition.trend.indicators:
                    yield _point(read, earlier, count_trend(read, tables), frozen=True)
            elif not frozen:
                tables = read_rows(self.query, rows_of_trend(definition), area, earlier)
                yield _point(definition, earlier, count_trend(definition, tables), frozen=False)
        yield _point(definition, period, counts, frozen)


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
