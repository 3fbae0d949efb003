"""Names folded so that care with the pen does not hide a child."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.people import NAMESPACE, derived_id, name_key

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti Aisyah", "siti  aisyah "),
        ("Sa'diyah", "SA DIYAH"),
        ("José", "jose"),
        ("Moh. Hasan", "moh hasan"),
        ("Abd. Rahman-Hakim", "abd rahman hakim"),
    ],
)
def test_same_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_names_in_other_scripts_keep_something_to_find_them_by() -> None:
    assert name_key("عائشة") != ""
    assert name_key("عائشة") != name_key("فاطمة")
    assert name_key("محمد حسن") == "محمد حسن"


def test_ids_depend_on_every_part_and_its_place() -> None:
    assert derived_id("a", "bc") != derived_id("ab", "c")
    assert derived_id("a", "b") == derived_id("a", "b")


@given(parts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=4))
def test_a_derived_id_is_the_version_five_of_its_parts(parts: list[str]) -> None:
    assert derived_id(*parts) == str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))
