"""A submission's page, its bytes and files, and what waits for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from binakampung.domain.problems import Outcome
from binakampung.intake.receive import receive
from binakampung.ledger.forms import publish
from binakampung.ledger.models import Payload, Processing
from binakampung.portal.screens.submissions.views import item_order
from binakampung.portal.words.problems import spoken_path
from binakampung.registry.models import GrowthMeasurement
from tests.builders import SENDER, VILLAGE, a_family, a_posyandu_day, envelope, send
from tests.portal.office import MEASURED, Office


def page(office: Office, address: str, role: str = "cadre") -> str:
    answer = office.client(role).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_answers_are_said_by_the_forms_own_questions(office: Office) -> None:
    told = page(office, f"/kiriman/{office.here.held}/")
    assert "Tanggal hari buka posyandu" in told and "6 Oktober 2026" in told
    assert "Berbaring (panjang)" in told and "6,1" in told
    assert f'<a href="/anak/{office.here.child.id}/">Anak Sendiri</a>' in told
    assert "35.28.05.2004" in told
    english = office.client("cadre")
    english.cookies["bahasa"] = "en"
    assert "Lying (length)" in english.get(f"/kiriman/{office.here.held}/").content.decode()


def test_held_items_say_why_and_what_to_do(office: Office) -> None:
    told = page(office, f"/kiriman/{office.here.held}/")
    assert "Tamu Sendiri belum dikenal" in told and "Pendataan keluarga" in told
    assert "Coba baca lagi" in told
    assert "Coba baca lagi" not in page(office, f"/kiriman/{office.here.seq}/")


def test_the_original_is_what_arrived(office: Office) -> None:
    answer = office.client("cadre").get(f"/kiriman/{office.here.seq}/asli")
    assert b'"contact":"absent"' in answer.content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="kiriman-{office.here.seq}.json"'


def test_a_picture_is_shown_and_anything_else_only_handed_over(office: Office) -> None:
    from binakampung.ledger.models import Attachment

    address = f"/kiriman/{office.here.seq}/lampiran/{office.here.attachment}"
    picture = office.client("cadre").get(address)
    assert picture.content == b"\xff\xd8\xff\xe0 photo"
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert "inline" in picture.headers["Content-Disposition"]
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    stored = Attachment.objects.get(pk=office.here.attachment)
    dangerous = Attachment.objects.create(
        submission=stored.submission,
        filename='halaman".html',
        content_type="text/html",
        sha256="0" * 64,
        size=1,
        body=stored.body,
    )
    page_like = office.client("cadre").get(f"/kiriman/{office.here.seq}/lampiran/{dangerous.pk}")
    assert page_like.headers["Content-Type"] == "application/octet-stream"
    assert page_like.headers["Content-Disposition"] == 'attachment; filename="halaman_.html"'


def test_versions_form_a_chain_and_only_the_newest_is_read_again(office: Office) -> None:
    child = office.here.child
    first = a_posyandu_day(MEASURED).measuring(child, weight_kg=6.0)
    send(replace(first, instance="uuid:pertama"))
    mended = replace(first.measuring("Orang Baru", weight_kg=8).envelope(), instance_id="uuid:kedua")
    receipt = receive([replace(mended, deprecated_id="uuid:pertama")], SENDER)[0]
    assert receipt.seq is not None
    told = page(office, f"/kiriman/{receipt.seq}/")
    assert "pernah diperbaiki" in told and "yang berlaku" in told
    old = told.split('<ol class="versions">')[1].split('href="')[1].split('"')[0]
    weight = GrowthMeasurement.objects.filter(person_id=child.id, weight_kg=6.0)
    before = list(weight.values_list("source_seq"))
    office.client("cadre").post(f"{old}ulang/")
    assert list(weight.values_list("source_seq")) == before == [(receipt.seq,)]


def test_erased_content_is_said_to_be_erased(office: Office) -> None:
    Payload.objects.filter(pk=office.here.seq).update(redacted=True, body=b"", content=b"")
    assert "sudah dihapus menurut aturan" in page(office, f"/kiriman/{office.here.seq}/")
    assert office.client("cadre").get(f"/kiriman/{office.here.seq}/asli").status_code == 404


def test_any_form_is_shown_by_its_labels(office: Office) -> None:
    source = """| survey |
