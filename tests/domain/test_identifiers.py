"""NIK and family card numbers: what is read, what is asked, what is shown."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from binakampung.catalogue.problems import codes, short, wording
from binakampung.domain.facts import Sex
from binakampung.domain.identifiers import (
    card_of,
    card_parts,
    card_questions,
    likely_day,
    mask,
    mother_of,
    nik_of,
    nik_parts,
    nik_questions,
    nik_status,
    number_status,
    plain_number,
    provisional_nik,
    read_card,
    read_nik,
)
from binakampung.domain.problems import Problem, Severity

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 24)
BORN = date(1990, 3, 12)
WOMAN = "3528045203900001"  # 12 March 1990, a woman
MAN = "3528041203900001"
PROVINCES = {"35", "11"}

days = st.dates(date(1927, 1, 1), TODAY)
sexes: st.SearchStrategy[Sex] = st.sampled_from(["male", "female"])
regions = st.text("123456789", min_size=6, max_size=6)
serials = st.integers(1, 9999)
anything = st.text(max_size=300) | st.text(string.digits + " .-'٣٥٨\u200f", max_size=300)


def asked(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("written", "sex", "born", "expected"),
    [
        (WOMAN, "female", BORN, []),
        (MAN, "male", BORN, []),
        (MAN, None, None, []),
        ("3528 0412 0390 0001", "male", BORN, []),
        ("'3528.04.120390.0001", "male", BORN, []),
        ("3528041203900001.0", "male", BORN, []),
        ("\u200f٣٥٢٨٠٤١٢٠٣٩٠٠٠٠١", "male", BORN, []),
        ("", "male", BORN, []),
        (" - ", "male", BORN, []),
        ("belum ada", "male", BORN, ["nik_not_digits"]),
        ("👶", "male", BORN, ["nik_not_digits"]),
        ("35280412O390OOO1", "male", BORN, ["nik_not_digits", "nik_length"]),
        ("352804120390001", "male", BORN, ["nik_length"]),
        ("352804120390000111", "male", BORN, ["nik_length"]),
        (MAN, "female", BORN, ["nik_sex_differs"]),
        (WOMAN, "male", date(1990, 3, 21), ["nik_sex_differs", "nik_birth_date_differs"]),
        (WOMAN, "female", date(1991, 3, 12), ["nik_birth_date_differs"]),
        (WOMAN, "female", date(1890, 3, 12), ["nik_birth_date_differs"]),
        ("3528043203900001", "male", BORN, ["nik_date_impossible"]),  # day 32
        ("3528047203900001", "female", BORN, ["nik_date_impossible"]),  # day 72
        ("3528040003900001", None, None, ["nik_date_impossible"]),
        ("3528044003900001", None, None, ["nik_date_impossible"]),  # day 40
        ("3528041213900001", None, None, ["nik_date_impossible"]),  # month 13
        ("3528042902910001", None, None, ["nik_date_impossible"]),  # no 29 February in 1991
        ("3528042902000001", "male", date(2000, 2, 29), []),  # there was one in 2000, though not in 1900
        ("3528041203900000", "male", BORN, ["nik_serial_zero"]),
        ("5428041203900001", "male", BORN, ["nik_place_unknown"]),
        ("3500041203900001", "male", BORN, ["nik_place_unknown"]),
        ("3528001203900001", "male", BORN, ["nik_place_unknown"]),
        ("1111111111111111", "male", BORN, ["nik_placeholder"]),
        ("0000000000000000", None, None, ["nik_placeholder"]),
        (WOMAN + "1", "male", date(2026, 11, 1), []),  # a newborn son: sex and birth are not his mother's
        (MAN + "1", None, None, ["nik_provisional_of_a_man"]),
    ],
)
def test_what_is_asked_about_a_nik(written: str, sex: Sex | None, born: date | None, expected: list[str]) -> None:
    assert asked(nik_questions(written, sex, born, TODAY, provinces=PROVINCES)) == expected


def test_the_place_is_not_asked_about_when_no_provinces_are_known() -> None:
    assert nik_questions("9928041203900001", "male", BORN, TODAY) == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3528041507120003", []),
        ("3528 0415 0712 0003", []),
        ("", []),
        ("3528044507120003", ["card_date_impossible"]),  # a woman's NIK written as the card
        ("3528042511260003", []),  # 25 November: 2026 is ahead, 1926 is not
        ("3528043002120003", ["card_date_impossible"]),
        ("3528041507120000", ["card_serial_zero"]),
        ("0028041507120003", ["card_place_unknown"]),
        ("35280415071200031", ["card_length"]),
        ("KK 3528041507120003", ["card_not_digits"]),
        ("9999999999999999", ["card_placeholder"]),
    ],
)
def test_what_is_asked_about_a_family_card(written: str, expected: list[str]) -> None:
    assert asked(card_questions(written, TODAY, provinces=PROVINCES)) == expected


def test_every_question_warns_and_has_words_short_ones_too() -> None:
    asked_of_nik = [
        nik_questions(written, sex, born, TODAY, provinces=PROVINCES)
        for written, sex, born in [
            ("x1", None, None),
            ("1" * 16, None, None),
            ("9900009999990000", None, None),
            (MAN, "female", TODAY),
            (MAN + "1", None, None),
        ]
    ]
    asked_of_card = [
        card_questions(written, TODAY, provinces=PROVINCES) for written in ("x1", "1" * 16, "9900009999990000")
    ]
    problems = [problem for found in asked_of_nik + asked_of_card for problem in found]
    worded = {code for code in codes() if code.startswith(("nik_", "card_"))}
    assert {problem.code for problem in problems} == worded
    for problem in problems:
        assert problem.severity is Severity.WARNING
        for language in ("id", "en"):
            assert len(short(problem, language)) < len(wording(problem, language))


def test_a_question_names_who_is_meant_and_never_the_number() -> None:
    (named,) = nik_questions(MAN, "female", BORN, TODAY, name=" Siti ", path="members/2/nik")
    assert named.path == "members/2/nik" and "Siti" in wording(named)
    (nameless,) = nik_questions(MAN, "female", BORN, TODAY)
    assert "352804******0001" in wording(nameless)


@pytest.mark.parametrize(
    ("days", "hint", "expected"),
    [
        ((date(2020, 5, 1), date(1920, 5, 1)), None, date(2020, 5, 1)),
        ((date(2020, 5, 1), date(1920, 5, 1)), date(1921, 1, 1), date(1920, 5, 1)),
        ((date(2027, 5, 1), date(1927, 5, 1)), None, date(1927, 5, 1)),
        ((date(2027, 5, 1),), None, None),
        ((), date(2000, 1, 1), None),
    ],
)
def test_the_century_is_the_newest_that_is_not_ahead_unless_more_is_known(
    days: tuple[date, ...], hint: date | None, expected: date | None
) -> None:
    assert likely_day(days, TODAY, hint) == expected


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("3528041203900001", "352804******0001"),
        ("3528 0412 0390 0001", "352804******0001"),
        ("35280412039000011", "352804*******0011"),
        ("352804120390", "352804******"),
        ("35280412039000", "352804******00"),
        ("35280412039", "***********"),
        ("1" * 40, "111111**********1111"),
        ("", ""),
        ("Siti", ""),
    ],
)
def test_masks(digits: str, shown: str) -> None:
    assert mask(digits) == shown


@pytest.mark.parametrize(
    ("digits", "verified", "shared", "expected"),
    [
        ("", True, True, "none"),
        (MAN, False, False, "unverified"),
        (MAN, True, False, "verified"),
        (MAN, True, True, "duplicate"),
        (WOMAN + "1", True, False, "provisional"),
        (WOMAN + "1", False, True, "duplicate"),
        ("352804", False, False, "unverified"),
    ],
)
def test_how_sure_a_number_is(digits: str, verified: bool, shared: bool, expected: str) -> None:
    assert nik_status(digits, verified, shared) == expected


def test_only_a_nik_is_provisional() -> None:
    assert number_status("nik", WOMAN + "1") == "provisional"
    assert number_status("kk", WOMAN + "1") == "unverified"
    assert number_status("kk", "") == "none"


def test_reading_gives_the_digits_or_the_question() -> None:
    assert read_nik(" 3528.0412.0390.0001 ") == MAN
    assert read_nik(WOMAN + "2") == WOMAN + "2"
    assert read_nik("-") == "" == read_card("")
    short_one, long_card = read_nik("12345", "a/nik"), read_card(WOMAN + "2")
    assert isinstance(short_one, Problem) and (short_one.code, short_one.path) == ("nik_length", "a/nik")
    assert isinstance(long_card, Problem) and long_card.code == "card_length"


@given(regions, sexes, days, serials)
def test_a_nik_reads_back_what_it_was_made_of(region: str, sex: Sex, born: date, serial: int) -> None:
    number = nik_of(region, sex, born, serial)
    parts = nik_parts(number)
    assert read_nik(number) == number and parts is not None
    assert (parts.region, parts.sex, int(parts.serial)) == (region, sex, serial)
    assert born in parts.births and likely_day(parts.births, TODAY, born) == born
    assert nik_questions(number, sex, born, TODAY) == ()
    other: Sex = "male" if sex == "female" else "female"
    assert asked(nik_questions(number, other, born, TODAY)) == ["nik_sex_differs"]


@given(regions, days, serials)
def test_a_card_reads_back_what_it_was_made_of(region: str, registered: date, serial: int) -> None:
    number = card_of(region, registered, serial)
    parts = card_parts(number)
    assert read_card(number) == number and parts is not None
    assert (parts.region, int(parts.serial)) == (region, serial) and registered in parts.registered
    assert card_questions(number, TODAY) == ()


@given(regions, days, serials, st.integers(0, 9), sexes, days)
def test_a_provisional_number_is_the_mothers_and_a_digit(
    region: str, born: date, serial: int, child: int, sex: Sex, child_born: date
) -> None:
    mother = nik_of(region, "female", born, serial)
    number = provisional_nik(mother, child)
    assert mother_of(number) == mother and number_status("nik", number) == "provisional"
    assert nik_questions(number, sex, child_born, TODAY) == ()
    assert mother_of(mother) is None


@given(anything, sexes | st.none(), days | st.none(), st.text(max_size=20))
@example("", None, None, "")
@example("²²²²²²²²²²²²²²²²", "male", BORN, "")  # str.isdigit says yes, int() refuses
@example("𝟛𝟝𝟚𝟠𝟘𝟜𝟙𝟚𝟘𝟛𝟡𝟘𝟘𝟘𝟘𝟙", "male", BORN, "\u202e")
@example("\ud800" * 16, None, None, "")
@example("1" * 300, None, None, "")
def test_any_text_is_read_and_never_breaks_anything(
    written: str, sex: Sex | None, born: date | None, name: str
) -> None:
    digits = plain_number(written)
    assert digits == "" or (digits.isascii() and digits.isdigit())
    assert plain_number(digits) == digits and len(digits) <= 40
    for problem in (*nik_questions(written, sex, born, TODAY, name=name), *card_questions(written, TODAY, name=name)):
        assert problem.severity is Severity.WARNING and problem.code in codes()
        assert len(digits) < 8 or digits not in wording(problem)
    for found in (read_nik(written), read_card(written)):
        assert isinstance(found, Problem) or found == digits
    shown = mask(written)
    assert len(shown) <= 20 and (shown.count("*") >= 6 or len(digits) < 6)
