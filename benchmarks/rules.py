"""Families through the rules of the field, to counts of villages: seconds, and how the cost grows with the families.

    .venv/bin/python -m benchmarks.rules [--families 100000 1000000 10000000] [--threads 2] [--engine]

Families are drawn as columns with the shares of a district and one answer in twelve missing; drawing them is not
timed. Risk, needs and both counts by village are. `--engine` does the same in DuckDB, from Arrow tables. One family
is judged apart, from facts as the registry has them, through risk, development, family planning and needs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from binakampung.analytics.needs import needs_sql
from binakampung.analytics.risk import STATE_COLUMNS, recap_sql
from binakampung.catalogue.needs_rules import family_rules
from binakampung.domain.blocks import Counts, cut, summed
from binakampung.domain.facts import CoupleFacts, FamilyFacts, HousingFacts, PersonFacts
from binakampung.domain.family_needs import needs_of_situation, situation_of
from binakampung.domain.needs_kernel import need_answers, needs_by_area
from binakampung.domain.risk_kernel import (
    COUNTED,
    OUTPUTS,
    TOLD,
    UNKNOWN,
    WORDS,
    YES,
    recap_by_area,
    recap_of,
    risk_answers,
)
from binakampung.domain.risk_recap import COLUMNS

VILLAGES = 189
MISSING = 1 / 12
RULES = family_rules()
Columns = dict[str, npt.NDArray[Any]]
HIGHEST = {
    "wife_age": 60, "births": 5, "youngest_gap": 120, "smallest_gap": 120, "days_since_birth": 3000,
    "children_born_alive": 5, "children_living": 5,
}  # fmt: skip
OF_RISK = ("unsafe_water", "unsafe_latrine", "four_too")


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--engine", action="store_true")
    options = parser.parse_args()
    sizes = [measured(count, options.threads, options.engine) for count in options.families]
    print(json.dumps({"one_family": one_family(), "villages": VILLAGES, "sizes": sizes, **growth(sizes)}, indent=2))


def measured(count: int, threads: int, engine: bool) -> dict[str, Any]:
    """Seconds of each step for so many families."""
    states, conditions, village = drawn(count)
    seconds: dict[str, float] = {}
    recap = timed(seconds, "risk", lambda: recap_of(states, village, VILLAGES, RULES.risk, threads))
    both = timed(seconds, "risk_and_needs", lambda: to_villages(states, conditions, village, threads))
    result = {
        "families": count,
        "at_risk": int(recap[0][:, COLUMNS.index("at_risk")].sum()),
        "needs": int(both[-1][:, :, YES].sum()),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "families_a_second": round(count / seconds["risk_and_needs"]),
    }
    return result | ({"duckdb": in_duckdb(states, conditions, village, threads)} if engine else {})


def to_villages(states: Columns, conditions: Columns, village: npt.NDArray[Any], threads: int) -> Counts:
    """The recap of every village and the counts of its needs, in one pass."""

    def count(part: slice) -> Counts:
        own, area = cut(states, part), village[part]
        answers = risk_answers(own, RULES.risk)
        known = {**cut(conditions, part), **{name: answers[OUTPUTS.index(name)] for name in OF_RISK}}
        needs = needs_by_area(need_answers(known, RULES.needs), area, VILLAGES)
        return *recap_by_area(answers, own["rank"], area, VILLAGES), needs

    return summed(len(village), count, threads)


def timed(seconds: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    """Do it and note how long it took: the median of three."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - start)
    seconds[name] = statistics.median(taken)
    return found


