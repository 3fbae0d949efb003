"""Publishing, exporting, and filling in on the web."""

from __future__ import annotations

import csv
import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from binakampung.ledger.forms import current
from binakampung.ledger.models import FormMedia, FormVersion, Submission
from binakampung.portal.screens.entry import built
from binakampung.registry.models import AuditRow, GrowthMeasurement
from tests.builders import VILLAGE
from tests.collect.xml import submission_xml
from tests.portal.office import Office

SOURCE = """| survey |
| | type | name | label |
| | text | nama | {label} |
| settings |
| | form_title | form_id | version |
| | Buku tamu | buku_tamu | 1 |
"""


def publish(office: Office, source: str, name: str = "buku.md", role: str = "district") -> tuple[int, str]:
    answer = office.client(role).post(
        "/formulir-baru/", {"berkas": SimpleUploadedFile(name, source.encode())}, follow=True
    )
    return answer.status_code, answer.content.decode()


def test_a_form_is_published_for_every_way_in(office: Office) -> None:
    status, page = publish(office, SOURCE.format(label="Nama"))
    assert status == 200 and "Buku tamu (1) terbit untuk semua jalan masuk" in page
    assert AuditRow.objects.filter(act="publish", subject="buku_tamu 1", by="district").exists()
    assert "sudah terbit sebelumnya" in publish(office, SOURCE.format(label="Nama"))[1]


