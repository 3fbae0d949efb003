"""A corpus of broken workbooks: each is taken as far as it goes, and whatever is not taken is named by its cell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from binakampung.domain.problems import Outcome
from binakampung.intake.importing import import_file
from binakampung.intake.tables import FileRefused
from binakampung.ledger.forms import publish
from binakampung.ledger.models import Payload, Submission
from binakampung.ledger.reading import content_of
from binakampung.registry.actions.accounts import add_worker
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import GrowthMeasurement, ImportBatch, ImportedRecord, WaitingItem
from tests.builders import NEIGHBOUR, VILLAGE, a_family, send
from tests.intake.sheets import computed, counts, saved, take, text, xlsx

HEADINGS = ["Tanggal", "Desa", "Nama Anak", "Tgl Lahir", "BB", "TB", "Cara Ukur"]
SITI = ["6/7/2026", "35.28.05.2004", "Siti", "12/04/2025", "8,1", 71.5, "berbaring"]
BUDI = [date(2026, 7, 6), VILLAGE, "BUDI", "1 Februari 2024", 11.2, "85,0", "Berdiri (tinggi)"]
FORM = """
| survey |
|        | type    | name  | label      | required |
|        | text    | nik   | NIK        | yes      |
|        | text    | name  | Nama       |          |
|        | integer | count | Jumlah     |          |
|        | date    | on    | Tanggal    |          |
| settings |
|          | form_title | form_id | version |
|          | Bantuan    | bantuan | 1       |
"""


@pytest.fixture
def village(db: None) -> None:
    """A village with two known children."""
    make_ready()
    send(a_family().with_child("Siti", date(2025, 4, 12), "female").with_child("Budi", date(2024, 2, 1)))


@pytest.fixture
def aid(db: None) -> None:
    """A form that an office brought."""
    make_ready()
    publish(FORM.encode(), "bantuan.md", "bina", datetime(2026, 1, 1, tzinfo=UTC))


def problems(result: Any) -> list[tuple[int, str, str, str]]:
    return [(each["row"], each["cell"], each["column"], each["code"]) for each in result.as_dict()["problems"]]


def refusal(form: str, content: bytes, area: str = VILLAGE, **options: Any) -> tuple[str, str]:
    before = Submission.objects.count()
    with pytest.raises(FileRefused) as caught:
        import_file(form, "berkas.xlsx", content, area, "bina", **options)
    assert Submission.objects.count() == before and not ImportBatch.objects.exists()
    return caught.value.problem.code, caught.value.message()


def test_rows_of_a_posyandu_day_become_measurements(village: None) -> None:
    result = take("growth_session", xlsx([["POSYANDU MELATI"], [], HEADINGS, SITI, BUDI]))
    assert counts(result) == {"accepted": 2} and result.problems == ()
    found = list(GrowthMeasurement.objects.order_by("weight_kg").values_list("weight_kg", "length_cm", "position"))
    assert found == [(8.1, 71.5, "lying"), (11.2, 85.0, "standing")]
    newest = content_of(Payload.objects.order_by("-submission_id")[1])
    assert newest == {
        "session_date": "2026-07-06",
        "village": VILLAGE,
        "children": [
            {
                "listed": "no",
                "child_name": "Siti",
                "child_birth_date": "2025-04-12",
                "weight": "8.1",
                "length": "71.5",
                "position": "lying",
            }
        ],
    }


def test_an_unknown_child_is_held_by_name_and_the_rest_goes_in(village: None) -> None:
    strange = [*SITI[:2], "Zainal", "", 9, 70, "L"]
    result = take("growth_session", xlsx([HEADINGS, SITI, strange, BUDI]))
    assert counts(result) == {"accepted": 2, "held": 1}
    assert problems(result) == [(3, "", "", "unknown_person")]
    assert "Zainal" in result.problems[0].message()
    assert WaitingItem.objects.get().label == "Zainal"


@pytest.mark.parametrize(
    ("change", "outcome", "problem"),
    [
        ({4: "delapan"}, "refused", ("E2", "BB", "not_a_number")),
        ({4: date(2026, 5, 8)}, "refused", ("E2", "BB", "date_not_number")),
        ({4: 81}, "quarantined", ("E2", "BB", "out_of_range")),
        ({0: "31/02/2026"}, "refused", ("A2", "Tanggal", "cell_not_a_date")),
        ({0: ""}, "refused", ("A2", "Tanggal", "empty_cell")),
        ({0: "6/7/2036"}, "quarantined", ("A2", "Tanggal", "date_in_future")),
        ({1: "Desa Antah"}, "refused", ("B2", "Desa", "unknown_village")),
        ({1: NEIGHBOUR}, "refused", ("B2", "Desa", "outside_import_area")),
        ({2: ""}, "refused", ("C2", "Nama Anak", "empty_cell")),
        ({3: "2025"}, "refused", ("D2", "Tgl Lahir", "cell_not_a_date")),
        ({6: "miring"}, "refused", ("G2", "Cara Ukur", "not_a_choice")),
        ({5: "#N/A"}, "refused", ("F2", "TB", "cell_error")),
    ],
)
def test_what_is_wrong_is_named_by_its_cell(
    village: None, change: dict[int, Any], outcome: str, problem: tuple[str, str, str]
) -> None:
    broken = [change.get(place, cell) for place, cell in enumerate(SITI)]
    result = take("growth_session", xlsx([HEADINGS, broken, BUDI]))
    assert counts(result) == {"accepted": 1, outcome: 1}
    assert problems(result)[0] == (2, *problem)
    message = result.problems[0].message()
    assert (problem[0] or problem[1]) in message and message != result.problems[0].message("en")


def test_every_problem_of_a_row_is_told_at_once(village: None) -> None:
    broken = ["kapan", "di mana", "Siti", "siapa", "berapa", "berapa", "bagaimana"]
    result = take("growth_session", xlsx([HEADINGS, broken]))
    assert [cell for _, cell, _, _ in problems(result)] == ["A2", "B2", "D2", "E2", "F2", "G2"]
    assert counts(result) == {"refused": 1} and not ImportedRecord.objects.exists()


def test_errors_and_results_of_formulas(village: None) -> None:
    row = ["6/7/2026", VILLAGE, "Siti", "12/04/2025", ("=8+0.1", 8.1), ("=1/0", "#DIV/0!"), "berbaring"]
    result = take("growth_session", computed([HEADINGS, row, [*BUDI[:4], ("=5.6*2", 11.2), 85, ""]]))
    assert counts(result) == {"accepted": 1, "refused": 1}
    assert problems(result) == [(2, "F2", "TB", "cell_error")]
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append([*SITI[:4], "=8+0.1", 71, "l"])
    assert problems(take("growth_session", saved(book))) == [(2, "E2", "BB", "formula_not_computed")]


def test_merged_cells_hold_for_all_their_rows_and_are_told(village: None) -> None:
    rows = [HEADINGS, SITI, ["", "", *BUDI[2:]]]
    result = take("growth_session", xlsx(rows, merged=["A2:A3", "B2:B3"]))
    assert counts(result) == {"accepted": 2}
    assert "A2:A3" in str(result.as_dict()["warnings"])


def test_empty_rows_repeated_headings_and_column_numbers_are_no_rows(village: None) -> None:
    numbers = [f"({number})" for number in range(1, 8)]
    result = take("growth_session", xlsx([HEADINGS, numbers, [], SITI, ["  ", "\xa0"], HEADINGS, BUDI, []]))
    assert counts(result) == {"accepted": 2} and result.blank == 0


def test_a_line_of_the_roster_without_a_measure_is_not_read(village: None) -> None:
    result = take("growth_session", xlsx([HEADINGS, SITI, [*BUDI[:4], "", "", ""]]))
    assert counts(result) == {"accepted": 1} and result.blank == 1


def test_no_rows_at_all(village: None) -> None:
    result = take("growth_session", xlsx([HEADINGS]))
    assert result.read == 0 and result.warnings[0].code == "no_rows"


def test_a_missing_column_refuses_the_whole_file_in_words(village: None) -> None:
    code, words = refusal("growth_session", xlsx([HEADINGS[1:], SITI[1:]]))
    assert code == "missing_columns" and "Tanggal hari buka posyandu" in words
    code, words = refusal("growth_session", xlsx([HEADINGS[:4], SITI[:4]]))
    assert code == "missing_columns" and "Berat badan" in words
    without_names = [HEADINGS[0], HEADINGS[1], "BB"], [SITI[0], SITI[1], 8]
    code, words = refusal("growth_session", xlsx(without_names))
    assert code == "missing_columns" and "Nama anak" in words


def test_the_village_and_other_answers_may_be_given_once(village: None) -> None:
    content = xlsx([["Nama Anak", "Tgl Lahir", "BB"], ["Siti", "12/04/2025", 8.1]])
    assert refusal("growth_session", content)[0] == "missing_columns"
    result = take("growth_session", content, given={"session_date": "6 Juli 2026", "posyandu": "Melati"})
    assert counts(result) == {"accepted": 1}
    assert GrowthMeasurement.objects.get().posyandu == "Melati"
    code, words = refusal_of_given(content, session_date="kemarin")
    assert code == "no_answer_for" and "kemarin" in words


def refusal_of_given(content: bytes, **given: str) -> tuple[str, str]:
    with pytest.raises(FileRefused) as caught:
        import_file("growth_session", "berkas.xlsx", content, VILLAGE, "bina", given=given)
    return caught.value.problem.code, caught.value.message()


def test_a_district_file_names_its_villages(village: None) -> None:
    content = xlsx([HEADINGS, SITI, [*BUDI[:1], "Candi Burung", *BUDI[2:]]])
    assert refusal("growth_session", content, area="9999")[0] == "import_unknown_area"
    result = take("growth_session", content, area="35.28")
    assert result.area == "3528" and result.read == 2


def test_the_wrong_form_is_recognised(village: None) -> None:
    visits = [["visit_date", "village", "person", "contact", "danger_signs"], ["6/7/2026", VILLAGE, "x", "met", ""]]
    code, words = refusal("growth_session", xlsx(visits))
    assert code == "seems_other_form" and "home_visit" in words
    assert refusal("tidak_ada", xlsx(visits))[0] == "import_unknown_form"


def test_only_those_who_record_may_import_and_only_for_their_areas(village: None) -> None:
    for login, role, area in (("kades", "village", VILLAGE), ("kader", "cadre", NEIGHBOUR)):
        add_worker(login=login, name=login, role=role, password=None, areas=[area], since=date(2020, 1, 1), by="bina")
    for login, code in (("kades", "import_not_allowed"), ("kader", "import_outside_territory")):
        with pytest.raises(FileRefused) as caught:
            import_file("growth_session", "x.xlsx", xlsx([HEADINGS, SITI]), VILLAGE, login)
        assert caught.value.problem.code == code


def test_an_identity_number_that_lost_digits_is_refused_with_the_remedy(aid: None) -> None:
    rows = [["NIK", "Nama", "Jumlah"], [3528052004110001, "Ani", 1], ["3528052004110002", "Ida", 2]]
    result = take("bantuan", xlsx(rows))
    assert counts(result) == {"accepted": 1, "refused": 1}
    message = result.problems[0].message()
    assert "A2" in message and "3,528E+15" in message and "teks" in message
    csv_result = take("bantuan", text([["NIK", "Nama"], ["3,52805E+15", "Ani"]], ";"))
    assert problems(csv_result) == [(2, "A2", "NIK", "digits_lost")]


def test_mixed_types_in_one_column_of_any_office_form(aid: None) -> None:
    rows = [
        ["NIK", "Nama", "Jumlah", "Tanggal"],
        ["1", "Ani", 3, date(2026, 1, 5)],
        [2, 17, "4", "5 Januari 2026"],
        ["3", True, 5.0, 46027],
        ["4", date(2026, 1, 1), "5,5", "2026-01-05"],
        ["", "tanpa nik", 1, ""],
    ]
    result = take("bantuan", xlsx(rows))
    assert counts(result) == {"accepted": 3, "refused": 2}
    assert problems(result) == [(5, "C5", "Jumlah", "not_a_whole_number"), (6, "A6", "NIK", "empty_cell")]
    said = [content_of(payload) for payload in Payload.objects.order_by("submission_id")]
    assert said[0] == {"nik": "1", "name": "Ani", "count": "3", "on": "2026-01-05"}
    assert [each["name"] for each in said] == ["Ani", "17", "true"]
    assert {each["on"] for each in said} == {"2026-01-05"}


def test_columns_that_the_form_does_not_know_are_told_once_and_left(aid: None) -> None:
    result = take("bantuan", xlsx([["NIK", "Nama", "Paraf", "Ket"], ["1", "Ani", "v", "x"], ["2", "Ida", "v", ""]]))
    (warning,) = result.as_dict()["warnings"]
    assert "Paraf; Ket" in warning and counts(result) == {"accepted": 2}


def test_a_family_on_one_row_has_its_members_in_numbered_columns(db: None) -> None:
    make_ready()
    headings = ["Tanggal pendataan", "Dusun", "RT"]
    people = [["Nama lengkap", "Jenis kelamin", "Tanggal lahir", "Hubungan dengan kepala keluarga"]] * 2
    headings += [f"{heading} {number}" for number, person in enumerate(people, start=1) for heading in person]
    row = ["5/1/2026", "Tengah", 3, "Sukron", "L", "3/2/1990", "kk", "Siti", "P", "12/4/2025", "anak"]
    result = take("family_registration", xlsx([headings, row]))
    assert counts(result) == {"accepted": 1}
    said = content_of(Payload.objects.get())
    assert [member["name"] for member in said["members"]] == ["Sukron", "Siti"]
    assert [member["relationship"] for member in said["members"]] == ["head", "child"]
    assert said["village"] == VILLAGE


def test_a_dry_run_answers_the_same_and_leaves_nothing(village: None) -> None:
    content = xlsx([HEADINGS, SITI, [*BUDI[:4], 99, 85, ""], [*SITI[:2], "Zainal", "", 9, 70, "L"], ["x", *SITI[1:]]])
    before = Submission.objects.count()
    tried = take("growth_session", content, dry_run=True)
    assert Submission.objects.count() == before
    assert not (ImportBatch.objects.exists() or GrowthMeasurement.objects.exists() or WaitingItem.objects.exists())
    done = take("growth_session", content)
    assert counts(tried) == counts(done) == {"accepted": 1, "quarantined": 1, "held": 1, "refused": 1}
    assert problems(tried) == problems(done) and tried.dry_run and not done.dry_run
    assert counts(take("growth_session", content, dry_run=True)) == {"identical": 3, "refused": 1}


def test_progress_is_told_to_the_end(aid: None) -> None:
    told: list[tuple[int, int]] = []
    rows = [["NIK", "Nama"], *([str(number), "x"] for number in range(1_200))]
    take("bantuan", xlsx(rows), progress=lambda done, total: told.append((done, total)))
    assert told[0] == (1_000, 0) and told[-1] == (1_200, 1_200) and len(told) > 3


def test_the_batch_remembers_its_counts(village: None) -> None:
    result = take("growth_session", xlsx([HEADINGS, SITI, ["x", *SITI[1:]]]))
    batch = ImportBatch.objects.get(pk=result.batch)
    assert (batch.by, batch.area_code) == ("bina", VILLAGE)
    assert batch.counts[str(Outcome.ACCEPTED)] == batch.counts[str(Outcome.REFUSED)] == 1


def test_choices_come_from_the_file_beside_the_form_by_code_or_label(aid: None) -> None:
    asked = FORM.replace("text    | name  | Nama ", "select_one_from_file pos.csv | post | Pos ")
    form = asked.replace("Bantuan    | bantuan", "Bantuan pos | bantuan_pos").encode()
    listed = {"pos.csv": b"name,label\nm1,Posbindu Melati\nm2,Posbindu Mawar\n"}
    publish(form, "bantuan_pos.md", "bina", datetime(2026, 1, 1, tzinfo=UTC), listed)
    said = ("posbindu melati", "m2", "Antah")
    rows = [["NIK", "Pos"], *([f"352801123456780{number}", pos] for number, pos in enumerate(said))]
    result = import_file("bantuan_pos", "berkas.xlsx", xlsx(rows), VILLAGE, "bina")
    assert problems(result) == [(4, "B4", "Pos", "not_a_choice")]
    assert {content_of(payload)["post"] for payload in Payload.objects.all()} >= {"m1", "m2"}
