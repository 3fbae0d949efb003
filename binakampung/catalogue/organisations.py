"""The office's lists: organisations by role, programmes, and the old stages of families."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.catalogue.reading import Node, RuleError, get, one_of, wording
from binakampung.domain.organisations import Organisation, Programme
from binakampung.domain.rules import Wording


@lru_cache(maxsize=1)
def organisations() -> Mapping[str, Organisation]:
    """Organisations by role. Raises `RuleError`."""
    return MappingProxyType({role: _organisation(role, node) for role, node in codelist("organisations").items()})


@lru_cache(maxsize=1)
def programmes() -> Mapping[str, Programme]:
    """Programmes by code, each owned by a role of the list. Raises `RuleError`."""
    return MappingProxyType({code: _programme(code, node) for code, node in codelist("programmes").items()})


@lru_cache(maxsize=1)
def prosperity_stages() -> Mapping[str, Wording]:
    """The stages of families before iBangga, lowest first; for reading old records only. Raises `RuleError`."""
    stored = sorted(codelist("prosperity_stages").items(), key=lambda item: item[1]["order"])
    return MappingProxyType({code: wording(node, "name", f"prosperity_stages: {code}") for code, node in stored})


def codelist(name: str) -> Mapping[str, Any]:
    """A code list as written. Raises `RuleError` unless it is a list of codes."""
    stored = yaml.safe_load((definitions() / "codelists" / f"{name}.yaml").read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise RuleError(f"{name}.yaml must be a list of codes")
    return stored


def _organisation(role: str, node: Node) -> Organisation:
    where = f"organisations: {role}"
    confirmed = bool(one_of(node, "confirmed", (True, False), where))
    return Organisation(role, str(get(node, "short", where)), wording(node, "name", where), confirmed)


def _programme(code: str, node: Node) -> Programme:
    where = f"programmes: {code}"
    owner = str(one_of(node, "owner", tuple(organisations()), where))
    return Programme(code, wording(node, "name", where), owner)
