"""Two steps of signing in, first passwords, and where one is signed in: each as its owner lives it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from binakampung.portal.access import lockout, second_factor, sessions
from binakampung.registry.actions.accounts import give_first_password, issue_device_token
from binakampung.registry.actions.site import remember
from binakampung.registry.models import AuditRow, DeviceToken, User
from tests.portal.office import PASSWORD, Office

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 4226: "12345678901234567890"
TODAY = date.today()


class Clock:
    """What the codes take for now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.half_minutes = 60_000_000
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: self.half_minutes * 30 + 7)

    def code(self, later: int = 0) -> str:
        return format_hotp_value(hotp_value(SECRET, self.half_minutes + later))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(second_factor, "new_secret", lambda: SECRET)
    return Clock(monkeypatch)


def sign_in(login: str, password: str = PASSWORD, **more: str) -> tuple[Client, str]:
    """A browser, and where it was sent."""
    browser = Client(raise_request_exception=False)
    answer = browser.post("/masuk/", {"login": login, "password": password, **more})
    return browser, answer.headers.get("Location", answer.content.decode())


def set_up(browser: Client, clock: Clock) -> list[str]:
    """With the second step set up: the codes on paper."""
    browser.get("/saya/dua-langkah/")
    page = browser.post("/saya/dua-langkah/", {"code": clock.code()}).content.decode()
    clock.half_minutes += 2
    return [code.replace(" ", "") for code in re.findall(r'<li class="secret">([\d ]+)</li>', page)]


def test_codes_are_those_of_the_standard() -> None:
    assert [format_hotp_value(hotp_value(SECRET, n)) for n in (0, 1, 9)] == ["755224", "287082", "520489"]


def test_an_office_role_sets_up_its_second_step_before_anything_else(office: Office, clock: Clock) -> None:
    remember("second_factor", "required")
    browser, to = sign_in("district", next="/laporan/")
    assert to == "/laporan/"
    for address in ("/", "/laporan/", "/akun/", "/saya/"):
        assert browser.get(address).headers["Location"] == "/saya/dua-langkah/"
    page = browser.get("/saya/dua-langkah/").content.decode()
    assert "data:image/svg+xml" in page and "GEZD GNBV" in page
    wrong = browser.post("/saya/dua-langkah/", {"code": "000000"})
    assert wrong.status_code == 400 and "Kode belum cocok" in wrong.content.decode()
    assert len(set_up(browser, clock)) == 10
    assert browser.get("/laporan/").status_code == 200
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert AuditRow.objects.filter(act="set_up_second_factor", subject="district").count() == 1


def test_where_it_is_optional_a_calm_word_is_said_and_everything_opens(office: Office) -> None:
    browser, _ = sign_in("district")
    assert "lebih aman dengan dua langkah" in browser.get("/").content.decode()
    field, _ = sign_in("cadre")
    assert "dua langkah" not in field.get("/").content.decode()


def test_a_demonstration_is_easy_and_any_other_house_is_not(db: None) -> None:
    assert second_factor.policy() == "required"
    remember("demonstration", "1")
    assert second_factor.policy() == "optional"
    remember("second_factor", "required")
    assert second_factor.policy() == "required"


def test_a_password_alone_opens_nothing(office: Office, clock: Clock) -> None:
    set_up(sign_in("district")[0], clock)
    browser, to = sign_in("district", next="/laporan/")
    assert to == "/masuk/kode/"
    assert browser.get("/laporan/").headers["Location"] == "/masuk/?next=/laporan/"
    refused = browser.post("/masuk/kode/", {"code": "123456"})
    assert refused.status_code == 400 and browser.get("/").status_code == 302
    answer = browser.post("/masuk/kode/", {"code": clock.code()[:3] + " " + clock.code()[3:]})
    assert answer.headers["Location"] == "/laporan/"
    assert browser.get("/laporan/").status_code == 200


def test_a_code_opens_once_also_when_clocks_differ(office: Office, clock: Clock) -> None:
    set_up(sign_in("district")[0], clock)
    late = clock.code(-1)
    first, second = sign_in("district")[0], sign_in("district")[0]
    assert first.post("/masuk/kode/", {"code": late}).status_code == 302
    assert second.post("/masuk/kode/", {"code": late}).status_code == 400
    assert second.post("/masuk/kode/", {"code": clock.code(-3)}).status_code == 400
    assert second.post("/masuk/kode/", {"code": clock.code(1)}).status_code == 302


