"""Files that are either whole and as their hash says, or not there at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


class DamagedSnapshot(RuntimeError):
    """A file of a snapshot is not what its manifest says."""


@contextmanager
def written_at_once(place: Path) -> Iterator[Path]:
    """A folder to write into, moved to `place` at the end. Who comes second leaves what stands there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=place.parent))
    try:
        yield beside
        try:
            beside.rename(place)
        except OSError:
            if not place.is_dir():
                raise
        sync_folder(place.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_once(path: Path, content: bytes) -> None:
    """Write a file whose name already says its content."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}.tmp")
        write_durably(beside, content)
        beside.replace(path)


def read_parquet(path: Path, sha256: str) -> Any:
    """The table of a file. Raises `DamagedSnapshot` when its hash is another."""
    content = path.read_bytes()
    if sha256_of(content) != sha256:
        raise DamagedSnapshot(f"{path}: file changed")
    return pq.read_table(pa.BufferReader(content))


def write_parquet(path: Path, table: Any) -> dict[str, Any]:
    """Write a table; returns its hash and number of rows for the manifest."""
    buffer = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), buffer, compression="zstd")
    content = buffer.getvalue().to_pybytes()
    write_durably(path, content)
    return {"sha256": sha256_of(content), "rows": table.num_rows}


def write_durably(path: Path, content: bytes) -> None:
    """Write and wait for the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(content: bytes) -> str:
    """Hash in hex."""
    return hashlib.sha256(content).hexdigest()
