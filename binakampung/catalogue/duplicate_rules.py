"""The rule of people recorded twice: file -> frozen weights and limits."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from binakampung.catalogue.name_variants import name_spelling
from binakampung.catalogue.reading import Node, RuleError, get, number, one_of, rule_file, rule_head, wording
from binakampung.catalogue.rule_parts import exactly, whole
from binakampung.domain.duplicates import (
    LINKAGE_LEVELS,
    REASONS,
    VERDICTS,
    DuplicateRule,
    Evidence,
    Levels,
    LinkageRule,
)
from binakampung.domain.rules import frozen_mapping

RULE_ID = "duplicates"


@lru_cache(maxsize=1)
def duplicate_rule() -> DuplicateRule:
    """The rule in force. Raises `RuleError`."""
    return duplicate_rule_of(rule_file(RULE_ID))


def duplicate_rule_of(node: Node) -> DuplicateRule:
    """A rule file as weights and limits. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    names = get(given, "names", RULE_ID)
    rule = DuplicateRule(
        rule=rule_head(node),
        spelling=name_spelling(),
        evidence=frozen_mapping(
            {code: _evidence(each, code) for code, each in exactly(given, "evidence", REASONS, RULE_ID).items()}
        ),
        even_at=number(given, "even_at", RULE_ID),
        same_from=number(given, "same_from", RULE_ID),
        ask_from=number(given, "ask_from", RULE_ID),
        names_alike_from=number(names, "alike_from", f"{RULE_ID}: names"),
        twins_alike_below=number(names, "twins_below", f"{RULE_ID}: names"),
        mothers_alike_from=number(names, "mothers_alike_from", f"{RULE_ID}: names"),
        generation_years=whole(given, "generation_years", RULE_ID),
        stand_in_days=frozenset(_day(text) for text in get(given, "stand_in_days", RULE_ID)),
        linkage=_linkage(get(given, "linkage", RULE_ID)),
    )
    if not 0 < rule.ask_from <= rule.same_from < 1:
        raise RuleError(f"{RULE_ID}: ask_from and same_from must ascend between 0 and 1")
    return rule


def _evidence(node: Node, code: str) -> Evidence:
    where = f"{RULE_ID}: {code}"
    limits = {name: one_of(node, name, VERDICTS, where) for name in ("at_most", "at_least") if name in node}
    return Evidence(number(node, "bits", where), wording(node, "wording", where), **limits)


def _linkage(node: Node) -> LinkageRule:
    where = f"{RULE_ID}: linkage"
    levels = exactly(node, "levels", tuple(LINKAGE_LEVELS), where)
    names = ("second_records", "look_from", "merge_from", "name_alike_from", "mother_alike_from")
    given = {name: number(node, name, where) for name in names}
    if not all(0 < value < 1 for value in given.values()):
        raise RuleError(f"{where}: {', '.join(names)} must lie between 0 and 1")
    return LinkageRule(
        nik_of_at_most=whole(node, "nik_of_at_most", where),
        levels=frozen_mapping({name: _levels(levels, name, where) for name in levels}),
        **given,
    )


def _levels(node: Node, name: str, where: str) -> Levels:
    where, stored = f"{where}: {name}", exactly(node, name, LINKAGE_LEVELS[name], where)
    found = {level: (number(each, "m", where), number(each, "u", where)) for level, each in stored.items()}
    for shares in zip(*found.values(), strict=True):
        if abs(sum(shares) - 1) > 0.001 or min(shares) <= 0:
            raise RuleError(f"{where}: each m and u must be above 0, and their sums 1")
    return frozen_mapping(found)


def _day(text: object) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError as error:
        raise RuleError(f"{RULE_ID}: stand_in_days: {text!r} is not month-day") from error
    return day.month, day.day
