"""Which room may import which, and what the pure room may not touch."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.repository.tracked import name, tracked_files

pytestmark = pytest.mark.once

PURE = ("binakampung/domain/",)
OUTSIDE_WORLD = {"io", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess", "tempfile", "time"}
CLOCKS_AND_CHANCE = {"now", "today", "utcnow", "uuid1", "uuid4"}


def trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in tracked_files():
        if path.suffix == ".py" and name(path).startswith(folders):
            yield path, ast.parse(path.read_text())


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_rooms_import_only_what_the_contract_allows() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_migrations_import_no_application_code() -> None:
    """A migration must still run when the code it was written beside has long changed."""
    found = [
        f"{name(path)}: {module}"
        for path, tree in trees("binakampung/")
        if path.parent.name == "migrations"
        for module in imported(tree)
        if module.startswith(("binakampung", "."))
    ]
    assert found == []


def test_domain_touches_neither_files_nor_chance_nor_processes() -> None:
    found = [
        f"{name(path)}: {module}"
        for path, tree in trees(*PURE)
        for module in imported(tree)
        if module.split(".")[0] in OUTSIDE_WORLD
    ]
    assert found == []


def test_domain_has_no_clock_no_chance_and_opens_nothing() -> None:
    calls = [
        f"{name(path)}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in trees(*PURE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and reaches_outside(node)
    ]
    assert calls == []


def reaches_outside(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in {"open", "input", "print"}
    # Of the operating system a kernel may ask how many cores there are, nothing else.
    spoken = ast.unparse(call.func)
    return spoken.rpartition(".")[2] in CLOCKS_AND_CHANCE or (spoken.startswith("os.") and spoken != "os.cpu_count")
