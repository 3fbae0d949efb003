"""What would change if an office adopted another version of a rule: who would enter, who would leave, by village.

Nothing is written: the children of an area are judged twice in memory. Families: `rule_changes_families`; people in
care: `rule_changes_care`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from binakampung.domain.answers import Answer
from binakampung.domain.growth import ChildSeries, assess_children
from binakampung.domain.rules import GrowthRules
from binakampung.registry.casework import READ_BY, child_of, weighing_of
from binakampung.registry.models import AdministrativeArea, GrowthMeasurement, Person
from binakampung.standards import who_2006

CHUNK = 500
Progress = Callable[[int, int], None]
NO, YES, UNKNOWN = Answer.NO, Answer.YES, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one version says of a child, a family or a person: whether it is on the list, and each reason by its code.

    A reason that is not there is a no.
    """

    answer: Answer
    reasons: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Moves:
    """Whose answer is another under the other version. `unknown`: it becomes unknown; `settled`: unknown becomes no.

    Only who surely was in and surely is out leaves.
    """

    enter: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)

    def note(self, subject: str, before: Answer, after: Answer) -> None:
        """One child, family or person, under both versions."""
        if before is after:
            return
        if after is YES:
            self.enter.append(subject)
        elif after is UNKNOWN:
            self.unknown.append(subject)
        else:
            (self.leave if before is YES else self.settled).append(subject)


@dataclass(slots=True)
class VillageChange(Moves):
    """Those of a village who would be listed only under the other version, or only under the present one.

    `children` counts everyone judged, also families or grown people. `other_reasons`: the answer stays, a reason
    differs. `by_reason`: moves of each reason that anybody gains, loses or leaves open, by its code.
    """

    village: str
    children: int = 0
    followed_before: int = 0
    followed_after: int = 0
    unknown_before: int = 0
    unknown_after: int = 0
    other_reasons: list[str] = field(default_factory=list)
    by_reason: dict[str, Moves] = field(default_factory=dict)

    def add(self, subject: str, before: Verdict, after: Verdict) -> None:
        """One child, family or person with its verdicts under both versions."""
        self.children += 1
        self.followed_before += before.answer is YES
        self.followed_after += after.answer is YES
        self.unknown_before += before.answer is UNKNOWN
        self.unknown_after += after.answer is UNKNOWN
        self.note(subject, before.answer, after.answer)
        moved = [
            (code, old, new)
            for code in {**before.reasons, **after.reasons}
            if (old := before.reasons.get(code, NO)) is not (new := after.reasons.get(code, NO))
        ]
        for code, old, new in moved:
            self.by_reason.setdefault(code, Moves()).note(subject, old, new)
        if moved and before.answer is after.answer:
            self.other_reasons.append(subject)


class Changes:
    """What is gathered while an area is judged, village by village."""

    def __init__(self) -> None:
        self.villages: dict[str, VillageChange] = {}

    def add(self, village: str, subject: str, before: Verdict, after: Verdict) -> None:
        """One child, family or person of a village."""
        self.villages.setdefault(village, VillageChange(village)).add(subject, before, after)

    def in_order(self) -> list[VillageChange]:
        """The villages by code."""
        return [self.villages[village] for village in sorted(self.villages)]


def follow_up_changes(
    area: str, before: GrowthRules, after: GrowthRules, progress: Progress | None = None
) -> list[VillageChange]:
    """Compare two sets of growth rules by the last measurement of every child of an area, village by village."""
    changes = Changes()
    for people, series in _series(area, progress):
        judged = zip(people, _last_reasons(series, before), _last_reasons(series, after), strict=True)
        for person, old, new in judged:
            changes.add(person.village, person.pk, _followed(old), _followed(new))
    return changes.in_order()


def _followed(reasons: Sequence[str]) -> Verdict:
    return Verdict(YES if reasons else NO, dict.fromkeys(reasons, YES))


def village_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of villages by code."""
    return dict(AdministrativeArea.objects.filter(code__in=list(codes)).values_list("code", "name"))


def _series(area: str, progress: Progress | None) -> Iterator[tuple[list[Person], list[ChildSeries]]]:
    measured = GrowthMeasurement.objects.filter(village__startswith=area).values_list("person_id", flat=True)
    ids = sorted(set(measured))
    for start in range(0, len(ids), CHUNK):
        people = list(Person.objects.filter(pk__in=ids[start : start + CHUNK], birth_date__isnull=False).order_by("pk"))
        rows: dict[str, list[GrowthMeasurement]] = defaultdict(list)
        for row in GrowthMeasurement.objects.filter(person_id__in=[person.pk for person in people]):
            rows[row.person_id].append(row)
        yield people, [ChildSeries(child_of(person), tuple(map(weighing_of, rows[person.pk]))) for person in people]
        if progress:
            progress(min(start + CHUNK, len(ids)), len(ids))


def _last_reasons(series: Sequence[ChildSeries], rules: GrowthRules) -> list[tuple[str, ...]]:
    children = assess_children(series, who_2006(), rules, rules.age.of_report(READ_BY))
    return [judged[-1].reasons if judged else () for judged in children]
