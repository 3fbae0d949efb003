"""Push, then pull: what the field app may rely on."""

from __future__ import annotations

import gzip
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from binakampung.ledger.models import Submission
from binakampung.registry import caseload
from binakampung.registry.actions.accounts import add_worker, assign, issue_device_token, revoke_device_token
from binakampung.registry.models import DeviceToken, Person, User
from tests.builders import NEIGHBOUR, VILLAGE, AChild, a_family, a_posyandu_day, send
from tests.collect.xml import submission_xml, version_of
from tests.intake.conftest import LOGIN, PASSWORD, Phone

pytestmark = pytest.mark.django_db
DEVICE = "telepon-1"


def call(phone: Phone, path: str, body: bytes | None = None, **headers: Any) -> HttpResponse:
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {phone.token}", **headers})
    if body is None:
        return client.get(path)
    return client.generic("POST", path, body, "application/json")


def item(child: AChild | str, weight: str = "8.4", **told: Any) -> dict[str, Any]:
    who = {"listed": "no", "child_name": child} if isinstance(child, str) else {"listed": "yes", "child": child.id}
    answers = {"session_date": "2026-07-06", "village": VILLAGE, "children": [{**who, "weight": weight}]}
    instance = f"uuid:{uuid.uuid4()}"
    xml = submission_xml("growth_session", answers, instance).decode()
    made = {"instance_id": instance, "form_id": "growth_session", "form_version": version_of("growth_session")}
    return {**made, "observed_at": "2026-07-06T09:00:00+07:00", "xml": xml, **told}


def pushed(phone: Phone, *items: dict[str, Any], sent_at: datetime | None = None) -> dict[str, Any]:
    moment = (sent_at or datetime.now(UTC)).isoformat()
    body = orjson.dumps({"device": DEVICE, "sent_at": moment, "items": items})
    answer: dict[str, Any] = orjson.loads(call(phone, "/sync/push", body).content)
    return answer


def pulled(phone: Phone, since: int = 0) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(call(phone, f"/sync/pull?since={since}").content)
    return answer


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [result["outcome"] for result in answer["results"]]


def test_a_bad_record_never_stops_the_others(phone: Phone) -> None:
    child = phone.family.children[0]
    answer = pushed(phone, item(child), item(child, xml="<data"), item("Belum Didata"), item(child, weight="84"))
    assert outcomes(answer) == ["accepted", "refused", "held", "quarantined"]
    assert answer["receipt"] == {"device": DEVICE, "safe": 3, "at": answer["received_at"]}
    assert "Belum Didata" in answer["results"][2]["items"][0]["problems"][0]["message"]


def test_sending_again_changes_nothing_and_says_what_became_of_it(phone: Phone) -> None:
    record = item("Belum Didata")
    pushed(phone, record)
    again = pushed(phone, record, record)
    assert outcomes(again) == ["identical", "identical"]
    assert again["results"][0]["items"][0]["outcome"] == "held"
    assert again["receipt"]["safe"] == Submission.objects.filter(device_id=DEVICE).count() == 1


def test_a_push_may_be_zipped(phone: Phone) -> None:
    body = gzip.compress(orjson.dumps({"device": DEVICE, "items": [item(phone.family.children[0])]}))
    answer = call(phone, "/sync/push", body, **{"Content-Encoding": "gzip"})
    assert outcomes(orjson.loads(answer.content)) == ["accepted"]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"", ""),
        (b"[]", ""),
        (b'{"items": 3}', ""),
        (b'{"items": ["x"]}', ""),
        (b"\xff\xfe", ""),
        (b"[" * 100_000, ""),
        (b"not gzip", "gzip"),
        (gzip.compress(b"{}")[:-4], "gzip"),
        (gzip.compress(b" " * 30_000_000), "gzip"),
        (b'{"items": [' + b",".join([b"{}"] * 2_001) + b"]}", ""),
    ],
    ids=["nothing", "list", "number", "text", "no utf-8", "deep", "no gzip", "cut gzip", "bomb", "too many"],
)
def test_what_is_no_push_is_refused_in_words_and_keeps_nothing(phone: Phone, body: bytes, encoding: str) -> None:
    before = Submission.objects.count()
    answer = call(phone, "/sync/push", body, **({"Content-Encoding": encoding} if encoding else {}))
    assert answer.status_code == 400
    assert len(orjson.loads(answer.content)["message"]) > 20
    assert Submission.objects.count() == before


def test_a_wrong_clock_is_mended_and_nothing_happens_after_its_receipt(phone: Phone) -> None:
    ahead = timedelta(days=365)
    now = datetime.now(UTC)
    observed = now + ahead - timedelta(hours=5)
    pushed(phone, item(phone.family.children[0], observed_at=observed.isoformat()), sent_at=now + ahead)
    row = Submission.objects.get(device_id=DEVICE)
    assert row.observed_at == observed
    assert row.observed_at_corrected is not None
    assert abs(row.observed_at_corrected - (now - timedelta(hours=5))) < timedelta(minutes=2)


