"""Statements about people and families, and how many of them become one present state.

Whoever records speaks at some day about somebody: a `Statement`. States are folds over statements in the order of
the days they speak of, never of arrival, so several phones may deliver in any order and the state is the same.
Rosters change only by events: a declaration gives a person a first home, and absence from a form removes nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["declared", "born", "joined", "left", "died", "said", "merged"]
Status = Literal["resident", "away", "dead"]
Claims = Mapping[str, Mapping[str, Any]]

# Among statements of one day: who is born or comes, then what is declared, then who goes.
_RANK: Mapping[str, int] = {"merged": 0, "born": 1, "joined": 2, "declared": 3, "said": 4, "left": 5, "died": 6}
# Groups that mean something only as a whole: a newer answer replaces all of the older one.
COHERENT = frozenset({"pregnancy", "contraception", "nik", "card", "location", "received"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What one item of one submission says of one subject on a day.

    `about` is who is meant (the id as it was declared, before any merging); `family` is the family declared in,
    joined or, for `merged`, the record that stays. `claims`: attribute group -> attribute -> plain value; an
    attribute that was not answered is not there. `at`: the moment of recording in seconds, 0 when nobody knows.
    """

    kind: Kind
    about: str
    on: date
    source: str
    family: str = ""
    claims: Claims = field(default_factory=lambda: MappingProxyType({}))
    at: float = 0.0

    @property
    def order(self) -> tuple[date, int, float, str]:
        """The place among what happened: by day, then by kind, then by moment and source; never by arrival."""
        return self.on, _RANK[self.kind], self.at, self.source

    @property
    def answered(self) -> tuple[date, float, int, str]:
        """The place among answers: by day, then by the moment on the recorder's clock, then by kind and source."""
        return self.on, self.at, _RANK[self.kind], self.source


@dataclass(frozen=True, slots=True)
class Attribute:
    """One group of attributes as it stands: the values, and the day and source of the newest answer in it."""

    values: Mapping[str, Any]
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A person belongs to a family from a day to a day (inclusive; None: still)."""

    family: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PersonState:
    """A person now: attributes by group, where they belonged when, and whether they live and are here."""

    attributes: Mapping[str, Attribute]
    stays: tuple[Stay, ...]
    status: Status
    died_on: date | None = None
    left_on: date | None = None

    @property
    def family(self) -> str:
        """The family that the person belongs to, or belonged to last; empty for nobody's."""
        return self.stays[-1].family if self.stays else ""


def attributes_of(statements: Iterable[Statement]) -> dict[str, Attribute]:
    """What is known by group: the newest answer to each attribute counts, whoever gave it."""
    known: dict[str, Attribute] = {}
    for statement in sorted(statements, key=lambda each: each.answered):
        for group, values in statement.claims.items():
            before = known.get(group)
            kept = before.values if before is not None and group not in COHERENT else {}
            known[group] = Attribute({**kept, **values}, statement.on, statement.source)
    return known


def person_state(
    statements: Sequence[Statement],
    resolve: Mapping[str, str] = MappingProxyType({}),
    departures: Mapping[str, Sequence[date]] = MappingProxyType({}),
) -> PersonState:
    """The state of one person from everything said of it.

    `resolve` maps merged families to the one that stays; `departures` gives the days on which whole families left.
    """
    ordered = sorted(statements, key=lambda each: each.order)
    attributes = attributes_of(ordered)
    born = as_day(attributes["identity"].values.get("birth_date")) if "identity" in attributes else None
    died = min((each.on for each in ordered if each.kind == "died"), default=None)
    stays = _stays(_with_departures(ordered, departures), resolve, born, died)
    if died is not None:
        return PersonState(attributes, stays, "dead", died_on=died)
    if stays and stays[-1].until is not None:
        return PersonState(attributes, stays, "away", left_on=stays[-1].until)
    return PersonState(attributes, stays, "resident")


