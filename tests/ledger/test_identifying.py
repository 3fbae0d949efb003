"""Numbers at rest: unreadable, the same for the same, found by a keyed hash."""

from __future__ import annotations

import base64

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from binakampung.ledger.identifying import number_hash, seal_number, unseal_number
from binakampung.ledger.sealing import WrongKey

pytestmark = pytest.mark.once

NIK = "3528041203900001"
written = st.text("0123456789", max_size=40) | st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(written)
def test_what_is_sealed_opens_again_and_the_same_gives_the_same(number: str) -> None:
    sealed = seal_number(number)
    assert unseal_number(sealed) == number and seal_number(number) == sealed


@given(st.text("0123456789", min_size=1, max_size=40), st.text("0123456789", min_size=1, max_size=40))
def test_other_numbers_seal_and_hash_otherwise(one: str, other: str) -> None:
    assert (seal_number(one) == seal_number(other)) == (one == other)
    assert (number_hash("nik", one) == number_hash("nik", other)) == (one == other)


def test_sealed_numbers_fit_their_column_and_say_nothing() -> None:
    assert len(seal_number("9" * 40)) <= 100
    assert NIK not in seal_number(NIK) and NIK.encode() not in base64.b64decode(seal_number(NIK))


def test_bytes_stay_the_same_over_versions() -> None:
    """Rows written years ago are found and read: neither derivation nor layout may change."""
    with override_settings(SECRET_KEY="a secret that never changes"):
        assert seal_number(NIK) == "A18iq6tnH5fz5uj3YwacjUtXYjxV1Y/ccGd66djwBn8="
        assert number_hash("nik", NIK) == "842820704ecc543730dee9733833ad8800583925f662daeb046884ac87091272"


def test_another_secret_reads_and_finds_nothing() -> None:
    sealed, found = seal_number(NIK), number_hash("nik", NIK)
    with override_settings(SECRET_KEY="another secret"):
        assert seal_number(NIK) != sealed and number_hash("nik", NIK) != found
        with pytest.raises(WrongKey):
            unseal_number(sealed)
    assert unseal_number(sealed) == NIK


@pytest.mark.parametrize("damaged", ["x", "AAAA", "é", "not base64!", "A" * 60])
def test_damage_is_said(damaged: str) -> None:
    with pytest.raises(WrongKey):
        unseal_number(damaged)


def test_one_changed_bit_is_noticed() -> None:
    raw = bytearray(base64.b64decode(seal_number(NIK)))
    for place in range(len(raw)):
        raw[place] ^= 1
        with pytest.raises(WrongKey):
            unseal_number(base64.b64encode(raw).decode())
        raw[place] ^= 1


def test_a_nik_is_not_found_as_a_card_and_other_kinds_are_refused() -> None:
    assert number_hash("nik", NIK) != number_hash("kk", NIK)
    assert len(number_hash("kk", NIK)) == 64
    with pytest.raises(ValueError, match="passport"):
        number_hash("passport", NIK)
