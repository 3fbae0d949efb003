"""Whether a house is fit to live in: how many of the listed items it meets, with what is unanswered left open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from binakampung.domain.answers import Answer, answer_of
from binakampung.domain.facts import HousingFacts

AREA = "floor_area"


@dataclass(frozen=True, slots=True)
class HousingStandard:
    """`items`: question -> the answers that meet it; `minimum_met`: how many of them make a fit house.

    `square_metres`: per resident, for the item `floor_area`; None when the area is not among the items.
    """

    items: Mapping[str, frozenset[str]]
    minimum_met: int
    square_metres: float | None = None


@dataclass(frozen=True, slots=True)
class HousingJudgement:
    """Whether the house is fit, each item's answer, and the items nobody answered."""

    fit: Answer
    items: Mapping[str, Answer]

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions still open."""
        return tuple(item for item, answer in self.items.items() if answer is Answer.UNKNOWN)


def judge_housing(housing: HousingFacts, standard: HousingStandard) -> HousingJudgement:
    """Judge a house by a standard."""
    items = {item: _met(getattr(housing, item), accepted) for item, accepted in standard.items.items()}
    if standard.square_metres is not None:
        items[AREA] = _roomy(housing, standard.square_metres)
    met, open_ = (sum(answer is wanted for answer in items.values()) for wanted in (Answer.YES, Answer.UNKNOWN))
    return HousingJudgement(_enough(met, open_, standard.minimum_met), items)


def _enough(met: int, open_: int, needed: int) -> Answer:
    if met >= needed:
        return Answer.YES
    return Answer.UNKNOWN if met + open_ >= needed else Answer.NO


def _met(told: str | None, accepted: frozenset[str]) -> Answer:
    return Answer.UNKNOWN if told is None else answer_of(told in accepted)


def _roomy(housing: HousingFacts, square_metres: float) -> Answer:
    area, residents = housing.floor_area_m2, housing.residents
    if area is None or residents is None or residents < 1 or not area > 0:
        return Answer.UNKNOWN
    return answer_of(area / residents >= square_metres)
