"""Remember which set-up steps are done, keyed by what they were made from, so that a second run costs nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

NOT_INPUTS = {"node_modules", "dist", "__pycache__", "test-results", "coverage"}


def digest(*inputs: Path | str) -> str:
    """One hash over texts, files and folders (names and contents; folders without what builds leave behind)."""
    total = hashlib.sha256()
    for item in inputs:
        if isinstance(item, str):
            total.update(b"text\0" + item.encode())
            continue
        for path in _files(item):
            total.update(f"file\0{path.relative_to(item.parent)}\0".encode() + path.read_bytes())
    return total.hexdigest()


def _files(item: Path) -> Iterable[Path]:
    return [item] if item.is_file() else sorted(_walk(item))


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOT_INPUTS]
        yield from (Path(where) / name for name in names)


class Stamps:
    """A folder of small files, one a finished step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def done(self, step: str, key: str) -> bool:
        stamp = self.folder / step
        return stamp.is_file() and stamp.read_text() == key

    def mark(self, step: str, key: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / step).write_text(key)
