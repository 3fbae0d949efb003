"""Closed months: the rows as they stood, with pseudonyms, beside the definitions that read them. Never changed.

    <root>/<report>/<period>/<area>/<number>/manifest.json, children.parquet, follow_ups.parquet
    <root>/definitions/<hash>.json

A village keeps its own rows; an area above names the snapshots of its villages, so that totals hold.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from binakampung.analytics.extract import Position, Tables
from binakampung.analytics.storage import (
    DamagedSnapshot,
    read_parquet,
    sha256_of,
    write_durably,
    write_once,
    write_parquet,
    written_at_once,
)
from binakampung.catalogue.reports import bundled, report_from
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import Frozen, ReportDefinition

MANIFEST = "manifest.json"
PSEUDONYM_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One village's snapshot inside that of an area above it; the hash is of its manifest."""

    area: str
    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The manifest of one closed month of one area.

    `restates`: the number that this one mends, None for the first. `followed`: the counts behind the report's trend
    in its first column, so that later months need not open this one's rows.
    """

    report_id: str
    area: str
    period: str
    number: int
    restates: int | None
    as_of: str
    closed_at: str
    closed_by: str
    position: Position
    definitions: str
    code_revision: str
    followed: Mapping[str, int]
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    @property
    def frozen(self) -> Frozen:
        """What a document says of it."""
        return Frozen(self.number, datetime.fromisoformat(self.closed_at), self.closed_by)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The snapshots of one database. `secret` keys the pseudonyms: without it nobody can follow a child."""

    root: Path
    secret: bytes = field(repr=False)

    def latest(self, report_id: str, area: str, period: ReportingPeriod) -> Snapshot | None:
        """The newest snapshot of an area's month, None while it is open."""
        found = self.all(report_id, area, period)
        return found[-1] if found else None

    def all(self, report_id: str, area: str, period: ReportingPeriod) -> list[Snapshot]:
        """Every snapshot of an area's month, oldest first."""
        folder = self.root / report_id / str(period) / area
        numbers = sorted(int(each.name) for each in folder.glob("[0-9]*")) if folder.is_dir() else []
        return [self._snapshot(folder / f"{number:04d}") for number in numbers]

    def definition(self, snapshot: Snapshot) -> ReportDefinition:
        """The definitions as they were at closing."""
        return _definition(self.root / "definitions" / f"{snapshot.definitions}.json")

    def tables(self, snapshot: Snapshot) -> Tables:
        """The rows as they were at closing, ids as pseudonyms. Raises `DamagedSnapshot`."""
        if not snapshot.parts:
            return self._own_tables(snapshot)
        parts = [self._own_tables(self._part(snapshot, part)) for part in snapshot.parts]
        return {name: pa.concat_tables([part[name] for part in parts]) for name in self.definition(snapshot).rows}

    def pseudonym(self, id: str) -> str:
        """What stands for an id in a snapshot of this database."""
        return hmac.new(self.secret, id.encode(), hashlib.sha256).hexdigest()[:PSEUDONYM_LENGTH]

    def manifest_hash(self, snapshot: Snapshot) -> str:
        """By which an area above pins a village's snapshot."""
        return sha256_of((self._folder(snapshot) / MANIFEST).read_bytes())

    def keep_definitions(self, report_id: str) -> ReportDefinition:
        """Lay the definitions of this installation on the shelf; returns them."""
        bundle = bundled(report_id)
        definition = report_from(bundle)
        content = json.dumps(bundle, sort_keys=True, ensure_ascii=False).encode()
        write_once(self.root / "definitions" / f"{definition.hash}.json", content)
        return definition

    def put(self, snapshot: Snapshot, tables: Tables) -> Snapshot:
        """Write a snapshot in its place, whole or not at all. Returns what stands there afterwards."""
        place = self._folder(snapshot)
        with written_at_once(place) as folder:
            files = {name: write_parquet(folder / f"{name}.parquet", table) for name, table in tables.items()}
            manifest = asdict(snapshot) | {"files": files}
            write_durably(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
        return self._snapshot(place)

    def _own_tables(self, snapshot: Snapshot) -> dict[str, Any]:
        folder = self._folder(snapshot)
        files = snapshot.files.items()
        return {name: read_parquet(folder / f"{name}.parquet", facts["sha256"]) for name, facts in files}

    def _part(self, snapshot: Snapshot, part: Part) -> Snapshot:
        folder = self.root / snapshot.report_id / snapshot.period / part.area / f"{part.number:04d}"
        if sha256_of((folder / MANIFEST).read_bytes()) != part.sha256:
            raise DamagedSnapshot(f"{folder}: manifest changed")
        return self._snapshot(folder)

    def _snapshot(self, folder: Path) -> Snapshot:
        stored = json.loads((folder / MANIFEST).read_bytes())
        position = Position(**stored.pop("position"))
        parts = tuple(Part(**part) for part in stored.pop("parts"))
        return Snapshot(position=position, parts=parts, **stored)

    def _folder(self, snapshot: Snapshot) -> Path:
        return self.root / snapshot.report_id / snapshot.period / snapshot.area / f"{snapshot.number:04d}"


@lru_cache(maxsize=64)
def _definition(path: Path) -> ReportDefinition:
    definition = report_from(json.loads(path.read_bytes()))
    if definition.hash != path.stem:
        raise DamagedSnapshot(f"{path}: definitions changed")
    return definition
