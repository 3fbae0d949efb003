"""Two runs of the risk rule compared: who is new, who stays, who leaves, and whose standing has become unclear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from binakampung.domain.answers import Answer
from binakampung.domain.risk import RiskAssessment

Change = Literal["new", "stays", "leaves", "unclear", "gone", "new_target", "none"]
CHANGES: Mapping[Change, str] = {
    "new": "at risk now, and not surely at risk before",
    "stays": "at risk in both",
    "leaves": "at risk before, surely not now",
    "unclear": "at risk before, unknown now",
    "gone": "at risk before, and no longer among the families",
    "new_target": "not at risk (or unknown) and a target family only now",
    "none": "nothing that a list would show",
}


@dataclass(frozen=True, slots=True)
class FamilyChange:
    """What happened to one family between two runs, with both judgements (None where it was not among the families)."""

    family_id: str
    village: str
    change: Change
    before: RiskAssessment | None
    after: RiskAssessment | None

    @property
    def factors_cleared(self) -> tuple[str, ...]:
        """Factors that were a yes and now are a no."""
        return self._turned(Answer.YES, Answer.NO)

    @property
    def factors_added(self) -> tuple[str, ...]:
        """Factors that are a yes and were a no."""
        return self._turned(Answer.NO, Answer.YES)

    def _turned(self, before: Answer, after: Answer) -> tuple[str, ...]:
        if self.before is None or self.after is None:
            return ()
        now = self.after.factors
        return tuple(
            code for code, was in self.before.factors.items() if (was.answer, now[code].answer) == (before, after)
        )


def compare(before: Iterable[RiskAssessment], after: Iterable[RiskAssessment]) -> tuple[FamilyChange, ...]:
    """Every family of either run, in the order of village and id. Each run judges a family once."""
    old, new = {each.family_id: each for each in before}, {each.family_id: each for each in after}
    changes = (_changed(old.get(family_id), new.get(family_id)) for family_id in old.keys() | new.keys())
    return tuple(sorted(changes, key=lambda change: (change.village, change.family_id)))


def _changed(before: RiskAssessment | None, after: RiskAssessment | None) -> FamilyChange:
    present = after or before
    assert present is not None
    return FamilyChange(present.family_id, present.village, change_between(before, after), before, after)


def change_between(before: RiskAssessment | None, after: RiskAssessment | None) -> Change:
    """The change of one family."""
    was_at_risk = before is not None and before.answer is Answer.YES
    if after is None:
        return "gone" if was_at_risk else "none"
    if after.answer is Answer.YES:
        return "stays" if was_at_risk else "new"
    if was_at_risk:
        return "leaves" if after.answer is Answer.NO else "unclear"
    was_target = before is not None and before.target is Answer.YES
    return "new_target" if after.target is Answer.YES and not was_target else "none"
