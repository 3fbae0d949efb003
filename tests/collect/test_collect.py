"""What a phone with ODK Collect lives through, against a running server."""

from __future__ import annotations

import csv
import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.builders import VILLAGE
from tests.collect.client import Collect, NotSent, ServerFile, Unauthorized
from tests.collect.office import NAMES, Office
from tests.collect.xml import submission_xml


def a_day(office: Office, *names: str, weight: str = "9.1", instance: str = "", replaces: str = "") -> bytes:
    """The XML of a posyandu day; a name that is not on the list is written by hand."""
    rows = [_row(office, name, weight) for name in names]
    answers = {"session_date": "2026-07-06", "village": VILLAGE, "posyandu": "Melati 1", "children": rows, "notes": ""}
    return submission_xml("growth_session", answers, instance or f"uuid:{uuid.uuid4()}", replaces=replaces)


def _row(office: Office, name: str, weight: str) -> dict[str, Any]:
    known = office.children.get(name)
    who = {"listed": "yes", "child": known} if known else {"listed": "no", "child_name": name}
    return {**who, "weight": weight, "length": ""}


@pytest.fixture(params=["key", "password"])
def either(request: pytest.FixtureRequest, phone: Collect, phone_with_password: Collect) -> Collect:
    """Both ways of setting up the app."""
    return phone if request.param == "key" else phone_with_password


def test_a_phone_fetches_every_form_with_its_lists(either: Collect, office: Office) -> None:
    forms = either.form_list()
    assert forms is not None
    assert {"growth_session", "home_visit", "family_registration"} <= {form.form_id for form in forms}
    for form in forms:
        assert either.download(form).startswith(b"<?xml")
        for file in either.manifest(form):
            either.media(file)
    assert either.form_list(formID="home_visit") == [form for form in forms if form.form_id == "home_visit"]
    assert either.form_list(formID="nothing") == []


def lists(phone: Collect) -> dict[str, ServerFile]:
    (form,) = phone.form_list(formID="growth_session") or []
    return {file.name: file for file in phone.manifest(form)}


def test_the_list_of_children_is_the_workers_own_and_recognisable(phone: Collect, office: Office) -> None:
    files = lists(phone)
    assert list(files) == ["villages.csv", "children.csv"]
    rows = list(csv.DictReader(io.StringIO(phone.media(files["children.csv"]).decode())))
    assert [row["name"] for row in rows] == [office.children[name] for name in sorted(NAMES)]
    assert rows[0]["label"] == "Anak A1 (Dusun Tengah RT 1)"
    assert phone.media(files["villages.csv"]).decode() == f"name,label\n{VILLAGE},Batu Kalangan\n"


def test_what_a_phone_has_is_not_sent_again(phone: Collect) -> None:
    (form,) = phone.form_list(formID="growth_session") or []
    first = phone.download(form), phone.media(lists(phone)["children.csv"])
    assert phone.status == 200
    again = phone.download(form), phone.media(lists(phone)["children.csv"])
    assert phone.status == 304
    assert again == first


def test_the_fate_of_children_that_left_the_list(phone: Collect, office: Office) -> None:
    known, unknown = office.children["Anak A1"], str(uuid.uuid4())
    assert phone.deleted(lists(phone)["children.csv"], [known, unknown]) == {known: False}


def test_a_day_of_forty_with_one_unknown_child(either: Collect, office: Office) -> None:
    (message,) = either.send(a_day(office, *NAMES[:39], "Ahmad"))
    assert message == "Diterima: 39 anak tercatat, 1 menunggu: Ahmad (belum dikenal)."
    assert either.status == 201


def test_an_answer_lost_on_the_way(phone: Collect, office: Office) -> None:
    day = a_day(office, "Anak A1", instance="uuid:lost-answer")
    phone.send(day)
    phone.send(day)
    assert phone.status == 202
    assert office.ids("growth_session").count("uuid:lost-answer") == 1


def test_fifty_identical_posts_at_the_same_moment(office: Office) -> None:
    day = a_day(office, "Anak A2", instance="uuid:fifty")
    phones = [Collect(office.keyed) for _ in range(50)]
    with ThreadPoolExecutor(50) as threads:
        list(threads.map(lambda phone: phone.send(day), phones))
    assert sorted(phone.status for phone in phones) == [201] + [202] * 49
    assert office.ids("growth_session").count("uuid:fifty") == 1


