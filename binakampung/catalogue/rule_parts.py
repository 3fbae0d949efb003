"""Pieces that several rule files have alike: spans, lists of codes, named parts, remedies and texts by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binakampung.catalogue.organisations import organisations
from binakampung.catalogue.reading import Node, RuleError, certainty, get, number, one_of, wording
from binakampung.domain.answers import Answer
from binakampung.domain.reasons import Part, Remedy
from binakampung.domain.rules import NO_SOURCE, Band, Wording


def whole(node: Node, name: str, where: str) -> int:
    """A whole number that is not negative."""
    value = number(node, name, where)
    if value < 0 or value != int(value):
        raise RuleError(f"{where}: {name} must be a whole number, not negative")
    return int(value)


def yes_no(node: Node, name: str, where: str) -> bool:
    """A yes or a no."""
    return bool(one_of(node, name, (True, False), where))


def span(node: Node, name: str, where: str) -> tuple[int, int]:
    """`{from, to}` in whole numbers, both ends included."""
    where, ends = f"{where}: {name}", get(node, name, where)
    first, last = whole(ends, "from", where), whole(ends, "to", where)
    if first > last:
        raise RuleError(f"{where}: from must not be above to")
    return first, last


def codes_of(node: Node, name: str, allowed: tuple[str, ...], where: str) -> frozenset[str]:
    """A list of known codes."""
    found = get(node, name, where)
    unknown = [code for code in found if code not in allowed]
    if unknown:
        raise RuleError(f"{where}: {name} has {unknown[0]!r}, not one of {', '.join(allowed)}")
    return frozenset(found)


def answers(node: Node, name: str, codes: tuple[str, ...], where: str) -> Mapping[str, Answer]:
    """An answer for every one of the codes and for no other."""
    where, found = f"{where}: {name}", get(node, name, where)
    if set(found) != set(codes):
        raise RuleError(f"{where} must answer {', '.join(codes)}")
    return {code: Answer(one_of(found, code, tuple(Answer), where)) for code in codes}


def exactly(node: Node, name: str, codes: tuple[str, ...], where: str) -> Mapping[str, Any]:
    """A mapping of these codes and no others, in this order."""
    found = get(node, name, where)
    if not isinstance(found, dict) or set(found) != set(codes):
        raise RuleError(f"{where}: {name} must be {', '.join(codes)}")
    return {code: found[code] for code in codes}


def bands(node: Node, name: str, where: str) -> tuple[Band, ...]:
    """Classes in ascending order; the last takes the rest."""
    where, stored = f"{where}: {name}", get(node, name, where)
    found = tuple(
        Band(str(get(each, "code", where)), wording(each, "wording", where), each.get("below"), each.get("up_to"))
        for each in stored
    )
    limits = [band.below if band.below is not None else band.up_to for band in found]
    known = [limit for limit in limits if limit is not None]
    if not found or limits[-1] is not None or len(known) != len(found) - 1 or known != sorted(known):
        raise RuleError(f"{where}: bands must ascend and the last must take the rest")
    return found


def part(code: str, node: Node, where: str) -> Part:
    """A part with its own certainty: verified with a source, or neither."""
    where = f"{where}: {code}"
    found = Part(code, wording(node, "wording", where), certainty(node, where), str(get(node, "source", where)))
    if (found.certainty == "V") == (found.source == NO_SOURCE):
        raise RuleError(f"{where}: only what is verified (V) has a source; the rest says '{NO_SOURCE}'")
    return found


def remedy(node: Node, where: str) -> Remedy:
    """What clears a finding and the roles that owe it."""
    return Remedy(wording(node, "clears", where), roles(node, "owed_by", where))


def roles(node: Node, name: str, where: str) -> tuple[str, ...]:
    """Roles of organisations, in the file's order; each must be in the office's list."""
    codes_of(node, name, tuple(organisations()), where)
    return tuple(node[name])


def wordings(node: Node, name: str, where: str) -> Mapping[str, Wording]:
    """Texts by code."""
    texts: Mapping[str, Any] = get(node, name, where)
    return {code: wording(texts, code, f"{where}: {name}") for code in texts}


def unsettled(node: Node) -> tuple[Wording, ...]:
    """What the office has still to confirm of a rule."""
    points = {str(place): point for place, point in enumerate(node.get("unsettled", ()), 1)}
    return tuple(wording(points, place, f"{node['rule_id']}: unsettled") for place in points)
