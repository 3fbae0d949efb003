"""Roles: what each may see and do. Where they may do it is their dated assignments (domain.md 12 gives the table)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """One role of the programme.

    `level` is the length of the area codes it is assigned to (10 village, 6 subdistrict, 4 district).
    `names` may see people's names; `records` may send submissions about people; `publishes` may publish forms and
    close periods; `manages` may make accounts and device keys.
    """

    code: str
    level: int
    names: bool
    records: bool
    publishes: bool = False
    manages: bool = False


ROLES: Mapping[str, Role] = {
    role.code: role
    for role in (
        Role("cadre", 10, names=True, records=True),
        Role("midwife", 10, names=True, records=True),
        Role("field_officer", 10, names=True, records=True),
        Role("village", 10, names=False, records=False),
        Role("subdistrict", 6, names=False, records=False),
        Role("district", 4, names=True, records=True, publishes=True, manages=True),
        Role("technician", 4, names=False, records=False, manages=True),
    )
}
