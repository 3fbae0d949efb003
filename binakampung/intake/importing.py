"""Importing a file: the one function that the command line and the web screen call.

Reading comes first and keeps nothing; then, one import of a form at a time, each row becomes a submission that goes
through the same door as everyone's. Rows that earlier files said already are not sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from binakampung.catalogue.forms import mapping as reading_of
from binakampung.domain.envelopes import Sender
from binakampung.domain.problems import Outcome, Problem, Severity
from binakampung.intake.identity import FileRow
from binakampung.intake.import_result import ImportProblem, ImportResult
from binakampung.intake.imported import Plan, flat, plan
from binakampung.intake.rows import RowReader, SheetRow
from binakampung.intake.sending import Progress, ReadFile, Sending
from binakampung.intake.spreadsheet import LOCAL, EnvelopeMaker, Wish, rows_of
from binakampung.intake.tables import FileRefused
from binakampung.intake.turns import turn
from binakampung.ledger.forms import current
from binakampung.ledger.models import FormVersion
from binakampung.registry.models import AdministrativeArea, ImportBatch, User

MOST_PAIRS = 20
PATIENCE = 600.0


def import_file(
    form_id: str,
    name: str,
    content: bytes,
    area: str,
    by: str,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    *,
    given: Mapping[str, str] | None = None,
    sheet: str = "",
    title: str | None = None,
    patience: float = PATIENCE,
    now: datetime | None = None,
) -> ImportResult:
    """Import a spreadsheet (`name` tells what it is called, its bytes what it is) for an area on behalf of a login.

    `mapping` pairs headings or column letters with questions; `given` answers questions for every row; `title` is
    the name of the survey where the form asks for one. A dry run answers the same and leaves nothing behind.
    Raises `FileRefused` when nothing of the file can be taken.
    """
    now = now or datetime.now(UTC)
    form = current(form_id)
    if form is None:
        raise FileRefused("import_unknown_form", form=form_id)
    sender, place = scope_of(by, area, now.astimezone(LOCAL).date())
    answers = dict(given or {})
    title = answers.pop(_name_question(form), title)
    wish = Wish(mapping or {}, answers, sheet)
    reader = rows_of(form, content, place, _villages(place), wish, now.astimezone(LOCAL).date())
    maker = EnvelopeMaker(form, place)
    read = _read(reader, maker)
    if not _name_question(form) or _name_question(form) in reader.columns:
        name, title = "", ""
    file_title = Path(name).stem.strip()[:100]
    title = title.strip()[:100] if title is not None else None
    with turn(form_id, patience):
        planned = plan(form_id, place, read.rows, title, file_title, lambda n: flat(read.trees[n]))
        batch = None if dry_run else _batch(form_id, place, planned.title, by, content, now)
        Sending(form, reader, maker, read, planned, batch, sender, place, now).run(progress)
    if batch is not None:
        batch.counts = {str(outcome): number for outcome, number in read.counts.items()}
        batch.save(update_fields=["counts"])
    return _result(form_id, place, reader, read, planned, batch, dry_run)


def scope_of(by: str, area: str, today: date) -> tuple[Sender, str]:
    """Who sends or asks, and the code of the area. Raises `FileRefused` when that area is not theirs to record."""
    code = area.strip().replace(".", "")
    if not AdministrativeArea.objects.filter(pk=code).exists():
        raise FileRefused("import_unknown_area", area=area)
    user = User.objects.get(login=by, is_active=True)
    if not user.role_rules.records:
        raise FileRefused("import_not_allowed")
    sender = Sender(by, user.areas(today))
    if not sender.covers(code):
        raise FileRefused("import_outside_territory", area=area)
    return sender, code


def _villages(area: str) -> dict[str, str]:
    rows = AdministrativeArea.objects.filter(code__startswith=area)
    return {code: name for code, name in rows.values_list("code", "name") if len(code) == 10}


def _name_question(form: FormVersion) -> str:
    """The question that the file's name answers, empty when the form has none."""
    reading = reading_of(form.form_id, form.version)
    return reading.file_name if reading else ""


def _read(reader: RowReader, maker: EnvelopeMaker) -> ReadFile:
    read = ReadFile()
    for row in reader:
        read.numbers.append(row.number)
        if row.problems:
            read.rows.append(None)
            read.trees.append({})
            read.counts[Outcome.REFUSED] += 1
            _complain(read, row)
            continue
        tree = reader.builder.tree(row.answers)
        read.rows.append(FileRow(maker.content_hash(tree), maker.key_hash(tree), maker.area_of(tree)))
        read.trees.append(tree)
    return read


def _complain(read: ReadFile, row: SheetRow) -> None:
    for each in row.problems:
        problem = Problem(each.code, each.slot.path, params=each.params)
        read.complain(ImportProblem(row.number, problem, each.column, each.slot.question.label("id")))


def _batch(form_id: str, area: str, title: str, by: str, content: bytes, now: datetime) -> ImportBatch:
    sha256 = hashlib.sha256(content).hexdigest()
    return ImportBatch.objects.create(form_id=form_id, area_code=area, title=title, by=by, at=now, sha256=sha256)


def _said_twice(read: ReadFile) -> list[str]:
    """Pairs of rows that speak of the same thing and say different things, the first few."""
    first: dict[tuple[str, str], int] = {}
    found: list[str] = []
    for place, row in enumerate(read.rows):
        if row is None or not row.key or len(found) == MOST_PAIRS:
            continue
        earlier = first.setdefault((row.area, row.key), place)
        if read.rows[earlier] != row:
            found.append(f"{read.numbers[earlier]} & {read.numbers[place]}")
    return found


def _result(
    form_id: str, area: str, reader: RowReader, read: ReadFile, planned: Plan, batch: ImportBatch | None, dry_run: bool
) -> ImportResult:
    layout = reader.layout
    warnings = []
    if layout.ignored:
        warnings.append(Problem("columns_ignored", "", Severity.WARNING, {"columns": "; ".join(layout.ignored)}))
    if layout.table.filled:
        ranges = ", ".join(layout.table.filled[:20])
        warnings.append(Problem("merged_filled", "", Severity.WARNING, {"cells": ranges}))
    if doubled := _said_twice(read):
        warnings.append(Problem("said_twice", "", Severity.WARNING, {"rows": "; ".join(doubled)}))
    if not read.rows:
        warnings.append(Problem("no_rows", "", Severity.WARNING))
    return ImportResult(
        form=form_id,
        area=area,
        dry_run=dry_run,
        counts=dict(read.counts),
        problems=tuple(sorted(read.problems, key=lambda each: each.row)),
        left_out=read.left_out,
        warnings=tuple(warnings),
        blank=reader.skipped,
        batch=batch.pk if batch else None,
        title=planned.title,
        sheet=layout.table.name,
        columns={column.title: column.slot.key for column in layout.columns},
    )


