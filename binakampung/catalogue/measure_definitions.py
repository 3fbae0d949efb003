"""What measures mean, as rule files say it."""

from __future__ import annotations

from binakampung.catalogue.reading import Node, RuleError, certainty, get, wording
from binakampung.catalogue.rule_parts import exactly
from binakampung.domain.measures import Definition, Definitions
from binakampung.domain.rules import NO_SOURCE, frozen_mapping


def measure_definitions(node: Node, codes: tuple[str, ...], where: str) -> Definitions:
    """The `measures` of a rule: a definition of each of the codes and of no other. Raises `RuleError`."""
    stored = exactly(node, "measures", codes, where)
    return frozen_mapping({code: _definition(code, stored[code], where) for code in codes})


def _definition(code: str, node: Node, where: str) -> Definition:
    where = f"{where}: {code}"
    found = Definition(
        code=code,
        title=wording(node, "title", where),
        counted=wording(node, "counted", where),
        of_whom=wording(node, "of_whom", where),
        period=wording(node, "period", where),
        formula=wording(node, "formula", where),
        certainty=certainty(node, where),
        source=str(get(node, "source", where)),
    )
    if (found.certainty == "V") == (found.source == NO_SOURCE):
        raise RuleError(f"{where}: only what is verified (V) has a source; the rest says '{NO_SOURCE}'")
    return found
