"""The template that an office fills in: which columns it has, and what stands in them already.

The form gives the columns; a form that speaks of a listed child gets one line for every child of the area. What the
template puts there comes back with the file: names of questions under the headings, ids in a hidden column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from binakampung.catalogue.forms import mapping
from binakampung.domain.decoding import FUTURE_ALLOWED, FormMapping, ItemMapping
from binakampung.domain.forms import text_in
from binakampung.intake.slots import Slot, slots_of
from binakampung.intake.tables import FileRefused
from binakampung.ledger.forms import current, schema
from binakampung.ledger.models import FormVersion
from binakampung.registry.actions.site import setting
from binakampung.registry.lists import under_fives
from binakampung.registry.models import AdministrativeArea, Family, Person

Kind = Literal["text", "number", "whole", "date", "choice", "several", "id"]
Value = str | date
ROSTER = "children.csv"
_KINDS: Mapping[str, Kind] = {
    "decimal": "number",
    "range": "number",
    "integer": "whole",
    "int": "whole",
    "date": "date",
    "select all that apply": "several",
    "rank": "several",
}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: its heading, the question that it fills (empty: only for people to read), what may stand in it."""

    heading: str
    path: str = ""
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    between: tuple[float, float] | None = None
    may_lie_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """Everything that the workbook shows. `lines` hold the values known already, by path (or heading without one)."""

    title: str
    form_id: str
    version: str
    area: str
    made_on: date
    columns: tuple[TemplateColumn, ...]
    lines: tuple[Mapping[str, Value], ...] = ()
    every_line: Mapping[str, Value] = field(default_factory=dict)
    invented: bool = False


def template_for(form_id: str, area: str, on: date) -> Template:
    """The template of a form for an area (code with or without dots), prefilled as of a day.

    Raises `FileRefused` for an unknown form or area.
    """
    form = current(form_id)
    if form is None:
        raise FileRefused("import_unknown_form", form=form_id)
    place = AdministrativeArea.objects.filter(pk=area.strip().replace(".", "")).first()
    if place is None:
        raise FileRefused("import_unknown_area", area=area)
    reading = mapping(form_id, form.version)
    shown = _shown(form, reading)
    roster = next((slot for slot in shown if slot.question.items == ROSTER), None)
    columns = [column for slot in shown for column in _columns(slot, reading, place, roster)]
    return Template(
        title=form.title,
        form_id=form_id,
        version=form.version,
        area=str(place),
        made_on=on,
        columns=tuple(columns),
        lines=tuple(_lines(roster, reading, place, on)) if roster else (),
        every_line=_every_line(reading, place, on) if roster else {},
        invented=setting("demonstration") == "1",
    )


def _shown(form: FormVersion, reading: FormMapping | None) -> list[Slot]:
    """The questions that people answer: not what a phone fills in, what an answer implies, or what the file names."""
    slots = slots_of(schema(form))
    implied = {slot.hangs_on[0] for slot in slots if slot.hangs_on}
    named = reading.file_name if reading else ""
    return [
        slot
        for slot in slots
        if not slot.answered_by_itself
        and slot.path != named
        and not (slot.question.name in implied and slot.constant)
    ]


def _columns(
    slot: Slot, reading: FormMapping | None, place: AdministrativeArea, roster: Slot | None
) -> Iterator[TemplateColumn]:
    question = slot.question
    if slot is roster:
        yield TemplateColumn("ID anak", slot.path, "id")
        if "name" not in _person(reading):
            yield from (TemplateColumn(heading) for heading in ("Nama anak", "Tanggal lahir", "Nama ibu"))
        return
    choices = tuple(text_in(labels, "id") or code for code, labels in question.choices)
    if question.items == "villages.csv":
        choices = tuple(_villages(place))
    kind: Kind = "choice" if choices else "text"
    yield TemplateColumn(
        heading=question.label("id"),
        path=slot.path,
        kind=_KINDS.get(question.type, kind),
        required=question.required and not slot.hangs_on and not slot.conditional,
        choices=choices,
        between=_between(slot, reading),
        may_lie_ahead=question.name in FUTURE_ALLOWED or reading is None,
    )


def _villages(place: AdministrativeArea) -> Iterator[str]:
    rows = AdministrativeArea.objects.filter(code__startswith=place.code).order_by("code")
    return (str(row) for row in rows if row.is_village)


def _item(reading: FormMapping | None) -> ItemMapping | None:
    return reading.items[0] if reading and len(reading.items) == 1 else None


def _person(reading: FormMapping | None) -> Mapping[str, str]:
    """Where the form asks who is meant: field of the person -> path from the item."""
    item = _item(reading)
    spoken = item.fields.get("person", {}) if item else {}
    return {name: path for name, path in spoken.items() if isinstance(path, str)}


def _between(slot: Slot, reading: FormMapping | None) -> tuple[float, float] | None:
    """The limits that the door itself will hold an answer to."""
    item = _item(reading)
    if item is None:
        return None
    limits = {
        f"{item.path}/{spec['path']}".strip("/"): spec["between"]
        for spec in item.fields.values()
        if isinstance(spec, Mapping) and "between" in spec
    }
    low, high = limits.get(slot.path, (None, None))
    return None if low is None else (float(low), float(high))


def _every_line(reading: FormMapping | None, place: AdministrativeArea, on: date) -> dict[str, Value]:
    """Where and when, the same on all lines; a line with nothing more says nothing and is skipped when it returns."""
    known: dict[str, Value] = {}
    if reading and reading.village and place.is_village:
        known[reading.village] = str(place)
    if reading and reading.observed_on:
        known[reading.observed_on] = on
    return known


def _lines(
    roster: Slot, reading: FormMapping | None, place: AdministrativeArea, on: date
) -> Iterator[dict[str, Value]]:
    """A line for every child under five of the area, by posyandu and name."""
    children = list(under_fives((place.code,), on))
    homes = Family.objects.in_bulk({child.family_id for child in children})
    villages = AdministrativeArea.objects.in_bulk({child.village for child in children})
    item = _item(reading)
    before = f"{item.path}/" if item and item.path else ""
    asked = _person(reading)
    posyandu = item.fields.get("posyandu") if item else None
    for child in sorted(children, key=lambda each: _order(each, homes)):
        line: dict[str, Value] = {roster.path: child.pk}
        if reading and reading.village:
            line[reading.village] = str(villages[child.village])
        home = homes.get(child.family_id)
        if isinstance(posyandu, str) and home is not None and home.posyandu:
            line[posyandu.lstrip("/")] = home.posyandu
        told = _told(child)
        if "name" in asked:
            line |= {f"{before}{asked[name]}": value for name, value in told.items() if name in asked and value}
        else:
            line |= {"Nama anak": told["name"], "Tanggal lahir": told["birth_date"], "Nama ibu": told["mother_name"]}
        yield line


def _order(child: Person, homes: Mapping[str, Family]) -> tuple[str, str, str, str]:
    home = homes.get(child.family_id)
    return child.village, home.posyandu if home else "", child.name_key, child.pk


def _told(child: Person) -> dict[str, Value]:
    """What is known of a child, by the fields of `PersonReference`."""
    sex = {"male": "Laki-laki", "female": "Perempuan"}.get(child.sex, "")
    born = child.birth_date or ""
    return {"name": child.name, "sex": sex, "birth_date": born, "mother_name": child.mother_name}
