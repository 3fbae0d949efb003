"""Sending the rows of a read file through the door, and remembering what each became."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from binakampung.domain.envelopes import Sender, SubmissionEnvelope
from binakampung.domain.problems import Outcome, Receipt
from binakampung.intake.identity import FileRow
from binakampung.intake.import_result import ImportProblem
from binakampung.intake.imported import Plan, edit_id, heads
from binakampung.intake.profiled import ProfileReader
from binakampung.intake.receive import receive
from binakampung.intake.rows import RowReader
from binakampung.intake.spool import Spool
from binakampung.intake.spreadsheet import EnvelopeMaker
from binakampung.ledger.writing import writing
from binakampung.registry.models import ImportBatch, ImportedRecord, ImportRow

MOST_PROBLEMS = 5_000
AT_ONCE = 500

# Told (done, of how many); of how many is 0 while the file is still being read. What it raises ends the import there.
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class ReadFile:
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


def device_of(batch: int) -> str:
    """The device that the submissions of an imported file name: the ledger itself says which file brought them."""
    return f"import:{batch}"


@dataclass(frozen=True, slots=True)
class _Sent:
    """A row on its way: its place among the read rows, the record's root and the submission made of it."""

    place: int
    root_id: str
    envelope: SubmissionEnvelope


@dataclass(slots=True)
class Sending:
    """Sends the rows of one file through the door, and remembers what each became."""

    kind: str  # what the records of the file are kept under: the form, or the profile that the file was read by
    reader: RowReader | ProfileReader
    maker: EnvelopeMaker
    read: ReadFile
    plan: Plan
    batch: ImportBatch | None
    sender: Sender
    area: str
    now: datetime
    implied: Mapping[str, str] = field(default_factory=dict)  # answers of every submission that the file left open
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
        tree: dict[str, Any] = {**self.implied, **self.read.trees[place]}
        if self.plan.title and self.maker.reading:
            tree = {**tree, self.maker.reading.file_name: self.plan.title}
        device = device_of(self.batch.pk) if self.batch is not None else ""
        return self.maker.envelope(tree, instance_id, deprecated_id, device)

    def _receive(self, envelopes: list[SubmissionEnvelope]) -> list[Receipt]:
        if self.batch is not None or not envelopes:
            return receive(envelopes, self.sender, self.area, self.now, AT_ONCE)
        with writing():
            receipts = receive(envelopes, self.sender, self.area, self.now, AT_ONCE)
            transaction.set_rollback(True)
        return receipts

    def _note(self, number: int, receipt: Receipt) -> None:
        for problem in receipt.problems:
            self.read.complain(ImportProblem(number, problem))
        for item in receipt.items:
            for problem in item.problems:
                self.read.complain(ImportProblem(number, problem, *self.reader.column_of(problem.path)))

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
            form_id=self.kind,
            area_code=row.area,
            title=self.plan.title,
            content_hash=row.content,
            key_hash=row.key,
            instance_id=sent.envelope.instance_id,
        )
