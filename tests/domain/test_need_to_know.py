"""Who sees what: the table holds for every role, and nothing that a role may not see slips through."""

from __future__ import annotations

import pytest

from binakampung.catalogue.need_to_know import need_to_know
from binakampung.domain.access import ROLES

pytestmark = pytest.mark.once

ANSWERS = {
    "contraception": {"contraception": "iud", "on": "2026-01-01"},
    "development": {"conflict_violence": True, "worships": True, "on": "2026-01-01"},
    "pregnancy": {"pregnant": True, "on": "2026-01-01"},
    "nik": {"hash": "a", "sealed": "b"},
}


def test_the_officer_sees_the_conflict_and_the_cadre_does_not() -> None:
    table = need_to_know()
    assert table.visible(ANSWERS, ROLES["field_officer"])["development"]["conflict_violence"] is True
    seen = table.visible(ANSWERS, ROLES["cadre"])
    assert seen["development"] == {"worships": True, "on": "2026-01-01"}
    assert seen["contraception"]["contraception"] == "iud"
    assert "nik" not in seen
    assert "nik" in table.visible(ANSWERS, ROLES["midwife"])


def test_a_role_without_names_sees_nothing_of_a_person() -> None:
    for role in ROLES.values():
        if not role.names:
            assert need_to_know().visible(ANSWERS, role) == {}, role.code


def test_a_pregnancy_under_age_is_a_kind_of_its_own() -> None:
    table = need_to_know()
    assert table.kind_of("pregnancy", "pregnant", age=17) == "minor_pregnancy"
    assert table.kind_of("pregnancy", "pregnant", age=18) == "health"
    assert table.kind_of("pregnancy", "pregnant") == "health"


def test_numbers_are_masked_and_conflict_is_withheld() -> None:
    table, cadre = need_to_know(), ROLES["cadre"]
    assert table.sight("number", cadre) == "masked"
    assert table.sight("conflict", cadre) == "withheld"
    assert table.sight("number", ROLES["district"]) == "shown"
