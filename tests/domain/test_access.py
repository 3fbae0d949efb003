"""The table of roles hangs together."""

from __future__ import annotations

import pytest

from binakampung.domain.access import RIGHTS, ROLES, TEAM_ROLES, Role

pytestmark = pytest.mark.once

ABOUT_PEOPLE = {"nik", "health", "contraception", "violence", "records", "verifies"}


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)
def test_who_sees_no_names_sees_nothing_about_people(role: Role) -> None:
    assert role.names or not ABOUT_PEOPLE & set(role.rights())


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)
def test_whoever_opens_accounts_or_the_names_of_areas_above_villages_has_a_second_factor(role: Role) -> None:
    assert role.needs_second_factor == (role.manages or role.referred or (role.names and role.level < 10))


def test_answers_about_conflict_are_the_fewests() -> None:
    assert {role.code for role in ROLES.values() if role.violence} == {"field_officer", "district"}


def test_codes_that_accounts_bear_already_stay() -> None:
    old = {"cadre", "midwife", "field_officer", "village", "subdistrict", "district", "technician"}
    assert old <= set(ROLES) and set(TEAM_ROLES) <= set(ROLES)


def test_rights_are_told_by_name() -> None:
    assert "names" in RIGHTS and "level" not in RIGHTS
    assert list(Role("x", 10, names=True, records=False, nik=True).rights()) == ["names", "nik"]
