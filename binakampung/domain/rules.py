"""Rules as data: what a rule file says, typed and frozen. How a rule is applied is a pure function elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from binakampung.domain.growth_standard import Index

Status = Literal["berlaku", "sementara", "usulan"]  # in force; in force but not confirmed; only proposed
Certainty = Literal["V", "K", "U"]
Sex = Literal["male", "female"]
Urgency = Literal["same_day", "urgent", "routine"]
Classified = Literal[Index, "muac"]
TwoT = Literal["consecutive_months", "skip_missed"]
Trigger = Literal[
    "oedema", "illness_sign", "z_below", "z_above", "muac_below", "not_gained", "not_gained_twice", "below_red_line",
    "above_orange_line", "development_delay", "not_weighed_months",
]  # fmt: skip
AgeMethod = Literal["by_day", "by_completed_month"]
NO_SOURCE = "none found"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text for people in both languages."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule file itself promises: an input and the expected result. Tests run them, the handbook prints them."""

    given: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """The head of a rule file. `certainty`: V read in its source, K known, U uncertain; K and U are never `berlaku`."""

    rule_id: str
    version: str
    title: Wording
    wording: Wording
    effective_from: date
    status: Status
    certainty: Certainty
    source: str
    examples: tuple[Example, ...] = ()
    why: Wording | None = None

    @property
    def proposed(self) -> bool:
        """Whether it only stands up for comparison: a proposal judges nobody."""
        return self.status == "usulan"

    @property
    def key(self) -> str:
        """Id and version, as results carry it."""
        return f"{self.rule_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Band:
    """One class of an index: `below` takes values under it, `up_to` takes it too, neither takes the rest."""

    code: str
    wording: Wording
    below: float | None = None
    up_to: float | None = None


@dataclass(frozen=True, slots=True)
class IndexClasses:
    """The classes of one index in ascending order; `from_month`..`to_month` (completed) is where they apply."""

    label: Wording
    bands: tuple[Band, ...]
    certainty: Certainty
    from_month: int = 0
    to_month: int = 59

    def classify(self, value: float) -> str:
        """The code of the class of a z-score (or of centimetres, for the arm): the first band that takes it."""
        for band in self.bands:
            if band.below is not None:
                if value < band.below:
                    return band.code
            elif band.up_to is None or value <= band.up_to:
                return band.code
        raise ValueError(f"No class takes {value}")

    def wording(self, code: str) -> Wording:
        """How people call the class. Raises `KeyError` for a code of no band."""
        for band in self.bands:
            if band.code == code:
                return band.wording
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class GrowthClasses:
    """Which class a z-score (or arm circumference in cm) belongs to, by index."""

    rule: Rule
    indices: Mapping[Classified, IndexClasses]


@dataclass(frozen=True, slots=True)
class MinimumGain:
    """The least weight to be gained, in grams by sex and completed months 0..`last_month` (None: no minimum)."""

    rule: Rule
    grams: Mapping[Sex, tuple[int | None, ...]]
    shortest_gap_days: int
    longest_gap_days: int
    two_t: TwoT

    def needed(self, sex: Sex | None, age_months: int | None) -> int | None:
        """The minimum for a child; with the sex unknown, only where boys and girls need the same."""
        if age_months is None or not 0 <= age_months < len(self.grams["male"]):
            return None
        if sex is not None:
            return self.grams[sex][age_months]
        male, female = self.grams["male"][age_months], self.grams["female"][age_months]
        return male if male == female else None


@dataclass(frozen=True, slots=True)
class FollowupReason:
    """Why a child is to be visited, and how soon. `replaces`: weaker reasons that this one makes superfluous.

    `refer_to`: a place of the rule; `if_complicated`: the place instead for a child with complications. `lists`: the
    lists of the rule that the child is to be put on.
    """

    code: str
    kind: Trigger
    urgency: Urgency
    due_in_days: int
    wording: Wording
    action: Wording
    certainty: Certainty
    source: str
    index: Index | None = None
    limit: float = 0.0
    replaces: tuple[str, ...] = ()
    refer_to: str = ""
    if_complicated: str = ""
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Followup:
    """The red flags, most pressing first, and the lines of the KMS card as z of weight for age.

    `places` and `lists`: where a child is referred and what it is listed on, by code. `illness_signs`: by code, as
    forms have them. Complicated is a child of fewer months than `complicated_below_months`, or with an illness sign.
    """

    rule: Rule
    red_line_z: float
    orange_line_z: float
    reasons: tuple[FollowupReason, ...]
    places: Mapping[str, Wording]
    lists: Mapping[str, Wording]
    illness_signs: Mapping[str, Wording]
    complicated_below_months: int

    def reason(self, code: str) -> FollowupReason:
        """The reason of that code. Raises `KeyError`."""
        for reason in self.reasons:
            if reason.code == code:
                return reason
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class GrowthFlags:
    """Limits of z-scores outside which a measurement is implausible."""

    rule: Rule
    limits: Mapping[Index, tuple[float, float]]

    def flagged(self, index: Index, z: float) -> bool:
        """Whether a z-score rounded to two decimals is implausible."""
        lowest, highest = self.limits[index]
        return not lowest <= z <= highest


@dataclass(frozen=True, slots=True)
class GrowthAge:
    """By which age growth is judged: by day or completed month, and since when a preterm child's age counts.

    `reports` says by which convention a report is made, `method` by which everything else is judged.
    Born after `earliest_weeks` and before `preterm_below_weeks` of gestation, a child is as old as if it had been born
    in week `term_weeks`, until it has lived `corrected_until_months`.
    """

    rule: Rule
    method: AgeMethod
    reports: Mapping[str, AgeMethod]
    preterm_below_weeks: int
    earliest_weeks: int
    term_weeks: int
    corrected_until_months: int

    def of_report(self, report_id: str) -> AgeMethod:
        """The convention of a report."""
        return self.reports.get(report_id, self.method)


@dataclass(frozen=True, slots=True)
class GrowthRules:
    """Everything that growth is judged by, one version of each."""

    flags: GrowthFlags
    classes: GrowthClasses
    gain: MinimumGain
    followup: Followup
    age: GrowthAge

    def all(self) -> tuple[Rule, ...]:
        """The heads of the rules."""
        return self.flags.rule, self.classes.rule, self.gain.rule, self.followup.rule, self.age.rule

    @property
    def versions(self) -> tuple[str, ...]:
        """Ids and versions, to be stored beside every result."""
        return tuple(rule.key for rule in self.all())


def frozen_mapping(mapping: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A read-only view of a copy."""
    return MappingProxyType(dict(mapping))
