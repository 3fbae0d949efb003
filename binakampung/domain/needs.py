"""From what is known of a family to what it should get, and from whom: three-valued, so that a need nobody asked about
is listed as 'to be asked' and never passes for none.

A need is put together from conditions by 'any' and 'all'; which, is data (`definitions/rules/needs.yaml`). Whom it
falls to is said by role, so that an office can rename its organisations without touching a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from binakampung.domain.answers import Answer, all_of, any_of
from binakampung.domain.need_conditions import Conditions, Settings
from binakampung.domain.reasons import Part, Reason, Remedy
from binakampung.domain.rules import Rule, Urgency, Wording

URGENCIES: tuple[Urgency, ...] = ("same_day", "urgent", "routine")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its words when it holds, and what to ask while nobody knows."""

    code: str
    wording: Wording
    asks: Wording


@dataclass(frozen=True, slots=True)
class NeedRule:
    """One need. It holds when one of `any` and every one of `all` holds (an empty list asks nothing).

    `lead` and `partners`: roles of organisations. `restricted`: only those charged with it may see that it exists.
    """

    part: Part
    any: tuple[str, ...]
    all: tuple[str, ...]
    programmes: tuple[str, ...]
    lead: str
    partners: tuple[str, ...]
    urgency: Urgency
    clears: Wording
    restricted: bool

    @property
    def code(self) -> str:
        """The code of the need."""
        return self.part.code

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every condition that it reads."""
        return (*self.any, *self.all)

    @property
    def remedy(self) -> Remedy:
        """What clears it and who owes that, the lead first."""
        return Remedy(self.clears, (self.lead, *self.partners))

    def answer(self, conditions: Conditions) -> Answer:
        """Whether the family needs it."""
        one = any_of(conditions[code] for code in self.any) if self.any else Answer.YES
        return all_of((one, *(conditions[code] for code in self.all)))


@dataclass(frozen=True, slots=True)
class NeedsRule:
    """All needs in the order of the file, the conditions that they are made of, and the limits of those."""

    rule: Rule
    settings: Settings
    conditions: Mapping[str, Condition]
    needs: tuple[NeedRule, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One need of one family: `reasons` are the conditions that hold, or those that are still to be asked."""

    rule: NeedRule
    answer: Answer
    reasons: tuple[Reason, ...]

    @property
    def code(self) -> str:
        """The code of the need."""
        return self.rule.code


@dataclass(frozen=True, slots=True)
class FamilyNeeds:
    """What a family needs, most pressing first, and what is to be asked before that can be said of the rest."""

    family_id: str
    village: str
    needs: tuple[Need, ...]
    to_ask: tuple[Need, ...]
    rule: str

    def open_to_all(self) -> FamilyNeeds:
        """The same without restricted needs, for everyone who is not charged with them."""
        needs, to_ask = (tuple(need for need in some if not need.rule.restricted) for some in (self.needs, self.to_ask))
        return FamilyNeeds(self.family_id, self.village, needs, to_ask, self.rule)


def needs_of(family_id: str, village: str, conditions: Conditions, rule: NeedsRule) -> FamilyNeeds:
    """The needs of a family whose conditions are known (see `need_conditions.conditions_of`)."""
    judged = [_need(need, conditions) for need in rule.needs]
    found = sorted(_only(judged, Answer.YES), key=lambda need: URGENCIES.index(need.rule.urgency))
    return FamilyNeeds(family_id, village, tuple(found), tuple(_only(judged, Answer.UNKNOWN)), rule.rule.key)


def by_organisation(families: Iterable[FamilyNeeds]) -> dict[str, dict[str, int]]:
    """Role of the leading organisation -> code of the need -> how many families."""
    counts: dict[str, dict[str, int]] = {}
    for need in (need for family in families for need in family.needs):
        of_role = counts.setdefault(need.rule.lead, {})
        of_role[need.code] = of_role.get(need.code, 0) + 1
    return counts


def _need(rule: NeedRule, conditions: Conditions) -> Need:
    answer = rule.answer(conditions)
    return Need(rule, answer, tuple(Reason(code) for code in rule.conditions if conditions[code] is answer))


def _only(needs: Iterable[Need], answer: Answer) -> Iterable[Need]:
    return (need for need in needs if need.answer is answer)
