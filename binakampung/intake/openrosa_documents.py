"""The XML documents of OpenRosa: answers, the list of forms, a form's manifest, the fate of entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from binakampung.intake.openrosa import Answer


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One entry of the form list. Collect loses the whole list when a name or an address is missing."""

    form_id: str
    name: str
    version: str
    md5: str
    download_url: str
    manifest_url: str = ""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One entry of a manifest. `integrity_url` makes it an entity list."""

    filename: str
    md5: str
    download_url: str
    integrity_url: str = ""


def response_xml(answer: Answer) -> bytes:
    """The envelope that carries a message to the phone."""
    nature = "submit_success" if answer.good else "submit_error"
    return _document(
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f'<message nature="{nature}">{_text(answer.message)}</message></OpenRosaResponse>'
    )


def form_list_xml(forms: Iterable[ListedForm], verbose: bool = False) -> bytes:
    """The form list."""
    entries = "".join(_form(form, verbose) for form in forms)
    return _document(f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{entries}</xforms>')


def manifest_xml(files: Iterable[ListedFile]) -> bytes:
    """The files beside a form, in the order given (it is part of what the client compares)."""
    entries = "".join(_file(file) for file in files)
    return _document(f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{entries}</manifest>')


def integrity_xml(deleted: Mapping[str, bool]) -> bytes:
    """Which entities a phone should forget."""
    entries = "".join(
        f'<entity id="{_text(id)}"><deleted>{"true" if gone else "false"}</deleted></entity>'
        for id, gone in deleted.items()
    )
    return _document(f"<data><entities>{entries}</entities></data>")


def _form(form: ListedForm, verbose: bool) -> str:
    description = f"<descriptionText>{_text(form.name)}</descriptionText>" if verbose else ""
    manifest = f"<manifestUrl>{_text(form.manifest_url)}</manifestUrl>" if form.manifest_url else ""
    return (
        f"<xform><formID>{_text(form.form_id)}</formID><name>{_text(form.name)}</name>"
        f"<version>{_text(form.version)}</version><hash>md5:{form.md5}</hash>{description}"
        f"<downloadUrl>{_text(form.download_url)}</downloadUrl>{manifest}</xform>"
    )


def _file(file: ListedFile) -> str:
    kind = ' type="entityList"' if file.integrity_url else ""
    integrity = f"<integrityUrl>{_text(file.integrity_url)}</integrityUrl>" if file.integrity_url else ""
    return (
        f"<mediaFile{kind}><filename>{_text(file.filename)}</filename><hash>md5:{file.md5}</hash>"
        f"<downloadUrl>{_text(file.download_url)}</downloadUrl>{integrity}</mediaFile>"
    )


def _document(root: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}'.encode()


def _text(text: str) -> str:
    """Text that XML may carry, escaped also for attributes."""
    return escape("".join(c for c in text if c.isprintable() or c in "\n\t"), {'"': "&quot;"})
