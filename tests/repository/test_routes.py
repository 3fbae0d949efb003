"""Every address of the house, as nobody, as each role, and with what lies outside one's territory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from binakampung.domain.access import ROLES
from binakampung.ledger.forms import current
from binakampung.registry.models import ReadRow
from tests.portal.office import Office, Place, open_office

# What anyone may open, and why.
PUBLIC = {
    "masuk/": "signing in",
    "bahasa/": "the language of the page of signing in",
    "sehat": "is the server well",
    "app/": "the field app, empty until someone signs in",
    "app/<path:path>": "its files",
    "sync/login": "signing in on a phone",
}
# Ways in that phones use with a key or a challenge of their own: a browser's session opens nothing there.
PHONES = ("sync/", "openrosa/", "key/")
NO_ENTRY = {302, 400, 401, 403, 404, 405}
HOLE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
# Addresses that only do something, and so are only posted to.
POSTED = re.compile(r"/(ulang|akhiri|lanjutkan|batalkan|keluarkan|kunci|cabut|sandi|tutup|buka|gabung|beda|urung)/$")
# Addresses that search by what is posted.
SEARCHED = ("cari/", "keluarga/", "wilayah/<str:code>/anak/", "wilayah/<str:code>/keluarga/")
# Names of holes whose value belongs to a village.
OWNED = {"family", "code", "id", "seq", "number", "login", "scope", "area", "team", "service", "batch"}


@dataclass(frozen=True)
class Route:
    """One address with holes, as it is written in the code."""

    text: str

    @property
    def holes(self) -> tuple[str, ...]:
        return tuple(match[1] or match[2] for match in HOLE.finditer(self.text))

    @property
    def owned(self) -> bool:
        return bool(OWNED & set(self.holes))

    def at(self, place: Place) -> str:
        """The address with everything about one place. Raises KeyError for a hole that no test knows how to fill."""
        filled = HOLE.sub(lambda match: values(self.text, place)[match[1] or match[2]], self.text)
        return "/" + filled.replace("^", "").replace("$", "").replace("/?", "/").replace("\\", "")


def values(route: str, place: Place) -> dict[str, str]:
    """How each hole is filled for a place."""
    number = place.attachment if "lampiran" in route else place.token if "kunci" in route else place.assignment
    number = place.pair if "ganda" in route else number
    return {
        "code": place.village,
        "area": place.village,
        "period": "2026-10",
        "id": place.child.id,
        "family": place.family,
        "act": "nomor",
        "seq": str(place.seq),
        "number": str(number),
        "login": place.worker.login,
        "form_id": "growth_session",
        "version": version(),
        "scope": place.village,
        "name": "children.csv",
        "cell": "weighed.total",
        "token": "x" * 43,
        "path": "kunjungan",
        "team": str(place.team),
        "service": str(place.service),
        "kind": "desa",
        "run": "0",  # runs and imported files have tests of their own (tests/portal/test_import_runs.py)
        "file": "0",
        "batch": str(place.batch),
        "row": str(place.service_row if "layanan" in route else place.team_row),
    }


def version() -> str:
    form = current("growth_session")
    assert form is not None
    return form.version


def routes() -> list[Route]:
    return [Route(text) for text in _below(get_resolver().url_patterns, "")]


def _below(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for each in patterns:
        text = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _below(each.url_patterns, text)
        else:
            yield text


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def is_phones(route: Route) -> bool:
    return route.text.lstrip("^").startswith(PHONES)


def test_nobody_enters_without_signing_in(office: Office) -> None:
    nobody = Client(raise_request_exception=False)
    entered = []
    for route in routes():
        if route.text in PUBLIC:
            continue
        for answer in (nobody.get(route.at(office.here)), nobody.post(route.at(office.here))):
            to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/masuk/")
            if answer.status_code not in NO_ENTRY or (answer.status_code == 302 and not to_sign_in):
                entered.append(f"{answer.request['REQUEST_METHOD']} {route.text}: {answer.status_code}")
    assert entered == []


def test_the_public_list_names_only_what_exists() -> None:
    assert set(PUBLIC) - {route.text for route in routes()} == set()


def test_what_lies_outside_the_territory_does_not_exist(office: Office) -> None:
    """Every role, every address that carries an id, every foreign place: nothing is shown and nothing is done."""
    found = []
    for role in ROLES:
        client = office.client(role)
        for route in routes():
            if not route.owned or is_phones(route):
                continue
            for place in office.foreign(role):
                for answer in (client.get(route.at(place)), client.post(route.at(place), {"until": "2026-10-10"})):
                    if answer.status_code not in (403, 404, 405):
                        found.append(f"{role}: {answer.request['REQUEST_METHOD']} {route.text}: {answer.status_code}")
    assert found == []


def test_an_own_id_does_not_carry_a_foreign_one_in(office: Office) -> None:
    """A child's file under another submission, a phone under another worker."""
    here, next_door, abroad = office.here, office.next_door, office.abroad
    mixed = [
        ("cadre", "GET", f"/kiriman/{here.seq}/lampiran/{next_door.attachment}"),
        ("district", "POST", f"/akun/{here.worker.login}/tugas/{abroad.assignment}/akhiri/"),
        ("district", "POST", f"/akun/{here.worker.login}/kunci/{abroad.token}/cabut/"),
    ]
    for role, method, address in mixed:
        assert office.client(role).generic(method, address).status_code == 404, address


