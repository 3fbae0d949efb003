"""`bina serve` as a process of its own that tests and benchmarks may start, kill and start again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BINA = Path(sys.executable).with_name("bina")
START_LIMIT = 60.0


class BinaServer:
    """One installation: a database, a folder of its own, a fixed port. Use as a context manager."""

    def __init__(self, database: str, home: Path, workers: int | None = None) -> None:
        self.database = database
        self.home = home
        self.port = free_port()
        self.workers = workers
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> BinaServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it says that it is ready. Raises `RuntimeError` with its last words when it is not."""
        options = ["--port", str(self.port)] + (["--workers", str(self.workers)] if self.workers else [])
        with (self.home / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [BINA, "serve", *options], stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment()
            )
        assert self.process.stdout is not None
        # A server that neither starts nor ends must not hang whoever waits for it.
        impatience = threading.Timer(START_LIMIT, self.process.kill)
        impatience.start()
        ready = any(line.startswith("ready ") for line in self.process.stdout)
        impatience.cancel()
        if not ready:
            raise RuntimeError(f"bina serve did not start:\n{self.log()[-3000:]}")

    def kill(self) -> None:
        """SIGKILL to the server alone: its workers must notice by themselves."""
        if self.process is not None:
            self.process.kill()
            self._wait()

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self._wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self) -> str:
        """What it wrote to standard error so far."""
        return (self.home / "server.log").read_text()

    def bina(self, *arguments: str) -> str:
        """Run another `bina` command on the same installation. Returns what it prints."""
        done = subprocess.run([BINA, *arguments], env=self.environment(), capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"bina {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def token(self, login: str = "bina") -> str:
        """A new device key."""
        made: Mapping[str, Any] = json.loads(self.bina("device-token", "--login", login, "--json"))
        return str(made["token"])

    def environment(self) -> dict[str, str]:
        """What a program needs to work on this installation."""
        # pytest-django leaves its own settings in the environment: this installation has none of them.
        outside = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        return {**outside, "BINA_DATABASE": self.database, "BINA_HOME": str(self.home)}

    def _wait(self, seconds: float | None = None) -> None:
        assert self.process is not None
        self.process.wait(seconds)
        if self.process.stdout is not None:
            self.process.stdout.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
