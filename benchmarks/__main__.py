"""Every figure in one run: medians beside what is wanted.

    .venv/bin/python -m benchmarks [postgresql] [sqlite] [growth] [linkage] [day_one]

Needs an idle machine: client, server and database share its cores.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks import day_one, door, exporting, linkage
from benchmarks.table import Row, machine, median_row, show


def main() -> int:
    """0 when every figure is as wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which (default: all)")
    parts = parser.parse_args().parts or list(PARTS)
    print(machine(), flush=True)
    rows = []
    for part in parts:
        print(f"measuring {part} ...", file=sys.stderr, flush=True)
        rows += list(PARTS[part]())
    return 0 if show(rows, print) else 1


def postgresql() -> Iterator[Row]:
    """The door and the export on PostgreSQL, of which the promises speak."""
    with door.doors("postgresql") as one:
        yield from door.measure(one, wanted=True)
        yield from exporting.measure(one, wanted=True)
        one.check()


def sqlite() -> Iterator[Row]:
    """The same on a file."""
    with door.doors("sqlite") as one:
        yield from door.measure(one, wanted=False)
        yield from exporting.measure(one, wanted=False)
        one.check()


def growth() -> Iterator[Row]:
    """The growth kernel, by its own program."""
    told = subprocess.run([sys.executable, "-m", "benchmarks.growth"], capture_output=True, text=True, check=True)
    found = json.loads(told.stdout)
    yield median_row("growth: children a second, one core", [found["rows_a_second_one_core"]], "/s", 2_000_000)
    yield median_row("growth: share of four pow a child, one core", [found["share_of_the_bound"]], "", 1 / 3)
    yield median_row("growth: times what R's package does", [found["times_r"]], "", 80)
    yield median_row("growth: children a second, all cores", [found["rows_a_second_all_cores"]], "/s")


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "postgresql": postgresql,
    "sqlite": sqlite,
    "growth": growth,
    "linkage": linkage.measure,
    "day_one": lambda: day_one.measure(day_one.FAMILIES, "postgresql"),
}

if __name__ == "__main__":
    sys.exit(main())
