"""From the views `reporting_*` to the rows that indicators count, as Arrow tables.

The database comes in as one function, so this room knows no framework and no model. Everything is told as of the
last day of the month: who lived where, how old, which book, and what had been settled by then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from binakampung.domain.ages import completed_months
from binakampung.domain.indicators import ColumnType, RowKind
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import Area

UNDER_FIVE_MONTHS = 60
VILLAGE_DIGITS = 10
CLASSED = ("length_for_age", "weight_for_age", "weight_for_length", "bmi_for_age", "head_for_age", "muac")
Tables = Mapping[str, Any]  # kind of row -> pyarrow.Table


class Query(Protocol):
    """Runs one SELECT (placeholders `%s`) and returns its rows."""

    def __call__(self, sql: str, parameters: Sequence[object]) -> Sequence[Sequence[Any]]: ...


@dataclass(frozen=True, slots=True)
class Position:
    """How far the database had come: the change feed's number and the last submission's."""

    feed: int
    ledger_seq: int


# Where a person lived on a day: of several memberships that hold, the one begun last. Everyone has at most one home,
# so villages add up to their subdistrict.
_HOMES = """
    SELECT home.membership_id, home.person_id, home.village, home.sex, home.birth_date, home.has_book
    FROM reporting_residents AS home
    WHERE home.village >= %s AND home.village < %s
      AND home.valid_from <= %s AND (home.valid_to IS NULL OR home.valid_to >= %s)
      AND home.birth_date > %s AND home.birth_date <= %s
      AND NOT EXISTS (
        SELECT 1 FROM reporting_residents AS later
        WHERE later.person_id = home.person_id
          AND later.valid_from <= %s AND (later.valid_to IS NULL OR later.valid_to >= %s)
          AND (later.valid_from > home.valid_from
               OR (later.valid_from = home.valid_from AND later.membership_id > home.membership_id))
      )
"""

_CHILDREN = f"""
WITH homes AS ({_HOMES}),
weighings AS (
    SELECT taken.*, ROW_NUMBER() OVER (
        PARTITION BY taken.person_id ORDER BY taken.measured_on DESC, taken.measurement_id DESC) AS place
    FROM reporting_measurements AS taken JOIN homes ON homes.person_id = taken.person_id
    WHERE taken.measured_on >= %s AND taken.measured_on <= %s AND taken.weight_kg > 0
),
books AS (
    SELECT taken.person_id, taken.has_book, ROW_NUMBER() OVER (
        PARTITION BY taken.person_id ORDER BY taken.measured_on DESC, taken.measurement_id DESC) AS place
    FROM reporting_measurements AS taken JOIN homes ON homes.person_id = taken.person_id
    WHERE taken.measured_on <= %s AND taken.has_book IS NOT NULL
)
SELECT homes.person_id, homes.village, homes.sex, homes.birth_date, COALESCE(books.has_book, homes.has_book),
    last.measurement_id, last.measured_on, last.weight_kg, last.length_cm, last.muac_cm, last.oedema,
    last.gain, last.two_t, last.below_red_line,
    last.length_for_age, last.weight_for_age, last.weight_for_length, last.bmi_for_age, last.head_for_age,
    last.arm_for_age, last.classes,
    last.flag_length_for_age, last.flag_weight_for_age, last.flag_weight_for_length, last.flag_bmi_for_age,
    last.flag_head_for_age, last.flag_arm_for_age
FROM homes
LEFT JOIN weighings AS last ON last.person_id = homes.person_id AND last.place = 1
LEFT JOIN books ON books.person_id = homes.person_id AND books.place = 1
ORDER BY homes.person_id
"""

_FOLLOW_UPS = f"""
WITH homes AS ({_HOMES})
SELECT task.task_id, task.person_id, homes.village, homes.sex, homes.birth_date, task.raised_on, task.due_on,
    task.urgency, task.status, task.settled_on