| | type | name | label |
| | begin_group | g | Sumur |
| | select_multiple air | sumber | Sumber air |
| | end_group | | |
| | text | catatan | Catatan |
| choices |
| | list_name | name | label |
| | air | sumur | Sumur gali |
| | air | pam | Air PAM |
| settings |
| | form_title | form_id | version |
| | Air bersih | air_bersih | 1 |
"""
    publish(source.encode(), "air.md", "bina", datetime.now(UTC))
    content = {"g": {"sumber": "pam sumur"}, "catatan": "<b>keruh</b>", "lain": "tak ditanyakan"}
    receipt = receive([envelope("air_bersih", content)], SENDER, area=VILLAGE)[0]
    told = page(office, f"/kiriman/{receipt.seq}/")
    assert "Air PAM, Sumur gali" in told and "&lt;b&gt;keruh&lt;/b&gt;" in told and "tak ditanyakan" in told


# -- what waits ------------------------------------------------------------------------------------------------------


def test_the_list_groups_by_village_and_narrows(office: Office) -> None:
    told = page(office, "/perhatian/", "district")
    assert "Tamu Sendiri" in told and "Tamu Sebelah" in told and "Tamu Seberang" not in told
    assert "Tamu Sebelah" not in page(office, f"/perhatian/?desa={VILLAGE}", "district")
    assert "Tamu Sendiri" not in page(office, "/perhatian/?tampil=quarantined", "district")


def test_what_was_settled_no_longer_waits(office: Office) -> None:
    send(a_family(head="Tamu").with_child("Tamu Sendiri", date(2025, 3, 1)))
    assert "Tidak ada yang menunggu" in page(office, "/perhatian/")


def test_trying_again_records_an_attempt_and_says_what_came_of_it(office: Office) -> None:
    client = office.client("cadre")
    answer = client.post(f"/kiriman/{office.here.held}/ulang/", {"kembali": "/perhatian/"}, follow=True)
    assert answer.request["PATH_INFO"] == "/perhatian/"
    assert "1 catatan masih menunggu" in answer.content.decode()
    attempts = Processing.objects.filter(submission=office.here.held, label="Tamu Sendiri")
    assert [row.attempt for row in attempts.order_by("attempt")] == [1, 2]
    assert "Semua percobaan" in page(office, f"/kiriman/{office.here.held}/")
    elsewhere = client.post(f"/kiriman/{office.here.held}/ulang/", {"kembali": "//example.org/"})
    assert elsewhere.headers["Location"] == f"/kiriman/{office.here.held}/"


def test_trying_all_again_stays_in_the_readers_villages(office: Office) -> None:
    office.client("cadre").post("/perhatian/ulang/", {"desa": office.next_door.village})
    office.client("cadre").post("/perhatian/ulang/")
    again = set(Processing.objects.filter(attempt__gt=1).values_list("submission_id", flat=True))
    assert again == {office.here.held}


def test_a_reading_that_breaks_again_is_told_and_loses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("projection is broken")

    monkeypatch.setattr("binakampung.portal.screens.attention.again.reprocess", breaks)
    answer = office.client("cadre").post(f"/kiriman/{office.here.held}/ulang/", follow=True)
    assert "masih menunggu" in answer.content.decode()
    assert Processing.objects.filter(submission=office.here.held, outcome=str(Outcome.HELD)).count() == 1


def test_paths_are_spoken_in_the_forms_words(db: None) -> None:
    from binakampung.ledger.forms import current, schema
    from binakampung.registry.actions.readiness import make_ready

    make_ready()
    form = current("growth_session")
    assert form is not None
    assert spoken_path("children/3/weight", schema(form)) == "Anak yang ditimbang 3, Berat badan (kg)"
    assert spoken_path("entah/apa", schema(form)) == "entah, apa"


def test_items_are_ordered_as_people_count() -> None:
    assert sorted(["children/10", "children/2", "/"], key=item_order) == ["/", "children/2", "children/10"]
