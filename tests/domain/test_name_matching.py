"""Names as the island writes them: what is one name, what is nearly one, what is none."""

from __future__ import annotations

import copy

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.name_variants import name_spelling, spelling_of
from binakampung.catalogue.paths import definitions
from binakampung.catalogue.reading import RuleError
from binakampung.domain.name_matching import jaro_winkler, name_similarity, sound_key, written

pytestmark = pytest.mark.once
SPELLING = name_spelling()
ODD = (
    "😀", "👨‍👩‍👧", "محمد حسن", "\u202eنور\u202c", "A", "-", "", "  ", "ß", "\ud800", "Ñ", "x" * 5000, "H. H. H.",
    "bin bin", "0", ",,,",
)  # fmt: skip
names = st.one_of(st.text(max_size=30), st.sampled_from(ODD), st.text("abdhijknorstuy .'", max_size=25))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moh. Hasan", "Muhammad Hasan"),
        ("Moch Hasan", "M. Hasan"),
        ("Ach. Fauzi", "Akhmad Pauji"),
        ("St. Fatimah", "SITI PATIMA"),
        ("Abd. Rahman", "Abdurrahman"),
        ("Abdur Rohman", "Abdul Rachman"),
        ("Nurhasanah", "Nur Hasana"),
        ("Khotijah", "Hatija"),
        ("Chotidjah", "Khadijah"),
        ("Soekarno", "Sukarno"),
        ("Djumadi", "Jumadi"),
        ("Tjahjono", "Cahjono"),
        ("Bhusiri", "Busiri"),
        ("Dhalia", "Dalia"),
        ("Syafi'i", "Sapii"),
        ("Sahriyah", "Sahria"),
        ("Hassan", "Hasan"),
        ("H. Moch. Sjafi'i bin Abd. Rahman", "Mohammad Syafii"),
        ("K.H. Buhari", "Buhari"),
        ("Hj. Siti Aminah, S.Pd.I", "Siti Aminah"),
        ("Siti Aminah S.Pd", "St. Aminah"),
        ("Ust. Zainal Abidin", "Jaenal Abidin"),
        ("Aminah binti Hasan", "Aminah"),
        ("Rizal Ahmad", "Ahmad Rizal"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert name_similarity(one, other, SPELLING) == 1.0
    assert sound_key(one, SPELLING) == sound_key(other, SPELLING) != ""


@pytest.mark.parametrize(
    ("one", "other", "lowest", "highest"),
    [
        ("Fathor Rozi", "Fatur Rosi", 0.86, 0.99),  # nearly
        ("Buhari", "Bukhori", 0.86, 0.99),
        ("Moh. Rizal", "Rizal", 0.95, 0.99),  # only a common word is missing
        ("S. Munawaroh", "Munawaroh", 0.95, 0.99),
        ("Ahmad Rizal Hidayat", "Rizal Hidayat", 0.9, 0.99),
        ("Hasan", "Hasan Basri", 0.5, 0.8),  # a name of one word says less
        ("Siti Aisyah", "Siti Aminah", 0.0, 0.85),  # what is alike is what half the village bears
        ("Hasan", "Husen", 0.0, 0.85),
        ("Moh. Rizal", "Moh. Rizki", 0.0, 0.85),
        ("Nur Aini", "Nur Aisyah", 0.0, 0.85),
        ("Busiri", "Matrawi", 0.0, 0.6),
        ("Bayi Ny. Aminah", "Aminah", 0.0, 0.0),  # not the child's name
        ("", "Aminah", 0.0, 0.0),
        ("😀", "😀", 0.0, 0.0),
    ],
)
def test_how_alike(one: str, other: str, lowest: float, highest: float) -> None:
    assert lowest <= name_similarity(one, other, SPELLING) <= highest


def test_titles_alone_stay_a_name() -> None:
    assert written("Haji", SPELLING).words != ()
    assert written("K. H.", SPELLING).words != ()


@pytest.mark.parametrize("name", ["By. Ny. Siti", "Bayi Nyonya Siti", "BAYI", "belum diberi nama", "An. Ny. Siti"])
def test_a_newborn_has_no_name_yet(name: str) -> None:
    assert not written(name, SPELLING).known


def test_a_child_of_the_list_has_one() -> None:
    assert written("An. Rizki", SPELLING).known


def test_other_scripts_are_compared_by_their_letters() -> None:
    assert name_similarity("محمد حسن", "محمد حسن", SPELLING) == 1.0
    assert name_similarity("عائشة", "محمد", SPELLING) < 0.7


@given(names, names)
def test_any_text_is_compared_alike_from_both_sides(one: str, other: str) -> None:
    found = name_similarity(one, other, SPELLING)
    assert 0.0 <= found <= 1.0
    assert found == name_similarity(other, one, SPELLING)


@given(names)
def test_a_name_is_itself(name: str) -> None:
    assert name_similarity(name, name, SPELLING) == (1.0 if written(name, SPELLING).known else 0.0)


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_letters(one: str, other: str) -> None:
    found = jaro_winkler(one, other)
    assert found == jaro_winkler(other, one)
    assert (found == 1.0) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("martha", "marhta", 0.9611), ("dixon", "dicksonx", 0.8133), ("ab", "cd", 0)]
)
def test_letters_against_known_values(one: str, other: str, alike: float) -> None:
    assert jaro_winkler(one, other) == pytest.approx(alike, abs=0.0001)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"words": {"hasan": ["husen"], "husain": ["husen"]}}, "two names"),
        ({"titles": ["Haji"]}, "lower case"),
        ({"spelling": [["oe"]]}, "pairs of letters"),
        ({"likenesses": {}}, "same_sound is missing"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(change: dict[str, object], told: str) -> None:
    stored = yaml.safe_load((definitions() / "codelists" / "name_variants.yaml").read_text(encoding="utf-8"))
    with pytest.raises(RuleError, match=told):
        spelling_of({**copy.deepcopy(stored), **change})
