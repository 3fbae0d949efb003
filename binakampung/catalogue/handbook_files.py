"""The handbook's pages on disk: which are stale, and writing them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from binakampung.catalogue.paths import definitions


def folder() -> Path:
    """Where a checkout keeps its handbook."""
    return definitions().parent / "docs" / "handbook"


def stale(pages: Mapping[str, str], place: Path) -> list[str]:
    """Names of pages that are missing, differ, or should not be there, sorted."""
    there = {path.relative_to(place).as_posix(): path for path in place.glob("*/*.md")}
    differing = {
        name for name, text in pages.items() if name not in there or there[name].read_text(encoding="utf-8") != text
    }
    return sorted(differing | (there.keys() - pages.keys()))


def write(pages: Mapping[str, str], place: Path) -> list[str]:
    """Bring the folder up to date; only what is stale is touched. Returns the names of those."""
    changed = stale(pages, place)
    for name in changed:
        path = place / name
        if name in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[name], encoding="utf-8")
        else:
            path.unlink()
    return changed
