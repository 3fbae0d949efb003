"""The rest of a demonstration comes in while a server answers, and stops with it."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import psutil
import pytest

from tools.bina_server import BinaServer

SMALL = ["--villages", "3", "--deep", "1", "--families", "4", "--months", "1", "--until", "2026-10-20"]


@pytest.mark.once  # a process beside a server is one on any database
@pytest.mark.slow
def test_the_rest_follows_while_it_serves(new_database: str, tmp_path: Path) -> None:
    server = BinaServer(new_database, tmp_path)
    server.bina("demo", "--first", *SMALL)
    with server:
        assert server.process is not None
        ours = psutil.Process(server.process.pid).children(recursive=True)
        loader = next(process for process in ours if "--go-on" in process.cmdline())
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/sehat", timeout=10) as answer:
            assert answer.status == 200
        loader.wait(120)
        assert "3 dari 3 desa" in server.log()
    assert not [process for process in ours if process.is_running()]
    with server:
        assert not any("--go-on" in each.cmdline() for each in psutil.Process(server.process.pid).children())
