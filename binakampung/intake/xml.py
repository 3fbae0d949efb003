"""A submission's XML as answers: one bounded pass, no DTD, no entities, no network, nothing half-read.

The published form gives the shape: a repeat is a list even when it has one instance, a group a dict, an answer the
text as written. What the form does not ask is kept beside the rest.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from binakampung.domain.forms import Question
from binakampung.domain.problems import Problem
from binakampung.ledger.forms import published, questions

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
MAX_ELEMENTS = 50_000
MAX_REPEATS = 1_000

# Encodings that a declaration may name, and Python's word for each.
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "latin-1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
_DECLARED = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"'>]{0,60})["']""")
_TEMPLATE = "http://openrosa.org/javarosa template"


class Refused(ValueError):
    """The body is not a submission; `problem` says why, and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ParsedXml:
    """What a submission says of itself, and its answers (groups dicts, repeats lists of dicts, leaves text)."""

    form_id: str
    form_version: str
    instance_id: str
    deprecated_id: str | None
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shape:
    """How one node of a form is answered, and its children by name."""

    kind: str = "unknown"
    children: Mapping[str, Shape] = field(default_factory=dict)


ShapeOf = Callable[[str, str], Shape]
UNKNOWN = Shape()


def parse_submission(body: bytes, shape_of: ShapeOf | None = None) -> ParsedXml:
    """Read a submission body. `shape_of(form_id, version)` gives the form's shape (default: as published).

    Raises `Refused` for anything that is not one well-formed, bounded submission of a named form.
    """
    if len(body) > MAX_BYTES:
        raise Refused(Problem("xml_too_large", params={"limit": MAX_BYTES // 1_000_000}))
    text = _decoded(body)
    reader = _Reader(shape_of or published_shape)
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Refused(_malformed(body, reader, error)) from None
    return reader.result(body)


def published_shape(form_id: str, version: str) -> Shape:
    """The shape of a published version; one that knows nothing when it is not published."""
    form = published(form_id, version) if form_id and version else None
    return _shape(form.form_id, form.version, form.md5) if form else UNKNOWN


@lru_cache(maxsize=256)
def _shape(form_id: str, version: str, md5: str) -> Shape:
    return shape_from(questions(form_id, version, md5))


def shape_from(asked: tuple[Question, ...], kind: str = "group") -> Shape:
    """The shape of a tree of questions."""
    return Shape(kind, {question.name: shape_from(question.children, question.shape) for question in asked})


def _decoded(body: bytes) -> bytes | str:
    """The body as UTF-8 bytes, or as text when it declares another encoding that it really has."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        codec = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(body[:2], "utf-16")
        return _as_text(body, codec, "UTF-16")
    if b"\0" in body:
        raise Refused(Problem("nul_in_xml", params={"line": _line(body, body.index(b"\0"))}))
    declared = _DECLARED.match(body.removeprefix(b"\xef\xbb\xbf"))
    if declared is None:
        return body
    name = declared.group(1).decode("latin-1")
    codec = _ENCODINGS.get(name.lower().replace("_", "-"), "")
    if not codec:
        raise Refused(Problem("unknown_encoding", params={"encoding": name}))
    if codec.startswith("utf-16"):  # a body of bytes without NUL is not UTF-16, whatever it says
        raise Refused(Problem("bad_encoding", params={"encoding": name, "line": 1}))
    return body if codec == "utf-8" else _as_text(body, codec, name)


def _as_text(body: bytes, codec: str, name: str) -> str:
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        line = _line(body, error.start)
        raise Refused(Problem("bad_encoding", params={"encoding": name, "line": line})) from None


def _line(body: bytes, position: int) -> int:
    return body.count(b"\n", 0, position) + 1


def _malformed(body: bytes, reader: _Reader, error: expat.ExpatError) -> Problem:
    """Why expat stopped, with the line and the innermost open element."""
    if not body.strip():
        return Problem("empty_xml")
    where = {"line": error.lineno, "element": reader.here(), "reason": expat.ErrorString(error.code)}
    path = reader.where()
    if error.code == _INVALID_TOKEN and _broken_utf8(body):
        return Problem("bad_encoding", path, params={**where, "encoding": "UTF-8"})
    return Problem("malformed_xml", path, params=where)


_INVALID_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]


def _broken_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False


