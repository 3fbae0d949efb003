"""Reading a list by its profile: rows become entries (a family each), each with the tree of a form and its key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from binakampung.catalogue.imports import PLACE, Profile, ProfileField
from binakampung.catalogue.spreadsheets import folded
from binakampung.domain.identifiers import LENGTH, plain_number
from binakampung.domain.people import derived_id, name_key
from binakampung.domain.problems import Problem, Severity
from binakampung.intake.cells import BadCell, Reader, day_of
from binakampung.intake.layout import Column, Layout
from binakampung.intake.places import Places
from binakampung.intake.rows import CellProblem, Entry, Expected, RowReader, SheetRow, hash_of
from binakampung.intake.slots import Slot, slots_of
from binakampung.intake.tables import Cell, FileRefused
from binakampung.ledger.identifying import number_hash

_STEP = re.compile(r"([\w.-]+)(?:\[(\d+)\])?")
_PLACE_NUMBER = re.compile(r"\d{1,3}")
WORDS_TOLD = 8


class ProfileReader:
    """The entries of one table. Raises `FileRefused` when a column that must be there is missing."""

    def __init__(
        self, profile: Profile, layout: Layout, given: Mapping[str, str], today: date, places: Places
    ) -> None:
        self.profile, self.layout, self.places = profile, layout, places
        slots = slots_of(profile.questions)
        self.rows = RowReader(Expected(slots, None, given), layout, today)
        self.rows.readers = [(column, _reader(column, read, today)) for column, read in self.rows.readers]
        self.columns = self.rows.columns
        self.slots: dict[str, Slot] = {slot.key: slot for slot in slots}
        self.left_out: Counter[tuple[str, str]] = Counter()
        here = self.columns.keys() | given.keys()
        if len(places.area) != 10 and not here & {"area_code", "village"}:
            raise FileRefused("missing_columns", fields=self.slots["village"].question.label("id"))
        self.fields = [each for each in profile.fields if each.name in here]
        self.member_fields = [each for each in self.fields if each.to and not each.to.startswith("/")]
        self.family_fields = [each for each in self.fields if each.to.startswith("/")]
        self.by_place = {_target(profile, each): each.name for each in self.fields if each.to}

    @property
    def skipped(self) -> int:
        return self.rows.skipped

    def __iter__(self) -> Iterator[Entry]:
        self.left_out.clear()
        return self._families() if self.profile.group else map(self._single, iter(self.rows))

    def column_of(self, path: str) -> tuple[Column | None, str]:
        """The column that answers what stands at a path of the form, and what it is called."""
        name = self.by_place.get(re.sub(r"/\d+", "", path), "")
        slot = self.slots.get(name)
        return self.columns.get(name), slot.question.label("id") if slot else ""

    def warnings(self) -> Iterator[Problem]:
        """Words that were left out, the commonest first."""
        titles = {name for name, _ in self.left_out}
        for name in sorted(titles):
            found = Counter({word: n for (title, word), n in self.left_out.items() if title == name})
            words = "; ".join(f"{word} ({n})" for word, n in found.most_common(WORDS_TOLD))
            yield Problem("words_left_out", "", Severity.WARNING, {"column": name, "words": words})

    # -- one row an entry ----------------------------------------------------------------------------------------

    def _single(self, row: SheetRow) -> Entry:
        if row.problems:
            return Entry(row.number, problems=tuple((row.number, each) for each in row.problems))
        answers = self._plain(row.answers)
        tree: dict[str, Any] = {}
        try:
            tree["village"] = self._village(answers)
        except BadCell as bad:
            return Entry(row.number, problems=((row.number, self._place_problem(bad)),))
        for each in self.fields:
            text = answers.get(each.name)
            if text and each.to and (not each.needs or answers.get(each.needs)):
                for place, value in ((each.to, text), *each.sets.items()):
                    _put(tree, place, value)
        return Entry(row.number, _listed(tree), hash_of(self._key(answers, tree["village"])))

    # -- several rows an entry -----------------------------------------------------------------------------------

    def _families(self) -> Iterator[Entry]:
        """Rows with one group number are one family; only a family whose rows lie apart is kept until the end."""
        apart = self._apart()
        waiting: dict[str, list[SheetRow]] = {}
        now: list[SheetRow] = []
        number = ""
        for row in self.rows:
            text = self._number(row.answers.get(self.profile.group, ""))
            if text in apart:
                waiting.setdefault(text, []).append(row)
                continue
            if now and (text != number or not text):
                yield self._family(now)
                now = []
            now.append(row)
            number = text
        if now:
            yield self._family(now)
        for rows in waiting.values():
            yield self._family(rows)

    def _apart(self) -> set[str]:
        """The numbers whose rows do not follow each other."""
        index = self.columns[self.profile.group].index if self.profile.group in self.columns else -1
        closed: set[str] = set()
        apart: set[str] = set()
        before = ""
        for number, cells in self.layout.table.rows():
            if number <= self.layout.heading_row or not 0 <= index < len(cells):
                continue
            cell = cells[index]
            text = self._number(cell if isinstance(cell, str) else str(cell))
            if text and text != before:
                if text in closed:
                    apart.add(text)
                closed.add(text)
                before = text
        return apart

    def _number(self, text: str) -> str:
        return plain_number(text) or text.strip()

    def _family(self, rows: Sequence[SheetRow]) -> Entry:
        first = rows[0].number
        problems = [(row.number, each) for row in rows for each in row.problems]
        if problems:
            return Entry(first, problems=tuple(problems))
        told = [self._plain(row.answers) for row in rows]
        shared = dict(told[0])
        for answers in told[1:]:
            shared = {**answers, **shared}
        try:
            tree: dict[str, Any] = {"village": self._village(shared)}
        except BadCell as bad:
            return Entry(first, problems=((first, self._place_problem(bad)),))
        tree |= {each.to[1:]: shared[each.name] for each in self.family_fields if shared.get(each.name)}
        members = [self._member(answers) for answers in told]
        tree[self.profile.repeat] = sorted(members, key=lambda each: _FIRST.get(each.get("relationship", ""), 2))
        return Entry(first, _with_ids(tree, self.profile.repeat, shared), hash_of(self._key(shared, tree["village"])))

    def _member(self, answers: Mapping[str, str]) -> dict[str, Any]:
        return {each.to: text for each in self.member_fields if (text := answers.get(each.name))}

    # -- small things --------------------------------------------------------------------------------------------

    def _plain(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers with places of three digits, and codes for the words of lenient columns."""
        told = dict(answers)
        for each in self.fields:
            text = told.get(each.name)
            if text is None:
                continue
            if each.type == "place":
                found = _PLACE_NUMBER.search(text)
                told[each.name] = found.group().zfill(3) if found else ""
            elif each.meanings is not None:
                code = each.meanings.get(_folded(text), "")
                if not code and _folded(text) not in each.meanings:
                    self.left_out[self.columns[each.name].title if each.name in self.columns else each.name, text] += 1
                told[each.name] = code
        return told

    def _village(self, answers: Mapping[str, str]) -> str:
        code, subdistrict, village = (answers.get(name, "") for name in PLACE)
        return self.places.find(code, subdistrict, village)

    def _place_problem(self, bad: BadCell) -> CellProblem:
        name = next((name for name in ("village", "area_code", "subdistrict") if name in self.columns), "village")
        return CellProblem(bad.code, self.slots[name], self.columns.get(name), bad.params)

    def _key(self, answers: Mapping[str, str], village: str) -> str:
        """What an entry speaks of: the first key whose first column is filled; empty without."""
        for key in self.profile.keys:
            if key[0] == "village" or answers.get(key[0]):
                parts = [village if name == "village" else name_key(answers.get(name, "")) for name in key]
                return "\x1f".join([key[0], *parts])
        return ""