def _stays(
    ordered: Sequence[Statement], resolve: Mapping[str, str], born: date | None, died: date | None
) -> tuple[Stay, ...]:
    done: list[Stay] = []
    now: Stay | None = None
    for each in ordered:
        if died is not None and each.on > died:
            break  # nobody moves after death; the questions of the form say so
        family = resolve.get(each.family, each.family)
        if each.kind in ("born", "joined") and family:
            if now is not None and now.family == family:
                continue
            done += _ended(now, each.on - timedelta(days=1))
            now = Stay(family, each.on)
        elif each.kind == "declared" and now is None and family:
            now = Stay(family, max(each.on, born) if born else each.on)
        elif each.kind == "left" and now is not None and family in ("", now.family):
            done += _ended(now, each.on)
            now = None
    if died is not None and now is not None:
        done += [Stay(now.family, min(now.since, died), died)]
        now = None
    return tuple(_joined_up([*done, *([now] if now else [])]))


def _with_departures(ordered: Sequence[Statement], departures: Mapping[str, Sequence[date]]) -> Sequence[Statement]:
    if not departures:
        return ordered
    left = [Statement("left", "", day, "", family) for family, days in departures.items() for day in days]
    return sorted([*ordered, *left], key=lambda each: each.order)


def _ended(stay: Stay | None, until: date) -> list[Stay]:
    """A stay that ends before it began never was."""
    return [Stay(stay.family, stay.since, until)] if stay is not None and until >= stay.since else []


def _joined_up(stays: Sequence[Stay]) -> list[Stay]:
    """Stays in one family that follow each other without a day between are one."""
    joined: list[Stay] = []
    for stay in stays:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.family == stay.family
            and last.until is not None
            and stay.since - last.until <= timedelta(days=1)
        ):
            joined[-1] = Stay(last.family, last.since, stay.until)
        else:
            joined.append(stay)
    return joined


def village_spans(statements: Sequence[Statement]) -> tuple[tuple[date, str], ...]:
    """From which day a family lived in which village, oldest first; the first counts for all days before it too."""
    spans: list[tuple[date, str]] = []
    for each in sorted(statements, key=lambda one: one.order):
        village = each.claims.get("place", {}).get("village")
        if village and (not spans or spans[-1][1] != village):
            spans.append((each.on, village))
    return tuple(spans)


def stays_by_village(stay: Stay, spans: Sequence[tuple[date, str]]) -> tuple[tuple[Stay, str], ...]:
    """A stay cut where its family moved to another village: each piece with its village."""
    pieces: list[tuple[Stay, str]] = []
    for place, (begins, village) in enumerate(spans):
        since = stay.since if place == 0 else max(stay.since, begins)
        next_begins = spans[place + 1][0] if place + 1 < len(spans) else None
        until = _earlier(stay.until, next_begins - timedelta(days=1) if next_begins else None)
        if until is None or until >= since:
            pieces.append((Stay(stay.family, since, until), village))
    return tuple(pieces)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def surviving(merges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each merged record, the one that stays: `merges` are pairs (duplicate, into), in any order.

    Chains are followed. Where several would stay, or they go round in a circle, the smallest id does; so the answer
    depends on the set of merges only.
    """
    links: dict[str, set[str]] = {}
    neighbours: dict[str, set[str]] = {}
    for duplicate, into in merges:
        if duplicate != into:
            links.setdefault(duplicate, set()).add(into)
            neighbours.setdefault(duplicate, set()).add(into)
            neighbours.setdefault(into, set()).add(duplicate)
    found: dict[str, str] = {}
    for start in sorted(neighbours):
        if start not in found:
            group = _together(start, neighbours)
            stays = min([id for id in group if id not in links] or group)
            found |= dict.fromkeys(group, stays)
    return {id: stays for id, stays in found.items() if id != stays}


def _together(start: str, neighbours: Mapping[str, set[str]]) -> set[str]:
    group, todo = {start}, [start]
    while todo:
        fresh = neighbours[todo.pop()] - group
        group |= fresh
        todo += fresh
    return group


def as_day(value: Any) -> date | None:
    """A day kept as text (`2026-10-31`), None for nothing."""
    return date.fromisoformat(value) if isinstance(value, str) and value else None
