"""The forms that the house itself knows: their sources, and how their answers are read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.domain.decoding import FormMapping, ItemMapping, mapping_for

ABOUT_KNOWN_PEOPLE = frozenset({"GrowthMeasured", "HomeVisited", "SurveyChildMeasured"})


@lru_cache(maxsize=1)
def sources() -> dict[str, str]:
    """Form id -> path of its XLSForm source, for every form under `definitions/forms`."""
    return {path.parent.name: str(path) for path in sorted((definitions() / "forms").glob("*/form.*"))}


@lru_cache(maxsize=128)
def mappings(form_id: str) -> tuple[FormMapping, ...]:
    """How each range of versions of a form is read; empty for a form that no rule reads."""
    path = definitions() / "forms" / form_id / "mapping.yaml"
    if "/" in form_id or form_id.startswith(".") or not path.exists():
        return ()
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(_mapping(form_id, stored, version) for version in stored["versions"])


def mapping(form_id: str, version: str) -> FormMapping | None:
    """The reading of one published version, None when no rule reads it."""
    return mapping_for(mappings(form_id), version)


@lru_cache(maxsize=1)
def office_forms() -> frozenset[str]:
    """The forms of the office's own acts: no phone lists them, and only the office's screens may send them."""
    return frozenset(id for id in sources() if any(reading.office for reading in mappings(id)))


@lru_cache(maxsize=1)
def declaring_forms() -> tuple[str, ...]:
    """The forms that say who is who and who belongs where: all but measurements, visits and surveys."""
    return tuple(id for id in sources() if any(_declares(reading) for reading in mappings(id)))


def _declares(reading: FormMapping) -> bool:
    return any(item.observation not in ABOUT_KNOWN_PEOPLE for item in reading.items)


def _mapping(form_id: str, stored: dict[str, Any], version: dict[str, Any]) -> FormMapping:
    items = tuple(
        ItemMapping(
            observation=item["observation"],
            path=item.get("path", ""),
            fields=item["fields"],
            label=item.get("label", ""),
            keys=tuple(tuple(key) for key in item.get("keys", ())),
            says=tuple(item.get("says", ())),
        )
        for item in version["items"]
    )
    return FormMapping(
        form_id,
        items,
        village=stored.get("village", ""),
        observed_on=stored.get("observed_on", ""),
        file_name=stored.get("file_name", ""),
        office=bool(stored.get("office")),
        since=str(version.get("since", "")),
        until=str(version["until"]) if version.get("until") else None,
    )
