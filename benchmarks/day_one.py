"""Day one: an office loads what it has. A district of invented families goes in by `bina import`, file by file.

    .venv/bin/python -m benchmarks.day_one [--families 250000] [--database sqlite|postgresql] [--list cards|names]

`cards`: one row a person, a file a subdistrict. `names`: one row a family, one file. Every family is a submission.
Families a second are told by the wall and by the CPU time of the importing process (without the database server's).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.households import FAMILY, GIVEN
from benchmarks.table import Row, median_row, show
from binakampung.demo.names import MEN, WOMEN
from tools.bina_server import BINA
from tools.postgres import fresh_database

DISTRICT = "3528"
FAMILIES = 250_000
MINUTES = 10
CARDS = ("No KK", "NIK", "Nama Lengkap", "Jenis Kelamin", "Tanggal Lahir", "Status Hubungan", "Nama Ibu", "RT", "RW")
NAMES = (
    *("Nama KK", "NIK", "Nama Istri", "RW", "RT", "PUS", "PUS Hamil", "Baduta", "Balita", "Sumber Air Minum"),
    *("Jamban Tidak Layak", "Terlalu Muda", "Terlalu Tua", "Terlalu Dekat", "Terlalu Banyak"),
    *("Bukan Peserta KB Modern", "Peringkat Kesejahteraan", "Periode"),
)


@dataclass(frozen=True)
class Loaded:
    """What one run took."""

    families: int
    seconds: float
    cpu: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, default=FAMILIES)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--list", dest="kind", choices=["cards", "names"], default="cards")
    asked = parser.parse_args()
    return 0 if show(list(measure(asked.families, asked.database, asked.kind)), print) else 1


def measure(families: int, database: str, kind: str = "cards") -> Iterator[Row]:
    """The figures of one day."""
    with tempfile.TemporaryDirectory(prefix="bina-day-one-") as folder:
        home = Path(folder)
        if database == "sqlite":
            yield from _measured(str(home / "bina.sqlite3"), home, families, kind, "SQLite")
        else:
            with fresh_database("day_one") as url:
                yield from _measured(url, home, families, kind, "PostgreSQL")


def _measured(database: str, home: Path, families: int, kind: str, name: str) -> Iterator[Row]:
    environment = os.environ | {"BINA_DATABASE": database, "BINA_HOME": str(home)}
    villages = _villages(environment)
    files = list(_files(home, villages, families, kind))
    profile = "family_cards" if kind == "cards" else "family_by_name"
    loaded = _load(environment, profile, files)
    assert loaded.families == families, (loaded.families, families)
    wanted = families / (MINUTES * 60) if families == FAMILIES and name == "PostgreSQL" else None
    rate = FAMILIES / (MINUTES * 60) if name == "PostgreSQL" else None
    what = f"day one, {name}, {kind}"
    yield median_row(f"{what}: families a second", [loaded.families / loaded.seconds], "/s", wanted or rate)
    minutes = [loaded.seconds / 60]
    limit = MINUTES if wanted else None
    yield median_row(f"{what}: {families} families, minutes", minutes, "min", limit, more_is_better=False)
    cpu = [1000 * loaded.cpu / loaded.families]
    yield median_row(f"{what}: CPU of the importing process a family", cpu, "ms", None, more_is_better=False)


def _load(environment: dict[str, str], profile: str, files: Sequence[tuple[str, Path]]) -> Loaded:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    families = 0
    for area, path in files:
        done = subprocess.run(
            [BINA, "import", profile, str(path), "--area", area, "--json"],
            env=environment, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{path.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        told = json.loads(done.stdout)
        assert told["read"] == told["accepted"], (told["read"], told["accepted"], told["problems"][:3])
        families += told["accepted"]
        rate = families / (time.perf_counter() - began)
        print(f"{path.name}: {families} families, {rate:.0f}/s", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Loaded(families, seconds, cpu)


def _villages(environment: dict[str, str]) -> list[str]:
    """The district's villages; this also makes the database ready."""
    told = subprocess.run(
        [sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True
    )  # fmt: skip
    return [str(code) for code in json.loads(told.stdout)]


_ASK = """
import json
from binakampung.cli.options import open_database
open_database(None)
from binakampung.registry.models import AdministrativeArea
codes = AdministrativeArea.objects.order_by("code").values_list("code", flat=True)
print(json.dumps([code for code in codes if len(code) == 10]))
"""


def _files(home: Path, villages: Sequence[str], families: int, kind: str) -> Iterator[tuple[str, Path]]:
    """(area, file): a file a subdistrict for cards, one for the district for names."""
    rng = random.Random(1)
    if kind == "names":
        path = home / "daftar_krs.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("Kode Wilayah", *NAMES))
            for number in range(families):
                writer.writerow((villages[number % len(villages)], *_named(rng, number)))
        yield DISTRICT, path
        return
    by_subdistrict: dict[str, list[str]] = {}
    for code in villages:
        by_subdistrict.setdefault(code[:6], []).append(code)
    share, left = divmod(families, len(villages))
    places = {code: share + (place < left) for place, code in enumerate(villages)}
    number = 0
    for subdistrict, inside in by_subdistrict.items():
        path = home / f"kk_{subdistrict}.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("Kode Wilayah", *CARDS))
            for code in inside:
                for _ in range(places[code]):
                    writer.writerows((code, *row) for row in _carded(rng, code, number))
                    number += 1
        yield subdistrict, path


def _carded(rng: random.Random, village: str, number: int) -> Iterator[tuple[str, ...]]:
    """A family card of three or four people, as most are."""
    card = f"{village[:6]}0101{number // 10_000:02}{number % 10_000:04}"
    mother = _name(rng)
    rt, rw = f"{rng.randrange(1, 9):03}", f"{rng.randrange(1, 4):03}"
    for place in range(rng.choice((2, 3, 4, 4, 5))):
        role = ("KEPALA KELUARGA", "ISTRI", "ANAK", "ANAK", "MERTUA")[place]
        born = date(1975, 1, 1) + timedelta(rng.randrange(7_000))
        if role == "ANAK":
            born = date(2008, 1, 1) + timedelta(rng.randrange(6_500))
        woman = place in (1, 4) or (role == "ANAK" and rng.random() < 0.5)
        day = born.day + 40 * woman
        nik = f"{village[:6]}{day:02}{born:%m%y}{(number * 5 + place) % 10_000:04}"
        name = mother if place == 1 else _name(rng)
        yield card, nik, name, "PL"[not woman], f"{born:%d-%m-%Y}", role, mother if role == "ANAK" else "", rt, rw


def _named(rng: random.Random, number: int) -> tuple[str, ...]:
    flags = tuple(str(rng.choice((1, 2, 2, 2, 3))) for _ in range(11))
    nik = f"35280401{1 + number % 12:02}80{number % 10_000:04}"
    place = (f"{rng.randrange(1, 4):03}", f"{rng.randrange(1, 9):03}")
    rank = rng.choice(("1", "2", "3", "4", "Bukan prioritas"))
    return (f"{_name(rng)} {number}", nik, _name(rng), *place, *flags, rank, "2024")


def _name(rng: random.Random) -> str:
    return f"{rng.choice(MEN + WOMEN)} {rng.choice(GIVEN)} {rng.choice(FAMILY)}"


if __name__ == "__main__":
    sys.exit(main())
