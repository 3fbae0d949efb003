"""Speaking to whoever runs the set-up: plain words first, the full output of every command in one log file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "var" / "log" / "setup.log"
LINES_SHOWN_ON_FAILURE = 30


Command = Sequence[str | Path]


class SetupError(Exception):
    """Something the person at the keyboard can mend; the message says how."""


def say(indonesian: str, english: str) -> None:
    print(f"{indonesian} / {english}", flush=True)


def heading(text: str) -> None:
    print(f"\n━━ {text}", flush=True)


def seconds(since: float) -> str:
    return f"{time.monotonic() - since:.0f} s"


def run_quietly(what: str, command: Command, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a set-up command showing one moving line, its whole output going to the log.

    Raises SetupError with the end of that output when the command fails.
    """
    started = time.monotonic()
    print(f"  {what} ...", end="", flush=True)
    lines, code = _logged(what, [str(part) for part in command], cwd, env)
    result = f"{'gagal / failed' if code else 'selesai / done'} ({seconds(started)})"
    print(f"\r\033[K  {what} ... {result}" if sys.stdout.isatty() else f" {result}", flush=True)
    if code:
        tail = "".join(lines[-LINES_SHOWN_ON_FAILURE:])
        raise SetupError(f"{what}: perintah gagal / command failed ({code}).\n\n{tail}\nLog: {LOG}")


def _logged(what: str, command: list[str], cwd: Path, env: dict[str, str] | None) -> tuple[list[str], int]:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    with (
        LOG.open("a", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        log.write(f"\n$ {' '.join(command)}\n")
        for line in process.stdout or ():
            log.write(line)
            lines.append(line)
            _show_progress(what, line)
    return lines, process.returncode


def _show_progress(what: str, line: str) -> None:
    if not sys.stdout.isatty() or not line.strip():
        return
    width = max(shutil.get_terminal_size().columns - 1, 20)
    print(f"\r\033[K{f'  {what}: {line.strip()}'[:width]}", end="", flush=True)
