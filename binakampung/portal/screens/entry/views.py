"""Filling a form in at the office: the same forms, the same engine, the same door as everywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binakampung.catalogue.problems import wording
from binakampung.domain.envelopes import Sender
from binakampung.domain.problems import Problem
from binakampung.intake import pwa, webform
from binakampung.ledger.forms import published, stored_media
from binakampung.portal.access.scope import allowed, areas_of, covers, one_or_404, people, village_or_404, villages
from binakampung.portal.screens.entry import built
from binakampung.portal.screens.forms.views import form_or_404
from binakampung.portal.screens.shell.views import POLICY
from binakampung.portal.words import language, say
from binakampung.registry import lists
from binakampung.registry.actions.accounts import audit
from binakampung.registry.home_lists import MAKERS

# A page that must hold every child of more villages than this asks for the village first.
VILLAGES_AT_ONCE = 6
EVERYWHERE = "semua"


@allowed("records")
@require_safe
def fill(request: HttpRequest, form_id: str) -> HttpResponse:
    """The form's page; first the choice of a village, where the lists would be too long."""
    form, chosen = form_or_404(form_id), _chosen(request)
    trail = [(say("Formulir"), reverse("forms")), (form.title, reverse("form", args=[form_id])), (say("Isi"), "")]
    facts: dict[str, Any] = {"form": form, "trail": trail}
    mine = villages(request)
    if form.media and not chosen and mine.count() > VILLAGES_AT_ONCE:
        facts["villages"] = mine.select_related("parent")
        return render(request, "screens/entry/village.html", facts)
    scope = request.GET.get("anak") or chosen or EVERYWHERE
    facts |= {
        "built": built.webform(),
        "xform_url": reverse("fill_xform", args=[form_id, form.version]),
        "media_base": reverse("fill_media", args=[form_id, form.version, scope, "x"])[:-1],
        "submit_url": reverse("fill_submit", args=[form_id]),
        "return_url": reverse("area", args=[chosen]) if chosen else reverse("form", args=[form_id]),
    }
    response = render(request, "screens/entry/fill.html", facts)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _chosen(request: HttpRequest) -> str:
    """The village that the address names, by its code or by an (opaque) child id; empty when it names none."""
    child, code = request.GET.get("anak", ""), request.GET.get("desa", "")
    if child:
        return one_or_404(people(request), pk=child).village
    return village_or_404(request, code).code if code else ""


@allowed("records")
@require_safe
def xform(request: HttpRequest, form_id: str, version: str) -> HttpResponse:
    """One published XForm."""
    form = published(form_id, version)
    if form is None:
        raise Http404
    return HttpResponse(
        bytes(form.xform), content_type="text/xml; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@allowed("records")
@require_safe
def media(request: HttpRequest, form_id: str, version: str, scope: str, name: str) -> HttpResponse:
    """A list that the form chooses from: of one child, of one village, or of all of the reader's."""
    form = published(form_id, version)
    if form is None:
        raise Http404
    areas, only = _scope(request, scope)
    if name == "children.csv":
        rows = lists.children(areas, timezone.localdate())
        content = lists.children_csv(row for row in rows if not only or row.id == only)
    elif name in MAKERS:
        content = MAKERS[name](areas, timezone.localdate())
    else:
        stored = stored_media(form, name)
        if stored is None:
            raise Http404
        return HttpResponse(bytes(stored.content), content_type=stored.content_type)
    audit(request.user.get_username(), "fetch_list", name, form=form_id, areas=list(areas))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Cache-Control": "no-store"})


def _scope(request: HttpRequest, scope: str) -> tuple[tuple[str, ...], str]:
    """The areas that a list is cut to, and the one child when it is cut to that."""
    if scope == EVERYWHERE:
        return areas_of(request), ""
    if scope.isdigit() and covers(request, scope):
        return (scope,), ""
    child = one_or_404(people(request), pk=scope)
    return (child.village,), child.pk


@allowed("records")
@require_POST
def submit(request: HttpRequest, form_id: str) -> HttpResponse:
    """Through the door; the answer is the outcome in words, with where to see it."""
    form_or_404(form_id)
    sender = Sender(request.user.get_username(), areas_of(request))
    try:
        receipt = webform.take(request.body, form_id, sender, datetime.now(UTC))
    except (OperationalError, InterfaceError):
        return _json({"message": wording(Problem("cannot_store"), language())}, 503)
    answer = pwa.answer(receipt, language())
    if receipt.seq is not None:
        answer["url"] = reverse("submission", args=[receipt.seq])
    return _json(answer, 200)


def _json(body: dict[str, Any], status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json", headers=headers)