_FIRST = {"head": 0, "spouse": 1}
_folded = lru_cache(maxsize=2_000)(folded)


def _with_ids(tree: dict[str, Any], repeat: str, shared: Mapping[str, str]) -> dict[str, Any]:
    """Ids that stay with people when a corrected list comes: by NIK, else by card and place among the like of it.

    The numbers go in keyed, so that nobody can try numbers until one gives the id.
    """
    taken: set[str] = set()
    places: Counter[str] = Counter()
    card = number_hash("kk", plain_number(shared.get("card", "")))
    for member in tree[repeat]:
        nik = plain_number(member.get("nik", ""))
        role = member.get("relationship", "")
        if len(nik) == LENGTH:
            id = derived_id("list", number_hash("nik", nik))
        else:
            places[role] += 1
            id = derived_id("list", card, role, str(places[role]))
        if id not in taken:
            member["person_id"] = id
            taken.add(id)
    return tree


def _reader(column: Column, read: Reader, today: date) -> Reader:
    """A column of days may hold the place of birth before the day."""
    return partial(_day_after_place, today) if column.slot.question.type == "date" else read


def _day_after_place(today: date, cell: Cell) -> str:
    if isinstance(cell, str) and "," in cell:
        cell = cell.rpartition(",")[2].strip()
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    day = day_of(today, cell)
    return "" if day is None else day.isoformat()


def _target(profile: Profile, each: ProfileField) -> str:
    """The place of a field in the form as problems name it, without numbers."""
    if each.to.startswith("/") or not profile.repeat:
        return re.sub(r"\[\d+\]", "", each.to.removeprefix("/"))
    return f"{profile.repeat}/{each.to}"


def _put(tree: dict[Any, Any], place: str, value: str) -> None:
    *way, leaf = _steps(place)
    here = tree
    for name, number in way:
        here = here.setdefault(name, {})
        if number:
            here = here.setdefault(number, {})
    here[leaf[0]] = value


@lru_cache(maxsize=500)
def _steps(place: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, int(number or 0)) for name, number in _STEP.findall(place))


def _listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(name, int) for name in node):
        return [_listed(node[number]) for number in sorted(node)]
    return {name: _listed(each) for name, each in node.items()}


