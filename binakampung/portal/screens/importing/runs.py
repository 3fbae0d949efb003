"""Long work on a file: a process of its own, which tells how far it is in a row that the page reads.

So the page may be closed and opened again, and the work goes on when the server is started anew.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from binakampung.domain.problems import Problem
from binakampung.intake.import_result import ImportResult
from binakampung.intake.importing import import_file
from binakampung.intake.tables import FileRefused
from binakampung.intake.undoing import undo_import
from binakampung.portal.screens.importing.kept import KeptFile, fetch, forget
from binakampung.portal.words import language
from binakampung.registry.models import ImportBatch, ImportRun, User

log = logging.getLogger(__name__)
MODULE = "binakampung.cli.import_run"
SILENT = timedelta(minutes=2)  # a run that told nothing for so long has died
TOLD_EVERY = 0.5  # seconds
OPEN = ("waiting", "running")


class Stopped(Exception):
    """Somebody asked the run to end."""


def start(
    act: str, form_id: str, by: str, wanted: Mapping[str, Any], ticket: str = "", batch: ImportBatch | None = None
) -> ImportRun:
    """Begin a trial (`try`), an `import` or an `undo`. Returns the row that tells how far it is."""
    now = timezone.now()
    run = ImportRun.objects.create(
        act=act,
        form_id=form_id,
        by=by,
        wanted={**wanted, "language": language()},
        ticket=ticket,
        batch=batch,
        asked_at=now,
        told_at=now,
    )
    _launch(run)
    return run


def _launch(run: ImportRun) -> None:
    if getattr(settings, "BINA_IMPORTS", "process") == "here":
        work(run.pk)
        return
    subprocess.Popen(
        [sys.executable, "-m", MODULE, str(run.pk)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def work(number: int) -> None:
    """Do what a run asks for; whatever happens is told in its row."""
    run = ImportRun.objects.get(pk=number)
    if run.state != "waiting":
        return
    run.state = "running"
    run.save(update_fields=["state"])
    with translation.override(str(run.wanted.get("language", "id"))):
        try:
            run.result = _DOES[run.act](run, _telling(run))
            run.state = "done"
        except Stopped:
            run.state, run.message = "stopped", FileRefused("import_stopped").message(language())
        except FileRefused as refused:
            run.state, run.message = "failed", refused.message(language())
        except Exception as error:  # told to the person, and in the log without anybody's answers
            log.error("import run %s failed: %s", number, type(error).__name__)
            run.state = "failed"
            run.message = FileRefused("import_broke", kind=type(error).__name__).message(language())
    run.told_at = timezone.now()
    run.save(update_fields=["state", "result", "message", "told_at", "batch"])


def _telling(run: ImportRun) -> Callable[[int, int], None]:
    """Writes how far it is, twice a second; ends the run when that was asked for."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < TOLD_EVERY and done != total:
            return
        last = time.monotonic()
        rows = ImportRun.objects.filter(pk=run.pk)
        rows.update(done=done, total=total, told_at=timezone.now())
        if rows.filter(stop=True).exists():
            raise Stopped

    return tell


def _import(run: ImportRun, tell: Callable[[int, int], None]) -> dict[str, Any]:
    file = _file(run)
    wanted = run.wanted
    result = import_file(
        run.form_id,
        file.name,
        file.content,
        str(wanted.get("area", "")),
        run.by,
        wanted.get("columns") or {},
        run.act == "try",
        tell,
        title=wanted.get("title") or None,
    )
    run.batch_id = result.batch
    if run.act == "import":
        forget(_owner(run), run.ticket)
    return told(result)


def _undo(run: ImportRun, tell: Callable[[int, int], None]) -> dict[str, Any]:
    assert run.batch_id is not None
    undone = undo_import(run.batch_id, run.by, tell)
    return {"voided": undone.voided, "taken_back": undone.taken_back, "left": undone.left}


_DOES = {"try": _import, "import": _import, "undo": _undo}


def _file(run: ImportRun) -> KeptFile:
    file = fetch(_owner(run), run.ticket)
    if file is None:
        raise FileRefused("import_file_gone")
    return file


def _owner(run: ImportRun) -> int:
    return int(User.objects.values_list("pk", flat=True).get(login=run.by))


def told(result: ImportResult) -> dict[str, Any]:
    """The answer for a file as a page shows it, plain enough to be kept."""
    return {**result.as_dict(language()), "ignored": _ignored(result.warnings)}


def _ignored(warnings: tuple[Problem, ...]) -> list[str]:
    """The headings that mean nothing to the form."""
    found = [warning.params["columns"] for warning in warnings if warning.code == "columns_ignored"]
    return [heading for text in found for heading in str(text).split("; ")]


def is_dead(run: ImportRun, now: datetime) -> bool:
    """Did the run's process end without a word?"""
    return run.state in OPEN and now - run.told_at > SILENT


def seconds_left(run: ImportRun, now: datetime) -> int | None:
    """How long it will still take at the pace so far, None while nobody can tell."""
    spent = (now - run.asked_at).total_seconds()
    if not run.total or not run.done or spent < 1:
        return None
    return round(spent * (run.total - run.done) / run.done)
