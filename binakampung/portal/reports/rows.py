"""The people behind a figure as a reader may see them: by name for those who work with families, else by pseudonym."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from binakampung.analytics.extract import Query
from binakampung.analytics.indicators import Listed, key_parts
from binakampung.analytics.provenance import Source, sources_of, unmask
from binakampung.analytics.report import Opened
from binakampung.analytics.snapshots import Shelf
from binakampung.domain.indicators import Count
from binakampung.registry.models import AdministrativeArea, Person


@dataclass(frozen=True, slots=True)
class Known:
    """One row of a list. `facts` are the columns of the counted row; `person` only for readers who may know it."""

    pseudonym: str
    facts: Mapping[str, Any]
    village: str
    person: Person | None = None
    sources: Sequence[Source] = field(default=())


def known_rows(
    query: Query, shelf: Shelf, opened: Opened, listed: Sequence[Listed], key: str, names: bool
) -> list[Known]:
    """The rows of a list in its order."""
    kind = kind_of(opened, key)
    facts = _facts(opened, kind, listed)
    villages = _villages({row["village"] for row in facts.values()})
    ids = _ids(query, shelf, opened, listed) if names else {}
    people = Person.objects.in_bulk(list(ids.values())) if ids else {}
    sources = sources_of(query, list(people), opened.period)
    return [
        Known(
            pseudonym=_spoken(each.child if opened.masked else shelf.pseudonym(each.child)),
            facts=facts[each.key],
            village=villages.get(facts[each.key]["village"], ""),
            person=(person := people.get(ids.get(each.child, ""))),
            sources=sources[person.pk] if person else (),
        )
        for each in listed
    ]


def kind_of(opened: Opened, key: str) -> str:
    """Which kind of row a list holds: children, or follow-up visits."""
    definition = opened.definition
    indicator, _ = key_parts(definition, key)
    measure = definition.indicators[indicator].measure
    assert isinstance(measure, Count)
    return measure.rows


def _facts(opened: Opened, kind: str, listed: Sequence[Listed]) -> dict[str, dict[str, Any]]:
    key = opened.definition.rows[kind].key
    table = opened.tables[kind]
    wanted = pa.array([each.key for each in listed], pa.string())
    chosen = table.filter(pc.is_in(table[key], value_set=wanted))
    return {row[key]: row for row in chosen.to_pylist()}


def _ids(query: Query, shelf: Shelf, opened: Opened, listed: Sequence[Listed]) -> dict[str, str]:
    """Child as listed -> id in the registry."""
    children = {each.child for each in listed}
    if not opened.masked:
        return {child: child for child in children}
    return unmask(query, shelf, opened.area.code, opened.period.last_day, children)


def _villages(codes: set[str]) -> dict[str, str]:
    return dict(AdministrativeArea.objects.filter(code__in=codes).values_list("code", "name"))


def _spoken(pseudonym: str) -> str:
    """`3F9A 21C0`: enough to tell rows apart, and to ask about one."""
    short = pseudonym[:8].upper()
    return f"{short[:4]} {short[4:]}"
