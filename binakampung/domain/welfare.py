"""Welfare rank and decile: received from the national registers, checked, and never computed here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from binakampung.domain.answers import Answer, answer_of
from binakampung.domain.facts import WelfareFacts
from binakampung.domain.problems import Problem, Severity

DECILES = range(1, 11)
RANKS = ("1", "2", "3", "4", ">4")
SOURCES = ("P3KE", "DTKS", "DTSEN")
PERIOD = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


def welfare_problems(welfare: WelfareFacts, as_of: date) -> tuple[Problem, ...]:
    """What is wrong with a received rank or decile; empty when nothing is. Words in `problems.yaml`."""
    return tuple(_problems(welfare, as_of))


def neediest(welfare: WelfareFacts, deciles: int) -> Answer:
    """Whether a family is among the neediest so many deciles, by the decile received or else by the rank.

    Ranks 1 to 4 stand for deciles 1 to 4; rank '>4' for none of these, so it decides nothing above them.
    """
    if welfare.decile is not None and welfare.decile in DECILES:
        return answer_of(welfare.decile <= deciles)
    if welfare.rank is None or welfare.rank not in RANKS:
        return Answer.UNKNOWN
    if welfare.rank == ">4":
        return Answer.NO if deciles <= 4 else Answer.UNKNOWN
    return answer_of(int(welfare.rank) <= deciles)


def without_aid(welfare: WelfareFacts) -> Answer:
    """Whether the family receives no programme at all; unknown while nobody asked."""
    return Answer.UNKNOWN if welfare.programmes is None else answer_of(not welfare.programmes)


def _problems(welfare: WelfareFacts, as_of: date) -> Iterator[Problem]:
    if welfare.decile is not None and welfare.decile not in DECILES:
        yield Problem("decile_impossible", "decile", params={"value": welfare.decile})
    if welfare.rank is not None and welfare.rank not in RANKS:
        yield Problem("rank_impossible", "rank", params={"value": welfare.rank})
    if welfare.decile is not None and (welfare.source not in SOURCES or not welfare.period):
        yield Problem("decile_without_source", "source", Severity.WARNING)
    if welfare.period and not _past(welfare.period, as_of):
        yield Problem("period_impossible", "period", params={"value": welfare.period})


def _past(period: str, as_of: date) -> bool:
    """Whether a period is written as a year, a quarter or a month, and has begun."""
    found = PERIOD.fullmatch(period)
    if found is None or int(found["year"]) == 0:
        return False
    month = 3 * int(found["quarter"]) - 2 if found["quarter"] else int(found["month"] or 1)
    return date(int(found["year"]), month, 1) <= as_of
