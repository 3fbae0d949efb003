"""Importing a file: the one function that the command line and the web screen call.

Reading comes first and keeps nothing; then, one import of a form at a time, each row becomes a submission that goes
through the same door as everyone's. Rows that earlier files said already are not sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from binakampung.catalogue.forms import mapping as reading_of
from binakampung.catalogue.imports import Profile
from binakampung.catalogue.imports import profile as profile_of
from binakampung.domain.envelopes import Sender
from binakampung.domain.problems import Outcome, Problem, Severity
from binakampung.intake.identity import FileRow
from binakampung.intake.import_result import ImportProblem, ImportResult
from binakampung.intake.imported import Plan, flat, plan
from binakampung.intake.meanings import remember_meanings, remembered
from binakampung.intake.profiled import ProfileReader
from binakampung.intake.rows import CellProblem, Entry, RowReader
from binakampung.intake.sending import Progress, ReadFile, Sending
from binakampung.intake.spreadsheet import LOCAL, EnvelopeMaker, Wish, entries_of, rows_of
from binakampung.intake.tables import FileRefused
from binakampung.intake.turns import turn
from binakampung.ledger.forms import current, newest
from binakampung.ledger.models import FormVersion
from binakampung.registry.models import AdministrativeArea, ImportBatch, User

MOST_PAIRS = 20
PATIENCE = 600.0
TOLD_EVERY = 1_000


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
    listed = profile_of(form_id)
    form = current(form_id) if listed is None else newest(listed.form)
    if form is None:
        raise FileRefused("import_unknown_form", form=form_id)
    sender, place = scope_of(by, area, now.astimezone(LOCAL).date())
    answers = dict(given or {})
    title = answers.pop(_name_question(form), title)
    today = now.astimezone(LOCAL).date()
    known = remembered(form_id, place, content, mapping or {})
    wish = Wish(known, answers, sheet)
    maker = EnvelopeMaker(form, place)
    reader: RowReader | ProfileReader
    if listed is None:
        reader = rows_of(form, content, place, _villages(place), wish, today)
        read = _read(_rows(reader, maker), maker, progress)
    else:
        reader = entries_of(listed, content, place, _names(place), wish, today)
        read = _read(reader, maker, progress)
    if not _name_question(form) or _name_question(form) in reader.columns:
        name, title = "", ""
    file_title = Path(name).stem.strip()[:100]
    title = title.strip()[:100] if title is not None else None
    with turn(form_id, patience):
        planned = plan(form_id, place, read.rows, title, file_title, lambda n: flat(read.trees[n]))
        implied = _implied(listed, maker, form_id, place, content, today)
        batch = None if dry_run else _batch(form_id, place, planned.title, by, content, now)
        try:
            Sending(form_id, reader, maker, read, planned, batch, sender, place, now, implied).run(progress)
        finally:
            if batch is not None:
                batch.counts = {str(outcome): number for outcome, number in read.counts.items()}
                batch.save(update_fields=["counts"])
    if batch is not None:
        remember_meanings(form_id, place, mapping or {})
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


def _names(area: str) -> dict[str, str]:
    """Villages of the area and subdistricts, by code."""
    rows = AdministrativeArea.objects.filter(code__startswith=area[:6]).values_list("code", "name")
    return {code: name for code, name in rows if len(code) == 6 or (len(code) == 10 and code.startswith(area))}


def _name_question(form: FormVersion) -> str:
    """The question that the file's name answers, empty when the form has none."""
    reading = reading_of(form.form_id, form.version)
    return reading.file_name if reading else ""


def _rows(reader: RowReader, maker: EnvelopeMaker) -> Iterator[Entry]:
    """Each row by itself."""
    for row in reader:
        if row.problems:
            yield Entry(row.number, problems=tuple((row.number, each) for each in row.problems))
        else:
            tree = reader.builder.tree(row.answers)
            yield Entry(row.number, tree, maker.key_hash(tree))


def _read(entries: Iterable[Entry], maker: EnvelopeMaker, progress: Progress | None) -> ReadFile:
    read = ReadFile()
    for entry in entries:
        read.numbers.append(entry.number)
        if progress is not None and len(read.numbers) % TOLD_EVERY == 0:
            progress(len(read.numbers), 0)
        if entry.problems:
            read.rows.append(None)
            read.trees.append({})
            read.counts[Outcome.REFUSED] += 1
            for number, each in entry.problems:
                _complain(read, number, each)
            continue
        read.rows.append(FileRow(maker.content_hash(entry.tree), entry.key, maker.area_of(entry.tree)))
        read.trees.append(entry.tree)
    return read


def _complain(read: ReadFile, number: int, each: CellProblem) -> None:
    problem = Problem(each.code, each.slot.path, params=each.params)
    read.complain(ImportProblem(number, problem, each.column, each.slot.question.label("id")))


def _implied(
    listed: Profile | None, maker: EnvelopeMaker, kind: str, area: str, content: bytes, today: date
) -> dict[str, str]:
    """The day of a list that does not say it: when this very file first came, so that a second try says the same."""
    question = maker.reading.observed_on if maker.reading else ""
    if listed is None or not question:
        return {}
    sha256 = hashlib.sha256(content).hexdigest()
    same = ImportBatch.objects.filter(form_id=kind, area_code=area, sha256=sha256, undone_at=None)
    first = same.order_by("id").values_list("at", flat=True).first()
    return {question: (first.astimezone(LOCAL).date() if first else today).isoformat()}


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
    form_id: str,
    area: str,
    reader: RowReader | ProfileReader,
    read: ReadFile,
    planned: Plan,
    batch: ImportBatch | None,
    dry_run: bool,
) -> ImportResult:
    layout = reader.layout
    warnings = list(reader.warnings())
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


