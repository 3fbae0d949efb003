"""The list of contraceptive methods, and their numbers on census forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast, get_args

from binakampung.catalogue.organisations import codelist
from binakampung.catalogue.reading import Node, RuleError, certainty, get, one_of
from binakampung.catalogue.rule_parts import exactly, part, yes_no
from binakampung.domain.facts import Contraception, Sex
from binakampung.domain.family_planning import Method
from binakampung.domain.rules import Certainty, frozen_mapping

NAME = "contraceptive_methods"
USED = tuple(code for code in get_args(Contraception) if code != "none")


@dataclass(frozen=True, slots=True)
class MethodNumbers:
    """The numbers that one form has for the methods, and how sure that is."""

    form: str
    certainty: Certainty
    source: str
    methods: Mapping[int, Contraception]

    def number(self, method: Contraception) -> int | None:
        """The number of a method; None when the form has none for it."""
        return next((number for number, code in self.methods.items() if code == method), None)


@lru_cache(maxsize=1)
def contraceptive_methods() -> Mapping[str, Method]:
    """Every method by code. Raises `RuleError`."""
    stored = exactly(codelist(NAME), "methods", USED, NAME)
    return frozen_mapping({code: _method(cast(Contraception, code), node) for code, node in stored.items()})


@lru_cache(maxsize=1)
def method_numbers() -> Mapping[str, MethodNumbers]:
    """The numbers by form. Raises `RuleError`."""
    forms = get(codelist(NAME), "forms", NAME)
    return frozen_mapping({form: _numbers(form, node) for form, node in forms.items()})


def _method(code: Contraception, node: Node) -> Method:
    where, named = f"{NAME}: {code}", part(code, node, NAME)
    return Method(
        code=code,
        short=str(get(node, "short", where)),
        wording=named.wording,
        modern=yes_no(node, "modern", where),
        long_acting=yes_no(node, "long_acting", where),
        sex=cast("Sex | None", one_of(node, "sex", (*get_args(Sex), None), where)),
        certainty=named.certainty,
        source=named.source,
    )


def _numbers(form: str, node: Node) -> MethodNumbers:
    where = f"{NAME}: {form}"
    numbers = get(node, "numbers", where)
    if not all(isinstance(number, int) for number in numbers) or sorted(numbers.values()) != sorted(USED):
        raise RuleError(f"{where}: each method has one whole number")
    return MethodNumbers(form, certainty(node, where), str(get(node, "source", where)), frozen_mapping(numbers))