class _Reader:
    """Builds the tree while expat reads. `path` holds the names of the open elements.

    One frame an open element: its answers, its shape. Text is gathered for the innermost element only, so what
    stands between the children of a group (indentation) is dropped.
    """

    def __init__(self, shape_of: ShapeOf) -> None:
        self.shape_of = shape_of
        self.path: list[str] = []
        self.frames: list[tuple[dict[str, Any], Shape]] = []
        self.text: list[str] = []
        self.elements = 0
        self.repeats = 0
        self.ignored_from = 0  # depth of a repeat's template; 0 outside one
        self.form = ("", "")
        self.content: dict[str, Any] = {}
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text.append
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path, frames = self.path, self.frames
        name = name.rpartition(" ")[2]
        path.append(name)
        self.elements += 1
        if len(path) > MAX_DEPTH:
            raise self._refusal("xml_too_deep", limit=MAX_DEPTH)
        if self.elements > MAX_ELEMENTS:
            raise self._refusal("too_many_elements", limit=MAX_ELEMENTS)
        self.text.clear()
        if not frames:
            shape = self._root(attributes)
        else:
            shape = frames[-1][1].children.get(name, UNKNOWN)
            if shape.kind == "repeat":
                self.repeats += 1
                if self.repeats > MAX_REPEATS:
                    raise self._refusal("too_many_repeats", limit=MAX_REPEATS)
        answers: dict[str, Any] = {}
        if attributes and len(path) > 1:
            if _TEMPLATE in attributes and not self.ignored_from:
                self.ignored_from = len(path)
            if path[1] == "meta":  # entity declarations speak in attributes
                answers = {f"@{key}": value for key, value in attributes.items()}
        frames.append((answers, shape))

    def _end(self, _: str) -> None:
        name = self.path.pop()
        answers, shape = self.frames.pop()
        text = "".join(self.text)
        self.text.clear()
        if not self.frames:
            self.content = answers
        elif self.ignored_from:
            if len(self.path) < self.ignored_from:
                self.ignored_from = 0
        elif shape.kind == "leaf" or shape.kind == "unknown":
            self._keep(name, answers or text, shape)
        elif shape.kind == "repeat":
            self.frames[-1][0].setdefault(name, []).append(answers)
        else:
            self._keep(name, answers, shape)

    def _keep(self, name: str, value: str | dict[str, Any], shape: Shape) -> None:
        """One answer or group. What the form asks once may come once; what it does not know may come often."""
        siblings = self.frames[-1][0]
        if name not in siblings:
            siblings[name] = value
        elif shape.kind != "unknown" or (len(self.path) == 1 and name == "meta"):
            self.path.append(name)
            raise self._refusal("repeated_answer")
        else:
            if not isinstance(siblings[name], list):
                siblings[name] = [_as_dict(siblings[name])]
            siblings[name].append(_as_dict(value))

    def _root(self, attributes: Mapping[str, str]) -> Shape:
        self.form = form_id, version = attributes.get("id", ""), attributes.get("version", "")
        if len(form_id) > 100 or len(version) > 100:  # no published form is called so
            raise self._refusal("unknown_form", form=form_id[:60], version=version[:60])
        return self.shape_of(form_id, version)

    def _doctype(self, *_: Any) -> None:
        raise self._refusal("doctype_refused")

    def _refusal(self, code: str, **params: Any) -> Refused:
        where = {"line": self.parser.CurrentLineNumber, "element": self.here()}
        return Refused(Problem(code, self.where(), params={**where, **params}))

    def here(self) -> str:
        """The innermost open element, short enough to be shown."""
        return self.path[-1][:60] if self.path else ""

    def where(self) -> str:
        """The path of the innermost open element below the root, short enough to be stored."""
        return "/".join(name[:60] for name in self.path[1:8])

    def result(self, body: bytes) -> ParsedXml:
        form_id, version = self.form
        if not form_id:
            raise Refused(Problem("missing_form_id"))
        if not version:
            raise Refused(Problem("missing_version", params={"form": form_id}))
        content = dict(self.content)
        meta = content.pop("meta", None)
        meta = meta if isinstance(meta, dict) else {}
        instance_id = _id(meta.pop("instanceID", ""))
        deprecated_id = _id(meta.pop("deprecatedID", ""))
        if meta:
            content["meta"] = meta
        return ParsedXml(form_id, version, instance_id or made_id(body), deprecated_id or None, content)


def _as_dict(value: str | dict[str, Any]) -> dict[str, Any]:
    return {"": value} if isinstance(value, str) else value


def _id(value: Any) -> str:
    """A number that a client gave. Raises `Refused` when it could not be one."""
    text = value.strip() if isinstance(value, str) else None
    if text is None or len(text) > 200 or any(character.isspace() or not character.isprintable() for character in text):
        raise Refused(Problem("bad_instance_id", "meta/instanceID"))
    return text


def made_id(body: bytes) -> str:
    """The number of a submission that brought none: the same bytes always get the same."""
    return f"uuid:{uuid.UUID(bytes=hashlib.sha256(body).digest()[:16], version=5)}"
