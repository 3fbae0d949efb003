"""What people said columns mean, remembered for the next file of the same kind and area."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice

from binakampung.intake.layout import HEADING_ROWS
from binakampung.intake.tables import FileRefused
from binakampung.intake.workbook import open_tables
from binakampung.registry.models import SiteSetting

MOST = 200


def remembered(kind: str, area: str, content: bytes, said: Mapping[str, str]) -> dict[str, str]:
    """Meanings said for earlier files, of headings that this file has; what is said now goes before them."""
    stored = SiteSetting.objects.filter(name=_name(kind, area)).values_list("value", flat=True).first()
    if not stored:
        return dict(said)
    here = _titles(content)
    now = {heading.strip().casefold() for heading in said}
    earlier = {
        heading: field
        for heading, field in json.loads(stored).items()
        if heading.casefold() in here and heading.casefold() not in now
    }
    return {**earlier, **said}


def remember_meanings(kind: str, area: str, said: Mapping[str, str]) -> None:
    """Keep what was said; letters of columns are not kept, since another file has other columns there."""
    headings = {heading.strip(): field for heading, field in said.items() if not _is_letters(heading.strip())}
    if not headings:
        return
    row, _ = SiteSetting.objects.get_or_create(name=_name(kind, area), defaults={"value": "{}"})
    kept = {**json.loads(row.value), **headings}
    row.value = json.dumps(dict(islice(reversed(kept.items()), MOST)), ensure_ascii=False)
    row.save(update_fields=["value"])


def _name(kind: str, area: str) -> str:
    return f"columns:{area}:{kind}"[:50]


def _is_letters(heading: str) -> bool:
    return len(heading) <= 3 and heading.isascii() and heading.isupper() and heading.isalpha()


def _titles(content: bytes) -> set[str]:
    try:
        tables = open_tables(content)
        return {
            " ".join(cell.split()).casefold()
            for table in tables
            for _, cells in islice(table.rows(), HEADING_ROWS)
            for cell in cells
            if isinstance(cell, str)
        }
    except FileRefused:
        return set()
