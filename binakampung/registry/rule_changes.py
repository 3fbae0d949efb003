"""What would change if an office adopted another version of a rule: who would enter, who would leave, by village.

Nothing is written: the children, or the families, of an area are judged twice in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from binakampung.domain.answers import Answer
from binakampung.domain.growth import ChildSeries, assess_children
from binakampung.domain.risk import RiskAssessment, RiskRule, assess_risk
from binakampung.domain.rules import GrowthRules
from binakampung.registry.casework import READ_BY, child_of, weighing_of
from binakampung.registry.family_facts import facts_of
from binakampung.registry.models import AdministrativeArea, GrowthMeasurement, Person
from binakampung.standards import who_2006

CHUNK = 500


@dataclass(slots=True)
class Moves:
    """Children for whom something holds only under the other version, or only under the present one."""

    enter: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)


@dataclass(slots=True)
class VillageChange:
    """Children of a village who would be followed up only under the other version, or only under the present one.

    `by_reason`: the same for each reason that anybody gains or loses, by its code.
    """

    village: str
    children: int = 0
    followed_before: int = 0
    followed_after: int = 0
    enter: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    other_reasons: list[str] = field(default_factory=list)
    by_reason: dict[str, Moves] = field(default_factory=dict)

    def add(self, child: str, before: Sequence[str], after: Sequence[str]) -> None:
        """One child with its reasons under both versions."""
        self.children += 1
        self.followed_before += bool(before)
        self.followed_after += bool(after)
        if bool(before) != bool(after):
            (self.enter if after else self.leave).append(child)
        elif before != after:
            self.other_reasons.append(child)
        for code in (code for code in after if code not in before):
            self.by_reason.setdefault(code, Moves()).enter.append(child)
        for code in (code for code in before if code not in after):
            self.by_reason.setdefault(code, Moves()).leave.append(child)


def follow_up_changes(area: str, before: GrowthRules, after: GrowthRules) -> list[VillageChange]:
    """Compare two sets of growth rules by the last measurement of every child of an area, village by village."""
    changes: dict[str, VillageChange] = {}
    for people, series in _series(area):
        judged = zip(people, _last_reasons(series, before), _last_reasons(series, after), strict=True)
        for person, old, new in judged:
            changes.setdefault(person.village, VillageChange(person.village)).add(person.pk, old, new)
    return [changes[village] for village in sorted(changes)]


def risk_changes(area: str, before: RiskRule, after: RiskRule, as_of: date) -> list[VillageChange]:
    """Compare two versions of the risk rule by every family of an area: `children` counts families here.

    A family is in while it is surely at risk; what is unknown under both versions moves nobody.
    """
    changes: dict[str, VillageChange] = {}
    for facts in facts_of(area):
        old, new = (_factors(assess_risk(facts, as_of, rule)) for rule in (before, after))
        changes.setdefault(facts.village, VillageChange(facts.village)).add(facts.id, old, new)
    return [changes[village] for village in sorted(changes)]


def _factors(judged: RiskAssessment) -> tuple[str, ...]:
    if judged.answer is not Answer.YES:
        return ()
    return tuple(code for code, factor in judged.factors.items() if factor.answer is Answer.YES)


def village_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of villages by code."""
    return dict(AdministrativeArea.objects.filter(code__in=list(codes)).values_list("code", "name"))


def _series(area: str) -> Iterator[tuple[list[Person], list[ChildSeries]]]:
    measured = GrowthMeasurement.objects.filter(village__startswith=area).values_list("person_id", flat=True)
    ids = sorted(set(measured))
    for start in range(0, len(ids), CHUNK):
        people = list(Person.objects.filter(pk__in=ids[start : start + CHUNK], birth_date__isnull=False).order_by("pk"))
        rows: dict[str, list[GrowthMeasurement]] = defaultdict(list)
        for row in GrowthMeasurement.objects.filter(person_id__in=[person.pk for person in people]):
            rows[row.person_id].append(row)
        yield people, [ChildSeries(child_of(person), tuple(map(weighing_of, rows[person.pk]))) for person in people]


def _last_reasons(series: Sequence[ChildSeries], rules: GrowthRules) -> list[tuple[str, ...]]:
    children = assess_children(series, who_2006(), rules, rules.age.of_report(READ_BY))
    return [judged[-1].reasons if judged else () for judged in children]
