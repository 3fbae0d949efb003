"""What headings mean: by path, name, label, and the words of offices; and which row of which sheet carries them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from binakampung.catalogue.forms import sources
from binakampung.catalogue.spreadsheets import header_words
from binakampung.domain.forms import Question
from binakampung.intake.headers import Vocabulary
from binakampung.intake.layout import Layout, find_layout
from binakampung.intake.slots import slots_of
from binakampung.intake.tables import FileRefused
from binakampung.intake.workbook import open_tables
from binakampung.ledger.forms import compile_form
from tests.intake.sheets import Rows, text, xlsx

pytestmark = pytest.mark.once


@lru_cache
def vocabulary(form_id: str) -> Vocabulary:
    path = Path(sources()[form_id])
    form = compile_form(path.read_bytes(), path.name, datetime(2026, 12, 1, tzinfo=UTC))
    return Vocabulary(slots_of([Question.from_dict(node) for node in form.schema]))


def meant(form_id: str, title: str) -> str | None:
    meaning = vocabulary(form_id).meaning(title)
    return meaning.slot.key if meaning else None


def layout(form_id: str, content: bytes, sheet: str = "", **chosen: str) -> Layout:
    return find_layout(open_tables(content), vocabulary(form_id), chosen, sheet)


def found(layout: Layout) -> dict[str, str]:
    return {column.title: column.slot.key for column in layout.columns}


def refusal(form_id: str, content: bytes, sheet: str = "", **chosen: str) -> tuple[str, str]:
    with pytest.raises(FileRefused) as caught:
        layout(form_id, content, sheet, **chosen)
    return caught.value.problem.code, caught.value.message()


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("children/weight", "children[1]/weight"),
        ("/data/children[3]/weight", "children[3]/weight"),
        ("weight", "children[1]/weight"),
        ("Berat Badan (Kg) *", "children[1]/weight"),
        ("BERAT_BADAN", "children[1]/weight"),
        ("Weight (kg)", "children[1]/weight"),
        ("BB", "children[1]/weight"),
        ("TB/PB", "children[1]/length"),
        ("Tinggi Badan (cm)", "children[1]/length"),
        ("Nama Anak", "children[1]/child_name"),
        ("L/P", "children[1]/child_sex"),
        ("Tgl. Lahir", "children[1]/child_birth_date"),
        ("LiLA", "children[1]/muac"),
        ("Desa/Kelurahan", "village"),
        ("Tanggal Posyandu", "session_date"),
        ("child", "children[1]/child"),
        ("Nama Lengkap Anak 2", "children[2]/child_name"),
        ("BB [3]", "children[3]/weight"),
        ("Tahun 2026", None),
        ("No", None),
        ("", None),
    ],
)
def test_headings_of_a_posyandu_day(title: str, key: str | None) -> None:
    assert meant("growth_session", title) == key


@pytest.mark.parametrize(
    ("title", "key"),
    [
        *(("gender", "sex"), ("agemons", "age"), ("height", "lenhei"), ("head", "headc"), ("muac", "armc")),
        *(("sw", "sw"), ("tinggi badan", "lenhei"), ("jk", "sex"), ("survei", "survey")),
        *(("id", "row_id"), ("Umur (bulan)", "age"), ("Bobot Sampel", "sw"), ("gregion", "region"), ("tri", None)),
    ],
)
def test_headings_of_a_survey(title: str, key: str | None) -> None:
    assert meant("growth_survey", title) == key


def test_an_age_in_days_says_so() -> None:
    meaning = vocabulary("growth_survey").meaning("agedays")
    assert meaning is not None and dict(meaning.sets) == {"age_unit": "days"}
    assert meant("growth_survey", "is_age_in_month") == "age_unit"


def test_a_list_of_people_is_not_filled_by_names() -> None:
    """The label of the list is what people write over names; ids come only under the question's own name."""
    assert meant("home_visit", "Anak yang dikunjungi") is None
    assert meant("home_visit", "person") == "person"


def test_every_word_means_one_question_of_each_form() -> None:
    for form_id in sources():
        for word in header_words():
            vocabulary(form_id).meaning(word)


HEADINGS = ["Tanggal", "Desa", "Nama Anak", "JK", "BB"]
ROW = ["6/10/2026", "35.28.05.2004", "Siti", "P", "8,1"]


@pytest.mark.parametrize(
    "before",
    [
        [],
        [["DAFTAR PENIMBANGAN BALITA"], ["Posyandu Melati", "", "", "Oktober 2026"], []],
        [["", "", "Identitas", "", "Ukuran"]],
        [["Tahun", 2026]] * 20,
    ],
)
def test_the_headings_are_found_below_titles(before: Rows) -> None:
    made = layout("growth_session", xlsx([*before, HEADINGS, ROW]))
    assert made.heading_row == len(before) + 1
    assert set(found(made).values()) == {
        "session_date",
        "village",
        *(f"children[1]/{name}" for name in ("child_name", "child_sex", "weight")),
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_right_cut_of_a_text_is_the_one_that_the_form_understands(delimiter: str) -> None:
    assert len(layout("growth_session", text([HEADINGS, ROW], delimiter)).columns) == 5


def test_the_sheet_that_fits_is_found_and_two_are_asked_about() -> None:
    cover, other = [["Petunjuk pengisian"], ["Nama petugas", "Ani"]], [["Rekap", "BB"], ["Jumlah", 5]]
    content = xlsx(cover, "Sampul", {"Rekap": other, "Timbang": [HEADINGS, ROW]})
    assert layout("growth_session", content).table.name == "Timbang"
    twice = xlsx([HEADINGS, ROW], "Melati", {"Mawar": [HEADINGS, ROW], "Kosong": [HEADINGS]})
    code, words = refusal("growth_session", twice)
    assert code == "two_sheets" and "Melati" in words and "Mawar" in words and "Kosong" not in words
    assert layout("growth_session", twice, sheet="mawar").table.name == "Mawar"
    assert refusal("growth_session", twice, sheet="Anggrek")[0] == "no_such_sheet"


def test_a_person_may_choose_by_heading_or_letter_or_leave_out() -> None:
    content = xlsx([["Kapan", "Desa", "Siapa", "Ket", "BB"], ROW])
    made = layout("growth_session", content, Kapan="session_date", C="children/child_name", BB="-", ket="notes")
    assert found(made) == {
        "Kapan": "session_date",
        "Desa": "village",
        "Siapa": "children[1]/child_name",
        "Ket": "notes",
    }
    assert made.ignored == ()
    assert refusal("growth_session", content, Kapn="session_date")[0] == "no_such_column"
    assert refusal("growth_session", content, Kapan="hari")[0] == "unknown_field"


def test_of_two_columns_the_surer_counts_and_equals_are_asked_about() -> None:
    made = layout("growth_session", xlsx([["Tanggal", "Desa", "Nama Anak", "weight", "BB"], [*ROW]]))
    assert found(made)["weight"] == "children[1]/weight" and made.ignored == ("BB",)
    code, words = refusal("growth_session", xlsx([[*HEADINGS, "bb"], [*ROW, 8]]))
    assert code == "doubled_columns" and "E (BB)" in words and "F (bb)" in words


@pytest.mark.parametrize("rows", [[["a", "b"], [1, 2]], [["Nama Anak"], ["Siti"]], [["kosong"]]])
def test_a_table_of_something_else_is_refused_with_the_names_that_would_do(rows: Rows) -> None:
    code, words = refusal("growth_session", xlsx(rows))
    assert code == "no_headings" and "Tanggal hari buka posyandu" in words