def growth(sizes: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Cost a family of the largest size over that of the smallest: 1 is linear."""
    first, last = sizes[0]["families_a_second"], sizes[-1]["families_a_second"]
    return {"cost_a_family_largest_to_smallest": round(first / last, 2)} if len(sizes) > 1 else {}


def drawn(count: int) -> tuple[Columns, Columns, npt.NDArray[np.int32]]:
    """States of families, their conditions, and their village."""
    chance = np.random.default_rng(1)

    def answers() -> npt.NDArray[np.int8]:
        told = np.where(chance.random(count, dtype=np.float32) < 0.2, YES, 0).astype(np.int8)
        told[chance.random(count, dtype=np.float32) < MISSING] = UNKNOWN
        return told

    states: Columns = {name: answers() for name in TOLD}
    for name in COUNTED:
        states[name] = chance.integers(-1, HIGHEST[name], count, dtype=np.int32)
    for name, words in WORDS.items():
        states[name] = chance.integers(-1, len(words), count, dtype=np.int8)
    conditions = {name: answers() for name in RULES.needs.conditions if name not in OF_RISK}
    return states, conditions, chance.integers(0, VILLAGES, count, dtype=np.int32)


def in_duckdb(states: Columns, conditions: Columns, village: npt.NDArray[Any], threads: int) -> dict[str, float]:
    """Seconds of the same counts in the engine."""
    seconds: dict[str, float] = {}
    names = pa.array([f"35280120{number:02d}" for number in range(VILLAGES)])
    answers = risk_answers(states, RULES.risk)
    conditions = conditions | {name: answers[OUTPUTS.index(name)] for name in OF_RISK}
    keys = {"family_id": pa.array(np.arange(len(village))).cast(pa.string()), "village": names.take(pa.array(village))}
    with duckdb.connect(config={"threads": threads}) as engine:
        engine.register("families", pa.table(keys | {name: of_state(name, states, village) for name in wanted()}))
        engine.register("conditions", pa.table(keys | {name: boolean(column) for name, column in conditions.items()}))
        timed(seconds, "risk", lambda: engine.sql(recap_sql(RULES.risk)).fetchall())
        timed(seconds, "needs", lambda: engine.sql(needs_sql(RULES.needs)).fetchall())
    return {name: round(value, 3) for name, value in seconds.items()}


def wanted() -> list[str]:
    """Columns of the states but for the keys."""
    return [name for name in STATE_COLUMNS if name not in ("family_id", "village")]


def of_state(name: str, states: Columns, village: npt.NDArray[Any]) -> pa.Array:
    """One column of the states, as the engine has it."""
    if name not in states:
        return pa.nulls(len(village), pa.string())
    if name in TOLD:
        return boolean(states[name])
    missing = states[name] < 0
    if name in COUNTED:
        return pa.array(states[name], mask=missing)
    return pa.array(list(WORDS[name])).take(pa.array(states[name], mask=missing))


def boolean(answers: npt.NDArray[Any]) -> pa.Array:
    """Answers as nullable booleans."""
    return pa.array(answers == YES, mask=answers == UNKNOWN)


def one_family(runs: int = 300) -> dict[str, float]:
    """Milliseconds for one family from its facts to its needs: the median and the slowest of a hundred."""
    facts, day = family(), date(2026, 11, 1)
    milliseconds = []
    for _ in range(runs):
        start = time.perf_counter()
        needs_of_situation(situation_of(facts, day, RULES, frozenset({"not_gained"})), RULES.needs)
        milliseconds.append(1000 * (time.perf_counter() - start))
    return {
        "milliseconds_median": round(statistics.median(milliseconds), 3),
        "milliseconds_p99": round(statistics.quantiles(milliseconds, n=100)[98], 3),
    }


def family() -> FamilyFacts:
    """A family of six, half answered."""
    wife = PersonFacts("w", "female", date(1990, 5, 1), "spouse", "married", insurance="subsidised")
    husband = PersonFacts("h", "male", date(1988, 5, 1), "head", "married", insurance="none", smokes=True)
    births = tuple(date(year, 3, 1) for year in (2014, 2018, 2022, 2025))
    children = tuple(PersonFacts(f"c{born.year}", "male", born, "child", has_nik=True) for born in births)
    couple = CoupleFacts("w", "h", False, "none", children_born_alive=4, birth_dates=births, wish="no_more")
    return FamilyFacts("f", "3528052004", (wife, husband, *children), couple, housing=HousingFacts("rain", "shared"))


if __name__ == "__main__":
    main()
