"""Who may be one person: twins never, one NIK with two names always a question, and the reasons beside the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.duplicate_rules import duplicate_rule, duplicate_rule_of
from binakampung.catalogue.reading import RuleError, rule_file
from binakampung.domain.duplicates import (
    Pair,
    PersonRecord,
    candidates_in_village,
    keys_of,
    likeness,
    settled,
)

pytestmark = pytest.mark.once
RULE = duplicate_rule()
ODD = ("😀", "محمد", "A", "", "-", "Bayi Ny. Siti", "Hasan", "Moh. Hasan", "Rina", "Rini")


def person(id: str, name: str, family: str = "f1", **known: Any) -> PersonRecord:
    usual: dict[str, Any] = {
        "village": "3528052004", "hamlet": "Tengah", "rt": "003", "sex": "female", "birth_date": date(2022, 3, 14),
        "mother_name": "Siti Aminah", "nik_hash": None,
    }  # fmt: skip
    return PersonRecord(id=id, family_id=family, name=name, **{**usual, **known})


def verdict(one: PersonRecord, other: PersonRecord) -> str:
    return likeness(one, other, RULE).verdict


def test_a_child_written_by_two_cadres_is_one() -> None:
    other = person("b", "St. Rofiqah", "f2", rt="RT 3", hamlet="Dsn. Tengah")
    found = likeness(person("a", "Siti Rofiqoh"), other, RULE)
    assert found.verdict == "same"
    assert {"birth_same", "mother_same", "same_rt"} <= set(found.reasons)


@pytest.mark.parametrize("family", ["f1", "f2"])
@pytest.mark.parametrize(("one", "other"), [("Hasan", "Husen"), ("Siti Aisyah", "Siti Maryam"), ("Rizal", "Rizki")])
def test_twins_are_two(one: str, other: str, family: str) -> None:
    found = likeness(person("a", one), person("b", other, family), RULE)
    assert (found.verdict, found.reasons[-1]) == ("different", "twins")


@pytest.mark.parametrize(("one", "other"), [("Rina", "Rini"), ("Fatimah", "Fatihah"), ("Misnati", "Misnatun")])
def test_twins_with_names_alike_are_never_merged_by_themselves(one: str, other: str) -> None:
    assert verdict(person("a", one), person("b", other, "f2")) == "ask"


def test_names_alike_of_one_birthday_in_one_family_are_twins() -> None:
    assert likeness(person("a", "Rina"), person("b", "Rini"), RULE).reasons[-1] == "twins"


def test_twins_without_mothers_name_are_known_by_their_home() -> None:
    assert verdict(person("a", "Hasan", mother_name=""), person("b", "Husen", "f2", mother_name="")) == "different"


@pytest.mark.parametrize("name", ["Misnatun", "Zubaidah Rofiqoh"])
def test_a_name_and_a_day_need_support(name: str) -> None:
    alone: dict[str, Any] = {"mother_name": "", "birth_date": date(1980, 5, 14)}
    one, other = person("a", name, **alone), person("b", name, "f2", **alone)
    assert verdict(one, other) == "ask"
    assert verdict(replace(one, nik_hash="x"), replace(other, nik_hash="x")) == "same"
    with_mother = [replace(each, mother_name="Sahriyah") for each in (one, other)]
    assert verdict(*with_mother) == "same"


def test_a_name_of_one_word_beside_a_longer_is_asked() -> None:
    found = likeness(person("a", "Hasan"), person("b", "Hasan Basri", "f2"), RULE)
    assert (found.verdict, "name_part" in found.reasons) == ("ask", True)


def test_father_and_son_of_one_name_are_two() -> None:
    father = person("a", "Moh. Hasan Basri", birth_date=date(1985, 6, 14), mother_name="")
    assert verdict(father, person("b", "Moh. Hasan Basri", birth_date=date(2012, 3, 20))) == "different"


def test_siblings_with_names_alike_are_two() -> None:
    assert verdict(person("a", "Rina", birth_date=date(2019, 8, 25)), person("b", "Rini")) == "different"


@pytest.mark.parametrize("name", ["Matrawi", "Bayi Ny. Aminah", "", "Hasan"])
def test_one_nik_with_another_name_is_asked(name: str) -> None:
    one = person("a", "Busiri Anwar", nik_hash="x")
    other = person("b", name, nik_hash="x", birth_date=date(1950, 1, 1), sex="male", mother_name="")
    assert verdict(one, other) == "ask"


def test_two_niks_are_asked_however_alike() -> None:
    found = likeness(person("a", "Siti Rofiqoh", nik_hash="x"), person("b", "Siti Rofiqoh", "f2", nik_hash="y"), RULE)
    assert found.verdict == "ask"


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (date(2022, 3, 7), "birth_same"),
        (date(2022, 7, 3), "birth_swapped"),
        (date(2022, 3, 8), "birth_slip"),
        (date(2012, 3, 7), "birth_slip"),
        (date(2022, 3, 21), "birth_differs"),
        (date(2022, 1, 1), "birth_year"),
        (date(2023, 12, 31), "birth_year"),
        (date(1996, 6, 15), "generations"),
        (None, "birth_unknown"),
    ],
)
def test_days_of_birth(born: date | None, reason: str) -> None:
    one, other = (person(id, "Siti Rofiqoh", birth_date=day) for id, day in (("a", date(2022, 3, 7)), ("b", born)))
    assert reason in likeness(one, other, RULE).reasons


def test_a_stand_in_day_says_little() -> None:
    known: dict[str, Any] = {"birth_date": date(1950, 7, 1), "mother_name": ""}
    assert verdict(person("a", "Siti Rofiqoh", **known), person("b", "Siti Rofiqoh", "f2", **known)) == "ask"


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, "same_rt"),
        ({"rt": ""}, "same_hamlet"),
        ({"hamlet": ""}, "same_village"),
        ({"hamlet": "Laok"}, "same_village"),
        ({"village": "3528052005"}, "other_village"),
        ({"village": ""}, "other_village"),
    ],
)
def test_places(known: dict[str, str], reason: str) -> None:
    assert reason in likeness(person("a", "Rofiqoh"), person("b", "Rofiqoh", "f2", **known), RULE).reasons


people = st.builds(
    PersonRecord,
    id=st.sampled_from("abc"),
    family_id=st.sampled_from(["", "f1", "f2"]),
    village=st.sampled_from(["", "3528052004"]),
    hamlet=st.sampled_from([*ODD[:3], "", "Dusun Tengah"]),
    rt=st.sampled_from(["", "1", "RT 001", "٣", "x"]),
    name=st.one_of(st.sampled_from(ODD), st.text(max_size=20)),
    sex=st.sampled_from(["male", "female", None]),
    birth_date=st.none() | st.dates() | st.sampled_from([date(2022, 3, 4), date(2022, 4, 3), date(2024, 2, 29)]),
    mother_name=st.one_of(st.sampled_from(ODD), st.text(max_size=20)),
    nik_hash=st.sampled_from([None, "", "x", "y"]),
)


@given(people, people)
def test_any_two_records_are_judged_alike_from_both_sides(one: PersonRecord, other: PersonRecord) -> None:
    found = likeness(one, other, RULE)
    assert found == likeness(other, one, RULE)
    assert 0.0 <= found.score <= 1.0
    if one.nik_hash and one.nik_hash == other.nik_hash:
        assert found.verdict != "different"
    elif found.verdict == "same":
        assert "name_differs" not in found.reasons


@given(st.lists(people, max_size=6), st.lists(people, max_size=6))
def test_candidates_never_raise_and_never_name_oneself(new: list[PersonRecord], known: list[PersonRecord]) -> None:
    for pair in candidates_in_village(new, known, RULE):
        assert pair.left.id != pair.right.id
        assert pair.likeness.verdict in ("same", "ask")


# --- among a village ---


def test_the_warning_at_registration_names_the_most_alike_first() -> None:
    new = person("new", "Siti Rofiqoh", "f9")
    known = [
        person("perhaps", "Siti Rofiqoh", "f1", birth_date=date(2022, 3, 15), mother_name=""),
        person("surely", "St. Rofiqah", "f2"),
        person("twin", "Siti Maryam", "f2"),
        person("nobody", "Busiri", "f3", birth_date=date(1960, 6, 5)),
    ]
    found = candidates_in_village([new], known, RULE)
    assert [(pair.right.id, pair.likeness.verdict) for pair in found] == [("surely", "same"), ("perhaps", "ask")]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Siti Rofikah"},
        {"birth_date": date(2022, 4, 3)},  # day and month exchanged
        {"name": "By. Ny. Aminah"},
        {"name": "Siti Rofiqoh", "birth_date": None},
        {"name": "Zubaidah", "birth_date": date(1990, 2, 2), "nik_hash": "x"},
        {"name": "Rofiqoh Hasanah", "birth_date": date(2022, 3, 14)},
    ],
)
def test_who_is_found(other: dict[str, Any]) -> None:
    new = person("new", "Siti Rofiqoh", "f9", birth_date=date(2022, 3, 4), nik_hash="x")
    known = {"name": "Siti Rofiqoh", "birth_date": date(2022, 3, 4), **other}
    assert candidates_in_village([new], [person("old", **known, family="f1")], RULE)


def test_who_shares_no_key_is_not_compared() -> None:
    one, other = person("a", "Busiri", birth_date=date(1960, 6, 5)), person("b", "Rofiqoh")
    assert not set(keys_of(one, RULE.spelling)) & set(keys_of(other, RULE.spelling))


def test_twins_of_a_household_recorded_twice_each_have_one_counterpart() -> None:
    known = [person("a1", "Siti Rini", "f1"), person("a2", "Siti Reni", "f1")]
    new = [person("b1", "Siti Rini", "f2"), person("b2", "Siti Reni", "f2")]
    found = candidates_in_village(new, known, RULE)
    told = [(pair.left.id, pair.right.id, pair.likeness.verdict) for pair in found]
    assert told == [("b1", "a1", "same"), ("b2", "a2", "same")]


def test_a_household_recorded_twice_supports_each_of_its_people() -> None:
    def of(family: str) -> list[PersonRecord]:
        known: dict[str, Any] = {"mother_name": "", "birth_date": date(1980, 5, 14)}
        wife = person(f"w{family}", "Misnatun", family, **known)
        return [wife, person(f"h{family}", "Busiri", family, **{**known, "birth_date": date(1978, 2, 20)}, sex="male")]

    found = candidates_in_village(of("f1"), of("f2"), RULE)
    assert [(pair.left.name, pair.likeness.verdict) for pair in found] == [("Busiri", "same"), ("Misnatun", "same")]
    assert all("household" in pair.likeness.reasons for pair in found)
    (alone,) = candidates_in_village(of("f1")[:1], of("f2"), RULE)
    assert (alone.likeness.verdict, alone.likeness.reasons[-1]) == ("ask", "unsupported")


def test_a_slip_of_the_pen_does_not_make_one_twin_the_other() -> None:
    known = [person("a1", "Rofiq Dzikti", "f1"), person("a2", "Rofi'i Dzikri", "f1")]
    child = person("b1", "Ropiq Dzikri", "f2")
    assert verdict(child, known[1]) == "same"  # by themselves
    found = candidates_in_village([child], known, RULE)
    assert {pair.likeness.verdict for pair in found} == {"ask"}


def test_records_that_do_not_all_fit_are_asked() -> None:
    one, middle, other = (person(id, "Siti Rofiqoh", f"f-{id}") for id in "abc")
    other = replace(other, nik_hash="y")
    one = replace(one, nik_hash="x")
    pairs = [Pair(a, b, likeness(a, b, RULE)) for a, b in ((one, middle), (middle, other), (one, other))]
    assert [pair.likeness.verdict for pair in pairs] == ["same", "same", "ask"]
    found = settled(pairs, RULE)
    assert [pair.likeness.verdict for pair in found] == ["ask", "ask", "ask"]
    assert found[0].likeness.reasons[-1] == "not_all_alike"


def test_three_records_that_all_fit_are_one() -> None:
    people = [person(id, "Siti Rofiqoh", f"f-{id}") for id in "abc"]
    pairs = [Pair(a, b, likeness(a, b, RULE)) for place, a in enumerate(people) for b in people[:place]]
    assert {pair.likeness.verdict for pair in settled(pairs, RULE)} == {"same"}


# --- the rule file ---

LINKAGE = rule_file("duplicates")["parameters"]["linkage"]
HALF = {"m": 0.5, "u": 0.5}
UNEVEN = {**LINKAGE["levels"], "sex": {"same": HALF, "differs": {"m": 0.1, "u": 0.5}}}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"same_from": 0.4}, "must ascend"),
        ({"stand_in_days": ["13-01"]}, "not month-day"),
        ({"evidence": {"nik_same": {"bits": 1}}}, "evidence must be"),
        ({"linkage": {}}, "levels is missing"),
        ({"linkage": {**LINKAGE, "merge_from": 1}}, "between 0 and 1"),
        ({"linkage": {**LINKAGE, "levels": UNEVEN}}, "sums 1"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(change: dict[str, Any], told: str) -> None:
    node = rule_file("duplicates")
    with pytest.raises(RuleError, match=told):
        duplicate_rule_of({**node, "parameters": {**node["parameters"], **change}})