def test_each_code_on_paper_opens_once(office: Office, clock: Clock) -> None:
    codes = set_up(sign_in("district")[0], clock)
    browser = sign_in("district")[0]
    assert browser.post("/masuk/kode/", {"code": codes[3]}).status_code == 302
    assert sign_in("district")[0].post("/masuk/kode/", {"code": codes[3]}).status_code == 400
    assert "belum dipakai: 9" in browser.get("/saya/").content.decode()


def test_ten_wrong_codes_shut_the_door(office: Office, clock: Clock) -> None:
    set_up(sign_in("district")[0], clock)
    browser = sign_in("district")[0]
    for _ in range(lockout.TRIES):
        assert "belum cocok" in browser.post("/masuk/kode/", {"code": "123456"}).content.decode()
    assert "Tunggu 15 menit" in browser.post("/masuk/kode/", {"code": clock.code()}).content.decode()
    assert "Tunggu 15 menit" in sign_in("district")[1]


def test_a_right_password_does_not_wait_for_its_code_for_ever(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(sign_in("district")[0], clock)
    browser = sign_in("district")[0]
    monkeypatch.setattr("binakampung.portal.screens.signing.steps.PATIENCE", -1)
    assert browser.post("/masuk/kode/", {"code": clock.code()}).headers["Location"] == "/masuk/"
    assert browser.get("/").status_code == 302


def test_a_password_that_changed_meanwhile_does_not_carry_on(office: Office, clock: Clock) -> None:
    set_up(sign_in("district")[0], clock)
    browser = sign_in("district")[0]
    give_first_password(user=User.objects.get(login="district"), today=TODAY, by="bina")
    assert browser.post("/masuk/kode/", {"code": clock.code()}).headers["Location"] == "/masuk/"


def test_the_second_step_is_removed_by_its_owner_with_the_password_where_that_is_allowed(
    office: Office, clock: Clock
) -> None:
    browser = sign_in("district")[0]
    set_up(browser, clock)
    browser.post("/saya/dua-langkah/cabut/", {"password": "bukan"})
    assert second_factor.has_one(office.users["district"])
    remember("second_factor", "required")
    browser.post("/saya/dua-langkah/cabut/", {"password": PASSWORD})
    assert second_factor.has_one(office.users["district"])
    remember("second_factor", "optional")
    browser.post("/saya/dua-langkah/cabut/", {"password": PASSWORD})
    assert sign_in("district")[1] == "/"


def test_phones_do_not_go_round_the_second_step(office: Office, clock: Clock) -> None:
    set_up(sign_in("district")[0], clock)
    told = {"login": "district", "password": PASSWORD, "device": "hp"}
    assert phone(**told)[0] == 403
    assert phone(**told, code="123456")[0] == 401
    assert phone(**told, code=clock.code())[0] == 200


def phone(**told: str) -> tuple[int, str]:
    answer = Client().post("/sync/login", orjson.dumps(told), content_type="application/json")
    return answer.status_code, answer.content.decode()


def test_a_first_password_opens_only_the_page_for_choosing_an_own_one(office: Office) -> None:
    given = give_first_password(user=office.users["cadre"], today=TODAY, by="district")
    assert sign_in("cadre")[0].get("/").status_code == 302  # the old one is gone
    browser, to = sign_in("cadre", given.lower(), next="/perhatian/")
    assert to == "/perhatian/"
    assert browser.get("/perhatian/").headers["Location"] == "/sandi/"
    page = browser.get("/sandi/").content.decode()
    assert "Pilih sandi Anda sendiri" in page and 'name="old"' not in page
    assert "sandi pertama" in browser.post("/sandi/", {"new": given}).content.decode()
    assert browser.post("/sandi/", {"new": "perahu-melati-33"}).status_code == 302
    assert browser.get("/perhatian/").status_code == 200
    assert sign_in("cadre", given)[0].get("/").status_code == 302
    assert sign_in("cadre", "perahu-melati-33")[1] == "/"


def test_a_first_password_dies_and_says_so(office: Office) -> None:
    given = give_first_password(user=office.users["cadre"], today=TODAY - timedelta(31), by="district")
    assert "lewat masanya" in sign_in("cadre", given)[1]
    assert phone(login="cadre", password=given, device="hp")[0] == 403


def test_a_first_password_opens_no_phone(office: Office) -> None:
    given = give_first_password(user=office.users["cadre"], today=TODAY, by="district")
    status, words = phone(login="cadre", password=given, device="hp")
    assert status == 403 and "pilih sandi sendiri" in words
    assert not DeviceToken.objects.filter(user=office.users["cadre"]).exists()


def test_signing_in_changes_the_sessions_key(office: Office) -> None:
    browser = Client()
    browser.get("/masuk/")
    browser.cookies["sessionid"] = "a" * 32
    browser.post("/masuk/", {"login": "cadre", "password": PASSWORD})
    assert browser.cookies["sessionid"].value not in ("", "a" * 32)


def test_ones_browsers_are_listed_and_signed_out_from_another(office: Office) -> None:
    here, there = sign_in("cadre")[0], sign_in("cadre")[0]
    there.get("/", headers={"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537"})
    page = here.get("/saya/").content.decode()
    assert "Chrome, Android" in page and "yang ini" in page
    stranger = sign_in("midwife")[0]
    stranger.get("/")
    foreign = sessions.browsers(office.users["midwife"]).get()
    here.post("/saya/peramban/keluarkan/", {"peramban": str(foreign.pk)})
    assert stranger.get("/").status_code == 200
    here.post("/saya/peramban/keluarkan/")
    assert there.get("/").status_code == 302 and here.get("/").status_code == 200
    assert sessions.browsers(office.users["cadre"]).count() == 1


@pytest.mark.parametrize(("role", "rest", "open_still"), [
    ("district", timedelta(hours=1), True), ("district", timedelta(hours=3), False),
    ("cadre", timedelta(hours=3), True), ("cadre", timedelta(hours=13), False),
])  # fmt: skip
def test_a_browser_that_rests_too_long_is_signed_out(
    office: Office, role: str, rest: timedelta, open_still: bool
) -> None:
    browser = sign_in(role)[0]
    browser.get("/")
    age(browser, seen=rest)
    answer = browser.get("/laporan/")
    assert (answer.status_code == 200) == open_still
    if not open_still:
        assert answer.headers["Location"] == "/masuk/?next=/laporan/"
        assert "Anda lama tidak memakai" in browser.get("/masuk/").content.decode()


def test_a_browser_that_never_rests_is_signed_out_in_the_end(office: Office) -> None:
    browser = sign_in("district")[0]
    browser.get("/")
    age(browser, begun=timedelta(hours=13))
    assert browser.get("/").status_code == 302


def age(browser: Client, seen: timedelta = timedelta(), begun: timedelta = timedelta()) -> None:
    session, now = browser.session, datetime.now(UTC)
    session[sessions.SEEN] = (now - seen).timestamp()
    session[sessions.BEGUN] = (now - max(begun, seen)).timestamp()
    session.save()


def test_ones_own_phones_are_listed_and_only_they_can_be_revoked(office: Office) -> None:
    browser = sign_in("cadre")[0]
    issue_device_token(user=office.users["cadre"], by="x", label="HP Posyandu")
    mine = DeviceToken.objects.get(user=office.users["cadre"])
    assert "HP Posyandu" in browser.get("/saya/").content.decode()
    assert browser.post(f"/saya/telepon/{office.here.token}/cabut/").status_code == 404
    browser.post(f"/saya/telepon/{mine.pk}/cabut/")
    mine.refresh_from_db()
    assert mine.revoked_at is not None


def test_the_servers_keeper_helps_who_lost_everything(office: Office, clock: Clock) -> None:
    set_up(sign_in("district")[0], clock)
    from click.testing import CliRunner

    from binakampung.cli import main

    answer = CliRunner().invoke(main, ["accounts", "reset", "district", "--second-step", "--json"])
    assert answer.exit_code == 0, answer.output
    browser, _ = sign_in("district", orjson.loads(answer.stdout)["password"])
    assert browser.get("/").headers["Location"] == "/sandi/"