def test_a_pull_brings_my_people_only_and_then_only_what_changed(phone: Phone) -> None:
    send(a_family(head="Orang Lain", village=NEIGHBOUR).with_child("Tetangga", born=date(2025, 4, 1)))
    first = pulled(phone)
    assert {person["village"] for person in first["people"]} == {VILLAGE}
    assert not first["more"] and not first["reset"]
    assert pulled(phone, first["cursor"])["people"] == []
    child = phone.family.children[0]
    send(a_posyandu_day(date(2026, 7, 6)).measuring(child, weight_kg=8.4))
    (changed,) = pulled(phone, first["cursor"])["people"]
    assert (changed["id"], changed["last"]["weight_kg"], changed["last"]["gain"]) == (child.id, 8.4, "B")


def test_pages_bring_everything_once(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        send(a_family(head=f"Kepala {number}").with_child(f"Anak {number}", born=date(2025, 4, 1)))
    monkeypatch.setattr(caseload.changes, "__defaults__", (3,))
    seen: list[str] = []
    cursor, more = 0, True
    while more:
        page = pulled(phone, cursor)
        seen += [person["id"] for person in page["people"]]
        assert page["cursor"] > cursor
        cursor, more = page["cursor"], page["more"]
    assert sorted(seen) == sorted(Person.objects.filter(village=VILLAGE).values_list("pk", flat=True))


def test_other_areas_make_the_phone_begin_anew(phone: Phone) -> None:
    send(a_family(head="Orang Lain", village=NEIGHBOUR).with_child("Tetangga", born=date(2025, 4, 1)))
    cursor = pulled(phone)["cursor"]
    assign(user=phone.user, area=NEIGHBOUR, since=date(2020, 1, 1), by="bina")
    page = pulled(phone, cursor)
    assert page["reset"]
    assert {person["village"] for person in page["people"]} == {VILLAGE, NEIGHBOUR}


@pytest.mark.parametrize("since", ["x", "-1", "1" * 400])
def test_an_odd_cursor_is_no_accident(phone: Phone, since: str) -> None:
    assert call(phone, f"/sync/pull?since={since}").status_code in (200, 400)


def test_a_phone_signs_in_with_a_password_and_gets_a_key_of_its_own(phone: Phone) -> None:
    body = orjson.dumps({"login": LOGIN, "password": PASSWORD, "device": "telepon-2"})
    answer = Client().generic("POST", "/sync/login", body, "application/json")
    assert answer.status_code == 200
    told = orjson.loads(answer.content)
    assert [area["code"] for area in told["areas"]] == [VILLAGE]
    assert DeviceToken.objects.get(device_id="telepon-2").token_hash != told["token"]
    other = Phone(phone.user, told["token"], phone.family)
    assert call(other, "/sync/pull").status_code == 200


@pytest.mark.parametrize("body", [b"", b"{}", b'{"login": "kader.melati", "password": "salah", "device": "x"}', b"[1]"])
def test_a_wrong_sign_in_is_told_in_words(phone: Phone, body: bytes) -> None:
    answer = Client(raise_request_exception=False).generic("POST", "/sync/login", body, "application/json")
    assert answer.status_code in (400, 401)
    assert orjson.loads(answer.content)["message"]


def test_a_role_that_does_not_record_gets_no_key(phone: Phone) -> None:
    since = date(2020, 1, 1)
    add_worker(login="pokja", name="Pokja", role="village", password=PASSWORD, areas=[VILLAGE], since=since, by="x")
    body = orjson.dumps({"login": "pokja", "password": PASSWORD, "device": "x"})
    assert Client().generic("POST", "/sync/login", body, "application/json").status_code == 403
    assert not DeviceToken.objects.filter(user__login="pokja").exists()


def test_a_revoked_key_or_a_closed_account_opens_nothing(phone: Phone) -> None:
    key = DeviceToken.objects.get(user=phone.user)
    revoke_device_token(token=key, by="bina")
    assert call(phone, "/sync/pull").status_code == 401
    fresh = Phone(phone.user, issue_device_token(user=phone.user, by="bina"), phone.family)
    assert call(fresh, "/sync/pull").status_code == 200
    User.objects.filter(pk=phone.user.pk).update(is_active=False)
    assert call(fresh, "/sync/pull").status_code == 401


def test_a_form_comes_byte_for_byte_as_its_hash_says(phone: Phone) -> None:
    import hashlib

    for form in pulled(phone)["forms"]:
        content = call(phone, form["xform_url"]).content
        assert form["hash"] == f"md5:{hashlib.md5(content).hexdigest()}"
    assert call(phone, "/sync/forms/nothing/1.xml").status_code == 404
    assert call(phone, f"/sync/forms/growth_session/{version_of('growth_session')}/media/x.csv").status_code == 404
