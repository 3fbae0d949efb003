"""The files under version control, as the promises about them see them."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

SOURCE = {".py", ".ts", ".vue", ".js", ".mjs", ".css", ".html", ".sql", ".sh", ".typ"}
SCRIPTS = {"start", "test", "tools/lock", ".ci/run"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every tracked file that exists, absolute. Skips where there is no git checkout (a source archive)."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


@cache
def text_of(path: Path) -> str:
    """The file's text; empty for pictures, fonts and other binaries."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def is_source(path: Path) -> bool:
    return path.suffix in SOURCE or name(path) in SCRIPTS


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
