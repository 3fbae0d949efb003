"""Measurements from a CSV file to the kernel's columns, and z-scores back into one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from binakampung.cli.tables import Table, read_table
from binakampung.domain.growth_kernel import DAYS_OF_MONTH, LYING, NOT_A_NUMBER, STANDING
from binakampung.domain.growth_standard import Bytes, Floats

SEXES = {"1": 1, "1.0": 1, "m": 1, "male": 1, "l": 1, "2": 2, "2.0": 2, "f": 2, "female": 2, "p": 2}
POSITIONS = {"l": LYING, "h": STANDING}
OEDEMA = {"y": 1, "1": 1, "1.0": 1, "ya": 1, "yes": 1, "n": 2, "2": 2, "2.0": 2, "tidak": 2, "no": 2}
TRUTH = {"1": 1, "1.0": 1, "y": 1, "ya": 1, "true": 1, "t": 1, "0": 0, "0.0": 0, "n": 0, "tidak": 0, "false": 0, "f": 0}
MEASUREMENTS = ["sex", "age", "is_age_in_month", "weight", "lenhei", "measure", "headc", "armc", "oedema"]
SUFFIXES = ("len", "wei", "wfl", "bmi", "hc", "ac")


@dataclass(frozen=True)
class Measurements:
    """The id of each row, and the arguments of the kernel by name."""

    ids: Any
    arguments: dict[str, Any]


def read_measurements(path: Path) -> Measurements:
    """Every row of a file of measurements. Ends the command at the first value that cannot be read."""
    table = read_table(path, ["id", *MEASUREMENTS], required=["id", "sex"])
    return Measurements(table.plain("id"), measured_columns(table))


def measured_columns(table: Table) -> dict[str, Any]:
    """What the kernel takes, from the columns of a table."""
    age = table.numbers("age")
    table.none_negative("age", age, "umur")
    in_months = table.codes("is_age_in_month", TRUTH, "1 atau 0").astype(bool)
    return {
        "sex": table.codes("sex", SEXES, "1 (laki-laki) atau 2 (perempuan)"),
        "age_days": np.where(in_months, age * DAYS_OF_MONTH, age),
        "weight": table.numbers("weight"),
        "lenhei": table.numbers("lenhei"),
        "measure": table.codes("measure", POSITIONS, "l (berbaring) atau h (berdiri)"),
        "headc": table.numbers("headc"),
        "armc": table.numbers("armc"),
        "oedema": table.codes("oedema", OEDEMA, "y atau n"),
    }


def write_zscores(path: Path, ids: Any, z: Floats, flags: Bytes) -> None:
    """One row an id: each z (empty where there is none) and its flag, in the notation of WHO's own package.

    A z that the formula cannot give (a negative weight) is `nan`, as there. The file appears when it is complete.
    """
    columns = {"id": ids}
    for place, suffix in enumerate(SUFFIXES):
        flag = flags[:, place]
        columns[f"z{suffix}"] = pa.array(z[:, place], mask=(flag < 0) & (flag != NOT_A_NUMBER))
        columns[f"f{suffix}"] = pa.array(flag, mask=flag < 0)
    try:
        _write(path, pa.table(columns))
    except OSError as error:
        raise click.ClickException(f"{path} tidak dapat ditulis: {error.strerror}") from error


def _write(path: Path, table: Any) -> None:
    to_quote = pc.any(pc.match_substring_regex(table.column("id"), '[",\r\n]')).as_py()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed" if to_quote else "none")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    target = path if path.exists() and not path.is_file() else unfinished
    try:
        with target.open("wb") as file:
            file.write((",".join(table.column_names) + "\n").encode())
            pyarrow.csv.write_csv(table, file, options)
        if target is unfinished:
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
