"""The risk rule over columns: a million families in the time that one page takes, equal to `risk.judge_risk`.

Answers are small whole numbers, no < unknown < yes, so that Kleene's 'any' is a maximum and his 'all' a minimum.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from binakampung.domain.answers import Answer
from binakampung.domain.blocks import Columns, Counts, cut, parts, summed
from binakampung.domain.facts import Contraception, DrinkingWater, Latrine
from binakampung.domain.family_state import FamilyState
from binakampung.domain.risk import FACTORS, FOUR_TOO, TARGETS, RiskRule
from binakampung.domain.risk_recap import ANSWERED, COLUMNS, RANKS

Bytes: TypeAlias = npt.NDArray[np.int8]
Numbers: TypeAlias = npt.NDArray[np.int32]
NO, UNKNOWN, YES = 0, 1, 2
CODES = {Answer.NO: NO, Answer.UNKNOWN: UNKNOWN, Answer.YES: YES}
TOLD = ("couple", "pregnant", "under_two", "two_to_five")
COUNTED = (
    "wife_age", "births", "youngest_gap", "smallest_gap", "days_since_birth", "children_born_alive", "children_living",
)  # fmt: skip
WORDS: Mapping[str, Sequence[str]] = {
    "contraception": get_args(Contraception),
    "drinking_water": get_args(DrinkingWater),
    "latrine": get_args(Latrine),
    "rank": tuple(rank for rank in RANKS if rank is not None),
}
OUTPUTS = (*TARGETS, "target", *FOUR_TOO, *FACTORS, "at_risk", "not_at_risk")
MOST = np.iinfo(np.int32).max


def columns_of(states: Iterable[FamilyState]) -> dict[str, npt.NDArray[Any]]:
    """States as columns: answers (int8) of what was told, numbers (int32, -1 unknown), places in `WORDS` (-1)."""
    rows = list(states)
    told = {name: np.array([_told(getattr(row, name)) for row in rows], dtype=np.int8) for name in TOLD}
    counted = {name: np.array([_counted(getattr(row, name)) for row in rows], dtype=np.int32) for name in COUNTED}
    places = {name: {word: place for place, word in enumerate(words)} for name, words in WORDS.items()}
    worded = {
        name: np.array([places[name].get(getattr(row, name), -1) for row in rows], dtype=np.int8) for name in WORDS
    }
    return {**told, **counted, **worded}


def risk_answers(columns: Columns, rule: RiskRule, threads: int | None = 1) -> Bytes:
    """Answers of n families, shape (len(OUTPUTS), n), in the order of `OUTPUTS`. `threads`: None for all cores."""
    count = len(columns["couple"])
    found = np.empty((len(OUTPUTS), count), dtype=np.int8)

    def judge(part: slice) -> None:
        found[:, part] = _judged(cut(columns, part), rule)

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        list(pool.map(judge, parts(count)))
    return found


def recap_of(columns: Columns, area: Numbers, areas: int, rule: RiskRule, threads: int | None = 1) -> Counts:
    """The recap of each area straight from columns, without keeping any family's answers: see `recap_by_area`."""

    def count(part: slice) -> Counts:
        own = cut(columns, part)
        return recap_by_area(_judged(own, rule), own["rank"], area[part], areas)

    return summed(len(area), count, threads)


def recap_by_area(answers: Bytes, rank: Bytes, area: Numbers, areas: int) -> Counts:
    """The recap of each of `areas` areas; `area` (n,) says to which one a family belongs.

    Returns:
        counts (areas, len(COLUMNS)); unknown (areas, len(ANSWERED)); undetermined (areas,): as `risk_recap.Recap`.
    """
    by_name = dict(zip(OUTPUTS, answers, strict=True))
    target, at_risk = by_name["target"], by_name["at_risk"]
    whole = ("target", "at_risk", "not_at_risk")
    asked = {name: by_name[name] if name in whole else np.minimum(target, by_name[name]) for name in ANSWERED}
    tallies = {name: tally(area, answer, areas, 3) for name, answer in asked.items()}
    ranks = tally(area, np.where(at_risk == YES, rank + 1, len(RANKS)), areas, len(RANKS) + 1)
    counts = {name: tallies[name][:, YES] for name in ANSWERED}
    counts |= {name: ranks[:, place] for place, name in enumerate(_rank_columns())}
    counts["families"] = tally(area, np.zeros_like(target), areas, 1)[:, 0]
    undetermined = tally(area, ((target == YES) & (at_risk == UNKNOWN)).astype(np.int8), areas, 2)[:, 1]
    return (
        np.stack([counts[name] for name in COLUMNS], axis=1),
        np.stack([tallies[name][:, UNKNOWN] for name in ANSWERED], axis=1),
        undetermined,
    )


