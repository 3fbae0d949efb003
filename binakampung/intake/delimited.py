"""Text files cut by commas, semicolons, tabs or bars, in whichever encoding an office's programme wrote them."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from functools import partial

from binakampung.intake.tables import MAX_COLUMNS, FileRefused, Row, Table

DELIMITERS = {",": "koma", ";": "titik koma", "\t": "tab", "|": "garis tegak"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_PAGES = ("<html", "<!doctype", "<?xml", "<table", "<meta", "<style")
PIECE = 1 << 20


def tables(content: bytes) -> list[Table]:
    """The same text cut in each way; whoever knows the form sees which one is right. Raises `FileRefused`."""
    if content.startswith(_OTHER_FILES):
        raise FileRefused("file_not_a_table")
    encoding = encoding_of(content)
    if content[:2000].decode(encoding, "replace").lstrip("\ufeff \t\r\n").lower().startswith(_PAGES):
        raise FileRefused("file_is_a_page")
    if _is_binary(content, encoding):
        raise FileRefused("file_not_a_table")
    return [Table("", partial(_rows, content, encoding, delimiter)) for delimiter in DELIMITERS]


def encoding_of(content: bytes) -> str:
    """utf-8 or utf-16 where the bytes say so, else what Windows writes in Indonesia (cp1252)."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    head = content[:4000]
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(zeros) > 1 and zeros.count(0) > len(zeros) * 0.6:
            return name
    return next((name for name in ("utf-8", "cp1252") if _decodes(content, name)), "latin-1")


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(content[start : start + PIECE], start + PIECE >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _is_binary(content: bytes, encoding: str) -> bool:
    head = content[:8000].decode(encoding, "replace")
    return sum(letter < " " and letter not in "\0\t\r\n\f" for letter in head) > len(head) / 20


def _rows(content: bytes, encoding: str, delimiter: str) -> Iterator[Row]:
    """One record a row, as a spreadsheet programme numbers them: a line break inside quotes makes no new row."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter, strict=True), start=1):
            if len(cells) > MAX_COLUMNS:
                raise FileRefused("sheet_too_large", rows="500.000", columns="1.000")
            yield number, cells
    except csv.Error as error:
        raise FileRefused("text_broken", row=number + 1) from error
    except UnicodeError as error:
        raise FileRefused("file_damaged") from error
