"""Roles: what each may see and do. Where they may do it is their dated territory (domain.md 12 gives the table).

A right is a name in `RIGHTS`; a role has it or has it not. Where the law's reading is open (which of kader, health and
office counts as 'own caregiver' for a datum) the narrower reading stands here, and one line of this table widens it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Role:
    """One role of the programme.

    `level` is the length of the area codes it is assigned to (10 village, 6 subdistrict, 4 district, 2 province).

    What it sees inside its territory:
    `names` people's names; without it a reader gets aggregates.
    `nik` whole NIK and KK numbers; without it the first six and last four digits.
    `health` measurements, pregnancy, illness; `contraception` the method a couple uses, and pregnancies of minors;
    `violence` answers about conflict at home.
    `referred` only families referred to the reader's own office, and of them only what the referral needs. It opens
    nothing else: a role with it alone has no `names`.

    What it does: `records` sends submissions about people; `verifies` confirms what others recorded; `publishes`
    publishes forms and closes periods; `manages` makes accounts and device keys; `supervises` gives field workers of
    its territory a new password.

    `needs_second_factor`: an office role that sees the names of whole areas, or opens accounts that do. Where the
    installation requires it, a password alone does not sign it in.
    """

    code: str
    level: int
    names: bool
    records: bool
    publishes: bool = False
    manages: bool = False
    nik: bool = False
    health: bool = False
    contraception: bool = False
    violence: bool = False
    referred: bool = False
    verifies: bool = False
    supervises: bool = False
    needs_second_factor: bool = False

    def rights(self) -> Iterator[str]:
        """The names of the rights it has."""
        return (right for right in RIGHTS if getattr(self, right))


RIGHTS = tuple(field.name for field in fields(Role) if field.name not in ("code", "level"))

# A family accompaniment team (TPK) is one midwife, one cadre of the PKK and one cadre of family planning.
TEAM_ROLES = ("team_midwife", "team_pkk", "team_cadre")

ROLES: Mapping[str, Role] = {
    role.code: role
    for role in (
        Role("cadre", 10, names=True, records=True, health=True, contraception=True),
        Role("team_midwife", 10, names=True, records=True, nik=True, health=True, contraception=True),
        Role("team_pkk", 10, names=True, records=True, health=True, contraception=True),
        Role("team_cadre", 10, names=True, records=True, health=True, contraception=True),
        Role("midwife", 10, names=True, records=True, nik=True, health=True, contraception=True),
        Role(
            "field_officer", 10, names=True, records=True, nik=True, health=True, contraception=True, violence=True,
            verifies=True, supervises=True,
        ),
        Role("village", 10, names=False, records=False),
        Role("subdistrict", 6, names=False, records=False),
        Role(
            "coordinator", 6, names=True, records=False, nik=True, health=True, contraception=True,
            verifies=True, supervises=True, needs_second_factor=True,
        ),
        Role("sector", 4, names=False, records=False, referred=True, needs_second_factor=True),
        Role(
            "district", 4, names=True, records=True, nik=True, health=True, contraception=True, violence=True,
            verifies=True, publishes=True, manages=True, supervises=True, needs_second_factor=True,
        ),
        Role("province", 2, names=False, records=False),
        Role("technician", 4, names=False, records=False, manages=True, needs_second_factor=True),
    )
}  # fmt: skip
