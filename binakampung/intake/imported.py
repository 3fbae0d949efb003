"""What the database knows of earlier files, and the plan for a new one: which submission each row becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from binakampung.domain.people import derived_id
from binakampung.intake.identity import (
    FileRow,
    Matches,
    Record,
    is_seen_again,
    match_contents,
    match_keys,
    match_places,
    new_roots,
)
from binakampung.ledger.models import Submission
from binakampung.ledger.reading import read
from binakampung.registry.models import ImportBatch, ImportedRecord, ImportRow

IN_ONE_QUERY = 400
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The survey's (or file's) title, what is known of the rows, and the root id of each that is new."""

    title: str
    matches: Matches
    roots: Mapping[int, str]


def plan(
    form_id: str,
    area: str,
    rows: Sequence[FileRow | None],
    title: str | None,
    file_title: str,
    answers_of: Callable[[int], Answers],
) -> Plan:
    """Decide for each row. `title` is what a person said (None: nobody did), `file_title` what the file's name says.

    Without a person's word a file that is seen again keeps the title it had.
    """
    records = list(_known(form_id, rows))
    if title is not None:
        records = [record for record in records if record.title == title]
    batch, size = _most_alike(match_contents(rows, records).same.values())
    shared = batch is not None and is_seen_again(size[0], sum(row is not None for row in rows), size[1])
    if title is None:
        title = batch.title if batch is not None and shared else file_title
        records = [record for record in records if record.title == title]
    earlier = _in_order(batch) if batch is not None and shared else []
    matches = match_contents(rows, records, earlier)
    match_keys(rows, records, matches)
    if earlier:
        match_places(rows, earlier, matches, _Differences(answers_of))
    open_ = {number: row for number in matches.open_rows(len(rows)) if (row := rows[number]) is not None}
    said = title
    roots = new_roots(open_, lambda row, n: _root(form_id, said, row, n), _used)
    return Plan(title, matches, roots)


def _root(form_id: str, title: str, row: FileRow, number: int) -> str:
    return f"uuid:{derived_id('import', form_id, row.area, title, row.content, str(number))}"


def edit_id(head: str, content: str) -> str:
    """The id of a correction, by what it corrects and what it says."""
    return f"uuid:{derived_id('import', head, content)}"


def heads(roots: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Root -> (the newest submission of its chain, the one that it replaced)."""
    found: dict[str, tuple[str, str | None]] = {}
    for some in _pieces(sorted(set(roots))):
        rows = Submission.objects.filter(root_id__in=some).order_by("seq")
        for root, id, replaced in rows.values_list("root_id", "instance_id", "supersedes"):
            found[root] = (id, replaced)
    return found


def _known(form_id: str, rows: Sequence[FileRow | None]) -> Iterator[Record]:
    """The records that say what one of these rows says, or have its key."""
    there = [row for row in rows if row is not None]
    seen: set[int] = set()
    for column in ("content", "key"):
        values = sorted({getattr(row, column) for row in there} - {""})
        for some in _pieces(values):
            found = ImportedRecord.objects.filter(form_id=form_id, undone=False, **{f"{column}_hash__in": some})
            if len(areas := {row.area for row in there}) <= IN_ONE_QUERY:
                found = found.filter(area_code__in=areas)
            for row in found:
                if row.pk not in seen:
                    seen.add(row.pk)
                    yield record_of(row)


def record_of(row: ImportedRecord) -> Record:
    """The value of a stored record."""
    return Record(row.pk, row.root_id, row.title, row.area_code, row.content_hash, row.key_hash)


def _most_alike(records: Iterable[Record]) -> tuple[ImportBatch | None, tuple[int, int]]:
    """The earlier file that shares most rows with this one (the newest of several), and (rows shared, its rows)."""
    shared: Counter[int] = Counter()
    for some in _pieces([record.id for record in records]):
        rows = ImportRow.objects.filter(record_id__in=some).values_list("batch_id")
        for batch, number in rows.annotate(number=Count("record", distinct=True)):
            shared[batch] += number
    if not shared:
        return None, (0, 0)
    best = max(shared, key=lambda batch: (shared[batch], batch))
    batch = ImportBatch.objects.get(pk=best)
    return batch, (shared[best], batch.importrow_set.count())


def _in_order(batch: ImportBatch) -> list[Record | None]:
    """The records of an earlier file by place; None where a row was refused."""
    found = {row.position: record_of(row.record) for row in batch.importrow_set.select_related("record")}
    return [found.get(position) for position in range(max(found, default=-1) + 1)]


def _used(roots: set[str]) -> set[str]:
    return {
        root
        for some in _pieces(sorted(roots))
        for root in ImportedRecord.objects.filter(root_id__in=some).values_list("root_id", flat=True)
    }


def _pieces(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + IN_ONE_QUERY] for start in range(0, len(values), IN_ONE_QUERY))


class _Differences:
    """How far a row is from what files last said of a record; the ledger is asked once for each record."""

    def __init__(self, answers_of: Callable[[int], Answers]) -> None:
        self.answers_of = answers_of
        self.known: dict[str, Answers] = {}

    def __call__(self, number: int, record: Record) -> tuple[int, int]:
        now, before = self.answers_of(number), self._before(record)
        asked = now.keys() | before.keys()
        return sum(now.get(path) != before.get(path) for path in asked), len(asked)

    def _before(self, record: Record) -> Answers:
        if record.root_id not in self.known:
            self.known[record.root_id] = _last_said(record)
        return self.known[record.root_id]


def _last_said(record: Record) -> Answers:
    row = ImportedRecord.objects.get(pk=record.id)
    seqs = Submission.objects.filter(instance_id=row.instance_id).values_list("seq", flat=True)
    return next((flat(each.content) for each in read(seqs).values()), {})


def flat(content: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """The answers of a tree by path, repeats numbered."""
    found: dict[str, str] = {}
    for name, node in content.items():
        if isinstance(node, Mapping):
            found |= flat(node, f"{prefix}{name}/")
        elif isinstance(node, list):
            for number, each in enumerate(node, start=1):
                found |= flat(each, f"{prefix}{name}[{number}]/")
        else:
            found[prefix + name] = node
    return found


