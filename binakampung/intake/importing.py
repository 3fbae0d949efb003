"""Importing a file: the one function that the command line and the web screen call.

Reading comes first and keeps nothing; then, one import of a form at a time, each row becomes a submission that goes
through the same door as everyone's. Rows that earlier files said already are not sent again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from binakampung.catalogue.forms import mapping as reading_of
from binakampung.domain.envelopes import Sender, SubmissionEnvelope
from binakampung.domain.problems import Outcome, Problem, Receipt, Severity
from binakampung.intake.identity import FileRow
from binakampung.intake.import_result import ImportProblem, ImportResult
from binakampung.intake.imported import Plan, edit_id, flat, heads, plan
from binakampung.intake.receive import receive
from binakampung.intake.rows import RowReader, SheetRow
from binakampung.intake.spool import Spool
from binakampung.intake.spreadsheet import LOCAL, EnvelopeMaker, Wish, rows_of
from binakampung.intake.tables import FileRefused
from binakampung.intake.turns import turn
from binakampung.ledger.forms import current
from binakampung.ledger.models import FormVersion
from binakampung.ledger.writing import writing
from binakampung.registry.models import AdministrativeArea, ImportBatch, ImportedRecord, ImportRow, User

MOST_PROBLEMS = 5_000
AT_ONCE = 200
MOST_PAIRS = 20
PATIENCE = 600.0

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Read:
    """A file as read: identity and number of each row (None: refused), the packed trees, and what was wrong."""

    rows: list[FileRow | None] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    trees: Spool = field(default_factory=Spool)
    problems: list[ImportProblem] = field(default_factory=list)
    left_out: int = 0
    counts: Counter[Outcome] = field(default_factory=Counter)

    def complain(self, problem: ImportProblem) -> None:
        """Keep a problem, or count it when there are too many."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.left_out += 1


@dataclass(frozen=True, slots=True)
class _Sent:
    """A row on its way: its place among the read rows, the record's root and the submission made of it."""

    place: int
    root_id: str
    envelope: SubmissionEnvelope


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
        _Sending(form, reader, maker, read, planned, batch, sender, place, now).run(progress)
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


def _read(reader: RowReader, maker: EnvelopeMaker) -> _Read:
    read = _Read()
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


def _complain(read: _Read, row: SheetRow) -> None:
    for each in row.problems:
        problem = Problem(each.code, each.slot.path, params=each.params)
        read.complain(ImportProblem(row.number, problem, each.column, each.slot.question.label("id")))


def _batch(form_id: str, area: str, title: str, by: str, content: bytes, now: datetime) -> ImportBatch:
    sha256 = hashlib.sha256(content).hexdigest()
    return ImportBatch.objects.create(form_id=form_id, area_code=area, title=title, by=by, at=now, sha256=sha256)


