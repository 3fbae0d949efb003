"""Push, then pull: two requests whatever the backlog."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from binakampung.catalogue.problems import wording
from binakampung.intake import pwa
from binakampung.ledger.forms import on_offer, published, stored_media
from binakampung.ledger.models import FormVersion
from binakampung.ledger.receipts import safe_records
from binakampung.portal.access import lockout, second_factor
from binakampung.portal.sync.guard import answering, refusal, sender_of, with_device
from binakampung.registry.actions.accounts import issue_device_token
from binakampung.registry.actions.reads import log_reads
from binakampung.registry.caseload import changes
from binakampung.registry.home_lists import DISTRICT_VILLAGES, district_villages_csv
from binakampung.registry.models import AdministrativeArea, User

LOGIN_BODY = 10_000


@csrf_exempt
@login_not_required
@require_POST
@answering
def login(request: HttpRequest) -> HttpResponse:
    """Name and password for a device key."""
    try:
        given = orjson.loads(request.body[:LOGIN_BODY])
        name, password, device = (str(given[key]) for key in ("login", "password", "device"))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return refusal(400, "Nama pengguna, sandi dan nomor telepon (device) harus diisi.")
    if lockout.locked(name):
        return refusal(429, f"Terlalu banyak sandi salah. Tunggu {lockout.MINUTES} menit, lalu coba lagi.")
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        lockout.failed(name)
        return refusal(401, "Nama pengguna atau sandi tidak cocok. Periksa lagi, atau minta sandi baru kepada PLKB.")
    refused = _not_yet(user, str(given.get("code", "")))
    if refused is not None:
        return refused
    lockout.succeeded(name)
    if not user.role_rules.records:
        return refusal(403, "Akun ini tidak mencatat di lapangan. Pakai layar kantor.")
    token = issue_device_token(user=user, by=user.login, label="aplikasi lapangan", device_id=device)
    who = {"login": user.login, "name": user.name, "role": user.role}
    return answer({"token": token, "user": who, "areas": _areas(user)})


def _not_yet(user: User, code: str) -> HttpResponse | None:
    """What must come before a password opens a phone: an own password, and the second step of whoever has one."""
    first = user.first_password(timezone.localdate())
    if first == "expired":
        return refusal(403, "Sandi pertama ini sudah lewat masanya. Minta sandi baru kepada PLKB atau kabupaten.")
    if first:
        return refusal(403, "Ini sandi pertama. Buka alamat ini di peramban HP, tanpa /app, dan pilih sandi sendiri.")
    if not second_factor.has_one(user):
        if second_factor.must_have_one(user):
            return refusal(403, "Akun ini harus masuk dengan dua langkah. Siapkan dulu di layar kantor.")
        return None
    if not code:
        return refusal(403, "Akun ini masuk dengan dua langkah. Minta kunci telepon (QR), atau pakai layar kantor.")
    if not second_factor.passes(user, code):
        lockout.failed(user.login)
        return refusal(401, "Kode belum cocok. Pakai kode yang tampil sekarang.")
    return None


@require_POST
@with_device
def push(request: HttpRequest, user: User) -> HttpResponse:
    """Many submissions, each answered by its own word."""
    now = datetime.now(UTC)
    try:
        parsed = pwa.parse(request.body, request.headers.get("Content-Encoding", ""))
    except pwa.BadPush as bad:
        return refusal(400, wording(bad.problem, user.language))
    receipts = pwa.take(parsed, sender_of(user), now)
    return answer(
        {
            "received_at": now.isoformat(),
            "results": [pwa.answer(receipt, user.language) for receipt in receipts],
            "receipt": {"device": parsed.device, "safe": safe_records(parsed.device), "at": now.isoformat()},
        }
    )


@require_GET
@with_device
def pull(request: HttpRequest, user: User) -> HttpResponse:
    """What changed for this worker since a cursor."""
    try:
        since = max(0, int(request.GET.get("since", "0")[:20]))
    except ValueError:
        return refusal(400, "Penanda 'since' harus angka.")
    page = changes(user.areas(timezone.localdate()), since, timezone.localdate(), user.language)
    held = {(str(person["family_id"]), str(person["village"])) for person in page.people}
    log_reads(held, by=user.login, role=user.role, what="phone", route="sync_pull", now=timezone.now())
    return answer(
        {
            "cursor": page.cursor,
            "more": page.more,
            "reset": page.reset,
            "people": page.people,
            "tasks": page.tasks,
            "tombstones": page.tombstones,
            "areas": _areas(user),
            "forms": [_form(form) for form in on_offer()],
        }
    )


@require_GET
@with_device
def xform(request: HttpRequest, user: User, form_id: str, version: str) -> HttpResponse:
    """One published XForm, byte for byte what its hash says."""
    form = published(form_id, version)
    if form is None:
        return refusal(404, "Formulir ini tidak dikenal di sini.")
    response = HttpResponse(bytes(form.xform), content_type="text/xml; charset=utf-8")
    response["ETag"] = f'"{form.md5}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@with_device
def media(request: HttpRequest, user: User, form_id: str, version: str, name: str) -> HttpResponse:
    """A file that the office published beside a form (the lists of people and villages are made on the phone)."""
    form = published(form_id, version)
    if form is not None and name == DISTRICT_VILLAGES and name in form.media:
        return HttpResponse(district_villages_csv(), content_type="text/csv; charset=utf-8")
    stored = stored_media(form, name) if form else None
    if stored is None:
        return refusal(404, "Berkas formulir ini tidak ada di sini.")
    headers = {"ETag": f'"{stored.md5}"', "Cache-Control": "private, no-cache"}
    return HttpResponse(bytes(stored.content), content_type=stored.content_type, headers=headers)


def answer(body: dict[str, Any]) -> HttpResponse:
    """JSON, never kept by a cache on the way."""
    return HttpResponse(orjson.dumps(body), content_type="application/json", headers={"Cache-Control": "no-store"})


def _areas(user: User) -> list[dict[str, str]]:
    """The villages that the worker looks after (a subdistrict's or district's account gets all of its villages)."""
    found: list[dict[str, str]] = []
    for area in user.areas(timezone.localdate()):
        villages = AdministrativeArea.objects.filter(code__startswith=area, kind__in=["desa", "kelurahan"])
        found += [{"code": village.code, "name": village.name} for village in villages]
    return found


def _form(form: FormVersion) -> dict[str, Any]:
    return {
        "form_id": form.form_id,
        "version": form.version,
        "title": form.title,
        "xform_url": f"/sync/forms/{form.form_id}/{form.version}.xml",
        "hash": f"md5:{form.md5}",
        "media": form.media,
    }
