"""Signing in, being locked out, the password, the language, and what every answer carries."""

from __future__ import annotations

import pytest
from django.test import Client

from binakampung.portal.access import lockout
from binakampung.registry.models import AuditRow, User
from tests.portal.office import PASSWORD, Office


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def sign_in(browser: Client, login: str, password: str, **more: str) -> tuple[int, str]:
    answer = browser.post("/masuk/", {"login": login, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_the_right_password_opens_the_page_that_was_asked_for(office: Office, browser: Client) -> None:
    assert browser.get("/perhatian/").headers["Location"] == "/masuk/?next=/perhatian/"
    assert sign_in(browser, "cadre", PASSWORD, next="/perhatian/") == (302, "/perhatian/")
    assert browser.get("/perhatian/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"]
)
def test_no_address_elsewhere_is_followed(office: Office, browser: Client, elsewhere: str) -> None:
    assert sign_in(browser, "cadre", PASSWORD, next=elsewhere) == (302, "/")


def test_a_wrong_password_is_said_kindly_and_keeps_the_login(office: Office, browser: Client) -> None:
    status, page = sign_in(browser, "cadre", "keliru")
    assert status == 400
    assert "belum cocok" in page and 'value="cadre"' in page
    assert sign_in(browser, "tidak-ada", "keliru")[1].count("belum cocok") == 1


def test_ten_wrong_passwords_shut_the_door_even_for_the_right_one(office: Office, browser: Client) -> None:
    for _ in range(lockout.TRIES):
        assert "belum cocok" in sign_in(browser, "cadre", "keliru")[1]
    assert "Tunggu 15 menit" in sign_in(browser, "Cadre ", PASSWORD)[1]
    assert sign_in(browser, "midwife", PASSWORD)[0] == 302


def test_a_closed_account_does_not_open(office: Office, browser: Client) -> None:
    User.objects.filter(login="cadre").update(is_active=False)
    assert sign_in(browser, "cadre", PASSWORD)[0] == 400


def test_signing_out_needs_a_post_and_ends_the_session(office: Office) -> None:
    client = office.client("cadre")
    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/").headers["Location"] == "/masuk/"
    assert client.get("/").status_code == 302


def test_a_new_password_signs_other_browsers_out(office: Office, browser: Client) -> None:
    sign_in(browser, "cadre", PASSWORD)
    other = Client()
    sign_in(other, "cadre", PASSWORD)
    wrong = browser.post("/sandi/", {"old": "bukan ini", "new": "perahu-melati-33"})
    assert wrong.status_code == 400 and "belum cocok" in wrong.content.decode()
    weak = browser.post("/sandi/", {"old": PASSWORD, "new": "12345678"})
    assert weak.status_code == 400 and "mudah ditebak" in weak.content.decode()
    assert browser.post("/sandi/", {"old": PASSWORD, "new": "perahu-melati-33"}).status_code == 302
    assert browser.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert AuditRow.objects.filter(act="set_password", subject="cadre", by="cadre").count() == 1


def test_the_language_is_remembered_with_browser_and_account(office: Office, browser: Client) -> None:
    assert "Nama pengguna" in browser.get("/masuk/", headers={"Accept-Language": "en"}).content.decode()
    browser.post("/bahasa/", {"bahasa": "en", "next": "/masuk/"})
    assert "Password" in browser.get("/masuk/").content.decode()
    sign_in(browser, "cadre", PASSWORD)
    browser.post("/bahasa/", {"bahasa": "en", "next": "/"})
    fresh = Client()
    sign_in(fresh, "cadre", PASSWORD)
    assert "Welcome" in fresh.get("/").content.decode()
    browser.post("/bahasa/", {"bahasa": "xx"})
    assert "Welcome" in browser.get("/").content.decode()


def test_pages_may_load_only_our_own_files(office: Office, browser: Client) -> None:
    for address in ("/masuk/", "/sehat", "/tidak-ada"):
        policy = browser.get(address).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "script-src" not in policy and "unsafe-eval" not in policy
    page = office.client("district").get("/").content.decode()
    assert "<script>" not in page and " onclick=" not in page


def test_refusals_are_said_in_words(office: Office) -> None:
    assert "bukan di wilayah Anda" in office.client("cadre").get("/anak/tidak-ada/").content.decode()
    assert "bukan untuk akun Anda" in office.client("village").get("/akun/").content.decode()
    strict = Client(enforce_csrf_checks=True)
    stale = strict.post("/masuk/", {"login": "cadre", "password": PASSWORD})
    assert stale.status_code == 403 and "terlalu lama terbuka" in stale.content.decode()


def test_a_break_is_said_in_words_and_tells_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("rahasia")

    monkeypatch.setattr("binakampung.portal.screens.desk.views.rows", breaks)
    answer = office.client("cadre").get("/")
    assert answer.status_code == 500
    assert "Ada yang rusak" in answer.content.decode() and "rahasia" not in answer.content.decode()


def test_invented_data_is_said_to_be_invented(office: Office, browser: Client) -> None:
    from binakampung.registry.actions.site import remember

    banner = "semua nama dan angka di sini rekaan"
    assert banner not in browser.get("/masuk/").content.decode()
    remember("demonstration", "1")
    assert banner in browser.get("/masuk/").content.decode()
    assert banner in office.client("district").get("/").content.decode()


def test_guessing_at_an_open_desk_is_shut_out_too(office: Office, browser: Client) -> None:
    sign_in(browser, "cadre", PASSWORD)
    for _ in range(lockout.TRIES):
        assert "belum cocok" in browser.post("/sandi/", {"old": "keliru", "new": "perahu-melati-33"}).content.decode()
    page = browser.post("/sandi/", {"old": PASSWORD, "new": "perahu-melati-33"}).content.decode()
    assert "Tunggu 15 menit" in page and User.objects.get(login="cadre").check_password(PASSWORD)
