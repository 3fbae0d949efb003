"""What a cell says: dates, numbers, choices and long numbers as people and programmes write them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.forms import Question
from binakampung.intake.cells import BadCell, reader_for
from binakampung.intake.dates import from_serial, from_text
from binakampung.intake.tables import Fault

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 24)
SEX = (("male", {"id": "Laki-laki", "en": "Male"}), ("female", {"id": "Perempuan", "en": "Female"}))
NUMBERED = (("1", {"id": "Laki-laki", "en": "Male"}), ("2", {"id": "Perempuan", "en": "Female"}))
YES_NO = (("yes", {"id": "Ya", "en": "Yes"}), ("no", {"id": "Tidak", "en": "No"}))
POSITION = (("lying", {"id": "Berbaring (panjang)"}), ("standing", {"id": "Berdiri (tinggi)"}))
SIGNS = (("convulsion", {"id": "Kejang"}), ("lethargy", {"id": "Sangat lemas"}), ("long_cough", {"id": "Batuk lama"}))


def read(kind: str, cell: Any, choices: Any = ()) -> str:
    return reader_for(Question("q", "leaf", kind, choices=choices), TODAY)(cell)


def refused(kind: str, cell: Any, choices: Any = ()) -> str:
    with pytest.raises(BadCell) as caught:
        read(kind, cell, choices)
    return caught.value.code


@pytest.mark.parametrize(
    "cell",
    [
        *("6 Juni 2023", "06 Jun 2023", "6-Juni-2023", "6 juni 23", "Selasa, 6 Juni 2023", "6 June 2023"),
        *("June 6, 2023", "45083", 45083, 45083.75, date(2023, 6, 6), datetime(2023, 6, 6, 10, 30)),
        *("06/06/2023", "6/6/2023", "6-6-2023", "06.06.2023", "6/6/23", "2023-06-06", "2023/6/6", "20230606"),
        *("2023-06-06T10:30:00", "2023-06-06 00:00:00", "06/06/2023 07.30 WIB", " 2023-06-06\0"),
    ],
)
def test_dates_of_every_kind(cell: Any) -> None:
    assert read("date", cell) == "2023-06-06"


def test_the_day_comes_first() -> None:
    assert read("date", "03/04/2025") == "2025-04-03"
    assert refused("date", "06/13/2023") == "cell_not_a_date"


@pytest.mark.parametrize("cell", ["31/02/2025", "kemarin", "2023", 2023.0, "0/0/0", True, "6 Juno 2023", 1e9, time(8)])
def test_what_is_no_date_is_refused(cell: Any) -> None:
    assert refused("date", cell) == "cell_not_a_date"


def test_two_digit_years_are_the_last_such_year() -> None:
    assert from_text("1/5/27", TODAY) == date(2027, 5, 1)
    assert from_text("1/5/28", TODAY) == date(1928, 5, 1)


@given(st.dates(date(1911, 1, 1), date(2079, 1, 1)))
def test_every_date_comes_back_from_each_way_to_write_it(day: date) -> None:
    for text in (day.isoformat(), day.strftime("%d/%m/%Y"), day.strftime("%d-%m-%Y"), day.strftime("%Y%m%d")):
        assert from_text(text, TODAY) == day
    assert from_serial((day - date(1899, 12, 30)).days) == day


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *((10.5, "10.5"), (7, "7"), (7.0, "7"), ("10,5", "10.5"), ("10.5", "10.5"), ("84 cm", "84")),
        *(("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1.234.567", "1234567"), ("1.234", "1.234"), ("-3", "-3")),
        *((0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), ("1e3", "1000"), ("NA", ""), ("-", ""), (" 10,5 kg", "10.5")),
        *((True, None), ("#N/A", None)),
        *(("delapan", None), ("10,5,3", None), ("10 5x", None), (float("inf"), None), ("١٢", "12"), ("1_000", None)),
    ],
)
def test_numbers_with_point_or_comma(cell: Any, said: str | None) -> None:
    if said is None:
        assert refused("decimal", cell) == "not_a_number"
    else:
        assert read("decimal", cell) == said


def test_a_number_that_became_a_date_is_named_so() -> None:
    assert refused("decimal", date(2026, 5, 10)) == "date_not_number"
    assert refused("integer", "7,5") == "not_a_whole_number"
    assert read("integer", 7.0) == "7"


@given(st.floats(-1e9, 1e9).map(lambda number: float(f"{number:.12g}")))
def test_a_number_is_the_same_number_as_text(number: float) -> None:
    assert float(read("decimal", number) or "x") == pytest.approx(number, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("cell", [3528052004110001.0, 3.52805200411e15, "3.52805E+15", "3,528E+15", "8.12345E+11"])
def test_a_long_number_that_lost_digits_is_refused(cell: Any) -> None:
    assert refused("text", cell) == "digits_lost"


def test_a_long_number_as_text_stays() -> None:
    assert read("text", "3528052004110001") == "3528052004110001"
    assert read("text", "081234567890") == "081234567890"
    assert read("text", 81234567890.0) == "81234567890"
    assert refused("integer", 3528052004110001.0) == "digits_lost"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *(("L", "male"), ("p", "female"), ("laki-laki", "male"), ("LAKI2", None), ("Perempuan", "female")),
        *((1, "male"), (2.0, "female"), ("1", "male"), ("male", "male"), ("Wanita", "female"), ("x", None), ("", None)),
    ],
)
def test_choices_by_code_label_or_word(cell: Any, code: str | None) -> None:
    if code is None:
        assert refused("select one", cell, SEX) == "not_a_choice"
    else:
        assert read("select one", cell, SEX) == code


def test_the_same_word_means_what_the_question_asks() -> None:
    assert read("select one", "l", POSITION) == "lying"
    assert read("select one", "l", NUMBERED) == "1"
    assert read("select one", "Berdiri", POSITION) == "standing"
    assert [read("select one", cell, YES_NO) for cell in (True, "y", "Ada", 1)] == ["yes"] * 4
    assert [read("select one", cell, YES_NO) for cell in (False, "n", "Tidak", 2, "0")] == ["no"] * 5


def test_several_choices_by_label_or_code() -> None:
    assert read("select all that apply", "Kejang; sangat lemas", SIGNS) == "convulsion lethargy"
    assert read("select all that apply", "convulsion long_cough", SIGNS) == "convulsion long_cough"
    assert read("select all that apply", "Sangat lemas", SIGNS) == "lethargy"
    assert refused("select all that apply", "Kejang; pusing", SIGNS) == "not_a_choice"


@pytest.mark.parametrize("kind", ["text", "decimal", "integer", "date", "select one"])
def test_errors_and_formulas_without_result_are_named(kind: str) -> None:
    choices = SEX if kind == "select one" else ()
    assert refused(kind, Fault("#DIV/0!"), choices) == "cell_error"
    assert refused(kind, Fault("="), choices) == "formula_not_computed"


def test_times_and_moments() -> None:
    assert read("time", "8.30") == "08:30:00"
    assert read("time", time(8, 30)) == "08:30:00"
    assert refused("time", "pagi") == "not_a_time"
    assert read("dateTime", datetime(2026, 1, 2, 3, 4)) == "2026-01-02T03:04:00"
    assert read("dateTime", "6 Juni 2023") == "2023-06-06"


def test_stray_characters_go() -> None:
    assert read("text", " Siti\xa0Aminah \0\u200b") == "Siti Aminah"
