"""The checks of `./test`, in order; the first red one ends the run."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools import bootstrap, browser
from tools.bootstrap import BIN, PYTHON
from tools.console import ROOT, Command, SetupError, heading, seconds
from tools.frontend import FIELD

WORKERS = ("-n", "2", "--dist", "loadfile")


@dataclass(frozen=True)
class Gate:
    """One check: its heading, its command, and where and with which extra environment it runs."""

    name: str
    command: Command
    folder: Path = ROOT
    env: dict[str, str] = field(default_factory=dict)


def run(*, fast: bool, pytest_arguments: list[str]) -> None:
    """Run the gates, or only pytest when the caller chose tests. Raises SetupError at the first red gate."""
    browsing = {} if fast else {"BINA_CHROMIUM": str(browser.ensure(PYTHON))}
    before = [] if pytest_arguments else [*static_gates(), *field_gates()]
    for gate in [*before, *pytest_gates(fast=fast, arguments=pytest_arguments)]:
        _run(gate, browsing)


def static_gates() -> list[Gate]:
    return [
        Gate("Gaya kode / lint: ruff", [BIN / "ruff", "check"]),
        Gate("Tipe / types: mypy", [BIN / "mypy"]),
        Gate("Arah antar ruang / imports between rooms: import-linter", [BIN / "lint-imports"]),
    ]


def field_gates() -> list[Gate]:
    npm = bootstrap.node().command
    return [
        Gate("Aplikasi lapangan / field app: types", npm("run", "typecheck"), FIELD),
        Gate("Aplikasi lapangan / field app: tests", npm("test"), FIELD, {"CI": "true"}),
    ]


def pytest_gates(*, fast: bool, arguments: list[str]) -> list[Gate]:
    pytest = [str(PYTHON), "-m", "pytest", *WORKERS]
    if fast:
        marks = ["-m", "not browser and not slow"]
        return [Gate("Uji / tests: SQLite", [*pytest, *marks, *arguments], env={"BINA_TEST_DATABASE": "sqlite"})]
    other = [str(PYTHON), "-m", "tools.postgres", *pytest, "-m", "not once", *arguments]
    return [
        Gate("Uji / tests: SQLite", [*pytest, *arguments], env={"BINA_TEST_DATABASE": "sqlite"}),
        Gate("Uji / tests: PostgreSQL", other),
    ]


def _run(gate: Gate, extra: dict[str, str]) -> None:
    heading(gate.name)
    started = time.monotonic()
    command = [str(part) for part in gate.command]
    environment = {**bootstrap.environment(), **extra, **gate.env}
    done = subprocess.run(command, cwd=gate.folder, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise SetupError(f"GAGAL / FAILED: {gate.name} ({seconds(started)}, {done.returncode})")