def test_an_edit_and_an_edit_of_what_was_edited(phone: Collect, office: Office) -> None:
    phone.send(a_day(office, "Anak A3", instance="uuid:edit-1"))
    (message,) = phone.send(a_day(office, "Anak A3", weight="9.3", instance="uuid:edit-2", replaces="uuid:edit-1"))
    assert message == "Perbaikan diterima: 1 anak diperbaiki."
    with pytest.raises(NotSent, match="409: Kiriman ini sudah diperbaiki sebelumnya") as refused:
        phone.send(a_day(office, "Anak A3", weight="9.4", instance="uuid:edit-3", replaces="uuid:edit-1"))
    assert refused.value.status == 409
    with pytest.raises(NotSent, match="404: Kiriman yang diperbaiki tidak ditemukan"):
        phone.send(a_day(office, "Anak A3", instance="uuid:edit-4", replaces="uuid:never"))
    assert set(office.ids("growth_session")) >= {"uuid:edit-1", "uuid:edit-2"}
    assert not set(office.ids("growth_session")) & {"uuid:edit-3", "uuid:edit-4"}


def test_the_same_number_with_other_answers(phone: Collect, office: Office) -> None:
    phone.send(a_day(office, "Anak A4", instance="uuid:conflict"))
    with pytest.raises(NotSent, match="409: Kiriman dengan nomor ini sudah ada dan isinya lain"):
        phone.send(a_day(office, "Anak A4", weight="9.9", instance="uuid:conflict"))


def test_a_form_or_version_that_was_never_published(phone: Collect, office: Office) -> None:
    with pytest.raises(NotSent, match="404: Formulir posyandu_lama versi 1 tidak dikenal"):
        phone.send(submission_xml("posyandu_lama", {"a": "b"}, "uuid:x"))
    with pytest.raises(NotSent, match="404: Formulir growth_session versi 1999 tidak dikenal"):
        phone.send(submission_xml("growth_session", {"a": "b"}, "uuid:x", version="1999"))


def test_many_photos_go_in_several_requests(phone: Collect, office: Office) -> None:
    photos = {f"{number}.jpg": bytes([number]) * 1_000 for number in range(150)}
    messages = phone.send(a_day(office, "Anak A5", instance="uuid:photos"), photos)
    assert messages[0] == "Isian diterima, lampiran lain menyusul."
    assert len(messages) == 2
    assert office.ids("growth_session").count("uuid:photos") == 1


def test_large_photos_go_in_several_requests_under_the_announced_size(phone: Collect, office: Office) -> None:
    photos = {f"{letter}.jpg": letter.encode() * 9_000_000 for letter in "abc"}
    assert len(phone.send(a_day(office, "Anak A7", instance="uuid:large"), photos)) == 2
    assert office.ids("growth_session").count("uuid:large") == 1


def test_a_wrong_key_is_forbidden_and_never_asks_for_a_password(office: Office) -> None:
    stranger = Collect(f"{office.url}/key/{'x' * 43}")
    with pytest.raises(NotSent, match="403: Kunci telepon ini tidak dikenal") as refused:
        stranger.form_list()
    assert refused.value.status == 403
    with pytest.raises(NotSent, match="403"):
        stranger.send(a_day(office, "Anak A6"))


def test_a_wrong_password_is_asked_again_and_then_shut_out(office: Office, phone_with_password: Collect) -> None:
    guesser = replace(phone_with_password, login="kader.lain", password="tebakan")
    for _ in range(10):
        with pytest.raises(Unauthorized):
            replace(guesser).form_list()
    with pytest.raises(NotSent, match="429: Terlalu banyak sandi salah"):
        guesser.form_list()
    assert phone_with_password.form_list()


def test_basic_is_not_offered_without_tls(office: Office) -> None:
    answer = httpx.get(f"{office.url}/openrosa/formList", auth=httpx.BasicAuth("kader.melati", "sandi yang panjang"))
    assert answer.status_code == 401
    assert "Digest" in answer.headers["WWW-Authenticate"]
    assert "Basic" not in answer.headers["WWW-Authenticate"]
