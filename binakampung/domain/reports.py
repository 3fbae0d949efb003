"""A report twice: its layout as an office writes it, and the document that one area and month make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from binakampung.domain.indicators import Filter, Indicator, RowKind
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.rules import Certainty, Status, Wording

State = Literal["live", "frozen"]

# -- the layout ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the rows of every count that also pass `where`. `group` stands above neighbours that share it."""

    id: str
    title: Wording
    where: Filter
    group: Wording | None = None


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One line: an indicator, and perhaps another to be read beside it (coverage beside a prevalence)."""

    indicator: str
    beside: str | None = None
    main: bool = False


@dataclass(frozen=True, slots=True)
class LayoutSection:
    """Lines under one heading; `new_page` begins a page on paper."""

    title: Wording
    rows: tuple[LayoutRow, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class LayoutTrend:
    """Which rates are followed over how many months, the month itself the last."""

    months: int
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumCheck:
    """In every column the parts must add up to the whole."""

    title: Wording
    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The day of the following month by which the report is to be sent."""

    day: int
    status: Status
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class Signature:
    role: Wording
    who: Wording


@dataclass(frozen=True, slots=True)
class ReportDefinition:
    """A layout with every indicator and kind of row that it needs. `hash` names exactly these definitions."""

    report_id: str
    version: str
    title: Wording
    prepared_by: Wording
    sent_to: Wording
    due: Due
    small_denominator: int
    columns: tuple[Column, ...]
    sections: tuple[LayoutSection, ...]
    trend: LayoutTrend
    checks: tuple[SumCheck, ...]
    notes: tuple[Wording, ...]
    signatures: tuple[Signature, ...]
    indicators: Mapping[str, Indicator]
    rows: Mapping[str, RowKind]
    hash: str

    def due_on(self, period: ReportingPeriod) -> date:
        """The day by which a month's report is due."""
        following = period.later()
        return date(following.year, following.month, self.due.day)


# -- the document ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Area:
    """Where: an official code with its name, and the areas above it from the district down."""

    code: str
    name: str
    kind: str
    above: tuple[tuple[str, str], ...] = ()  # (kind, name)

    @property
    def line(self) -> tuple[tuple[str, str], ...]:
        """Kind and name from the highest area down to this one."""
        return (*self.above, (self.kind, self.name))


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. A count has a value only; a rate also what was divided by what.

    `key` opens the list behind the count (behind the numerator of a rate), `denominator_key` the list behind the
    denominator. `small`: the denominator is too small for a per cent to mean much.
    """

    value: float | None
    numerator: int
    denominator: int | None
    key: str
    denominator_key: str | None = None
    small: bool = False

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None


@dataclass(frozen=True, slots=True)
class Row:
    indicator: Indicator
    cells: tuple[Cell, ...]
    main: bool = False
    beside: Row | None = None


@dataclass(frozen=True, slots=True)
class Section:
    title: Wording
    rows: tuple[Row, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The followed rates of one month, in the order of the layout."""

    period: ReportingPeriod
    cells: tuple[Cell, ...]
    frozen: bool


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A sum as the total column has it, and whether it holds in all columns."""

    title: Wording
    whole: int
    parts: tuple[int, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Frozen:
    """Which snapshot a closed month was read from."""

    number: int
    closed_at: datetime
    closed_by: str


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything that any rendering shows, and nothing that it must look up.

    `read_at` is when the figures were read from live rows; a frozen document says instead when it was closed.
    """

    definition: ReportDefinition
    area: Area
    period: ReportingPeriod
    read_at: datetime
    frozen: Frozen | None
    sections: tuple[Section, ...]
    checks: tuple[CheckResult, ...]
    trend: tuple[TrendPoint, ...] = ()
    demonstration: bool = False

    @property
    def state(self) -> State:
        return "frozen" if self.frozen else "live"

    def rows(self) -> Iterator[Row]:
        """Every line from top to bottom, without those beside others."""
        for section in self.sections:
            yield from section.rows
