"""Indicators and report layouts -> frozen definitions. What a file says impossibly is named with its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from binakampung.catalogue.filters import FilterError, read_filter
from binakampung.catalogue.paths import definitions
from binakampung.domain.indicators import (
    ColumnType,
    Count,
    Filter,
    Indicator,
    IndicatorExample,
    Rate,
    RowColumn,
    RowKind,
)
from binakampung.domain.reports import (
    Column,
    Due,
    LayoutRow,
    LayoutSection,
    LayoutTrend,
    ReportDefinition,
    Signature,
    SumCheck,
)
from binakampung.domain.rules import NO_SOURCE, Certainty, Status, Wording, frozen_mapping

Node = Mapping[str, Any]


class DefinitionError(ValueError):
    """A definition is not usable; the message names its place."""


@lru_cache(maxsize=8)
def report(report_id: str = "growth_monthly") -> ReportDefinition:
    """A report as the definitions of this installation say it. Raises `DefinitionError`, `KeyError` when unknown."""
    if report_id not in report_ids():
        raise KeyError(report_id)
    return report_from(bundled(report_id))


@lru_cache(maxsize=8)
def bundled(report_id: str) -> dict[str, Any]:
    """The bundle of a report of this installation."""
    return bundle(definitions(), report_id)


def report_ids() -> tuple[str, ...]:
    """Every report that has a layout."""
    return tuple(path.stem for path in sorted((definitions() / "reports").glob("*.yaml")))


def bundle(folder: Path, report_id: str) -> dict[str, Any]:
    """All that a report's figures depend on, as plain JSON: a frozen month keeps this beside its rows."""
    themes = [_read(path) for path in sorted((folder / "indicators").glob("*/*.yaml"))]
    return {
        "rows": _read(folder / "indicators" / "rows.yaml"),
        "themes": themes,
        "report": _read(folder / "reports" / f"{report_id}.yaml"),
    }


def report_from(bundle: Node) -> ReportDefinition:
    """The frozen definition of a bundle. Raises `DefinitionError`."""
    try:
        rows = {name: _row_kind(name, node) for name, node in bundle["rows"].items()}
        indicators = dict(_indicators(bundle["themes"], rows))
        made = _report(bundle["report"], rows, indicators, digest(bundle))
    except (KeyError, TypeError, FilterError) as error:
        raise DefinitionError(f"{bundle.get('report', {}).get('report_id', '?')}: {error}") from error
    _check_names(made)
    return made


