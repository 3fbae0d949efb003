"""Needs over columns: conditions of a million families in, needs of each and of every area out. See `risk_kernel`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from binakampung.domain.blocks import Columns
from binakampung.domain.need_conditions import Conditions
from binakampung.domain.needs import NeedsRule
from binakampung.domain.risk_kernel import CODES, YES, Bytes, Numbers, tally


def condition_columns(families: Iterable[Conditions], rule: NeedsRule) -> dict[str, Bytes]:
    """Conditions of n families as columns of answers (0 no, 1 unknown, 2 yes)."""
    rows = list(families)
    return {code: np.array([CODES[row[code]] for row in rows], dtype=np.int8) for code in rule.conditions}


def need_answers(conditions: Columns, rule: NeedsRule) -> Bytes:
    """Answers of n families, shape (needs, n), in the order of the rule's needs."""
    count = len(next(iter(conditions.values())))
    found = np.full((len(rule.needs), count), YES, dtype=np.int8)
    for row, need in zip(found, rule.needs, strict=True):
        if need.any:
            np.maximum.reduce([conditions[code] for code in need.any], out=row)
        for code in need.all:
            np.minimum(row, conditions[code], out=row)
    return found


def needs_by_area(answers: Bytes, area: Numbers, areas: int) -> npt.NDArray[np.int64]:
    """Counts of shape (areas, needs, 3): of each need no, unknown, yes."""
    return np.stack([tally(area, answer, areas, 3) for answer in answers], axis=1)
