"""Which row of a file is which record of earlier files: the same, a correction of it, or new. Pure; no database.

Every earlier record is given to one row at most, in three rounds: rows that say the very same, rows with the same
natural key, and rows that stand where a record of the same file stood that nothing in this file matches.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row as identity sees it: hashes of what it says and of its natural key (empty: none), and its area."""

    content: str
    key: str
    area: str


@dataclass(frozen=True, slots=True)
class Record:
    """What files last said of one chain of submissions. `id` orders records by their first arrival."""

    id: int
    root_id: str
    title: str
    area: str
    content: str
    key: str


@dataclass(slots=True)
class Matches:
    """Row -> record for rows that say the same, and for corrections; row -> earlier row that it repeats."""

    same: dict[int, Record] = field(default_factory=dict)
    edits: dict[int, Record] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)

    def taken(self) -> set[int]:
        """The records that rows have been given."""
        return {record.id for record in (*self.same.values(), *self.edits.values())}

    def open_rows(self, total: int) -> list[int]:
        """The rows that nothing is known of."""
        return [row for row in range(total) if not (row in self.same or row in self.edits or row in self.twins)]


# More than this many pairs of strange rows and unmatched records are not compared one by one.
MOST_COMPARISONS = 2_000

# How two versions of a row differ: (answers that are not equal, answers altogether).
Difference = Callable[[int, Record], tuple[int, int]]


def match_contents(
    rows: Sequence[FileRow | None], records: Iterable[Record], earlier: Sequence[Record | None] = ()
) -> Matches:
    """Rows that say what a record says. None stands for a row that was refused.

    Of records that say the same, a row takes the one in its own place in the earlier version of the file, counted
    from the top or from the end; else the first such row takes the first such record. Of rows with the same key and
    content in one file, each after the last record repeats the row before it; rows without a key may be equal by
    chance and stay apart.
    """
    matches = Matches(same=_unmoved(rows, earlier))
    taken = matches.taken()
    waiting: dict[tuple[str, str], deque[Record]] = defaultdict(deque)
    for record in sorted(records, key=lambda each: each.id):
        if record.id not in taken:
            waiting[record.area, record.content].append(record)
    first = dict[FileRow, int]()
    for number, row in enumerate(rows):
        if row is None:
            continue
        if number not in matches.same:
            if known := waiting.get((row.area, row.content)):
                matches.same[number] = known.popleft()
            elif row.key and row in first:
                matches.twins[number] = first[row]
        first.setdefault(row, number)
    return matches


def _unmoved(rows: Sequence[FileRow | None], earlier: Sequence[Record | None]) -> dict[int, Record]:
    """Rows whose record has the same place in the earlier version, from the top or from the end."""
    found: dict[int, Record] = {}
    taken: set[int] = set()
    for shift in (0, len(rows) - len(earlier)):
        for number, row in enumerate(rows):
            record = earlier[number - shift] if 0 <= number - shift < len(earlier) else None
            if row is None or record is None or number in found or record.id in taken:
                continue
            if (row.area, row.content) == (record.area, record.content):
                found[number] = record
                taken.add(record.id)
    return found


def match_keys(rows: Sequence[FileRow | None], records: Iterable[Record], matches: Matches) -> None:
    """Rows with the natural key of a record that no row of this file repeats word for word are its corrections."""
    taken = matches.taken()
    waiting: dict[tuple[str, str], deque[Record]] = defaultdict(deque)
    for record in sorted(records, key=lambda each: each.id):
        if record.key and record.id not in taken:
            waiting[record.area, record.key].append(record)
    for number in matches.open_rows(len(rows)):
        row = rows[number]
        if row is not None and row.key and waiting.get((row.area, row.key)):
            matches.edits[number] = waiting[row.area, row.key].popleft()


def match_places(
    rows: Sequence[FileRow | None], earlier: Sequence[Record | None], matches: Matches, difference: Difference
) -> None:
    """Rows that took the place of a record in an earlier version of this file.

    `earlier` are the records of that version in its order (None: refused then). Where as many strange rows stand
    between two neighbours here as unmatched records stood between them there, each corrects the one in its place;
    a row with a natural key of its own only if at least half of the answers are equal. A row left over corrects the
    record that it differs from in at most a quarter of the answers, if there is one such record only.
    """
    for number, record in _same_places(rows, earlier, matches):
        row = rows[number]
        if row is not None and row.area == record.area and (not row.key or _half_equal(difference(number, record))):
            matches.edits[number] = record
    _match_likeness(rows, [each for each in earlier if each], matches, difference)


def _half_equal(difference: tuple[int, int]) -> bool:
    return 2 * difference[0] <= difference[1]


def _same_places(
    rows: Sequence[FileRow | None], earlier: Sequence[Record | None], matches: Matches
) -> list[tuple[int, Record]]:
    """Strange rows with the unmatched record that stood in their place between the same neighbours."""
    places = {record.id: place for place, record in enumerate(earlier) if record}
    anchors = {
        number: places[record.id]
        for number, record in (*matches.same.items(), *matches.edits.items())
        if record.id in places
    }
    taken, strange = matches.taken(), set(matches.open_rows(len(rows)))
    found: list[tuple[int, Record]] = []
    first, before = 0, -1  # the run of rows since the last anchor, and that anchor's place
    for number in range(len(rows) + 1):
        if number < len(rows) and number not in anchors:
            continue
        after = anchors.get(number, len(earlier))
        if number > first and after - before - 1 == number - first:
            run = list(zip(range(first, number), earlier[before + 1 : after], strict=True))
            if not any(record and record.id in taken for _, record in run):
                found += [(row, record) for row, record in run if record and row in strange]
        first, before = number + 1, after
    return found


def _match_likeness(
    rows: Sequence[FileRow | None], earlier: Sequence[Record], matches: Matches, difference: Difference
) -> None:
    taken = matches.taken()
    left = [record for record in earlier if record.id not in taken]
    strange = [number for number in matches.open_rows(len(rows)) if rows[number] is not None]
    if not left or not strange or len(left) * len(strange) > MOST_COMPARISONS:
        return
    found: dict[int, list[int]] = defaultdict(list)
    by_id = {record.id: record for record in left}
    for number in strange:
        alike = [record for record in left if _alike(rows[number], record, difference(number, record))]
        if len(alike) == 1:
            found[alike[0].id].append(number)
    for id, numbers in found.items():
        if len(numbers) == 1:
            matches.edits[numbers[0]] = by_id[id]


def _alike(row: FileRow | None, record: Record, difference: tuple[int, int]) -> bool:
    return row is not None and row.area == record.area and 4 * difference[0] <= difference[1]


def is_seen_again(same: int, rows: int, earlier: int) -> bool:
    """Is a file a later version of an earlier one: do both share at least half of the smaller?"""
    return same > 0 and 2 * same >= min(rows, earlier)


def new_roots(
    rows: Mapping[int, FileRow], name: Callable[[FileRow, int], str], used: Callable[[set[str]], set[str]]
) -> dict[int, str]:
    """An id for each new row: by what it says and how many said so before. `used` tells which ids have a record."""
    numbers: dict[FileRow, count[int]] = {}
    chosen: dict[int, str] = {}
    open_ = dict(rows)
    while open_:
        tried = {number: name(row, next(numbers.setdefault(row, count(1)))) for number, row in open_.items()}
        gone = used(set(tried.values()))
        for number, id in tried.items():
            if id not in gone:
                chosen[number] = id
                del open_[number]
    return chosen
