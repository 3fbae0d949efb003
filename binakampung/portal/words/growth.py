"""What the standard says of one measurement, in words: one verdict an index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from binakampung.catalogue.rules import growth_rules, known_reasons
from binakampung.domain.growth import index_label
from binakampung.domain.growth_standard import INDICES, Index
from binakampung.domain.rules import Classified
from binakampung.portal.words import language
from binakampung.registry.models import GrowthAssessment

SHOWN: tuple[Index, ...] = ("weight_for_age", "length_for_age", "weight_for_length", "bmi_for_age", "head_for_age")
GOOD = {"normal", "tall"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`z` with its class in words; `flagged`: implausible and counted nowhere; `provisional`: the rule is unsure."""

    index: str
    label: str
    z: float | None
    text: str
    tone: str
    flagged: bool = False
    provisional: bool = False

    @property
    def odd(self) -> bool:
        """Worth a look: neither normal nor silent."""
        return self.tone in ("warn", "bad")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why to visit, what to do; `provisional` when its threshold is not yet confirmed."""

    text: str
    action: str
    urgency: str
    provisional: bool


def verdicts(judged: GrowthAssessment) -> list[Verdict]:
    """The verdicts of an assessment that say something, the three of the programme first."""
    found = [_verdict(judged, index) for index in SHOWN if getattr(judged, index) is not None]
    return [*found, *_arm(judged)]


def main_verdicts(judged: GrowthAssessment) -> dict[str, Verdict]:
    """By index, for tables."""
    return {verdict.index: verdict for verdict in verdicts(judged)}


def _verdict(judged: GrowthAssessment, index: Index) -> Verdict:
    z: float = getattr(judged, index)
    label = index_label(index, judged.age_days or 0)
    if index in judged.flags:
        return Verdict(index, label, z, "", "", flagged=True)
    code = judged.classes.get(index)
    return _classed(index, label, z, code) if code else Verdict(index, label, z, "", "")


def _arm(judged: GrowthAssessment) -> Iterator[Verdict]:
    code = judged.classes.get("muac")
    if code:
        yield _classed("muac", "LiLA", None, code)


def _classed(index: Classified, label: str, z: float | None, code: str) -> Verdict:
    table = growth_rules().classes.indices[index]
    wording = getattr(table.wording(code), language())
    return Verdict(index, label, z, wording, tone_of(code), provisional=table.certainty != "V")


def tone_of(code: str) -> str:
    """good, warn or bad for the code of a class."""
    if code in GOOD:
        return "good"
    return "bad" if code.startswith("severe") else "warn"


def reasons(codes: list[str]) -> list[Reason]:
    """Follow-up reasons in words, in the order given; a code that no rule knows any more is shown as it is."""
    known, said = known_reasons(), language()
    found = []
    for code in codes:
        reason = known.get(code)
        if reason is None:
            found.append(Reason(code, "", "routine", True))
        else:
            text, action = getattr(reason.wording, said), getattr(reason.action, said)
            found.append(Reason(text, action, reason.urgency, reason.certainty != "V"))
    return found


def gain_is_provisional() -> bool:
    """Is the rule behind N and T still to be confirmed?"""
    return growth_rules().gain.rule.certainty != "V"


def index_names() -> dict[str, str]:
    """Short names of the indices for a child of any age."""
    return {index: index_label(index, 0) for index in cast(tuple[Index, ...], INDICES)}