@dataclass(slots=True)
class _Sending:
    """Sends the rows of one file through the door, and remembers what each became."""

    form: FormVersion
    reader: RowReader
    maker: EnvelopeMaker
    read: _Read
    plan: Plan
    batch: ImportBatch | None
    sender: Sender
    area: str
    now: datetime
    records: dict[int, int] = field(default_factory=dict)  # place -> record, of rows that later rows repeat

    @property
    def repeated(self) -> set[int]:
        return set(self.plan.matches.twins.values())

    def run(self, progress: Progress | None) -> None:
        """All rows, some at once, in the order of the file."""
        total = len(self.read.rows)
        for start in range(0, total, AT_ONCE):
            places = [n for n in range(start, min(start + AT_ONCE, total)) if self.read.rows[n] is not None]
            self._some(places)
            if progress is not None:
                progress(min(start + AT_ONCE, total), total)

    def _some(self, places: Sequence[int]) -> None:
        sent = list(self._envelopes(places))
        receipts = self._receive([each.envelope for each in sent])
        known = {place: record.id for place in places if (record := self.plan.matches.same.get(place))}
        self.read.counts[Outcome.IDENTICAL] += len(places) - len(sent)
        taken = []
        for each, receipt in zip(sent, receipts, strict=True):
            self.read.counts[receipt.outcome] += 1
            self._note(self.read.numbers[each.place], receipt)
            if receipt.outcome is not Outcome.REFUSED:
                taken.append(each)
        if self.batch is not None:
            self._remember(self.batch, places, known, taken)

    def _envelopes(self, places: Sequence[int]) -> Iterator[_Sent]:
        edits = {place: record for place in places if (record := self.plan.matches.edits.get(place))}
        newest = heads(record.root_id for record in edits.values())
        for place in places:
            row = self.read.rows[place]
            if row is None:
                continue
            if place in edits:
                root = edits[place].root_id
                head, before = newest[root]
                # A run that died after the append left this very correction behind: it is met again, not repeated.
                parent = before if before is not None and edit_id(before, row.content) == head else head
                yield _Sent(place, root, self._envelope(place, edit_id(parent, row.content), parent))
            elif place in self.plan.roots:
                root = self.plan.roots[place]
                yield _Sent(place, root, self._envelope(place, root, None))

    def _envelope(self, place: int, instance_id: str, deprecated_id: str | None) -> SubmissionEnvelope:
        tree: dict[str, Any] = self.read.trees[place]
        if self.plan.title and self.maker.reading:
            tree = {**tree, self.maker.reading.file_name: self.plan.title}
        return self.maker.envelope(tree, instance_id, deprecated_id)

    def _receive(self, envelopes: list[SubmissionEnvelope]) -> list[Receipt]:
        if self.batch is not None or not envelopes:
            return receive(envelopes, self.sender, self.area, self.now)
        with writing():
            receipts = receive(envelopes, self.sender, self.area, self.now)
            transaction.set_rollback(True)
        return receipts

    def _note(self, number: int, receipt: Receipt) -> None:
        for problem in receipt.problems:
            self.read.complain(ImportProblem(number, problem))
        for item in receipt.items:
            for problem in item.problems:
                self.read.complain(ImportProblem(number, problem, *self._column(problem)))

    def _column(self, problem: Problem) -> tuple[Any, str]:
        """The column that answers the question of a problem, and what the question is called."""
        key = "/".join(f"[{step}]" if step.isdigit() else step for step in problem.path.split("/")).replace("/[", "[")
        slot = self.reader.expectations.slots.get(key)
        return self.reader.columns.get(key), slot.question.label("id") if slot else ""

    @transaction.atomic
    def _remember(
        self, batch: ImportBatch, places: Sequence[int], known: Mapping[int, int], taken: Sequence[_Sent]
    ) -> None:
        rows = {each.place: self._record(each) for each in taken}
        ImportedRecord.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["root_id"],
            update_fields=["content_hash", "key_hash", "area_code", "instance_id"],
        )
        found = {**known, **{place: row.pk for place, row in rows.items()}}
        self.records |= {place: found[place] for place in self.repeated & found.keys()}
        for place in places:
            first = self.plan.matches.twins.get(place)
            if first is not None and first in self.records:
                found[place] = self.records[first]
        ImportRow.objects.bulk_create(
            ImportRow(batch=batch, position=place, record_id=record) for place, record in sorted(found.items())
        )

    def _record(self, sent: _Sent) -> ImportedRecord:
        row = self.read.rows[sent.place]
        assert row is not None
        return ImportedRecord(
            root_id=sent.root_id,
            form_id=self.form.form_id,
            area_code=row.area,
            title=self.plan.title,
            content_hash=row.content,
            key_hash=row.key,
            instance_id=sent.envelope.instance_id,
        )


def _said_twice(read: _Read) -> list[str]:
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
    form_id: str, area: str, reader: RowReader, read: _Read, planned: Plan, batch: ImportBatch | None, dry_run: bool
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


