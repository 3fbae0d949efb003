"""The field app as it is handed out, and the question whether the server is well."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import FileResponse
from django.test import Client

from binakampung.portal.screens.shell import views


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "field"
    (folder / "assets").mkdir(parents=True)
    for name in ("index.html", "sw.js", "manifest.webmanifest", "assets/index-E_Wz8xGZ.js", "assets/plain.js"):
        (folder / name).write_text(name)
    (tmp_path / "secret.txt").write_text("rahasia")
    monkeypatch.setattr(views, "BUILT", folder)
    return folder


def get(path: str) -> FileResponse:
    answer = Client().get(path)
    assert isinstance(answer, FileResponse), answer.status_code
    return answer


def text(path: str) -> str:
    return b"".join(get(path)).decode()


def test_every_address_inside_the_app_is_the_app(built: Path, db: None) -> None:
    assert text("/app/") == text("/app/kunjungan/42") == text("/app/index.html") == "index.html"
    assert Client().get("/app/tidak-ada.js").status_code == 404


def test_types_and_lives_of_files(built: Path, db: None) -> None:
    hashed, plain, worker = get("/app/assets/index-E_Wz8xGZ.js"), get("/app/assets/plain.js"), get("/app/sw.js")
    assert hashed.headers["Content-Type"] == worker.headers["Content-Type"] == "text/javascript"
    assert "immutable" in hashed.headers["Cache-Control"]
    assert plain.headers["Cache-Control"] == worker.headers["Cache-Control"] == "no-cache"
    assert get("/app/").headers["Cache-Control"] == "no-cache"
    assert worker.headers["Service-Worker-Allowed"] == "/app/"
    assert get("/app/manifest.webmanifest").headers["Content-Type"] == "application/manifest+json"
    policy = get("/app/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy and "'unsafe-eval'" not in policy.replace("wasm-unsafe", "")


@pytest.mark.parametrize(
    "path", ["../secret.txt", "%2e%2e/secret.txt", "assets/../../secret.txt", "a%00b.js", "/etc/passwd"]
)
def test_nothing_outside_the_built_app_is_handed_out(built: Path, db: None, path: str) -> None:
    answer = Client().get(f"/app/{path}")
    told = b"".join(answer) if answer.streaming else answer.content
    assert b"rahasia" not in told and b"root:" not in told


def test_a_server_that_is_well_says_so_and_nothing_else(db: None) -> None:
    answer = Client().get("/sehat")
    assert answer.status_code == 200 and set(answer.json()) == {"status", "version"}
