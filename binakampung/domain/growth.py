"""What a series of weighings says of a child: z-scores, classes, N/T/O/B and reasons to follow up. Pure.

Ages for z-scores follow `growth_age`; classes and minimum gains speak of completed calendar months since birth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from binakampung.domain.ages import completed_months
from binakampung.domain.growth_age import AgeUsed, StandardAge, standard_age
from binakampung.domain.growth_gain import Gain, GainCode, gains
from binakampung.domain.growth_kernel import DAYS_OF_9_MONTHS, FLAGGED, LYING, PLAUSIBLE, STANDING, zscores
from binakampung.domain.growth_reasons import Finding, Referral, not_weighed, reason_codes, referrals_of
from binakampung.domain.growth_series import Child, ChildSeries, Position, Weighing
from binakampung.domain.growth_standard import INDICES, GrowthStandard, Index
from binakampung.domain.rules import AgeMethod, Classified, FollowupReason, GrowthClasses, GrowthRules, Sex

__all__ = [
    "Child", "ChildSeries", "GrowthAssessment", "Referral", "Weighing", "assess_children", "assess_growth",
    "assess_over_time", "follow_up_reasons", "index_label", "not_weighed", "referrals",
]  # fmt: skip

SEXES: Mapping[Sex | None, int] = {"male": 1, "female": 2, None: 0}
POSITIONS: Mapping[Position | None, int] = {"lying": LYING, "standing": STANDING, None: 0}
LABELS = {"length_for_age": ("PB/U", "TB/U"), "weight_for_length": ("BB/PB", "BB/TB")}
OTHER_LABELS = {"weight_for_age": "BB/U", "bmi_for_age": "IMT/U", "head_for_age": "LK/U", "arm_for_age": "LiLA/U"}
Scores = tuple[StandardAge, list[float], list[int]]


@dataclass(frozen=True, slots=True)
class GrowthAssessment:
    """The judgement of one weighing.

    z-scores are rounded to two decimals as R rounds, None where there is none; `flags` names the implausible ones,
    which have no class and call for nothing. `classes`: code of the class by index, and by `muac`. `gain`: N, T, O, B,
    None when not weighed; the grams only where two weighings were compared. `position_assumed`: a length was measured
    without saying how (or standing under 9 months), so the table was chosen by age and nothing was adjusted.
    `below_red_line` is None without a plausible weight for age. `reasons`: codes of follow-up reasons, most pressing
    first. `rules`: the standard and the versions of the rules that judged.

    `age_days` and `age_months` count from birth. The standard was asked at `standard_day`: the age by `method`,
    `age_used` telling whether since birth or corrected for a preterm birth.
    """

    id: str
    age_days: int
    age_months: int
    standard_day: int
    method: AgeMethod
    age_used: AgeUsed
    length_for_age: float | None
    weight_for_age: float | None
    weight_for_length: float | None
    bmi_for_age: float | None
    head_for_age: float | None
    arm_for_age: float | None
    flags: tuple[Index, ...]
    classes: Mapping[Classified, str]
    position_assumed: bool
    gain: GainCode | None
    gain_grams: int | None
    min_gain_grams: int | None
    two_t: bool
    below_red_line: bool | None
    reasons: tuple[str, ...]
    rules: tuple[str, ...]


def assess_growth(
    child: Child,
    weighings: Sequence[Weighing],
    standard: GrowthStandard,
    rules: GrowthRules,
    method: AgeMethod | None = None,
) -> list[GrowthAssessment]:
    """All weighings of one child, in order of date and id."""
    return assess_children([ChildSeries(child, weighings)], standard, rules, method)[0]


def assess_children(
    series: Sequence[ChildSeries], standard: GrowthStandard, rules: GrowthRules, method: AgeMethod | None = None
) -> list[list[GrowthAssessment]]:
    """The assessments of many children with one call of the kernel; each list in order of date and id.

    `method`: the age convention, where it is to be another than the rule's.
    """
    ordered = [one.in_order() for one in series]
    wanted = [
        (one.child, weighing, standard_age(one.child, weighing.measured_on, rules.age, method))
        for one, weighings in zip(series, ordered, strict=True)
        for weighing in weighings
        if one.since is None or weighing.measured_on >= one.since
    ]
    scores = _scores(wanted, standard, rules)
    versions = (standard.name, *rules.versions)
    return [
        [
            _assess(one.child, weighing, gain, *next(scores), rules, versions)
            for weighing, gain in zip(weighings, gains(one.child, weighings, rules.gain), strict=True)
            if one.since is None or weighing.measured_on >= one.since
        ]
        for one, weighings in zip(series, ordered, strict=True)
    ]


def assess_over_time(
    series: Sequence[ChildSeries],
    standard: GrowthStandard,
    periods: Sequence[tuple[date, GrowthRules]],
    report: str = "",
) -> list[list[GrowthAssessment]]:
    """The same, each weighing judged by the rules in force on its own day.

    `periods`: rules by the day they begin, ascending; the first also judge what is older. `report`: by the age
    convention that the rule chooses for it.
    """
    judged = [assess_children(series, standard, rules, rules.age.of_report(report)) for _, rules in periods]
    if len(judged) == 1:
        return judged[0]
    begins = [begin for begin, _ in periods[1:]]
    orders = [
        [each.measured_on for each in one.in_order() if one.since is None or each.measured_on >= one.since]
        for one in series
    ]
    return [
        [judged[sum(begin <= day for begin in begins)][child][place] for place, day in enumerate(days)]
        for child, days in enumerate(orders)
    ]


def referrals(assessment: GrowthAssessment, rules: GrowthRules) -> tuple[Referral, ...]:
    """Where the child is to be referred, one for each reason that calls for it, most pressing first."""
    return referrals_of(assessment.reasons, assessment.age_months, rules.followup)


def follow_up_reasons(assessment: GrowthAssessment, rules: GrowthRules) -> tuple[FollowupReason, ...]:
    """The reasons of an assessment with their urgency, days and words, most pressing first."""
    return tuple(rules.followup.reason(code) for code in assessment.reasons)


def index_label(index: Index, age_days: int) -> str:
    """The short field name: PB (lying) below 731 days, TB (standing) from then on."""
    if index in LABELS:
        return LABELS[index][age_days >= 731]
    return OTHER_LABELS[index]


Asked = tuple[Child, Weighing, StandardAge]


def _scores(wanted: Sequence[Asked], standard: GrowthStandard, rules: GrowthRules) -> Iterator[Scores]:
    rows = np.array(
        [
            (
                age.days,
                weighing.weight_kg,
                weighing.length_cm,
                weighing.head_cm,
                weighing.muac_cm,
                SEXES[child.sex],
                POSITIONS[weighing.position],
                weighing.oedema is True,
            )
            for child, weighing, age in wanted
        ],
        dtype=np.float64,
    ).reshape(len(wanted), 8)
    age, weight, length, head, arm, sex, position, oedema = rows.T
    limits = np.array([rules.flags.limits[index] for index in INDICES])
    z, flags = zscores(sex, age, weight, length, position, head, arm, oedema, standard, limits)
    return zip((age for _, _, age in wanted), z.tolist(), flags.tolist(), strict=True)


def _assess(
    child: Child,
    weighing: Weighing,
    gain: Gain,
    age: StandardAge,
    scores: list[float],
    flags: list[int],
    rules: GrowthRules,
    versions: tuple[str, ...],
) -> GrowthAssessment:
    months = completed_months(child.birth_date, weighing.measured_on)
    plausible = {index: value for index, value, flag in zip(INDICES, scores, flags, strict=True) if flag == PLAUSIBLE}
    length_z, weight_z, weight_for_length_z, bmi_z, head_z, arm_z = (None if z != z else z + 0.0 for z in scores)
    below = plausible["weight_for_age"] < rules.followup.red_line_z if "weight_for_age" in plausible else None
    finding = Finding(
        plausible,
        months,
        gain,
        weighing.muac_cm,
        weighing.oedema is True,
        below,
        weighing.illness_signs,
        weighing.development_delay,
    )
    return GrowthAssessment(
        id=weighing.id,
        age_days=(weighing.measured_on - child.birth_date).days,
        age_months=months,
        standard_day=age.day,
        method=age.method,
        age_used=age.used,
        length_for_age=length_z,
        weight_for_age=weight_z,
        weight_for_length=weight_for_length_z,
        bmi_for_age=bmi_z,
        head_for_age=head_z,
        arm_for_age=arm_z,
        flags=tuple(index for index, flag in zip(INDICES, flags, strict=True) if flag == FLAGGED),
        classes=_classes(plausible, weighing.muac_cm, months, rules.classes),
        position_assumed=_position_assumed(weighing, age.days),
        gain=gain.code,
        gain_grams=gain.grams,
        min_gain_grams=gain.needed,
        two_t=gain.twice,
        below_red_line=below,
        reasons=reason_codes(finding, rules.followup),
        rules=versions,
    )


def _classes(
    z: Mapping[Index, float], muac_cm: float | None, months: int, classes: GrowthClasses
) -> dict[Classified, str]:
    found: dict[Classified, str] = {}
    for index, table in classes.indices.items():
        value = muac_cm if index == "muac" else z.get(index)
        if value is not None and (index != "muac" or table.from_month <= months <= table.to_month):
            found[index] = table.classify(value)
    return found


def _position_assumed(weighing: Weighing, days: float) -> bool:
    if weighing.length_cm is None:
        return False
    return weighing.position is None or (weighing.position == "standing" and days < DAYS_OF_9_MONTHS)
