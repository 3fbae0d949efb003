"""People recorded twice: of what merges by itself and of what is asked, how much is right and how much is found.

    .venv/bin/python -m benchmarks.linkage [--people 20000 200000] [--seed 20261101]

The people are invented (`linkage_people`); the truth is known. Precision: of the pairs named, those of one person.
Recall: of the pairs of one person, those named. Seconds are those of the linkage alone, with two threads.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.linkage_people import district
from benchmarks.table import Row, median_row, show
from binakampung.analytics.linkage import link
from binakampung.catalogue.duplicate_rules import duplicate_rule
from binakampung.domain.duplicates import PersonRecord, candidates_in_village

SIZES = (20_000, 200_000)
SEED = 20261101
VILLAGE = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One linkage of a district: pairs of one person that there are, and what was named."""

    records: int
    true_pairs: int
    pairs: Counter[str]
    right: Counter[str]
    twins_merged: int
    seconds: float

    def precision(self, verdict: str) -> float:
        return self.right[verdict] / max(self.pairs[verdict], 1)

    def recall(self, *verdicts: str) -> float:
        return sum(self.right[verdict] for verdict in verdicts) / max(self.true_pairs, 1)


def main() -> int:
    """0 when every figure is as wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    return 0 if show(measure(options.people, options.seed), print) else 1


def measure(sizes: Sequence[int] = SIZES, seed: int = SEED) -> Iterator[Row]:
    """The figures of each size, and of the warning in one village."""
    for size in sizes:
        yield from _rows(linked(size, seed))
    yield median_row(f"linkage: a family beside {VILLAGE:,} of a village", warned(seed), "ms", 50, more_is_better=False)


def linked(size: int, seed: int) -> Outcome:
    """A district of so many records, linked."""
    made = district(size, seed)
    table = made.table()
    truth = dict(zip(table["id"].to_pylist(), made.truth, strict=True))
    start = time.perf_counter()
    found = link(table, duplicate_rule(), threads=2)
    seconds = time.perf_counter() - start
    pairs, right, twins = Counter[str](), Counter[str](), 0
    for row in found.select(["left", "right", "verdict"]).to_pylist():
        people = frozenset((truth[row["left"]], truth[row["right"]]))
        pairs[row["verdict"]] += 1
        right[row["verdict"]] += len(people) == 1
        twins += row["verdict"] == "same" and people in made.twins
    known = sum(count * (count - 1) // 2 for count in Counter(made.truth).values())
    return Outcome(table.num_rows, known, pairs, right, twins, seconds)


def _rows(of: Outcome) -> Iterator[Row]:
    where = f"linkage of {of.records:,}:"
    yield median_row(f"{where} pairs of one person", [of.true_pairs], "")
    yield median_row(f"{where} merged by itself", [of.pairs["same"]], "")
    yield median_row(f"{where} precision of these", [of.precision("same")], "", 0.99)
    yield median_row(f"{where} of two people among these", [of.pairs["same"] - of.right["same"]], "")
    yield median_row(f"{where} twins among these", [of.twins_merged], "", 0, more_is_better=False)
    yield median_row(f"{where} recall of these", [of.recall("same")], "")
    yield median_row(f"{where} asked", [of.pairs["ask"]], "")
    yield median_row(f"{where} precision of what is asked", [of.precision("ask")], "")
    yield median_row(f"{where} recall of both", [of.recall("same", "ask")], "")
    yield median_row(f"{where} seconds", [of.seconds], "s")


def warned(seed: int, families: int = 9) -> list[float]:
    """Milliseconds to compare each of some families with everybody of a village; the first reads all the names."""
    rule, rows = duplicate_rule(), district(VILLAGE, seed).table().to_pylist()
    known = [
        PersonRecord(**{**row, "village": "3528052004", "mother_name": row["mother_name"] or ""}) for row in rows
    ]
    taken = []
    for number in range(families):
        new = [record for record in known if record.family_id == f"f{number + 1}"]
        start = time.perf_counter()
        candidates_in_village(new, known, rule)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


if __name__ == "__main__":
    raise SystemExit(main())
