"""The contract of OpenRosa, row by row, as ODK Collect depends on it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import OperationalError
from django.utils import timezone

from binakampung.ledger.models import Attachment, FormVersion, Submission
from binakampung.ledger.sealing import unseal
from binakampung.registry.actions.accounts import revoke_device_token
from binakampung.registry.models import DeviceToken, GrowthMeasurement, Person, WaitingItem
from tests.builders import NEIGHBOUR, a_family, send
from tests.collect.xml import submission_xml, version_of
from tests.intake.conftest import Phone, message, recorded, text

VERSION = version_of("growth_session")
FORM = f"/forms/growth_session/{VERSION}"
LIST = "{http://openrosa.org/xforms/xformsList}"


def test_every_answer_says_openrosa_and_how_much_may_be_sent(phone: Phone) -> None:
    answers = [
        phone.get("/formList"), phone.get(f"{FORM}.xml"), phone.get(f"{FORM}/manifest"), phone.get("/integrity?id=a"),
        phone.get(f"{FORM}/media/children.csv"), phone.get("/forms/nothing/1.xml"), phone.head("/submission"),
        phone.post(b"<broken"), phone.post(phone.day(phone.weighed("Siti"))), phone.get("/submission"),
    ]  # fmt: skip
    for answer in answers:
        assert answer["X-OpenRosa-Version"] == "1.0"
        assert int(answer["X-OpenRosa-Accept-Content-Length"]) >= 10_000_000
        assert answer["Date"].endswith("GMT")
        assert answer["Content-Language"] == "id"


def test_the_form_list(phone: Phone) -> None:
    answer = phone.get("/formList?deviceID=collect:abc")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{LIST}xforms"
    (form,) = [form for form in root if form.findtext(f"{LIST}formID") == "growth_session"]
    xform = phone.get(f"{FORM}.xml").content
    assert form.findtext(f"{LIST}name") == "Hari buka posyandu"
    assert form.findtext(f"{LIST}version") == VERSION
    assert form.findtext(f"{LIST}hash") == f"md5:{hashlib.md5(xform).hexdigest()}"
    assert form.findtext(f"{LIST}downloadUrl") == f"http://testserver{phone.base}{FORM}.xml"
    assert form.findtext(f"{LIST}manifestUrl") == f"http://testserver{phone.base}{FORM}/manifest"


def test_a_form_without_files_has_no_manifest(phone: Phone) -> None:
    (form,) = ElementTree.fromstring(phone.get("/formList?formID=growth_survey").content)
    assert form.find(f"{LIST}manifestUrl") is None


def test_the_form_list_on_request(phone: Phone) -> None:
    old = FormVersion.objects.get(form_id="home_visit")
    old.pk, old.version, old.published_at = None, "2025010101", old.published_at - timedelta(days=300)
    old.save(force_insert=True)
    assert text(phone.get("/formList?formID=home_visit")).count("<xform>") == 1
    assert text(phone.get("/formList?formID=home_visit&listAllVersions=true")).count("<xform>") == 2
    assert "<descriptionText>" in text(phone.get("/formList?verbose=true"))
    assert "<descriptionText>" not in text(phone.get("/formList"))


def test_heads_try_credentials_and_size(phone: Phone) -> None:
    for path in ("/formList", "/submission"):
        answer = phone.head(path)
        assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("path", ["/formList/", f"{FORM}.xml/", f"{FORM}/manifest/", f"{FORM}/media/villages.csv/"])
def test_a_slash_at_the_end_is_tolerated(phone: Phone, path: str) -> None:
    assert phone.get(path).status_code == 200


def test_the_manifest_is_stable_and_names_the_list_of_children(phone: Phone) -> None:
    first = phone.get(f"{FORM}/manifest")
    assert first["Content-Type"] == "text/xml; charset=utf-8"
    assert first.content == phone.get(f"{FORM}/manifest").content
    space = "{http://openrosa.org/xforms/xformsManifest}"
    files = {file.findtext(f"{space}filename"): file for file in ElementTree.fromstring(first.content)}
    assert list(files) == ["villages.csv", "children.csv"]
    assert files["children.csv"].get("type") == "entityList"
    assert files["children.csv"].findtext(f"{space}integrityUrl") == f"http://testserver{phone.base}/integrity"
    assert files["villages.csv"].get("type") is None
    content = phone.get(f"{FORM}/media/children.csv").content
    assert files["children.csv"].findtext(f"{space}hash") == f"md5:{hashlib.md5(content).hexdigest()}"


def test_a_file_that_nobody_published_is_not_listed_and_not_found(phone: Phone) -> None:
    FormVersion.objects.filter(form_id="home_visit").update(media=["logo.png", "children.csv"])
    from binakampung.ledger.forms import forget_cached

    forget_cached()
    assert "logo.png" not in text(phone.get(f"/forms/home_visit/{version_of('home_visit')}/manifest"))
    answer = phone.get(f"/forms/home_visit/{version_of('home_visit')}/media/logo.png")
    assert answer.status_code == 404
    assert message(answer) == "Berkas atau formulir ini tidak ada di sini. Ambil daftar formulir lagi."
    forget_cached()


def test_the_list_of_children_ends_at_the_workers_border_and_at_five_years(phone: Phone) -> None:
    today = timezone.localdate()
    send(a_family("Jauh", NEIGHBOUR).with_child("Anak tetangga", today - timedelta(days=400)))
    send(a_family("Besar").with_child("Baru lima", today - timedelta(days=1850)))
    send(a_family("Tua").with_child("Enam tahun", today - timedelta(days=2200)))
    listed = text(phone.get(f"{FORM}/media/children.csv"))
    assert listed.splitlines()[0] == "name,label,__version,village,sex,birth_date,mother_name,posyandu"
    assert "Siti" in listed and "Baru lima" in listed
    assert "tetangga" not in listed and "Enam" not in listed and "Sukron" not in listed


def test_a_child_with_a_mother_is_labelled_by_her(phone: Phone) -> None:
    Person.objects.filter(name="Siti").update(mother_name="Aminah")
    assert '"Siti (ibu Aminah, Dusun Tengah RT 1)"' in text(phone.get(f"{FORM}/media/children.csv"))


def test_integrity_tells_what_to_forget(phone: Phone) -> None:
    siti, budi = (child.id for child in phone.family.children)
    Person.objects.filter(pk=budi).update(village=NEIGHBOUR)
    answer = phone.get(f"/integrity?id={siti},{budi},00000000-0000-4000-8000-000000000000")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "data"
    assert {e.get("id"): e.findtext("deleted") for e in root.iter("entity")} == {siti: "false", budi: "true"}


@pytest.mark.parametrize("path", [f"{FORM}.xml", f"{FORM}/media/children.csv", f"{FORM}/media/villages.csv"])
def test_what_the_phone_has_is_not_sent_again(phone: Phone, path: str) -> None:
    first = phone.get(path)
    assert first["Cache-Control"] == "private, no-cache"
    again = phone.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert phone.get(path, HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_a_posyandu_day_of_forty_with_one_unknown_child(phone: Phone) -> None:
    family = a_family("Besar")
    for number in range(39):
        family = family.with_child(f"Anak {number}", phone.family.children[0].born)
    send(family)
    rows = [{"listed": "yes", "child": child.id, "weight": "9.1"} for child in family.children]
    rows.insert(20, phone.weighed("Ahmad"))
    answer = phone.post(phone.day(*rows))
    assert answer.status_code == 201
    assert message(answer) == "Diterima: 39 anak tercatat, 1 menunggu: Ahmad (belum dikenal)."
    assert GrowthMeasurement.objects.count() == 39
    assert [row.label for row in WaitingItem.objects.all()] == ["Ahmad"]


def test_words_in_the_workers_language(phone: Phone) -> None:
    phone.user.language = "en"
    phone.user.save()
    answer = phone.post(phone.day(phone.weighed("Siti"), phone.weighed("Ahmad")))
    assert message(answer) == "Received: 1 child recorded, 1 waiting: Ahmad (not known yet)."
    assert answer["Content-Language"] == "en"


def test_what_cannot_be_read_is_named_and_the_rest_recorded(phone: Phone) -> None:
    answer = phone.post(phone.day(phone.weighed("Siti", weight="91"), phone.weighed("Budi")))
    said = message(answer)
    assert answer.status_code == 201
    assert said == "Diterima: 1 anak tercatat, 1 perlu diperiksa: no. 1 (ukuran di luar batas)."


def test_a_day_without_children(phone: Phone) -> None:
    assert message(phone.post(phone.day())) == "Diterima: tidak ada anak di dalamnya."


def test_who_sent_when_and_from_which_device(phone: Phone) -> None:
    phone.post(phone.day(phone.weighed("Siti"), instance="uuid:whence", end="2026-07-06T09:30:00.000+07:00"))
    stored = Submission.objects.get(instance_id="uuid:whence")
    assert (stored.submitted_by, stored.device_id, stored.channel) == ("kader.melati", "collect:abc", "openrosa")
    assert stored.scope == ["3528052004"]
    assert stored.observed_at is not None and stored.observed_at.isoformat() == "2026-07-06T02:30:00+00:00"


def test_identical_again(phone: Phone) -> None:
    day = phone.day(phone.weighed("Siti"), phone.weighed("Ahmad"))
    assert phone.post(day).status_code == 201
    before = recorded()
    answer = phone.post(day)
    assert answer.status_code == 202
    assert message(answer) == "Sudah diterima sebelumnya: 1 anak tercatat, 1 menunggu: Ahmad (belum dikenal)."
    assert recorded() == before


def test_again_after_the_unknown_child_was_registered(phone: Phone) -> None:
    day = phone.day(phone.weighed("Siti"), phone.weighed("Ahmad"))
    phone.post(day)
    send(a_family("Lain").with_child("Ahmad", phone.family.children[0].born))
    assert message(phone.post(day)) == "Sudah diterima sebelumnya: 2 anak tercatat."


def test_a_submission_without_a_number_gets_one_and_resends_as_identical(phone: Phone) -> None:
    body = phone.day(phone.weighed("Siti")).replace(b"orx:meta", b"orx:other")
    assert [phone.post(body).status_code for _ in range(2)] == [201, 202]


def test_files_of_a_submission_come_in_several_requests(phone: Phone) -> None:
    day = phone.day(phone.weighed("Siti"), instance="uuid:split", photo="a.jpg", other="b.jpg")
    first = phone.post(day, {"a.jpg": b"first"}, incomplete=True)
    assert (first.status_code, message(first)) == (201, "Isian diterima, lampiran lain menyusul.")
    assert phone.post(day, {"b.jpg": b"second", "unasked.jpg": b"?"}).status_code == 202
    kept = Attachment.objects.filter(submission__instance_id="uuid:split").order_by("filename")
    assert [(file.filename, unseal(file.body)) for file in kept] == [("a.jpg", b"first"), ("b.jpg", b"second")]
    assert Submission.objects.filter(instance_id="uuid:split").count() == 1


def test_a_file_that_no_answer_names_is_left_aside(phone: Phone) -> None:
    answer = phone.post(phone.day(phone.weighed("Siti")), {"holiday.jpg": b"?"})
    assert answer.status_code == 201
    assert not Attachment.objects.exists()


def test_edits(phone: Phone) -> None:
    phone.post(phone.day(phone.weighed("Siti"), instance="uuid:1"))
    edited = phone.post(phone.day(phone.weighed("Siti", weight="9.4"), instance="uuid:2", replaces="uuid:1"))
    assert (edited.status_code, message(edited)) == (201, "Perbaikan diterima: 1 anak diperbaiki.")
    assert [row.weight_kg for row in GrowthMeasurement.objects.all()] == [9.4]
    before = recorded()
    for instance, replaces, status in (
        ("uuid:3", "uuid:1", 409),
        ("uuid:4", "uuid:nothing", 404),
        ("uuid:2", "uuid:1", 409),
    ):
        refused = phone.post(phone.day(phone.weighed("Siti", weight="9.5"), instance=instance, replaces=replaces))
        assert refused.status_code == status
    assert recorded() == before


def test_unknown_and_closed_forms(phone: Phone) -> None:
    before = recorded()
    for xml, status in (
        (submission_xml("other_form", {"a": "b"}, "uuid:1"), 404),
        (submission_xml("home_visit", {"a": "b"}, "uuid:1", version="1"), 404),
        (submission_xml("home_visit", {"a": "b"}, "uuid:1", version=""), 404),
        (submission_xml("", {"a": "b"}, "uuid:1"), 400),
    ):
        assert phone.post(xml).status_code == status
    FormVersion.objects.filter(form_id="home_visit").update(accepting=False)
    closed = phone.post(submission_xml("home_visit", {"a": "b"}, "uuid:1"))
    assert (closed.status_code, message(closed)) == (409, "Formulir Kunjungan rumah sudah tidak menerima kiriman.")
    assert recorded() == before


def test_an_append_that_failed_is_503_and_kept_on_the_phone(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*_: object) -> None:
        raise OperationalError("the database is not there")

    monkeypatch.setattr("binakampung.ledger.append._append_once", down)
    answer = phone.post(phone.day(phone.weighed("Siti")))
    assert answer.status_code == 503
    assert message(answer) == "Server belum dapat menyimpan. Kiriman tetap aman di telepon; coba lagi nanti."
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert "the database is not there" in caplog.text
    assert phone.token not in caplog.text


def test_a_refusal_does_not_put_the_key_in_the_log(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    assert [phone.get("/forms/none/1.xml").status_code, phone.post(b"").status_code] == [404, 400]
    assert phone.token not in caplog.text


def test_a_host_that_is_none_is_400(phone: Phone) -> None:
    assert phone.get("/formList", HTTP_HOST="a b").status_code == 400


def test_a_database_that_is_down_at_the_door(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise OperationalError("the database is not there")

    monkeypatch.setattr("binakampung.portal.openrosa.guard.worker_of", down)
    assert phone.get("/formList").status_code == 503


def test_a_revoked_or_made_up_key_is_403(phone: Phone) -> None:
    revoke_device_token(token=DeviceToken.objects.get(user=phone.user), by="bina")
    for path in ("/formList", f"{FORM}.xml", f"{FORM}/manifest", f"{FORM}/media/children.csv", "/integrity?id=a"):
        answer = phone.get(path)
        assert answer.status_code == 403
        assert "WWW-Authenticate" not in answer
    assert phone.post(phone.day(phone.weighed("Siti"))).status_code == 403
    assert not GrowthMeasurement.objects.exists()


def test_an_account_that_does_not_record_sends_nothing(phone: Phone) -> None:
    phone.user.role = "village"
    phone.user.save()
    answer = phone.post(phone.day(phone.weighed("Siti")))
    assert (answer.status_code, message(answer)) == (
        403,
        "Akun ini tidak mencatat di lapangan. Pakai layar kantor.",
    )
    assert phone.get(f"{FORM}/media/children.csv").status_code == 403


def test_an_old_published_version_is_accepted_for_ever(phone: Phone) -> None:
    newer = FormVersion.objects.get(form_id="growth_session")
    newer.pk, newer.version, newer.published_at = None, "2027010101", newer.published_at + timedelta(days=60)
    newer.save(force_insert=True)
    assert f"<version>{newer.version}</version>" in text(phone.get("/formList?formID=growth_session"))
    assert phone.post(phone.day(phone.weighed("Siti"))).status_code == 201


def test_any_form_an_office_brings(phone: Phone) -> None:
    from binakampung.ledger.forms import publish

    source = (
        "| survey |\n| | type | name | label |\n| | begin_repeat | trees | Trees |\n| | text | kind | Kind |\n"
        "| | image | photo | Photo |\n| | end_repeat | | |\n"
        "| settings |\n| | form_title | form_id | version |\n| | Pohon & taman | trees | v 1/2 |\n"
    )
    publish(source.encode(), "trees.md", "bina", timezone.now())
    (form,) = ElementTree.fromstring(phone.get("/formList?formID=trees").content)
    address = (form.findtext(f"{LIST}downloadUrl") or "").removeprefix(f"http://testserver{phone.base}")
    assert phone.get(address).content.startswith(b"<?xml")
    body = submission_xml("trees", {"trees": [{"kind": "mangga", "photo": "t.jpg"}]}, "uuid:tree", version="v 1/2")
    answer = phone.post(body, {"t.jpg": b"leaf"})
    assert (answer.status_code, message(answer)) == (201, "Diterima.")
    assert Attachment.objects.get(submission__instance_id="uuid:tree").filename == "t.jpg"
