"""Submissions as ODK Collect writes them: the XML of a filled form, and the multipart body that carries it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.paths import ROOT


@cache
def version_of(form_id: str) -> str:
    """The version that a bundled form has now; `1` for a form that is not bundled."""
    source = ROOT / "definitions" / "forms" / form_id / "form.md"
    found = re.search(rf"\|\s*{form_id}\s*\|\s*(\d+)\s*\|", source.read_text()) if source.exists() else None
    return found.group(1) if found else "1"


def submission_xml(
    form_id: str,
    answers: Mapping[str, Any],
    instance_id: str,
    *,
    version: str | None = None,
    replaces: str = "",
    name: str = "",
) -> bytes:
    """A filled form. `answers`: groups dicts, repeats lists of dicts, leaves text. `replaces`: what this edits."""
    version = version_of(form_id) if version is None else version
    deprecated = f"<orx:deprecatedID>{escape(replaces)}</orx:deprecatedID>" if replaces else ""
    named = f"<orx:instanceName>{escape(name)}</orx:instanceName>" if name else ""
    return (
        '<?xml version="1.0" ?>'
        f"<data id={quoteattr(form_id)} version={quoteattr(version)}"
        ' xmlns:ev="http://www.w3.org/2001/xml-events" xmlns:orx="http://openrosa.org/xforms"'
        ' xmlns:odk="http://www.opendatakit.org/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
        ' xmlns:jr="http://openrosa.org/javarosa" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"{_elements(answers)}"
        f"<orx:meta><orx:instanceID>{escape(instance_id)}</orx:instanceID>{deprecated}{named}</orx:meta></data>"
    ).encode()


def _elements(answers: Mapping[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in answers.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{_elements(value)}</{name}>"
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    return f"<{name}>{escape(value)}</{name}>" if value else f"<{name} />"


def multipart(xml: bytes, files: Mapping[str, bytes] | None = None, incomplete: bool = False) -> tuple[str, bytes]:
    """Content type and body of one request, as OkHttp writes them."""
    pieces = [(_disposition("xml_submission_file", "filled.xml"), "text/xml; charset=utf-8", xml)]
    if incomplete:
        pieces.append((_disposition("*isIncomplete*"), "text/plain", b"yes"))
    pieces += [(_disposition(name, name), "image/jpeg", content) for name, content in (files or {}).items()]
    return raw_multipart(pieces)


def raw_multipart(pieces: Sequence[tuple[str, str, bytes]], boundary: str = "7b1c-bina-4f0e") -> tuple[str, bytes]:
    """A body of parts, each (content disposition, content type, content)."""
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for disposition, kind, content in pieces
    )
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def _disposition(name: str, filename: str = "") -> str:
    file = f'; filename="{filename}"' if filename else ""
    return f'form-data; name="{name}"{file}'
