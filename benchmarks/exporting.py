"""`bina submissions export` of 12,000 households: the whole command, and the function alone."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.door import EXPORTED, RUNS, Door
from benchmarks.households import FORM
from benchmarks.table import Row, median_row

# Run in a process of its own: this one has no Django.
FUNCTION_ALONE = """
import sys, time
from binakampung.cli.options import open_database
open_database(None)
from binakampung.intake.exporting import export_csv
for _ in range(int(sys.argv[3])):
    start = time.perf_counter()
    with open(sys.argv[2], "w", encoding="utf-8", newline="") as file:
        export_csv(sys.argv[1], file)
    print(time.perf_counter() - start)
"""


def measure(door: Door, wanted: bool) -> Iterator[Row]:
    """Two rows: the function alone, the command from its start to its end."""
    door.top_up(EXPORTED)
    limit = 1.0 if wanted else None
    with tempfile.TemporaryDirectory(prefix="bina-bench-") as folder:
        out = Path(folder) / "export.csv"
        alone = [sys.executable, "-c", FUNCTION_ALONE, FORM, str(out), str(RUNS)]
        told = subprocess.run(alone, env=door.server.environment(), capture_output=True, text=True, check=True)
        seconds = [float(line) for line in told.stdout.split()]
        yield median_row(f"{door.kind}: export of {door.posted:,}, the function alone", seconds, "s", limit, False)
        seconds = []
        for _ in range(RUNS):
            start = time.perf_counter()
            door.server.bina("submissions", "export", FORM, "--out", str(out))
            seconds.append(time.perf_counter() - start)
        assert sum(1 for _ in out.open(encoding="utf-8")) == door.posted + 1
        yield median_row(f"{door.kind}: the same, the whole command", seconds, "s", limit, False)
