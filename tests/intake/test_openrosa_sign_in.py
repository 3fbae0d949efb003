"""Signing in by challenge: Digest on plain http, Basic too over https, and a door that shuts on guessing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from django.core.signing import TimestampSigner
from django.http import HttpResponse
from django.test import Client

from binakampung.portal.openrosa import digest
from tests.collect.client import Collect, challenges
from tests.intake.conftest import LOGIN, PASSWORD, Phone, message

PATH = "/openrosa/formList"


class InProcess(httpx.BaseTransport):
    """An app's requests brought to the views in this process, so that they share the test's transaction."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        answer = Client().generic(request.method, request.url.raw_path.decode(), request.read(), **headers)
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


def get(path: str = PATH, authorization: str = "", **extra: Any) -> HttpResponse:
    headers = {"HTTP_AUTHORIZATION": authorization} if authorization else {}
    return Client(raise_request_exception=False).get(path, **headers, **extra)


def asked(response: HttpResponse) -> dict[str, dict[str, str]]:
    """The challenges of a 401, by scheme."""
    assert response.status_code == 401
    return dict(challenges(response["WWW-Authenticate"]))


def signed(
    nonce: str,
    login: str = LOGIN,
    password: str = PASSWORD,
    uri: str = PATH,
    method: str = "GET",
    changed: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A Digest header, right unless something in it is changed."""
    ha1, ha2 = _md5(f"{login}:{digest.REALM}:{password}"), _md5(f"{method}:{uri}")
    fields = {
        "username": login, "realm": digest.REALM, "nonce": nonce, "uri": uri, "qop": "auth", "nc": "00000001",
        "cnonce": "0a4f", "algorithm": "MD5", "response": _md5(f"{ha1}:{nonce}:00000001:0a4f:auth:{ha2}"), **changed,
    }  # fmt: skip
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in fields.items())


def nonce() -> str:
    return asked(get())["digest"]["nonce"]


def basic(login: str = LOGIN, password: str = PASSWORD) -> str:
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


def test_without_a_password_there_is_a_challenge(phone: Phone) -> None:
    answer = get()
    assert list(asked(answer)) == ["digest"]
    assert asked(answer)["digest"]["qop"] == "auth"
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert message(answer) == "Masukkan nama pengguna dan sandi Anda."


def test_the_right_password_opens(phone: Phone) -> None:
    assert get(authorization=signed(nonce())).status_code == 200
    uri = "/openrosa/submission"
    head = Client().head(uri, HTTP_AUTHORIZATION=signed(nonce(), uri=uri, method="HEAD"))
    assert head.status_code == 204


def test_a_query_is_part_of_what_is_signed(phone: Phone) -> None:
    uri = f"{PATH}?formID=home_visit&deviceID=collect%3Aabc"
    assert get(uri, signed(nonce(), uri=uri)).status_code == 200
    assert get(f"{PATH}?formID=other", signed(nonce(), uri=uri)).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"response": "0" * 32}, {"username": "somebody"}, {"realm": "Other"}, {"nonce": "made-up:1:x"}, {"nonce": ""},
        {"qop": "auth-int"}, {"uri": "/openrosa/submission"}, {"uri": "http://[broken"}, {"algorithm": "SHA-256"},
        {"nc": "00000002"}, {"cnonce": ""}, {"username": "\x00"}, {"response": "é"},
    ],
)  # fmt: skip
def test_whatever_is_changed_in_it_opens_nothing(phone: Phone, changed: dict[str, str]) -> None:
    assert get(authorization=signed(nonce(), changed=changed)).status_code == 401


@pytest.mark.parametrize("header", ["Digest", "Digest ,,,=", "Basic !!!", "Bearer x", "Digest " + "a=" * 9_000, "x"])
def test_nonsense_is_answered_with_a_challenge(phone: Phone, header: str) -> None:
    assert "digest" in asked(get(authorization=header))


def test_an_expired_nonce_is_stale_only_for_the_right_password(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    old = nonce()
    monkeypatch.setattr(digest, "NONCE_SECONDS", -1)
    assert asked(get(authorization=signed(old)))["digest"]["stale"] == "true"
    assert "stale" not in asked(get(authorization=signed(old, password="wrong")))["digest"]


def test_an_app_whose_nonce_expired_goes_on_without_asking(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Collect("http://testserver/openrosa", LOGIN, PASSWORD, transport=InProcess())
    assert app.form_list()
    used = app.challenge["nonce"]
    monkeypatch.setattr(digest, "_nonce_age", lambda nonce: "old" if nonce == used else "fresh")
    assert app.form_list()
    assert app.challenge["nonce"] != used


def test_a_nonce_of_another_installation_is_not_ours(phone: Phone) -> None:
    forged = TimestampSigner(key="another secret", salt="openrosa digest nonce").sign("x")
    assert get(authorization=signed(forged)).status_code == 401


def test_basic_only_over_https(phone: Phone) -> None:
    assert get(authorization=basic()).status_code == 401
    assert list(asked(get(secure=True))) == ["digest", "basic"]
    assert get(authorization=basic(), secure=True).status_code == 200
    assert get(authorization=basic(password="wrong"), secure=True).status_code == 401


def test_ten_wrong_passwords_shut_the_door_for_that_login_from_that_place(phone: Phone) -> None:
    for _ in range(10):
        assert get(authorization=signed(nonce(), password="guess")).status_code == 401
    shut = get(authorization=signed(nonce()))
    assert shut.status_code == 429
    assert message(shut) == "Terlalu banyak sandi salah. Coba lagi 15 menit lagi."
    assert get(authorization=signed(nonce()), REMOTE_ADDR="10.0.0.7").status_code == 200
    assert phone.get("/formList").status_code == 200


def test_the_right_password_begins_the_count_anew(phone: Phone) -> None:
    for _ in range(3):
        for _ in range(9):
            get(authorization=signed(nonce(), password="guess"))
        assert get(authorization=signed(nonce())).status_code == 200


def test_guessing_on_an_old_nonce_counts_too(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    old = nonce()
    monkeypatch.setattr(digest, "NONCE_SECONDS", -1)
    for _ in range(10):
        get(authorization=signed(old, password="guess"))
    assert get(authorization=signed(old)).status_code == 429


def test_an_account_that_ended_opens_nothing(phone: Phone) -> None:
    phone.user.is_active = False
    phone.user.save()
    assert get(authorization=signed(nonce())).status_code == 401


def test_the_addresses_of_the_list_stay_under_the_door_that_was_used(phone: Phone) -> None:
    listed = get(authorization=signed(nonce())).content
    assert b"<downloadUrl>http://testserver/openrosa/forms/growth_session/" in listed


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def test_a_password_alone_does_not_go_round_the_second_step(phone: Phone) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(phone.user, generate_totp_secret())
    refused = get(authorization=signed(nonce()))
    assert refused.status_code == 403 and "dua langkah" in message(refused)
