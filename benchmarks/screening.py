"""Children and pregnant women measured, screened and counted by village, with the needs of their families.

    .venv/bin/python -m benchmarks.screening [--families 100000 1000000] [--threads 2]

Of a hundred families fifteen have a child under two, twenty another under five, seven a pregnant woman; one answer in
twelve is missing. z-scores, measures, checks, colours, who owes what, risk and needs: all of it is timed, to counts of
villages. People are drawn in chunks that stream through memory; drawing them is not timed. One person is judged apart.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.growth import population
from benchmarks.rules import RULES, VILLAGES, drawn, to_villages
from binakampung.catalogue.care_rules import child_rules, pregnancy_rules, visit_schedule
from binakampung.domain.blocks import Counts
from binakampung.domain.care_facts import CareRecord, PersonCare
from binakampung.domain.growth_kernel import zscores
from binakampung.domain.growth_standard import INDICES
from binakampung.domain.schedule import open_visits
from binakampung.domain.screening_child import screen_under_two
from binakampung.domain.screening_columns import pregnancy_measures, under_five_measures, under_two_measures
from binakampung.domain.screening_facts import UnderTwoFacts
from binakampung.domain.screening_kernel import NO, YES, Screened, by_village, owed_by_role, screen_columns
from binakampung.domain.screening_rules import COLOURS, ScreeningRule
from binakampung.standards import who_2006

AS_OF = date(2026, 11, 1)
CHUNK = 50_000
SHARES = {"under_two": 0.15, "under_five": 0.20, "pregnant": 0.07}
MISSING = 1 / 12
CHILDREN, MOTHERS = child_rules(), pregnancy_rules()
CHECKS: Mapping[str, ScreeningRule] = {
    "under_two": CHILDREN.under_two, "under_five": CHILDREN.under_five, "pregnant": MOTHERS.screening
}  # fmt: skip
Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Chunk:
    """Some families: their states and conditions, and the people to be screened with the family of each."""

    states: Columns
    conditions: Columns
    village: npt.NDArray[np.int32]
    people: Mapping[str, tuple[Columns, npt.NDArray[np.intp]]]


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    judged(chunk(2_000, 0))  # compiles
    sizes = [measured(count, options.threads) for count in options.families]
    first, last = sizes[0]["families_a_second"], sizes[-1]["families_a_second"]
    linear = {"cost_a_family_largest_to_smallest": round(first / last, 2)}
    print(json.dumps({"one_person": one_person(), "villages": VILLAGES, "sizes": sizes, **linear}, indent=2))


def measured(count: int, threads: int) -> dict[str, Any]:
    """Seconds from facts to the counts of villages, chunk by chunk."""
    seconds, people, found = 0.0, 0, ()
    for chunks in drawn_together(count, threads):
        people += sum(len(family) for each in chunks for _, family in each.people.values())
        start = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            counts = reduce(_added, pool.map(judged, chunks))
        found = _added(found, counts) if found else counts
        seconds += time.perf_counter() - start
    colours, owed, needs = found
    return {
        "families": count,
        "people": people,
        "colours": dict(zip(COLOURS, colours.sum(axis=1).tolist(), strict=True)),
        "owed": int(owed.sum()),
        "needs": int(needs[:, :, YES].sum()),
        "seconds": round(seconds, 2),
        "families_a_second": round(count / seconds),
    }


def judged(chunk: Chunk) -> Counts:
    """Counts by village: people of each colour, people to whom each role owes something, needs of families."""
    screened = {group: screened_people(group, facts) for group, (facts, _) in chunk.people.items()}
    colours = np.zeros((len(COLOURS), VILLAGES), np.int64)
    owed: dict[str, npt.NDArray[np.int64]] = {}
    for group, found in screened.items():
        village = chunk.village[chunk.people[group][1]]
        colours += by_village(np.stack([found.colours == place for place in range(len(COLOURS))]), village, VILLAGES)
        for role, flags in owed_by_role(found.risks, CHECKS[group]).items():
            owed[role] = owed.get(role, 0) + by_village(flags[None], village, VILLAGES)[0]
    conditions = {**chunk.conditions, **of_families(chunk, screened)}
    needs = to_villages(chunk.states, conditions, chunk.village, 1)[-1]
    return colours, np.stack([owed[role] for role in sorted(owed)]), needs


def screened_people(group: str, facts: Columns) -> Screened:
    """z-scores where there are any, measures, and the checks."""
    if group == "pregnant":
        return screen_columns(pregnancy_measures(facts, AS_OF, MOTHERS), MOTHERS.screening, len(facts["birth_date"]))
    z, flags = zscores(**facts["measured"], standard=who_2006())  # type: ignore[arg-type]
    scores = np.where(flags == 0, z, np.nan).T
    facts = facts | {name: scores[place] for place, name in enumerate(INDICES) if name != "arm_for_age"}
    measure = under_two_measures if group == "under_two" else under_five_measures
    return screen_columns(measure(facts, AS_OF, CHILDREN), CHECKS[group], len(facts["birth_date"]))


def of_families(chunk: Chunk, screened: Mapping[str, Screened]) -> Columns:
    """The conditions of needs that growth and screening answer, brought from people to their families."""
    settings = RULES.needs.settings
    children = {
        code: [(group, check) for group in ("under_two", "under_five") for check in checks]
        for code, checks in settings.growth.items()
    }
    others = {
        code: [(group, check) for group, _, check in (each.partition(".") for each in found.codes) if group in screened]
        for code, found in settings.screening.items()
    }
    return {code: _brought(chunk, screened, found) for code, found in (children | others).items() if found}


def _brought(chunk: Chunk, screened: Mapping[str, Screened], wanted: list[tuple[str, str]]) -> npt.NDArray[np.int8]:
    answers = np.full(len(chunk.village), NO, np.int8)
    for group in {group for group, _ in wanted}:
        codes = {code for each, code in wanted if each == group}
        places = [place for place, check in enumerate(CHECKS[group].checks) if check.code in codes]
        family = chunk.people[group][1]
        answers[family] = np.maximum(answers[family], screened[group].answers[places].max(axis=0))
    return answers


def drawn_together(count: int, threads: int) -> Iterator[list[Chunk]]:
    """Chunks of families in handfuls, two for each thread."""
    sizes = [min(CHUNK, count - start) for start in range(0, count, CHUNK)]
    for start in range(0, len(sizes), 2 * threads):
        yield [chunk(size, start + place) for place, size in enumerate(sizes[start : start + 2 * threads])]


def chunk(families: int, seed: int) -> Chunk:
    """Families with their people."""
    chance = np.random.default_rng(seed)
    states, conditions, village = drawn(families)
    people = {}
    for group, share in SHARES.items():
        family = np.flatnonzero(chance.random(families) < share)
        people[group] = (women if group == "pregnant" else children)(len(family), group, chance), family
    return Chunk(states, conditions, village, people)


def children(count: int, group: str, chance: np.random.Generator) -> Columns:
    """Children of a group as they are measured and asked about."""
    drawn_ones = population(4 * count)
    of_age = (drawn_ones["age_days"] < 730) == (group == "under_two")
    place = np.flatnonzero(of_age)[np.arange(count) % of_age.sum()]
    measured = {name: column[place] for name, column in drawn_ones.items()}
    flags = [check_measure for check_measure in CHECKS[group].measures.values() if check_measure.kind == "flag"]
    numbers = {
        "hb_g_dl": (7, 14), "birth_weight_g": (1800, 4000), "birth_length_cm": (44, 53), "gestation_weeks": (34, 41),
        "food_groups": (1, 8), "meals": (1, 5),
    }  # fmt: skip
    facts = {each.code: answers(count, chance) for each in flags}
    facts |= {name: numbers_between(count, chance, *ends) for name, ends in numbers.items()}
    today = np.datetime64(AS_OF, "D")
    return facts | {
        "measured": measured,
        "birth_date": today - measured["age_days"].astype("timedelta64[D]"),
        "last_weighed_on": today - chance.integers(0, 120, count).astype("timedelta64[D]"),
        "never_weighed": np.zeros(count),
        "muac_cm": measured["armc"],
        "oedema": measured["oedema"].astype(np.float64),
        "gain": chance.integers(0, 4, count).astype(np.float64),
        "illness_signs": (chance.random(count) < 0.02).astype(np.float64),
        "doses": chance.integers(0, 1 << 20, count) | 0x7FFF,
    }


def women(count: int, group: str, chance: np.random.Generator) -> Columns:
    """Pregnant women."""
    today = np.datetime64(AS_OF, "D")
    flags = [measure.code for measure in CHECKS[group].measures.values() if measure.kind == "flag"]
    numbers = {
        "height_cm": (140, 170), "muac_cm": (20, 32), "hb_g_dl": (8, 14), "weight_before_kg": (38, 75),
        "children_living": (0, 4), "antenatal_visits": (0, 6), "iron_tablets": (0, 120), "weeks": (4, 40),
    }  # fmt: skip
    facts = {code: answers(count, chance) for code in flags}
    facts |= {name: numbers_between(count, chance, *ends) for name, ends in numbers.items()}
    return facts | {
        "weight_kg": facts["weight_before_kg"] + chance.integers(-1, 15, count),
        "diseases": answers(count, chance),
        "birth_date": today - chance.integers(17 * 365, 43 * 365, count).astype("timedelta64[D]"),
        "last_period_on": today - chance.integers(30, 280, count).astype("timedelta64[D]"),
        "due_on": np.full(count, np.datetime64("NaT"), "datetime64[D]"),
        "last_birth_on": today - chance.integers(400, 4000, count).astype("timedelta64[D]"),
    }


def answers(count: int, chance: np.random.Generator) -> npt.NDArray[np.float64]:
    """Yes for one in five, no, or nobody said."""
    told = (chance.random(count) < 0.2).astype(np.float64)
    told[chance.random(count) < MISSING] = np.nan
    return told


def numbers_between(count: int, chance: np.random.Generator, lowest: float, highest: float) -> npt.NDArray[np.float64]:
    """Whole numbers of a range, some missing."""
    told = chance.integers(lowest, highest, count, endpoint=True).astype(np.float64)
    told[chance.random(count) < MISSING] = np.nan
    return told


def one_person(runs: int = 300) -> dict[str, float]:
    """Milliseconds to screen one child, and to say which visits a child of two years is due."""
    facts = UnderTwoFacts(birth_date=date(2025, 3, 1), length_for_age=-2.3, gain="T", doses=("BCG",), safe_water=True)
    records = tuple(CareRecord(str(month), "weighing", date(2026, month, 5)) for month in range(1, 11))
    child = PersonCare("p", "male", date(2024, 12, 1), records=records)
    return {
        "screening_milliseconds": median_of(lambda: screen_under_two(facts, AS_OF, CHILDREN), runs),
        "visits_milliseconds": median_of(lambda: open_visits(child, AS_OF, visit_schedule()), runs),
    }


def median_of(work: Any, runs: int) -> float:
    """Milliseconds, the median."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(taken), 3)


def _added(sums: Counts, more: Counts) -> Counts:
    return tuple(one + other for one, other in zip(sums, more, strict=True))


if __name__ == "__main__":
    main()
