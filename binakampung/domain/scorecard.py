"""Convergence of a village: by service, group, package and household, as the quarterly scorecard shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from binakampung.domain.answers import Answer, all_of, answer_of, any_of, negation
from binakampung.domain.convergence import (
    GROUPS,
    PACKAGES,
    ConvergenceRule,
    Group,
    PersonConvergence,
    ServiceState,
    TargetPerson,
    done_at_least,
    received_of_due,
)
from binakampung.domain.measures import Measure, share, share_of
from binakampung.domain.quarters import Quarter


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One figure of a village's scorecard: of a service of a group, a group, a package, the village or its
    households."""

    village: str
    quarter: Quarter
    kind: Literal["service", "group", "package", "village", "household"]
    code: str
    group: Group | None
    measure: Measure


def scorecard(people: Iterable[PersonConvergence], quarter: Quarter, rule: ConvergenceRule) -> tuple[ScoreRow, ...]:
    """The rows of every village that has a target person, villages in the order of their codes."""
    by_village: dict[str, list[PersonConvergence]] = {}
    for person in people:
        by_village.setdefault(person.person.village, []).append(person)
    return tuple(row for village in sorted(by_village) for row in _rows(village, by_village[village], quarter, rule))


def _rows(village: str, people: list[PersonConvergence], quarter: Quarter, rule: ConvergenceRule) -> Iterator[ScoreRow]:
    for group in GROUPS:
        members = [person for person in people if person.person.group == group]
        for service in rule.services[group]:
            states = [state for person in members for state in person.services if state.code == service.code]
            measure = received_of_due("service_coverage", states)
            yield ScoreRow(village, quarter, "service", service.code, group, measure)
        states = [state for person in members for state in person.services]
        yield ScoreRow(village, quarter, "group", group, group, received_of_due("village_convergence", states))
    for package in PACKAGES:
        states = list(_of_package(package, people, rule))
        yield ScoreRow(village, quarter, "package", package, None, received_of_due("package_convergence", states))
    yield ScoreRow(village, quarter, "village", "all", None, village_convergence(people))
    yield ScoreRow(village, quarter, "household", "all", None, household_convergence(people))


def _of_package(package: str, people: Iterable[PersonConvergence], rule: ConvergenceRule) -> Iterator[ServiceState]:
    codes = {
        group: {service.code for service in services if service.package == package}
        for group, services in rule.services.items()
    }
    return (state for each in people for state in each.services if state.code in codes[each.person.group])


def village_convergence(people: Iterable[PersonConvergence]) -> Measure:
    """Services received by pregnant women and children under two in per cent of those due to them, added up."""
    return received_of_due("village_convergence", (state for person in people for state in person.services))


def household_convergence(people: Iterable[PersonConvergence]) -> Measure:
    """Households of the first thousand days in which everyone of them gets the full package, in per cent of all such
    households."""
    households: dict[tuple[str, str], list[PersonConvergence]] = {}
    for person in people:
        households.setdefault((person.person.village, person.person.household), []).append(person)
    return share_of("household_convergence", (_household(members) for members in households.values()))


def _household(members: Iterable[PersonConvergence]) -> tuple[Answer, Answer]:
    """Is everyone in it complete (of whom nobody knows whether it is a target, perhaps), and is it a household of the
    first thousand days."""
    found = list(members)
    complete = all_of(any_of((person.complete, negation(person.person.target))) for person in found)
    return complete, any_of(person.person.target for person in found)


def iron_90(people: Iterable[TargetPerson], rule: ConvergenceRule) -> Measure:
    """Pregnant women (or just delivered) who had as many iron tablets as the indicator asks, in per cent of all."""
    pregnant = (person for person in people if person.group == "pregnant")
    enough = ((done_at_least(person, "iron_tablets", rule.iron_tablets), person.target) for person in pregnant)
    return share_of("iron_90", enough)


def sector_involvement(acted: Mapping[str, bool | None], rule: ConvergenceRule) -> Measure:
    """Sectors that acted in a village in per cent of those expected to; a sector that nobody reported on is unknown."""
    return share("sector_involvement", (answer_of(acted.get(role)) for role in rule.sectors))
