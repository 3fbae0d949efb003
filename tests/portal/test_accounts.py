"""Accounts: who may make which, what is shown once, and that every act leaves its row."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from binakampung.registry.actions.accounts import worker_of
from binakampung.registry.models import Assignment, AuditRow, DeviceToken, User
from tests.builders import VILLAGE
from tests.portal.office import PASSWORD, Office

NEW = {"name": "Kader Baru", "login": "kader.baru", "role": "cadre", "area": VILLAGE, "since": "2026-10-01"}


def secret(page: str) -> str:
    found = re.search(r'class="secret[^"]*">([^<]+)<', page)
    assert found, page
    return found[1]


def test_a_new_account_gets_a_password_that_is_shown_once(office: Office) -> None:
    client = office.client("district")
    answer = client.post("/akun-baru/", NEW)
    page = answer.content.decode()
    assert answer.status_code == 200 and "hanya tampil sekali" in page
    assert "no-store" in answer.headers["Cache-Control"]
    browser = Client()
    assert browser.post("/masuk/", {"login": "kader.baru", "password": secret(page)}).status_code == 302
    assert secret(page) not in client.get("/akun/kader.baru/").content.decode()
    made = User.objects.get(login="kader.baru")
    assert made.areas(date(2026, 10, 1)) == (VILLAGE,) and made.areas(date(2026, 9, 30)) == ()
    assert AuditRow.objects.filter(act="add_worker", subject="kader.baru", by="district").count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"login": "cadre"}, "sudah dipakai"),
        ({"login": "Spasi Ada"}, "huruf kecil"),
        ({"area": "3528"}, "tingkat lain"),
        ({"area": "3527012001"}, "tingkat lain"),
        ({"role": "raja"}, "Pilih salah satu peran"),
        ({"since": "31-31-2026"}, "tidak terbaca"),
        ({"name": ""}, "belum diisi"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(office: Office, change: dict[str, str], says: str) -> None:
    before = User.objects.count()
    answer = office.client("district").post("/akun-baru/", {**NEW, **change})
    page = answer.content.decode()
    assert answer.status_code == 400 and says in page
    assert 'value="Kader Baru"' in page or change.get("name") == ""
    assert User.objects.count() == before


def test_a_technician_makes_no_account_that_publishes_or_manages(office: Office) -> None:
    client = office.client("technician")
    for role in ("district", "technician"):
        answer = client.post("/akun-baru/", {**NEW, "role": role, "area": "3528"})
        assert answer.status_code == 400
    assert client.get("/akun/district/").status_code == 404
    assert client.post("/akun/district/sandi/").status_code == 404
    assert client.post("/akun-baru/", NEW).status_code == 200


def test_nobody_looks_after_the_systems_own_account(office: Office) -> None:
    assert office.client("district").get("/akun/bina/").status_code == 404
    assert office.client("district").post("/akun/bina/sandi/").status_code == 404


def test_areas_begin_and_end_on_days_and_stay_in_history(office: Office) -> None:
    client = office.client("district")
    client.post("/akun/cadre/", {"area": office.next_door.village, "since": "2026-10-01"})
    user = office.users["cadre"]
    assert user.areas(date(2026, 10, 1)) == (office.next_door.village, VILLAGE)
    added = Assignment.objects.get(user=user, area_id=office.next_door.village)
    too_early = client.post(f"/akun/cadre/tugas/{added.pk}/akhiri/", {"until": "2026-09-30"}, follow=True)
    assert "tidak boleh sebelum" in too_early.content.decode()
    client.post(f"/akun/cadre/tugas/{added.pk}/akhiri/", {"until": "2026-10-31"})
    assert user.areas(date(2026, 10, 31)) == (office.next_door.village, VILLAGE)
    assert user.areas(date(2026, 11, 1)) == (VILLAGE,)
    assert "31 Oktober 2026" in client.get("/akun/cadre/").content.decode()
    assert client.post("/akun/cadre/", {"area": "3528", "since": "2026-10-01"}).status_code == 400


def test_a_phone_key_is_shown_once_as_qr_and_can_be_revoked(office: Office) -> None:
    client = office.client("district")
    page = client.post("/akun/cadre/kunci/", {"label": "HP Posyandu"}).content.decode()
    address = secret(page)
    token = address.rpartition("/")[2]
    assert 'src="data:image/svg+xml' in page and worker_of(token) == office.users["cadre"]
    shown = client.get("/akun/cadre/").content.decode()
    assert "HP Posyandu" in shown and token not in shown
    stored = DeviceToken.objects.get(user=office.users["cadre"])
    client.post(f"/akun/cadre/kunci/{stored.pk}/cabut/")
    assert worker_of(token) is None
    assert client.post(f"/akun/cadre/kunci/{stored.pk}/cabut/").status_code == 404


def test_a_role_that_does_not_record_gets_no_phone(office: Office) -> None:
    answer = office.client("district").post("/akun/village/kunci/", follow=True)
    assert "tidak memerlukan kunci telepon" in answer.content.decode()
    assert not DeviceToken.objects.filter(user=office.users["village"]).exists()


def test_a_closed_account_loses_areas_phones_and_sessions_but_no_history(office: Office) -> None:
    client, cadre = office.client("district"), office.client("cadre")
    token = secret(client.post("/akun/cadre/kunci/").content.decode()).rpartition("/")[2]
    client.post("/akun/cadre/tutup/")
    user = User.objects.get(login="cadre")
    assert not user.is_active and worker_of(token) is None
    assert cadre.get("/").status_code == 302
    assert Client().post("/masuk/", {"login": "cadre", "password": PASSWORD}).status_code == 400
    client.post("/akun/cadre/buka/")
    assert Client().post("/masuk/", {"login": "cadre", "password": PASSWORD}).status_code == 302
    assert worker_of(token) is None


def test_nobody_closes_the_account_they_stand_on(office: Office) -> None:
    answer = office.client("district").post("/akun/district/tutup/", follow=True)
    assert "akun Anda sendiri" in answer.content.decode()
    assert User.objects.get(login="district").is_active


def test_a_new_password_replaces_the_old(office: Office) -> None:
    page = office.client("district").post("/akun/cadre/sandi/").content.decode()
    assert Client().post("/masuk/", {"login": "cadre", "password": PASSWORD}).status_code == 400
    browser = Client()
    assert browser.post("/masuk/", {"login": "cadre", "password": secret(page)}).status_code == 302
    assert browser.get("/").headers["Location"] == "/sandi/"