@pytest.mark.parametrize(
    ("source", "name", "says"),
    [
        (SOURCE.format(label="Nama lain"), "buku.md", "sudah terbit dan isinya lain"),
        ("bukan formulir", "x.xlsx", "belum dapat terbit"),
        (SOURCE, "buku.pdf", "harus .xlsx"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_beside_the_field(office: Office, source: str, name: str, says: str) -> None:
    publish(office, SOURCE.format(label="Nama"))
    status, page = publish(office, source, name)
    assert status == 400 and says in page
    assert FormVersion.objects.filter(form_id="buku_tamu").count() == 1


def test_files_that_a_form_looks_up_are_published_beside_it(office: Office) -> None:
    market = "| | select_one_from_file pasar.csv | pasar | Pasar |"
    source = SOURCE.format(label="Nama").replace("| | text | nama", f"{market}\n| | text | nama")
    assert "memerlukan berkas pasar.csv" in publish(office, source)[1]
    files = [SimpleUploadedFile("pasar.csv", b"name,label\n1,Blumbungan\n"), SimpleUploadedFile("lain.csv", b"x")]
    form = SimpleUploadedFile("buku.md", source.encode())
    answer = office.client("district").post("/formulir-baru/", {"berkas": form, "pendamping": files}, follow=True)
    assert "memerlukan berkas" not in answer.content.decode()
    assert list(FormMedia.objects.values_list("filename", flat=True)) == ["pasar.csv"]
    assert b"Blumbungan" in office.client("cadre").get("/isi/buku_tamu/1/media/semua/pasar.csv").content


def test_only_who_publishes_may_publish(office: Office) -> None:
    assert publish(office, SOURCE, role="cadre")[0] == 403
    assert not FormVersion.objects.filter(form_id="buku_tamu").exists()


def test_an_export_holds_what_the_reader_may_see(office: Office) -> None:
    def rows(role: str) -> list[dict[str, str]]:
        answer = office.client(role).get("/formulir/growth_session/ekspor.csv")
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [row["village"] for row in rows("cadre")] == [VILLAGE]
    assert len(rows("district")) == 2
    assert AuditRow.objects.filter(act="export", by="cadre", details__rows=1).exists()
    assert office.client("cadre").get("/formulir/tidak_ada/ekspor.csv").status_code == 404


# -- filling in ------------------------------------------------------------------------------------------------------


def send(
    office: Office, xml: bytes | str, role: str = "cadre", form: str = "growth_session", **more: str
) -> dict[str, object]:
    body = {"xml": xml.decode() if isinstance(xml, bytes) else xml, "observed_at": "2026-10-08T09:00:00+07:00", **more}
    answer = office.client("cadre").post(f"/isi/{form}/kirim", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    told: dict[str, object] = answer.json()
    return told


def a_day(office: Office, instance: str, **answers: str) -> bytes:
    row = {"listed": "yes", "child": office.here.child.id, "weight": "6.4", **answers}
    told = {"session_date": "2026-10-08", "village": VILLAGE, "children": [row]}
    return submission_xml("growth_session", told, instance)


def test_a_form_filled_in_here_enters_by_the_same_door(office: Office) -> None:
    instance = f"uuid:{uuid.uuid4()}"
    told = send(office, a_day(office, instance), instance_id=instance)
    assert told["outcome"] == "accepted" and told["instance_id"] == instance
    stored = Submission.objects.get(instance_id=instance)
    assert (stored.channel, stored.submitted_by, stored.area_code) == ("web", "cadre", VILLAGE)
    assert stored.observed_at is not None and stored.observed_at.isoformat() == "2026-10-08T02:00:00+00:00"
    assert told["url"] == f"/kiriman/{stored.seq}/"
    assert GrowthMeasurement.objects.filter(source_seq=stored.seq, weight_kg=6.4).exists()
    assert send(office, a_day(office, instance), instance_id=instance)["outcome"] == "identical"


def test_a_wrong_answer_is_told_in_words(office: Office) -> None:
    told = send(office, a_day(office, f"uuid:{uuid.uuid4()}", weight="64"))
    assert told["outcome"] == "quarantined"
    assert "di luar batas" in json.dumps(told)


@pytest.mark.parametrize("xml", ["", "<data", "<data id='lain' version='1'/>", "\u0000"])
def test_what_is_no_submission_of_this_form_is_refused(office: Office, xml: str) -> None:
    before = Submission.objects.count()
    told = send(office, xml, instance_id="uuid:x")
    assert told["outcome"] == "refused" and told["instance_id"] == "uuid:x" and told["problems"]
    assert Submission.objects.count() == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"xml": 7}', b'{"xml": "\\ud800"}', b"\xff"])
def test_a_body_that_is_no_json_of_ours_is_refused(office: Office, body: bytes) -> None:
    answer = office.client("cadre").post("/isi/growth_session/kirim", body, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["outcome"] == "refused"


def test_another_forms_answers_do_not_enter_here(office: Office) -> None:
    told = send(office, a_day(office, f"uuid:{uuid.uuid4()}"), form="home_visit")
    assert told["outcome"] == "refused"


def test_a_forged_post_from_another_site_is_not_taken(office: Office) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office.users["cadre"])
    answer = strict.post("/isi/growth_session/kirim", "{}", content_type="application/json")
    assert answer.status_code == 403


def test_lists_are_cut_to_the_village_or_the_child(office: Office) -> None:
    form = current("growth_session")
    assert form is not None
    base = f"/isi/growth_session/{form.version}/media"

    def listed(role: str, scope: str) -> str:
        answer = office.client(role).get(f"{base}/{scope}/children.csv")
        assert answer.status_code == 200
        return str(answer.content.decode())

    assert "Anak Sendiri" in listed("district", "semua") and "Anak Sebelah" in listed("district", "semua")
    assert "Anak Sebelah" not in listed("district", VILLAGE)
    assert listed("district", office.next_door.child.id).count("\n") == 2
    assert office.client("cadre").get(f"{base}/semua/rahasia.csv").status_code == 404
    assert office.client("cadre").get("/isi/growth_session/0/media/semua/children.csv").status_code == 404


def test_who_works_in_many_villages_chooses_one_first(office: Office) -> None:
    chosen = office.client("district").get("/isi/growth_session/")
    assert f'href="?desa={VILLAGE}"' in chosen.content.decode()
    page = office.client("district").get(f"/isi/growth_session/?desa={VILLAGE}").content.decode()
    assert f"/media/{VILLAGE}/" in page or "belum terpasang" in page
    assert office.client("district").get("/isi/growth_session/?desa=352805").status_code == 404
    assert office.client("cadre").get(f"/isi/growth_session/?desa={office.next_door.village}").status_code == 404


def test_the_page_brings_the_script_that_the_build_named(
    office: Office, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("built")
    monkeypatch.setattr(built, "BUILT", folder)
    assert "belum terpasang" in office.client("cadre").get("/isi/growth_session/").content.decode()
    parts = {
        "src/webform.ts": {"file": "assets/webform-a.js", "imports": ["_e.js", "_c.js"], "css": ["assets/w-b.css"]},
        "_e.js": {"file": "assets/e.js", "imports": ["_c.js"]},
        "_c.js": {"file": "assets/c.js", "imports": ["_e.js"], "css": ["assets/c-d.css"]},
    }
    (folder / ".vite").mkdir()
    (folder / ".vite" / "manifest.json").write_text(json.dumps(parts))
    answer = office.client("cadre").get("/isi/growth_session/")
    page = answer.content.decode()
    assert 'src="/app/assets/webform-a.js"' in page
    assert 'href="/app/assets/w-b.css"' in page and page.count("/app/assets/c-d.css") == 1
    assert 'id="webform"' in page and 'data-submit-url="/isi/growth_session/kirim"' in page
    assert "'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]
