"""The words of lists of accounts: headings, and roles in cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.catalogue.spreadsheets import folded


@lru_cache(maxsize=1)
def column_words() -> Mapping[str, str]:
    """Folded heading -> field."""
    return {folded(str(word)): name for name, words in _file()["columns"].items() for word in (name, *words)}


def fields() -> tuple[str, ...]:
    """The fields that a column may fill, in the order of the file."""
    return tuple(_file()["columns"])


@lru_cache(maxsize=1)
def role_words() -> Mapping[str, tuple[str, ...]]:
    """Folded word -> the roles that it may mean, a team's first."""
    found: dict[str, tuple[str, ...]] = {}
    for role, words in _file()["roles"].items():
        for word in {folded(str(each)) for each in (role, *words)}:
            found[word] = (*found.get(word, ()), role)
    return found


@lru_cache(maxsize=1)
def _file() -> Any:
    return yaml.safe_load((definitions() / "codelists" / "account_columns.yaml").read_text(encoding="utf-8"))
