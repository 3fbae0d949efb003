"""A big file on the web is worked on beside the page; lists of other offices; undoing; nobody else's run or file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from binakampung.portal.screens.importing import runs, views
from binakampung.registry.models import Family, ImportBatch, ImportRun
from tests.builders import VILLAGE
from tests.intake.sheets import text
from tests.portal.office import Office
from tests.portal.test_importing import carried

CARDS = "/impor/family_cards/"
HEADINGS = ["No KK", "NIK", "Nama", "JK", "Tgl Lahir", "SHDK"]
ROWS = [[f"35280501011200{n:02}", "", f"Kepala {n}", "L", "20-04-1990", "KEPALA KELUARGA"] for n in range(6)]


@pytest.fixture(autouse=True)
def here(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are worked on at once, and every file counts as a big one."""
    settings.BINA_IMPORTS = "here"  # type: ignore[attr-defined]
    monkeypatch.setattr(views, "AT_ONCE", 0)


def upload(client: Client, content: bytes, **more: str) -> Any:
    return client.post(CARDS, {"berkas": SimpleUploadedFile("kk.csv", content), **more})


def followed(client: Client, answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()[:2000]
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    return page.content.decode()


def imported(client: Client) -> ImportBatch:
    trial = followed(client, upload(client, text([HEADINGS, *ROWS])))
    assert "Begini jadinya" in trial and "6 keluarga dibaca" in trial and trial.count(f'action="{CARDS}"') == 1
    assert not Family.objects.filter(head_name="Kepala 1").exists()
    done = followed(client, client.post(CARDS, carried(trial)))
    assert "Sudah diimpor" in done
    assert Family.objects.filter(head_name__startswith="Kepala").count() == 6
    return ImportBatch.objects.get()


def test_a_trial_an_import_and_its_undoing_are_runs(office: Office) -> None:
    client = office.client("cadre")
    batch = imported(client)
    page = client.get("/impor/").content.decode()
    assert "Batalkan impor" in page and "Daftar anggota Kartu Keluarga" in page
    undone = followed(client, client.post(f"/impor/nomor/{batch.pk}/batalkan/"))
    assert "6 catatan dibatalkan" in undone
    assert not Family.objects.filter(head_name__startswith="Kepala").exists()
    assert "dibatalkan" in client.get("/impor/").content.decode()
    assert client.post(f"/impor/nomor/{batch.pk}/batalkan/").status_code == 404


def test_a_run_that_is_stopped_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = office.client("cadre")
    trial = followed(client, upload(client, text([HEADINGS, *ROWS])))
    monkeypatch.setattr(runs, "_launch", lambda run: None)
    answer = client.post(CARDS, carried(trial))
    run = ImportRun.objects.get(act="import")
    assert "Segera dimulai" in followed(client, answer)
    client.post(f"/impor/jalan/{run.pk}/hentikan/")
    runs.work(run.pk)
    page = client.get(f"/impor/jalan/{run.pk}/").content.decode()
    assert "dihentikan" in page and 'http-equiv="refresh"' not in page
    assert ImportRun.objects.get(pk=run.pk).state == "stopped"


def test_a_run_tells_how_far_it_is_and_when_it_died(office: Office) -> None:
    client = office.client("cadre")
    now = timezone.now()
    row = ImportRun.objects.create(
        by=office.users["cadre"].login, form_id="family_cards", act="import", state="running", done=300, total=1200,
        asked_at=now - timedelta(seconds=60), told_at=now,
    )  # fmt: skip
    page = client.get(f"/impor/jalan/{row.pk}/").content.decode()
    assert "300 dari 1.200 (25 %)" in page and 'http-equiv="refresh"' in page and "menit lagi" in page
    assert "Lihat sampai di mana" in client.get("/impor/").content.decode()
    ImportRun.objects.update(told_at=now - timedelta(minutes=5))
    assert "berhenti sebelum selesai" in client.get(f"/impor/jalan/{row.pk}/").content.decode()


def test_a_refused_file_is_refused_in_words(office: Office) -> None:
    client = office.client("cadre")
    page = followed(client, upload(client, b"x;y\n1;2\n"))
    assert 'role="alert"' in page and ImportRun.objects.get().state == "failed"


def test_nobody_sees_or_stops_anothers_run_nor_undoes_a_file_elsewhere(office: Office) -> None:
    batch = imported(office.client("cadre"))
    run = ImportRun.objects.get(act="import")
    other = office.client("district")
    assert other.get(f"/impor/jalan/{run.pk}/").status_code == 404
    assert other.post(f"/impor/jalan/{run.pk}/hentikan/").status_code == 404
    ImportBatch.objects.update(area_code=office.abroad.village)
    client = office.client("cadre")
    assert client.post(f"/impor/nomor/{batch.pk}/batalkan/").status_code == 404
    assert "Batalkan impor" not in client.get("/impor/").content.decode()
    assert Family.objects.filter(head_name__startswith="Kepala", village=VILLAGE).count() == 6
