"""Which row of a file is which record: rules that hold for any file, with natural keys and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

pytestmark = pytest.mark.once
AREA = "3528052004"


@dataclass(frozen=True)
class Told:
    """A row as a person wrote it: who (empty: anonymous) and what."""

    who: str
    what: tuple[str, ...]

    @property
    def row(self) -> FileRow:
        return FileRow("|".join((self.who, *self.what)), self.who, AREA)

    @property
    def answers(self) -> tuple[str, ...]:
        return (self.who, *self.what)


@dataclass
class Office:
    """What a database would remember: records and the records of each file in its order."""

    records: dict[int, Record] = field(default_factory=dict)
    answers: dict[int, tuple[str, ...]] = field(default_factory=dict)
    files: list[list[Record]] = field(default_factory=list)

    def receive(self, told: Sequence[Told]) -> dict[str, int]:
        """Import a file; how many rows were identical, superseding and new."""
        rows = [each.row for each in told]
        matches = self.matches(told, rows)
        open_ = {number: rows[number] for number in matches.open_rows(len(rows))}
        roots = new_roots(open_, lambda row, n: f"{row.content}#{n}", self.used)
        given_ = [record.id for record in (*matches.same.values(), *matches.edits.values())]
        assert len(given_) == len(set(given_)), "a record is given to one row at most"
        assert len(roots) == len(set(roots.values())) == len(open_)
        places: dict[int, Record] = dict(matches.same)
        for number, record in matches.edits.items():
            row = rows[number]
            places[number] = self._write(replace(record, content=row.content, key=row.key), told[number])
        for number, root in roots.items():
            made = Record(len(self.records) + 1, root, "", AREA, rows[number].content, rows[number].key)
            places[number] = self._write(made, told[number])
        for number, first in matches.twins.items():
            places[number] = places[first]
        self.files.append([places[number] for number in range(len(rows))])
        identical = len(matches.same) + len(matches.twins)
        return {"identical": identical, "superseding": len(matches.edits), "new": len(roots)}

    def matches(self, told: Sequence[Told], rows: Sequence[FileRow]) -> Matches:
        first = match_contents(rows, self.records.values())
        given_ = {record.id for record in first.same.values()}
        shared = [(len({r.id for r in file} & given_), number) for number, file in enumerate(self.files)]
        most, which = max(shared, default=(0, 0))
        now = [[self.records[r.id] for r in file] for file in self.files]
        earlier = now[which] if now and is_seen_again(most, len(rows), len(now[which])) else []
        found = match_contents(rows, self.records.values(), earlier)
        match_keys(rows, self.records.values(), found)
        if earlier:
            match_places(rows, earlier, found, lambda number, record: self._difference(told[number], record))
        return found

    def used(self, roots: set[str]) -> set[str]:
        return roots & {record.root_id for record in self.records.values()}

    def _write(self, record: Record, told: Told) -> Record:
        self.records[record.id] = record
        self.answers[record.id] = told.answers
        return record

    def _difference(self, told: Told, record: Record) -> tuple[int, int]:
        pairs = list(zip(told.answers, self.answers[record.id], strict=True))
        return sum(one != other for one, other in pairs), len(pairs)


words = st.text("abc", min_size=1, max_size=2)
whats = st.tuples(words, words, words)
anonymous = st.lists(st.builds(Told, st.just(""), whats), min_size=2, max_size=12)
named = st.lists(st.builds(Told, st.text("xyz", min_size=1, max_size=3), whats), min_size=2, max_size=12)
named_once = st.lists(
    st.builds(Told, st.text("xyz", min_size=1, max_size=3), whats), min_size=2, max_size=12, unique_by=lambda t: t.who
)
any_file = st.one_of(anonymous, named)


@given(any_file)
def test_a_file_sent_again_is_identical(file: list[Told]) -> None:
    office = Office()
    first = office.receive(file)
    assert first["new"] + first["identical"] == len(file) and first["superseding"] == 0
    assert office.receive(file) == office.receive(file) == {"identical": len(file), "superseding": 0, "new": 0}


@given(anonymous)
def test_equal_rows_without_a_key_stay_apart(file: list[Told]) -> None:
    assert Office().receive(file)["new"] == len(file)


def corrected(file: list[Told], place: int) -> list[Told]:
    told = file[place]
    return [*file[:place], replace(told, what=(*told.what[:2], "corrected")), *file[place + 1 :]]


@given(st.one_of(anonymous, named_once), st.data())
def test_one_corrected_row_supersedes_and_the_others_are_identical(file: list[Told], data: st.DataObject) -> None:
    office = Office()
    office.receive(file)
    mended = corrected(file, data.draw(st.integers(0, len(file) - 1)))
    expected = {"identical": len(file) - 1, "superseding": 1, "new": 0}
    assert office.receive(mended) == expected
    assert office.receive(mended) == {"identical": len(file), "superseding": 0, "new": 0}
    assert office.receive(file) == expected, "back to the first value is a correction, too"


@given(st.one_of(anonymous, named_once), st.data())
def test_rows_in_another_order_are_identical(file: list[Told], data: st.DataObject) -> None:
    office = Office()
    office.receive(file)
    assert office.receive(data.draw(st.permutations(file)))["identical"] == len(file)


@given(named_once, st.data())
def test_a_correction_in_another_order_is_found_by_its_key(file: list[Told], data: st.DataObject) -> None:
    office = Office()
    office.receive(file)
    mended = data.draw(st.permutations(corrected(file, 0)))
    assert office.receive(mended) == {"identical": len(file) - 1, "superseding": 1, "new": 0}


@given(st.one_of(anonymous, named_once), st.data())
def test_rows_added_anywhere_are_new(file: list[Told], data: st.DataObject) -> None:
    office = Office()
    office.receive(file)
    added = [Told("" if not file[0].who else f"w{number}", (f"new{number}",) * 3) for number in range(3)]
    place = data.draw(st.integers(0, len(file)))
    assert office.receive([*file[:place], *added, *file[place:]]) == {
        "identical": len(file),
        "superseding": 0,
        "new": 3,
    }


@given(st.one_of(anonymous, named_once), st.data())
def test_rows_left_out_change_nothing(file: list[Told], data: st.DataObject) -> None:
    office = Office()
    office.receive(file)
    kept = [told for told in file if data.draw(st.booleans())]
    assert office.receive(kept)["identical"] == len(kept)
    assert office.receive(file)["new"] == 0


@given(named_once, st.data())
def test_a_corrected_key_is_found_by_its_place(file: list[Told], data: st.DataObject) -> None:
    office = Office()
    office.receive(file)
    place = data.draw(st.integers(0, len(file) - 1))
    mended = [*file[:place], replace(file[place], who="corrected"), *file[place + 1 :]]
    assert office.receive(mended) == {"identical": len(file) - 1, "superseding": 1, "new": 0}


def test_another_person_in_the_same_place_is_new() -> None:
    office = Office()
    people = [Told(name, (name, name, name)) for name in ("ani", "budi", "citra")]
    office.receive(people)
    assert office.receive([people[0], Told("dewi", ("d", "e", "f")), people[2]])["new"] == 1


def test_a_window_that_moves_on_supersedes_nothing() -> None:
    """A list that drops its oldest rows and gains new ones is not a list of corrections."""
    office = Office()
    log = [Told("", (f"a{number}", f"b{number}", f"c{number}")) for number in range(14)]
    office.receive(log[:10])
    assert office.receive(log[4:14]) == {"identical": 6, "superseding": 0, "new": 4}


def test_a_row_inserted_beside_a_corrected_one_is_new() -> None:
    office = Office()
    log = [Told("", (f"a{number}", f"b{number}", f"c{number}")) for number in range(6)]
    office.receive(log)
    mended = replace(log[2], what=("a2", "b2", "c9"))
    assert office.receive([*log[:2], Told("", ("x", "y", "z")), mended, *log[3:]]) == {
        "identical": 5,
        "superseding": 1,
        "new": 1,
    }


def test_an_old_version_that_comes_back_as_another_row_is_new() -> None:
    office = Office()
    one, two, three = (Told("", (letter,) * 3) for letter in "abc")
    office.receive([one, two])
    office.receive([replace(one, what=("a", "a", "z")), two])
    assert office.receive([replace(one, what=("a", "a", "z")), two, three, one])["new"] == 2
