"""Why a child is to be visited: the red flags of one weighing, and of weighings that did not happen."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from binakampung.domain.ages import completed_months, month_number
from binakampung.domain.growth_gain import Gain
from binakampung.domain.growth_series import Child, Weighing
from binakampung.domain.growth_standard import Index
from binakampung.domain.rules import Followup, FollowupReason, Trigger, Urgency

MUAC_MONTHS = range(6, 60)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one weighing showed. `z` holds plausible z-scores only: a flagged one calls for nothing."""

    z: Mapping[Index, float]
    age_months: int
    gain: Gain
    muac_cm: float | None
    oedema: bool
    below_red_line: bool | None
    illness_signs: tuple[str, ...] = ()
    development_delay: bool | None = None


Test: TypeAlias = Callable[[Finding, FollowupReason, Followup], bool]


def _z_below(finding: Finding, reason: FollowupReason, rule: Followup) -> bool:
    return finding.z.get(reason.index, reason.limit) < reason.limit  # type: ignore[arg-type]


def _z_above(finding: Finding, reason: FollowupReason, rule: Followup) -> bool:
    return finding.z.get(reason.index, reason.limit) > reason.limit  # type: ignore[arg-type]


def _muac_below(finding: Finding, reason: FollowupReason, rule: Followup) -> bool:
    return finding.muac_cm is not None and finding.age_months in MUAC_MONTHS and finding.muac_cm < reason.limit


TESTS: Mapping[Trigger, Test] = {
    "oedema": lambda finding, reason, rule: finding.oedema,
    "illness_sign": lambda finding, reason, rule: any(sign in rule.illness_signs for sign in finding.illness_signs),
    "development_delay": lambda finding, reason, rule: finding.development_delay is True,
    "z_below": _z_below,
    "z_above": _z_above,
    "muac_below": _muac_below,
    "not_gained": lambda finding, reason, rule: finding.gain.code == "T",
    "not_gained_twice": lambda finding, reason, rule: finding.gain.twice,
    "below_red_line": lambda finding, reason, rule: finding.below_red_line is True,
    "above_orange_line": lambda finding, reason, rule: finding.z.get("weight_for_age", 0.0) > rule.orange_line_z,
    "not_weighed_months": lambda finding, reason, rule: False,
}


def reason_codes(finding: Finding, rule: Followup) -> tuple[str, ...]:
    """Codes of the reasons that hold, most pressing first, without those that a stronger one replaces."""
    held = [reason for reason in rule.reasons if TESTS[reason.kind](finding, reason, rule)]
    if len(held) < 2:
        return tuple(reason.code for reason in held)
    replaced = {code for reason in held for code in reason.replaces}
    return tuple(reason.code for reason in held if reason.code not in replaced)


@dataclass(frozen=True, slots=True)
class Referral:
    """Where a reason sends a child, how soon, and the lists that it puts the child on."""

    reason: str
    to: str
    urgency: Urgency
    due_in_days: int
    lists: tuple[str, ...]


def referrals_of(codes: Sequence[str], age_months: int, rule: Followup) -> tuple[Referral, ...]:
    """The referral of each reason that holds for a child of that age, in their order."""
    held = [rule.reason(code) for code in codes]
    complicated = age_months < rule.complicated_below_months or any(each.kind == "illness_sign" for each in held)
    return tuple(
        Referral(
            reason.code,
            reason.if_complicated if complicated and reason.if_complicated else reason.refer_to,
            reason.urgency,
            reason.due_in_days,
            reason.lists,
        )
        for reason in held
        if reason.refer_to
    )


def not_weighed(child: Child, weighings: Sequence[Weighing], as_of: date, rule: Followup) -> FollowupReason | None:
    """The reason to look for an under-five who missed as many whole calendar months, ended by `as_of`, as ruled.

    A child never weighed is counted from the month after its birth.
    """
    if not 0 <= completed_months(child.birth_date, as_of) < 60:
        return None
    months = [month_number(weighing.measured_on) for weighing in weighings if weighing.weighed]
    last = max(months, default=month_number(child.birth_date))
    ended = month_number(as_of) - (as_of.day < calendar.monthrange(as_of.year, as_of.month)[1])
    for reason in rule.reasons:
        if reason.kind == "not_weighed_months" and ended - last >= reason.limit:
            return reason
    return None
