"""The indicators of Perpres 72/2021: file -> frozen set."""

from __future__ import annotations

from functools import lru_cache
from typing import cast, get_args

from binakampung.catalogue.organisations import codelist
from binakampung.catalogue.reading import Node, get, number, one_of, wording
from binakampung.catalogue.rule_parts import part, roles, whole
from binakampung.domain.national_strategy import Direction, Kind, NationalIndicator, NationalStrategy, Unit
from binakampung.domain.rules import frozen_mapping

NAME = "perpres_72_2021"


@lru_cache(maxsize=1)
def national_strategy() -> NationalStrategy:
    """The indicators and their targets. Raises `RuleError`."""
    stored = codelist(NAME)
    indicators = {code: _indicator(code, node) for code, node in get(stored, "indicators", NAME).items()}
    return NationalStrategy(
        wording(stored, "title", NAME), whole(stored, "target_year", NAME), frozen_mapping(indicators)
    )


def _indicator(code: str, node: Node) -> NationalIndicator:
    where = f"{NAME}: {code}"
    return NationalIndicator(
        kind=cast(Kind, one_of(node, "kind", get_args(Kind), where)),
        part=part(code, node, NAME),
        target=number(node, "target", where),
        unit=cast(Unit, one_of(node, "unit", get_args(Unit), where)),
        direction=cast(Direction, one_of(node, "direction", get_args(Direction), where)),
        lead=roles(node, "lead", where),
        note=wording(node, "note", where) if "note" in node else None,
    )
