"""The spreadsheet way into the door: a file and a form become rows of answers, and rows become envelopes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from binakampung.catalogue.forms import mapping
from binakampung.catalogue.imports import Profile
from binakampung.catalogue.spreadsheets import folded
from binakampung.domain.decoding import FormMapping, ItemMapping, answer
from binakampung.domain.envelopes import Channel, SubmissionEnvelope
from binakampung.domain.people import name_key
from binakampung.intake.cells import BadCell, Reader, reader_for, text_of
from binakampung.intake.headers import Vocabulary
from binakampung.intake.layout import find_layout
from binakampung.intake.places import Places
from binakampung.intake.profiled import ProfileReader
from binakampung.intake.rows import Expected, RowReader
from binakampung.intake.slots import slots_of
from binakampung.intake.tables import Cell, FileRefused, Table
from binakampung.intake.workbook import open_tables
from binakampung.ledger.forms import current, on_offer, schema
from binakampung.ledger.models import FormVersion

LOCAL = ZoneInfo("Asia/Jakarta")
_CODE = re.compile(r"(?<!\d)(\d{2})\.?(\d{2})\.?(\d{2})\.?(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said about a file beside the file: meanings of columns, a sheet, answers for every row."""

    mapping: Mapping[str, str]
    given: Mapping[str, str]
    sheet: str = ""


def rows_of(
    form: FormVersion, content: bytes, area: str, villages: Mapping[str, str], wish: Wish, today: date
) -> RowReader:
    """The rows that a file holds for a form. `villages` are the codes and names of the villages of `area`.

    Raises `FileRefused` when the file, or what was said about it, does not fit the form.
    """
    slots, reading = slots_of(schema(form)), mapping(form.form_id, form.version)
    vocabulary = Vocabulary(slots)
    village = partial(_village, area, villages)
    given = _given(vocabulary, wish.given, today, village)
    if reading and reading.village and len(area) == 10:
        given.setdefault(reading.village, area)
    tables = open_tables(content)
    try:
        layout = find_layout(tables, vocabulary, wish.mapping, wish.sheet)
        return RowReader(Expected(slots, reading, given), layout, today, village)
    except FileRefused as refusal:
        if refusal.problem.code in ("no_headings", "missing_columns") and not wish.mapping:
            _suggest_other(form, tables, wish)
        raise


def _given(vocabulary: Vocabulary, answers: Mapping[str, str], today: date, village: Reader) -> dict[str, str]:
    """Answers for every row, by slot key. Raises `FileRefused` for a question or an answer that does not exist."""
    given = {}
    for field, text in answers.items():
        meaning = vocabulary.meaning(field.strip())
        if meaning is None:
            raise FileRefused("unknown_field", field=field, fields=", ".join(slot.path for slot in vocabulary.slots))
        try:
            given[meaning.slot.key] = reader_for(meaning.slot.question, today, village)(text)
        except BadCell as bad:
            raise FileRefused("no_answer_for", value=text[:60], field=field) from bad
    return given


def entries_of(
    profile: Profile, content: bytes, area: str, names: Mapping[str, str], wish: Wish, today: date
) -> ProfileReader:
    """The entries that a list holds by its profile. `names`: of the villages and subdistricts of `area`, by code.

    Raises `FileRefused` when the file, or what was said about it, does not fit the profile.
    """
    vocabulary = Vocabulary(slots_of(profile.questions))
    places = Places(area, names)
    given = _given(vocabulary, wish.given, today, partial(_village, area, names))
    layout = find_layout(open_tables(content), vocabulary, wish.mapping, wish.sheet)
    return ProfileReader(profile, layout, given, today, places)


def _village(area: str, villages: Mapping[str, str], cell: Cell) -> str:
    """The code of the village that a cell names. Raises `BadCell`."""
    text = text_of(cell)
    if match := _CODE.search(text):
        code = "".join(match.groups())
        if not code.startswith(area):
            raise BadCell("outside_import_area", value=text[:60], area=area)
        found = [code] if code in villages else []
    else:
        found = [code for code, name in villages.items() if folded(name) == folded(text)]
    if len(found) != 1:
        raise BadCell("unknown_village", value=text[:60])
    return found[0]


def _suggest_other(form: FormVersion, tables: Sequence[Table], wish: Wish) -> None:
    """When another form understands every heading, say so."""
    for other in on_offer():
        if other.form_id == form.form_id:
            continue
        vocabulary = Vocabulary(slots_of(schema(current(other.form_id) or other)))
        try:
            layout = find_layout(tables, vocabulary, {}, wish.sheet)
        except FileRefused:
            continue
        if len(layout.columns) > 3 and not layout.ignored:
            raise FileRefused("seems_other_form", form=f"{other.title} ({other.form_id})")


class EnvelopeMaker:
    """Makes the envelopes of one form: canonical bytes, the day of observation, the hashes that identify a row."""

    def __init__(self, form: FormVersion, area: str) -> None:
        self.form, self.area = form, area
        self.reading: FormMapping | None = mapping(form.form_id, form.version)
        items = self.reading.items if self.reading else ()
        self.item: ItemMapping | None = items[0] if len(items) == 1 else None

    def area_of(self, tree: Mapping[str, Any]) -> str:
        """The village that a row speaks of, else the area of the import."""
        said = answer(tree, self.reading.village) if self.reading and self.reading.village else None
        return said if isinstance(said, str) and said else self.area

    def content_hash(self, tree: Mapping[str, Any]) -> str:
        """What a row says, as 32 hexadecimal digits."""
        return _hash(canonical(tree))

    def key_hash(self, tree: Mapping[str, Any]) -> str:
        """What a row speaks of: the first natural key of the form whose first own answer is given; empty without."""
        if self.item is None:
            return ""
        here = answer(tree, self.item.path) if self.item.path else tree
        if isinstance(here, list):
            if len(here) != 1:
                return ""
            here = here[0]
        for key in self.item.keys:
            own = next(path for path in key if not path.startswith("/"))
            if isinstance(here, Mapping) and answer(here, own):
                parts = [answer(tree if path.startswith("/") else here, path) or "" for path in key]
                return _hash("\x1f".join([key[0], *(name_key(part) for part in parts)]).encode())
        return ""

    def envelope(
        self, tree: Mapping[str, Any], instance_id: str, deprecated_id: str | None, device: str = ""
    ) -> SubmissionEnvelope:
        """The row as a submission. `device`: which file it came in."""
        return SubmissionEnvelope(
            instance_id=instance_id,
            form_id=self.form.form_id,
            form_version=self.form.version,
            channel=Channel.SPREADSHEET,
            body=canonical(tree),
            content=tree,
            media_type="application/json",
            observed_at=self._observed_at(tree),
            deprecated_id=deprecated_id,
            device_id=device,
        )

    def _observed_at(self, tree: Mapping[str, Any]) -> datetime | None:
        day = answer(tree, self.reading.observed_on) if self.reading and self.reading.observed_on else None
        try:
            return datetime.combine(date.fromisoformat(day[:10]), time(12), LOCAL) if isinstance(day, str) else None
        except ValueError:
            return None


def canonical(tree: Mapping[str, Any]) -> bytes:
    """The same answers are the same bytes."""
    return orjson.dumps(tree, option=orjson.OPT_SORT_KEYS)


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()

