"""What the tracked files promise: they name no machine and no registry, stay small, and leave no notes to self."""

import json
import re
from pathlib import Path

import pytest

from tests.repository.tracked import is_source, name, text_of, tracked_files

pytestmark = pytest.mark.once

LONGEST = 600
LONG_DATA: set[str] = set()  # source files that are one table; each with its reason

# Written in two halves, so that this file keeps its own promise.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "deb." + "debian",
    "docker" + ".io",
    "ghcr" + ".io",
    "quay" + ".io",
]
MACHINE_PATHS = re.compile("/(?:work/(?:main|shared|[.])|root/[.]|opt/(?:py" + "pi|wheels)|home/[a-z]+/|tmp/[a-z])")
NOTES = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()[:100]}"
        for path in files
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_registry_is_named() -> None:
    hosts = re.compile("|".join(re.escape(host) for host in REGISTRIES))
    assert lines_with(hosts, list(tracked_files())) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert lines_with(MACHINE_PATHS, list(tracked_files())) == []


def test_no_notes_to_self() -> None:
    assert lines_with(NOTES, [path for path in tracked_files() if is_source(path)]) == []


def test_source_files_stay_small() -> None:
    lengths = {name(path): len(text_of(path).splitlines()) for path in tracked_files() if is_source(path)}
    assert {file: lines for file, lines in lengths.items() if lines >= LONGEST and file not in LONG_DATA} == {}


def test_npm_locks_carry_hashes_and_no_addresses() -> None:
    locks = [path for path in tracked_files() if path.name == "package-lock.json"]
    assert locks
    for lock in locks:
        packages = json.loads(lock.read_text())["packages"]
        installed = {key: entry for key, entry in packages.items() if key and not entry.get("link")}
        assert [key for key, entry in installed.items() if "resolved" in entry] == []
        assert [key for key, entry in installed.items() if "integrity" not in entry] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_python_locks_carry_hashes_for_every_version(lock: str) -> None:
    text = next(text_of(path) for path in tracked_files() if name(path) == lock)
    pins = [entry for entry in re.split(r"\n(?=[a-z0-9])", text) if re.match(r"[a-z0-9][a-z0-9.-]*==", entry)]
    assert len(pins) > 20
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