def digest(bundle: Node) -> str:
    """SHA-256 of a bundle, the same whatever the order of its keys."""
    return hashlib.sha256(json.dumps(bundle, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _read(path: Path) -> Any:
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise DefinitionError(f"{path.name}: must be a mapping")
    return json.loads(json.dumps(stored, default=_day))


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a definition")


def _row_kind(name: str, node: Node) -> RowKind:
    columns = {column: _row_column(column, described) for column, described in node["columns"].items()}
    if node["key"] not in columns or node["child"] not in columns:
        raise DefinitionError(f"rows {name}: key and child must be columns")
    return RowKind(name, _wording(node["about"], name), node["key"], node["child"], frozen_mapping(columns))


def _row_column(name: str, node: Node) -> RowColumn:
    kind = cast(ColumnType, _one_of(node["type"], get_args(ColumnType), name))
    return RowColumn(name, kind, _wording(node["wording"], name))


def _indicators(themes: Iterable[Node], rows: Mapping[str, RowKind]) -> Iterable[tuple[str, Indicator]]:
    seen: set[str] = set()
    for theme in themes:
        for node in theme["indicators"]:
            indicator = _indicator(theme, node, rows)
            if indicator.id in seen:
                raise DefinitionError(f"{theme['theme']}: {indicator.id} is defined twice")
            seen.add(indicator.id)
            yield indicator.id, indicator


def _indicator(theme: Node, node: Node, rows: Mapping[str, RowKind]) -> Indicator:
    where = f"{theme['theme']}: {node.get('id', '?')}"
    indicator = Indicator(
        id=str(node["id"]),
        code=str(node["code"]),
        title=_wording(node["title"], where),
        wording=_wording(node["wording"], where),
        measure=_measure(node, rows, where),
        version=str(theme["version"]),
        effective_from=date.fromisoformat(theme["effective_from"]),
        status=cast(Status, _one_of(node["status"], get_args(Status), where)),
        certainty=_certainty(node, where),
        source=str(node["source"]),
        examples=tuple(IndicatorExample(tuple(each["given"]), each["expect"]) for each in node.get("examples", ())),
    )
    if not indicator.examples:
        raise DefinitionError(f"{where}: needs an example")
    return indicator


def _measure(node: Node, rows: Mapping[str, RowKind], where: str) -> Count | Rate:
    if ("count" in node) == ("rate" in node):
        raise DefinitionError(f"{where}: needs either count or rate")
    if "rate" in node:
        return Rate(str(node["rate"]["numerator"]), str(node["rate"]["denominator"]))
    kind = rows[node["count"]["rows"]]
    return Count(kind.name, read_filter(node["count"]["where"], kind.columns, where))


def _report(
    node: Node, rows: Mapping[str, RowKind], indicators: Mapping[str, Indicator], hash: str
) -> ReportDefinition:
    report_id = str(node["report_id"])
    return ReportDefinition(
        report_id=report_id,
        version=str(node["version"]),
        title=_wording(node["title"], report_id),
        prepared_by=_wording(node["prepared_by"], report_id),
        sent_to=_wording(node["sent_to"], report_id),
        due=_due(node["due"], report_id),
        small_denominator=int(node["small_denominator"]),
        columns=tuple(_column(each, rows, report_id) for each in node["columns"]),
        sections=tuple(_section(each, report_id) for each in node["sections"]),
        trend=LayoutTrend(int(node["trend"]["months"]), tuple(node["trend"]["indicators"])),
        checks=tuple(_check(each, report_id) for each in node["checks"]),
        notes=tuple(_wording(each, report_id) for each in node["notes"]),
        signatures=tuple(_signature(each, report_id) for each in node["signatures"]),
        indicators=frozen_mapping(indicators),
        rows=frozen_mapping(rows),
        hash=hash,
    )


def _due(node: Node, where: str) -> Due:
    day = node["day"]
    if not isinstance(day, int) or not 1 <= day <= 28:
        raise DefinitionError(f"{where}: due day must be 1 to 28")
    status = cast(Status, _one_of(node["status"], get_args(Status), where))
    return Due(day, status, _certainty(node, where), str(node["source"]))


def _column(node: Node, rows: Mapping[str, RowKind], where: str) -> Column:
    group = _wording(node["group"], where) if "group" in node else None
    return Column(str(node["id"]), _wording(node["title"], where), _column_filter(node, rows, where), group)


def _column_filter(node: Node, rows: Mapping[str, RowKind], where: str) -> Filter:
    """A column must mean the same for every kind of row, so it may use only what all of them have."""
    shared = set.intersection(*(set(kind.columns) for kind in rows.values()))
    first = next(iter(rows.values()))
    known = {name: column for name, column in first.columns.items() if name in shared}
    return read_filter(node["where"], known, f"{where}: column {node['id']}")


def _section(node: Node, where: str) -> LayoutSection:
    rows = tuple(
        LayoutRow(str(row["indicator"]), row.get("beside"), bool(row.get("main", False))) for row in node["rows"]
    )
    return LayoutSection(_wording(node["title"], where), rows, bool(node.get("new_page", False)))


def _check(node: Node, where: str) -> SumCheck:
    return SumCheck(_wording(node["title"], where), str(node["whole"]), tuple(node["parts"]))


def _signature(node: Node, where: str) -> Signature:
    return Signature(_wording(node["role"], where), _wording(node["who"], where))


def _check_names(made: ReportDefinition) -> None:
    """Everything that is named exists, and nothing is said twice."""
    counts = {id for id, each in made.indicators.items() if isinstance(each.measure, Count)}
    _known(set(made.trend.indicators), set(made.indicators) - counts, "trend")
    for indicator in made.indicators.values():
        if isinstance(indicator.measure, Rate):
            _known({indicator.measure.numerator, indicator.measure.denominator}, counts, indicator.id)
    named = [row for section in made.sections for row in section.rows]
    _known({row.indicator for row in named} | {row.beside for row in named if row.beside}, set(made.indicators), "rows")
    _known({id for check in made.checks for id in (check.whole, *check.parts)}, counts, "checks")
    for what, ids in (("column", [c.id for c in made.columns]), ("code", [i.code for i in made.indicators.values()])):
        if len(set(ids)) != len(ids):
            raise DefinitionError(f"{made.report_id}: a {what} is used twice")


def _known(named: set[str], known: set[str], where: str) -> None:
    if named - known:
        raise DefinitionError(f"{where}: unknown {', '.join(sorted(named - known))}")


def _one_of(value: Any, allowed: tuple[Any, ...], where: str) -> Any:
    if value not in allowed:
        raise DefinitionError(f"{where}: {value!r} is not one of {', '.join(map(str, allowed))}")
    return value


def _certainty(node: Node, where: str) -> Certainty:
    certainty = cast(Certainty, _one_of(node["certainty"], get_args(Certainty), where))
    if certainty != "V" and (node["status"] != "sementara" or node["source"] != NO_SOURCE):
        raise DefinitionError(f"{where}: certainty {certainty} wants status sementara and source '{NO_SOURCE}'")
    return certainty


def _wording(node: Any, where: str) -> Wording:
    if not isinstance(node, dict) or not node.get("id") or not node.get("en"):
        raise DefinitionError(f"{where}: needs words in both languages, id and en")
    return Wording(str(node["id"]), str(node["en"]))