def _rank_columns() -> list[str]:
    """Columns by place of the rank plus one: unknown first."""
    return [RANKS[None], *(RANKS[rank] for rank in WORDS["rank"])]


def tally(area: Numbers, code: Bytes, areas: int, codes: int) -> npt.NDArray[Any]:
    """How often each code stands in each area, shape (areas, codes)."""
    return np.bincount(area * codes + code, minlength=areas * codes).reshape(areas, codes)


def _told(value: bool | None) -> int:
    return UNKNOWN if value is None else (YES if value else NO)


def _counted(value: int | None) -> int:
    return -1 if value is None else min(value, MOST)


def _judged(of: Columns, rule: RiskRule) -> Bytes:
    couple = np.minimum(of["couple"], _within(of["wife_age"], *rule.wife_age))
    targets = [couple, np.minimum(couple, of["pregnant"]), of["under_two"], of["two_to_five"]]
    four_too = [np.minimum(couple, answer) for answer in _four_too(of, rule)]
    factors = [
        _lookup(of, "drinking_water", {word: word not in rule.safe_water for word in WORDS["drinking_water"]}),
        _lookup(of, "latrine", rule.unsafe_latrine),
        np.maximum.reduce(four_too),
        np.minimum(couple, _no_modern_method(of, rule)),
    ]
    target = np.maximum.reduce(targets)
    at_risk = np.minimum(target, np.maximum.reduce(factors))
    return np.stack([*targets, target, *four_too, *factors, at_risk, np.minimum(target, YES - at_risk)])


def _four_too(of: Columns, rule: RiskRule) -> list[Bytes]:
    return [
        _within(of["wife_age"], 0, rule.too_young_below - 1),
        _within(of["wife_age"], *rule.too_old),
        _too_close(of, rule),
        _too_many(of, rule),
    ]


def _too_close(of: Columns, rule: RiskRule) -> Bytes:
    gap = of["youngest_gap" if rule.close_pair == "youngest_two" else "smallest_gap"]
    births, born = of["births"], of["children_born_alive"]
    close = (births >= 0) & (gap >= 0) & (gap < rule.close_months)
    return _answer(close, (born >= 0) & (births >= born))


def _too_many(of: Columns, rule: RiskRule) -> Bytes:
    born, alive, births = of["children_born_alive"], of["children_living"], of["births"]
    if rule.children_counted == "living":
        fewest, most = np.maximum(alive, 0), np.where(alive < 0, born, alive)
    else:
        fewest, most = np.maximum(np.maximum(born, alive), np.maximum(births, 0)), born
    contradictory = ((most >= 0) & (fewest > most)) | ((born >= 0) & (alive > born))
    many = (fewest >= rule.many_children) & ~contradictory
    return _answer(many, (most >= 0) & (most < rule.many_children) & ~contradictory)


def _no_modern_method(of: Columns, rule: RiskRule) -> Bytes:
    judged = _lookup(of, "contraception", {word: word not in rule.modern_methods for word in WORDS["contraception"]})
    if rule.pregnant_exempt:
        judged = np.minimum(judged, YES - of["pregnant"])
    if rule.days_exempt_after_birth:
        childless = (of["births"] == 0) & (of["children_born_alive"] == 0)
        exempt = np.where(childless, NO, _within(of["days_since_birth"], 0, rule.days_exempt_after_birth))
        judged = np.minimum(judged, YES - exempt)
    return judged


def _within(number: Numbers, first: int, last: int) -> Bytes:
    """Whether a number lies between two, both included; unknown when it is negative."""
    return np.where(number < 0, UNKNOWN, np.where((number >= first) & (number <= last), YES, NO)).astype(np.int8)


def _answer(yes: npt.NDArray[np.bool_], no: npt.NDArray[np.bool_]) -> Bytes:
    return np.where(yes, YES, np.where(no, NO, UNKNOWN)).astype(np.int8)


def _lookup(of: Columns, name: str, answers: Mapping[str, bool | Answer]) -> Bytes:
    """The answer that each word has; the place after the last (reached as -1) is that of no word."""
    table = [CODES[answer] if isinstance(answer, Answer) else _told(answer) for answer in map(answers.get, WORDS[name])]
    return np.array([*table, UNKNOWN], dtype=np.int8)[of[name]]
