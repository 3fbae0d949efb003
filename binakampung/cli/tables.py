"""CSV files read as columns. What cannot be read ends the command with words that name row and column.

Rows are counted as a spreadsheet counts them: the header is row 1. Comma or semicolon between the fields; with the
semicolon a decimal comma is read too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "."]
FIRST_ROW = 2


@dataclass(frozen=True)
class Table:
    """Columns of text by the name under which they were asked for, and the names that they have in the file."""

    rows: int
    columns: Mapping[str, Any]
    names: Mapping[str, str]
    decimal_comma: bool

    def texts(self, name: str) -> Any:
        """The column as an Arrow array of trimmed text, null where missing."""
        if name not in self.columns:
            return pa.nulls(self.rows, pa.string())
        texts = pc.utf8_trim_whitespace(self.columns[name])
        return pc.if_else(pc.is_in(texts, pa.array(MISSING)), None, texts)

    def plain(self, name: str) -> Any:
        """The column as it stands in the file, empty where the file lacks it."""
        return self.columns.get(name, pa.array([""] * self.rows))

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """The column as numbers, NaN where missing."""
        texts = self.texts(name)
        if self.decimal_comma:
            texts = pc.replace_substring(texts, ",", ".")
        try:
            return _as_numpy(pc.cast(texts, pa.float64()))
        except pa.ArrowInvalid:
            raise self.problem(name, texts, _is_no_number, "bukan angka") from None

    def codes(self, name: str, codes: Mapping[str, int], expected: str) -> npt.NDArray[np.int8]:
        """The column through `codes` (keys in lower case), 0 where missing; `expected` tells people what is read."""
        coded = pc.dictionary_encode(pc.utf8_lower(self.texts(name)))
        words = coded.dictionary.to_pylist()
        if unknown := set(words) - codes.keys():
            raise self.problem(name, self.texts(name), lambda text: text.lower() in unknown, f"harus {expected}")
        values = np.array([codes[word] for word in words] + [0], dtype=np.int8)
        places: npt.NDArray[np.int64] = pc.fill_null(coded.indices, len(words)).to_numpy(zero_copy_only=False)
        return values[places]

    def none_negative(self, name: str, numbers: npt.NDArray[np.float64], what: str) -> None:
        """End the command at the first number below 0."""
        below = np.flatnonzero(numbers < 0)
        if len(below):
            raise click.ClickException(self._place(name, int(below[0])) + f"{what} tidak boleh negatif.")

    def problem(self, name: str, texts: Any, wrong: Callable[[str], bool], words: str) -> click.ClickException:
        """The first value that is wrong, where it is, and what was expected."""
        row = next(row for row, text in enumerate(texts.to_pylist()) if text is not None and wrong(text))
        value = self.texts(name)[row].as_py()
        return click.ClickException(self._place(name, row) + f"'{value[:60]}' {words}.")

    def _place(self, name: str, row: int) -> str:
        return f"Baris {row + FIRST_ROW}, kolom {self.names.get(name, name)}: "


def read_table(
    path: Path, wanted: Sequence[str], required: Iterable[str], mapping: Mapping[str, str] | None = None
) -> Table:
    """The wanted columns of a CSV file; `mapping` says which column of the file (key) is which of ours (value)."""
    delimiter, header = _header(path)
    found = _matched(header, wanted, mapping or {}, path)
    if lacking := [name for name in required if name not in found]:
        raise click.ClickException(
            f"{path.name}: kolom {', '.join(lacking)} tidak ada. Kolom yang ada: {', '.join(header)}."
        )
    read = _read(path, delimiter, sorted(set(found.values())))
    columns = {name: read.column(column).combine_chunks() for name, column in found.items()}
    return Table(read.num_rows, columns, found, decimal_comma=delimiter == ";")


def _header(path: Path) -> tuple[str, list[str]]:
    with path.open("rb") as file:
        line = file.readline(1_000_000)
    try:
        text = line.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError:
        raise click.ClickException(f"{path.name}: bukan teks UTF-8. Simpan ulang sebagai CSV UTF-8.") from None
    if not text:
        raise click.ClickException(f"{path.name} kosong: baris pertama harus berisi nama kolom.")
    delimiter = ";" if ";" in text and "," not in text else ","
    return delimiter, [name.strip().strip('"').strip() for name in text.split(delimiter)]


def _matched(header: list[str], wanted: Sequence[str], mapping: Mapping[str, str], path: Path) -> dict[str, str]:
    """Our name -> the name in the file. Names in the mapping come first, then equal ones in any case."""
    for column, name in mapping.items():
        if column not in header:
            raise click.ClickException(f"{path.name}: tidak ada kolom '{column}'. Yang ada: {', '.join(header)}.")
        if name not in wanted:
            raise click.ClickException(f"Tidak ada isian '{name}'. Pilih: {', '.join(wanted)}.")
    found = {name: column for column, name in mapping.items()}
    for column in header:
        name = column.lower()
        if name in wanted and name not in found and column not in mapping:
            found[name] = column
    return found


def _read(path: Path, delimiter: str, columns: list[str]) -> Any:
    torn: list[Any] = []

    def note(row: Any) -> str:
        torn.append(row)
        return "error"

    parse = pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note)
    convert = pyarrow.csv.ConvertOptions(
        column_types={column: pa.string() for column in columns},
        include_columns=columns,
        strings_can_be_null=False,
    )
    one_thread = pyarrow.csv.ReadOptions(use_threads=False)  # only so does it know the number of a torn row
    try:
        return pyarrow.csv.read_csv(path, one_thread, parse, convert)
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        raise click.ClickException(_unreadable(path, str(error), torn)) from None


def _unreadable(path: Path, error: str, torn: list[Any]) -> str:
    if torn:
        row = torn[0]
        place = f"Baris {row.number}" if row.number else "Sebuah baris"
        return f"{place} berisi {row.actual_columns} kolom, seharusnya {row.expected_columns}."
    if "UTF8" in error:
        return f"{path.name}: bukan teks UTF-8. Simpan ulang sebagai CSV UTF-8."
    return f"{path.name} tidak dapat dibaca sebagai CSV: {error}"


def _as_numpy(array: Any) -> npt.NDArray[np.float64]:
    numbers: npt.NDArray[np.float64] = pc.fill_null(array, math.nan).to_numpy()
    return numbers


def _is_no_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return True
    return "_" in text