def test_what_lies_inside_is_shown(office: Office) -> None:
    """Without this the tests around it could pass on a house with every door shut."""
    shown = {}
    client = office.client("district")
    for route in routes():
        if route.owned and not is_phones(route):
            shown[route.text] = client.get(route.at(office.here)).status_code
    assert set(shown.values()) <= {200, 302, 405}, shown
    assert [route for route, status in shown.items() if status == 405 and not POSTED.search(route)] == []
    cadre = office.client("cadre")
    for address in (
        f"/wilayah/{office.here.village}/anak/",
        f"/anak/{office.here.child.id}/",
        f"/kiriman/{office.here.held}/",
    ):
        assert "Anak Sendiri" in body(cadre.get(address)), address


def test_a_browser_that_is_signed_in_is_nobody_to_the_ways_of_phones(office: Office) -> None:
    client = office.client("district")
    opened = [
        route.text
        for route in routes()
        if is_phones(route) and route.text not in PUBLIC and client.get(route.at(office.here)).status_code < 400
    ]
    assert opened == []


def test_no_page_names_a_child_who_is_not_the_readers(office: Office) -> None:
    """Lists, searches, exports and forms too, which carry no id: the words of other places stand nowhere."""
    told = []
    for role, rules in ROLES.items():
        client = office.client(role)
        words = (
            {"Seberang"} | ({"Sebelah"} if rules.level > 4 else set()) | (set() if rules.names else {"Anak Sendiri"})
        )
        for route in routes():
            if is_phones(route):
                continue
            answers = [client.get(route.at(office.here))]
            if route.text in SEARCHED:
                answers.append(client.post(route.at(office.here), {"nama": "anak se", "cari": "anak se"}))
            for answer in answers:
                told += [f"{role}: {route.text} says {word}" for word in words if word in body(answer)]
    assert told == []


def test_every_page_opens_for_whom_it_is_meant(office: Office) -> None:
    """No address breaks: each answers every role with a page, a redirect or a refusal in words."""
    broken = []
    for role in ROLES:
        client = office.client(role)
        for route in routes():
            if not is_phones(route):
                answer = client.get(route.at(office.here))
                if answer.status_code >= 500:
                    broken.append(f"{role}: {route.text}: {answer.status_code}")
    assert broken == []


def test_whoever_sees_a_childs_name_on_a_page_of_families_is_written_down(office: Office) -> None:
    """Every role, every address about families or children: the name on the page and the row of the log go together."""
    untold = []
    for role in ROLES:
        client = office.client(role)
        for route in routes():
            if is_phones(route) or not re.match(r"(keluarga/|anak/|kiriman/|wilayah/<str:code>/|$)", route.text):
                continue
            with transaction.atomic():  # undone after each look, so that each must write its own row
                answer = client.get(route.at(office.here))
                shown = any(name in body(answer) for name in ("Anak Sendiri", "Ayah Sendiri"))
                rows = ReadRow.objects.filter(by=role, family_id=office.here.family).exists()
                transaction.set_rollback(True)
            if shown and not rows:
                untold.append(f"{role}: {route.text}")
            if not ROLES[role].names and (shown or rows):
                untold.append(f"{role}: {route.text} shows a name")
    assert untold == []


def body(answer: HttpResponse) -> str:
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode(errors="replace")