FROM homes JOIN reporting_tasks AS task ON task.person_id = homes.person_id
WHERE task.due_on >= %s AND task.due_on <= %s
ORDER BY task.task_id
"""


def read_rows(query: Query, kinds: Mapping[str, RowKind], area: str, period: ReportingPeriod) -> Tables:
    """The rows of every kind for an area (a code or its prefix) and month. Ids are those of the registry."""
    return {name: READERS[name](query, kind, area, period) for name, kind in kinds.items()}


def read_position(query: Query) -> Position:
    """How far the database had come."""
    ((feed, ledger_seq),) = query("SELECT feed, ledger_seq FROM reporting_position", ())
    return Position(int(feed), int(ledger_seq))


def read_area(query: Query, code: str) -> Area | None:
    """An area with those above it up to the district, None when the code is unknown."""
    codes = [code[:length] for length in (4, 6, 10) if length <= len(code)]
    marks = ", ".join(["%s"] * len({code, *codes}))
    found = query(f"SELECT code, name, kind FROM reporting_areas WHERE code IN ({marks})", tuple({code, *codes}))
    named = {str(each): (str(kind), str(name)) for each, name, kind in found}
    if code not in named:
        return None
    kind, name = named[code]
    return Area(code, name, kind, tuple(named[each] for each in codes if each != code and each in named))


def villages_of(query: Query, area: str) -> tuple[str, ...]:
    """Codes of the villages in an area, itself when it is one."""
    low, high = prefix_range(area)
    found = query("SELECT code FROM reporting_areas WHERE code >= %s AND code < %s ORDER BY code", (low, high))
    return tuple(str(code) for (code,) in found if len(str(code)) == VILLAGE_DIGITS)


def prefix_range(area: str) -> tuple[str, str]:
    """`low <= code < high` for the codes that begin with `area`. Raises `ValueError` for what is no code."""
    if not (area.isascii() and area.isdigit()):
        raise ValueError(f"{area!r} is not an area code")
    return area, str(int(area) + 1).zfill(len(area))


def _children(query: Query, kind: RowKind, area: str, period: ReportingPeriod) -> Any:
    first, last = period.first_day, period.last_day
    homes = _home_parameters(area, last, _months_before(last, UNDER_FIVE_MONTHS))
    found = query(_CHILDREN, (*homes, first, last, last))
    return table_of(kind, [_child(row, last) for row in found])


def _child(row: Sequence[Any], on: date) -> dict[str, Any]:
    (child, village, sex, born, has_book, weighing, measured_on, weight, length, muac, oedema, gain, two_t, below,
     *scores) = row  # fmt: skip
    z, classes, flags = scores[:6], scores[6], scores[7:]
    classed = json.loads(classes) if classes else {}
    names = ("length_for_age", "weight_for_age", "weight_for_length", "bmi_for_age", "head_for_age", "arm_for_age")
    return {
        "child": child, "village": village, "sex": sex, "age_months": completed_months(as_day(born), on),
        "has_book": has_book, "weighed": weighing is not None, "weighing": weighing, "measured_on": measured_on,
        "weight_kg": weight, "length_cm": length, "muac_cm": muac, "oedema": oedema,
        "gain": gain, "two_t": two_t, "below_red_line": below, **dict(zip(names, z, strict=True)),
        **{f"class_{index}": classed.get(index) for index in CLASSED}, "flagged": any(flags),
    }  # fmt: skip


def _follow_ups(query: Query, kind: RowKind, area: str, period: ReportingPeriod) -> Any:
    last = period.last_day
    found = query(_FOLLOW_UPS, (*_home_parameters(area, last, date.min), period.first_day, last))
    return table_of(kind, [_follow_up(row, last) for row in found])


def _follow_up(row: Sequence[Any], on: date) -> dict[str, Any]:
    task, child, village, sex, born, raised_on, due_on, urgency, status, settled = row
    settled_by_then = settled is not None and as_day(settled) <= on
    return {
        "task": task, "child": child, "village": village, "sex": sex,
        "age_months": completed_months(as_day(born), on), "raised_on": raised_on, "due_on": due_on, "urgency": urgency,
        "status": status if settled_by_then else "open", "settled_on": settled if settled_by_then else None,
    }  # fmt: skip


READERS: Mapping[str, Callable[[Query, RowKind, str, ReportingPeriod], Any]] = {
    "children": _children,
    "follow_ups": _follow_ups,
}


def _home_parameters(area: str, on: date, born_after: date) -> tuple[object, ...]:
    return (*prefix_range(area), on, on, born_after, on, on, on)


def _months_before(on: date, months: int) -> date:
    """The latest birth date of somebody who has completed so many months on a day."""
    years, rest = divmod(on.year * 12 + on.month - 1 - months, 12)
    for day in range(on.day, 0, -1):
        try:
            return date(years, rest + 1, day)
        except ValueError:
            continue
    raise AssertionError("a month has a first day")


# -- Arrow -----------------------------------------------------------------------------------------------------


def arrow_type(kind: ColumnType) -> Any:
    """How a kind of column is kept in Arrow and Parquet."""
    types: Mapping[str, Any] = {
        "id": pa.string(),
        "text": pa.string(),
        "whole": pa.int32(),
        "number": pa.float64(),
        "yes_no": pa.bool_(),
        "day": pa.date32(),
    }
    return types[kind]


def table_of(kind: RowKind, rows: Iterable[Mapping[str, Any]]) -> Any:
    """A table with exactly the columns of its kind; what a row leaves out is empty. Databases' own types are folded."""
    rows = list(rows)
    columns = {
        name: pa.array([_folded(column.type, row.get(name)) for row in rows], arrow_type(column.type))
        for name, column in kind.columns.items()
    }
    return pa.table(columns)


def _folded(kind: ColumnType, value: Any) -> Any:
    if value is None:
        return None
    if kind == "yes_no":
        return bool(value)
    return as_day(value) if kind == "day" else value


def as_day(value: date | str) -> date:
    """SQLite gives days as text where it has lost the column's type."""
    return value if isinstance(value, date) else date.fromisoformat(value[:10])
