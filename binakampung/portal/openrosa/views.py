"""What ODK Collect asks for, one view a kind of request; the words and documents are made in `intake`."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from binakampung.domain.problems import Problem
from binakampung.intake.openrosa import MOST_BYTES, answer, read_post, refusal
from binakampung.intake.openrosa_documents import (
    ListedFile,
    ListedForm,
    form_list_xml,
    integrity_xml,
    manifest_xml,
)
from binakampung.intake.receive import receive
from binakampung.intake.xml import Refused
from binakampung.ledger.forms import on_offer, published, stored_media
from binakampung.ledger.models import FormVersion
from binakampung.portal.openrosa.guard import XML, Caller, Stop, openrosa, reply
from binakampung.registry import lists
from binakampung.registry.actions.accounts import audit
from binakampung.registry.home_lists import MAKERS


@openrosa("GET", "HEAD")
def form_list(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Every form on offer; HEAD only tries the credentials."""
    if request.method == "HEAD":
        return _nothing()
    asked = request.GET
    forms = _every_version() if asked.get("listAllVersions") == "true" else on_offer()
    listed = [_listed(caller, form) for form in forms if asked.get("formID") in (None, "", form.form_id)]
    return HttpResponse(form_list_xml(listed, asked.get("verbose") == "true"), content_type=XML)


@openrosa("GET", "HEAD")
def form(request: HttpRequest, caller: Caller, form_id: str, version: str) -> HttpResponse:
    """One XForm, byte for byte what its hash says."""
    found = _published(form_id, version)
    return _cached(request, bytes(found.xform), found.md5, XML)


@openrosa("GET", "HEAD")
def manifest(request: HttpRequest, caller: Caller, form_id: str, version: str) -> HttpResponse:
    """The files beside a form, in the form's own order."""
    found = _published(form_id, version)
    return HttpResponse(manifest_xml(_listed_files(caller, found)), content_type=XML)


@openrosa("GET", "HEAD")
def media(request: HttpRequest, caller: Caller, form_id: str, version: str, name: str) -> HttpResponse:
    """One file beside a form, made for this worker."""
    found = _published(form_id, version)
    content = _file(caller, found, name) if name in found.media else None
    if content is None:
        raise Stop("not_here")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = _cached(request, content, _md5(content), f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
    if name in MAKERS and response.status_code == 200:
        audit(caller.user.login, "fetch_list", name, form=form_id, areas=list(caller.areas))
    return response


@openrosa("GET", "HEAD")
def integrity(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Which children a phone should forget: those that we know and that are not on this worker's list (any more)."""
    ids = [id for id in request.GET.get("id", "").split(",") if id and id.isprintable()][:5_000]
    known = lists.listed_now(ids, caller.areas, timezone.localdate())
    return HttpResponse(integrity_xml({id: not known[id] for id in ids if id in known}), content_type=XML)


@openrosa("HEAD", "POST")
def submission(request: HttpRequest, caller: Caller) -> HttpResponse:
    """One submission, or some of its files. HEAD says how much one request may bring."""
    if request.method == "HEAD":
        return _nothing()
    try:
        posted = read_post(request.headers.get("Content-Type", ""), _body(request), request.GET.get("deviceID", ""))
    except Refused as refused:
        return reply(refusal(refused.problem, caller.language))
    (receipt,) = receive([posted.envelope], caller.sender)
    return reply(answer(posted, receipt, caller.language))


def _body(request: HttpRequest) -> bytes:
    """The whole body, within bounds. Raises `Refused`."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        raise Refused(Problem("length_required"))
    if int(length) > MOST_BYTES:
        raise Refused(Problem("request_too_large", params={"limit": MOST_BYTES // 1_000_000}))
    try:
        return request.read()
    except OSError:
        raise Refused(Problem("broken_multipart")) from None


def _published(form_id: str, version: str) -> FormVersion:
    found = published(form_id, version) if (form_id + version).isprintable() else None
    if found is None:
        raise Stop("not_here")
    return found


def _every_version() -> list[FormVersion]:
    offered = FormVersion.objects.filter(offered=True).defer("source", "schema")
    return list(offered.order_by("title", "published_at", "id"))


def _listed(caller: Caller, form: FormVersion) -> ListedForm:
    address = _address(caller, form)
    manifest = f"{address}/manifest" if any(_has_file(form, name) for name in form.media) else ""
    return ListedForm(form.form_id, form.title, form.version, form.md5, f"{address}.xml", manifest)


def _listed_files(caller: Caller, form: FormVersion) -> Iterator[ListedFile]:
    for name in form.media:
        content = _file(caller, form, name)
        if content is not None:
            integrity = f"{caller.base}/integrity" if name == "children.csv" else ""
            yield ListedFile(name, _md5(content), f"{_address(caller, form)}/media/{quote(name)}", integrity)


def _address(caller: Caller, form: FormVersion) -> str:
    return f"{caller.base}/forms/{quote(form.form_id, safe='')}/{quote(form.version, safe='')}"


def _has_file(form: FormVersion, name: str) -> bool:
    return name in MAKERS or stored_media(form, name) is not None


def _file(caller: Caller, form: FormVersion, name: str) -> bytes | None:
    """A list made for this worker, or what the office published beside the form."""
    make = MAKERS.get(name)
    if make:
        return make(caller.areas, timezone.localdate())
    stored = stored_media(form, name)
    return bytes(stored.content) if stored else None


def _cached(request: HttpRequest, content: bytes, md5: str, content_type: str) -> HttpResponse:
    """The content with its tag, or 304 when the client has it."""
    tag = f'"{md5}"'
    held = parse_etags(request.headers.get("If-None-Match", ""))
    if tag in held or f"W/{tag}" in held:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=content_type)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _nothing() -> HttpResponse:
    """204, with nothing that speaks of a content."""
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
