"""Long columns worked through in blocks that stay near the core: cost and memory grow with the rows and no faster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any, TypeAlias

import numpy.typing as npt

BLOCK = 65_536
Columns: TypeAlias = Mapping[str, npt.NDArray[Any]]
Counts: TypeAlias = tuple[npt.NDArray[Any], ...]


def parts(count: int) -> Iterator[slice]:
    """The blocks of so many rows; one empty block for none."""
    return (slice(start, start + BLOCK) for start in range(0, max(count, 1), BLOCK))


def summed(count: int, work: Callable[[slice], Counts], threads: int | None = 1) -> Counts:
    """The sums of what `work` counts in each block of `count` rows. `threads`: None for all cores."""
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        return reduce(_added, pool.map(work, parts(count)))


def cut(columns: Columns, part: slice) -> Columns:
    """One block of every column."""
    return {name: column[part] for name, column in columns.items()}


def _added(sums: Counts, more: Counts) -> Counts:
    return tuple(one + other for one, other in zip(sums, more, strict=True))
