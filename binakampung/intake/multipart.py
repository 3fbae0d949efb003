"""The parts of a multipart/form-data body, in one bounded pass over bytes (RFC 7578, RFC 2046)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from binakampung.domain.problems import Problem
from binakampung.intake.xml import Refused

# Collect sends at most 100 files, the XML and a flag in one request.
MAX_PARTS = 200
MAX_HEAD = 8_192

_BOUNDARY = re.compile(r"""boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_PARAMETER = re.compile(r""";\s*([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))""")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the name of its field, the name of its file (empty when it gives none), what it holds."""

    name: str
    filename: str
    content_type: str
    content: bytes = field(repr=False)


def parts(content_type: str, body: bytes) -> tuple[Part, ...]:
    """Every part, in order. Raises `Refused` when the body is not whole, or has more parts than anyone sends."""
    if not content_type.lower().startswith("multipart/form-data"):
        raise Refused(Problem("not_multipart", params={"type": content_type[:60]}))
    delimiter = b"--" + _boundary(content_type)
    line = b"\r\n" + delimiter
    start = _after_first(body, delimiter, line)
    if body.count(line, start) > MAX_PARTS:
        raise Refused(Problem("too_many_parts", params={"limit": MAX_PARTS}))
    pieces = body[start:].split(line)
    whole = next((number for number, piece in enumerate(pieces) if piece.startswith(b"--")), None)
    if whole is None:  # the end never came: the connection broke on the way
        raise _broken()
    return tuple(_part(piece) for piece in pieces[:whole])


def _boundary(content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type)
    boundary = (found.group(1) or found.group(2)) if found else ""
    if not boundary or not boundary.isascii():
        raise _broken()
    return boundary.encode()


def _after_first(body: bytes, delimiter: bytes, line: bytes) -> int:
    """Where the first part begins: its delimiter opens the body, or a line after a preamble."""
    if body.startswith(delimiter):
        return len(delimiter)
    found = body.find(line)
    if found < 0:
        raise _broken()
    return found + len(line)


def _part(piece: bytes) -> Part:
    head, blank, content = piece.partition(b"\r\n\r\n")
    if not blank or head.split(b"\r\n", 1)[0].strip() or len(head) > MAX_HEAD:
        raise _broken()
    headers = dict(_headers(head.decode("utf-8", "replace")))
    disposition = headers.get("content-disposition", "")
    parameters = {name.lower(): _unquoted(quoted, plain) for name, quoted, plain in _PARAMETER.findall(disposition)}
    if not disposition.lower().startswith("form-data") or "name" not in parameters:
        raise _broken()
    if headers.get("content-transfer-encoding", "binary").lower() not in ("binary", "8bit", "7bit"):
        raise _broken()
    filename = parameters.get("filename", "")
    extended = parameters.get("filename*", "")
    if extended.lower().startswith("utf-8''"):
        filename = unquote(extended[7:])
    return Part(parameters["name"], filename, headers.get("content-type", "application/octet-stream"), content)


def _headers(head: str) -> list[tuple[str, str]]:
    lines = (line.partition(":") for line in head.split("\r\n") if ":" in line)
    return [(name.strip().lower(), value.strip()) for name, _, value in lines]


def _unquoted(quoted: str, plain: str) -> str:
    """A parameter as phones and browsers write it: quotes and line ends as %22, %0D, %0A, or with a backslash."""
    text = re.sub(r'\\(["\\])', r"\1", quoted) if quoted else plain
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _broken() -> Refused:
    return Refused(Problem("broken_multipart"))
