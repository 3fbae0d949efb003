"""A look into an .xlsx before it is opened: is it what it claims, how far do its sheets reach, which cells are faulty.

The reader of workbooks makes room for every cell up to the farthest one, and takes an error for an empty cell. Both
are found here, in one pass over the inflated parts that never holds more than a piece of them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from binakampung.intake.tables import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Fault, FileRefused, column_of

MAX_INFLATED = 600_000_000
MAX_PARTS = 5_000
MAX_FAULTS = 100_000
# Sheets of numbers shrink 5 to 30 times. Far more, in a big part, is a bomb.
BOMB_RATIO, BOMB_SIZE = 100, 20_000_000
PIECE = 1 << 20
LONGEST_ROW = 32 << 20

# Attributes of a cell are few and short; bounded patterns cannot be made to run for ever.
_LONG_CELL = re.compile(rb"<(?:\w{1,9}:)?c\s[^<>]{300}")
_FULL_CELL = re.compile(rb'<(?:\w{1,9}:)?c\s[^>]{0,300}?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,300}(?<!/)>(?!</)')
_ROW = re.compile(rb'<(?:\w{1,9}:)?row\s[^>]*?\br="([0-9]{1,7})"')
_BARE_CELL = re.compile(rb"<(?:\w{1,9}:)?c(?:>|\s(?![^>]{0,300}\br=)[^>]{0,300}(?<!/)>)")
_ERROR = re.compile(rb'<(?:\w{1,9}:)?c\s([^>]{0,300}?\bt="e"[^>]{0,300})(?<!/)>(.{0,300}?)</(?:\w{1,9}:)?c>', re.DOTALL)
_UNCOMPUTED = re.compile(
    rb"<(?:\w{1,9}:)?c\s([^>]{0,300})>\s*<(?:\w{1,9}:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w{1,9}:)?f>)"
    rb"\s*(?:<(?:\w{1,9}:)?v\s*/>|<(?:\w{1,9}:)?v></(?:\w{1,9}:)?v>)?\s*</(?:\w{1,9}:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,40})<")


@dataclass(slots=True)
class Extent:
    """How far a sheet reaches (counted from 1) and its faulty cells by (row, column) counted from 0."""

    rows: int = 0
    columns: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


def inspect(content: bytes) -> list[Extent]:
    """The extents of the sheets of an .xlsx in its own order. Raises `FileRefused`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = {info.filename.lstrip("/"): info for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise FileRefused("file_damaged") from error
    if "xl/workbook.xml" not in parts:
        raise FileRefused("file_not_a_table")
    if len(parts) > MAX_PARTS or sum(info.file_size for info in parts.values()) > MAX_INFLATED:
        raise FileRefused("file_too_large")
    if any(_is_bomb(info) for info in parts.values()):
        raise FileRefused("file_too_large")
    sheets = _sheet_parts(content, parts)
    for name, info in parts.items():
        if name not in sheets and name.startswith("xl/") and name.endswith(".xml"):
            for _ in _inflated(content, info):
                pass
    extents = [_extent(_inflated(content, parts[name])) if name in parts else Extent() for name in sheets]
    if sum(extent.rows * extent.columns for extent in extents) > MAX_CELLS:
        raise FileRefused("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    return extents


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > BOMB_SIZE and info.file_size > BOMB_RATIO * max(info.compress_size, 1)


def _inflated(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The pieces of a part, never more than it declares. Raises `FileRefused`."""
    lengths = content[info.header_offset + 26 : info.header_offset + 30]
    if len(lengths) < 4 or info.flag_bits & 1:
        raise FileRefused("file_damaged")
    start = info.header_offset + 30 + sum(struct.unpack("<HH", lengths))
    packed = memoryview(content)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + PIECE]) for at in range(0, len(packed), PIECE))
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        yield from _deflated(packed, info.file_size)
    else:
        raise FileRefused("file_damaged")


def _deflated(packed: memoryview, declared: int) -> Iterator[bytes]:
    engine, left = zlib.decompressobj(-15), declared
    try:
        for at in range(0, len(packed), PIECE >> 4):
            waiting: bytes | memoryview = packed[at : at + (PIECE >> 4)]
            while len(waiting) and not engine.eof:
                piece = engine.decompress(waiting, PIECE)
                waiting, left = engine.unconsumed_tail, left - len(piece)
                if left < 0:
                    raise FileRefused("file_too_large")
                yield piece
    except zlib.error as error:
        raise FileRefused("file_damaged") from error


def _sheet_parts(content: bytes, parts: dict[str, zipfile.ZipInfo]) -> list[str]:
    """The parts of the sheets in the order of the workbook."""
    targets = {
        str(each.get("Id")): str(each.get("Target", ""))
        for each in _elements(content, parts.get("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    ids = [
        next((value for name, value in each.attrib.items() if str(name).endswith("}id")), "")
        for each in _elements(content, parts["xl/workbook.xml"], "sheet")
    ]
    return [_absolute(targets.get(str(id), "")) for id in ids]


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _elements(content: bytes, info: zipfile.ZipInfo | None, name: str) -> list[etree._Element]:
    if info is None:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(b"".join(_inflated(content, info)), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefused("file_damaged") from error
    return [each for each in root.iter() if isinstance(each.tag, str) and etree.QName(each).localname == name]


def _extent(pieces: Iterator[bytes]) -> Extent:
    extent, rest = Extent(), b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(b"row>") + 4
        if end >= 4:
            _measure(extent, rest[:end])
            rest = rest[end:]
        elif len(rest) > LONGEST_ROW:
            raise FileRefused("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    _measure(extent, rest)
    return extent


def _measure(extent: Extent, xml: bytes) -> None:
    if _LONG_CELL.search(xml):
        raise FileRefused("file_damaged")
    places = set(_FULL_CELL.findall(xml))
    extent.rows = max([extent.rows, *(int(row) for row in {row for _, row in places})])
    extent.columns = max([extent.columns, *(column_of(name.decode()) + 1 for name in {name for name, _ in places})])
    if xml.count(b"<c ") > xml.count(b'<c r="') or b"<c>" in xml or b":c>" in xml or b":c " in xml:
        _measure_bare(extent, xml)
    if extent.rows > MAX_ROWS or extent.columns > MAX_COLUMNS or extent.rows * extent.columns > MAX_CELLS:
        raise FileRefused("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    if b't="e"' in xml:
        for attributes, inside in _ERROR.findall(xml):
            value = _VALUE.search(inside)
            _note(extent, attributes, Fault(value.group(1).decode("ascii", "replace") if value else "#"))
    if b"f>" in xml or b"<f" in xml:
        for attributes in _UNCOMPUTED.findall(xml):
            if b't="str"' not in attributes:
                _note(extent, attributes, Fault("="))


def _measure_bare(extent: Extent, xml: bytes) -> None:
    """Cells without a place stand one after the other, in rows that may still claim to be anywhere."""
    if _BARE_CELL.search(xml):
        extent.rows = max([extent.rows + xml.count(b"row>"), *(int(row) for row in _ROW.findall(xml))])
        extent.columns = max(extent.columns, *(len(_BARE_CELL.findall(row)) for row in xml.split(b"row>")))


def _note(extent: Extent, attributes: bytes, fault: Fault) -> None:
    place = _PLACE.search(attributes)
    if place and len(extent.faults) < MAX_FAULTS:
        extent.faults[int(place.group(2)) - 1, column_of(place.group(1).decode())] = fault
