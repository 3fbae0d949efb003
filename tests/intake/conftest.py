"""A prepared database with one cadre, one family and the key of the cadre's phone; requests as Collect makes them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from binakampung.ledger.models import Attachment, Payload, Processing, Submission
from binakampung.registry.actions.accounts import add_worker, issue_device_token
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import User
from tests.builders import VILLAGE, AFamily, a_family, send
from tests.collect.xml import multipart, submission_xml

LOGIN, PASSWORD = "kader.melati", "sandi yang panjang"


@dataclass(frozen=True)
class Phone:
    """A phone with a key, speaking to the views without a network."""

    user: User
    token: str
    family: AFamily

    @property
    def base(self) -> str:
        return f"/key/{self.token}"

    def get(self, path: str, **headers: Any) -> HttpResponse:
        return Client(raise_request_exception=False).get(self.base + path, **headers)

    def head(self, path: str) -> HttpResponse:
        return Client(raise_request_exception=False).head(self.base + path)

    def post_body(self, content_type: str, body: bytes) -> HttpResponse:
        """A request with this body, whatever it is."""
        client = Client(raise_request_exception=False)
        return client.generic("POST", f"{self.base}/submission?deviceID=collect:abc", body, content_type)

    def post(self, xml: bytes, files: Mapping[str, bytes] | None = None, incomplete: bool = False) -> HttpResponse:
        """A submission in the envelope it should have."""
        return self.post_body(*multipart(xml, files, incomplete))

    def day(self, *rows: Mapping[str, Any], instance: str = "", replaces: str = "", **answers: Any) -> bytes:
        """A posyandu day in the village."""
        told = {"session_date": "2026-07-06", "village": VILLAGE, "children": [dict(row) for row in rows], **answers}
        return submission_xml("growth_session", told, instance or f"uuid:{uuid.uuid4()}", replaces=replaces)

    def weighed(self, name: str, **answers: str) -> dict[str, str]:
        """A row for a child of the family, by the list; for any other name, by hand."""
        known = {child.name: child.id for child in self.family.children}.get(name)
        who = {"listed": "yes", "child": known} if known else {"listed": "no", "child_name": name}
        return {**who, "weight": "9.1", **answers}


@pytest.fixture
def phone(db: None) -> Phone:
    """The phone of a cadre of one village with two known children."""
    cache.clear()
    make_ready()
    user = add_worker(
        login=LOGIN, name="Kader", role="cadre", password=PASSWORD, areas=[VILLAGE], since=date(2020, 1, 1), by="bina"
    )
    family = a_family().with_child("Siti", date(2025, 4, 12), "female").with_child("Budi", date(2024, 2, 1))
    send(family)
    return Phone(user, issue_device_token(user=user, by="bina"), family)


def message(response: HttpResponse) -> str:
    """What the worker reads in an answer's envelope."""
    found = re.search(r'<message nature="submit_(success|error)">(.*)</message></OpenRosaResponse>$', text(response))
    assert found, text(response)
    assert (found.group(1) == "success") == (response.status_code in (201, 202))
    return unescape(found.group(2))


def text(response: HttpResponse) -> str:
    """The body as text."""
    return response.content.decode()


def recorded() -> tuple[int, int, int, int]:
    """How much the ledger holds: submissions, payloads, files, attempts."""
    tables = (Submission, Payload, Attachment, Processing)
    counts = [table.objects.count() for table in tables]
    return counts[0], counts[1], counts[2], counts[3]
