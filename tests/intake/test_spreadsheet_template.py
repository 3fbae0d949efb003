"""The template that the system makes: what people see in it, and what comes back from it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from binakampung.catalogue.forms import office_forms, sources
from binakampung.intake.tables import FileRefused
from binakampung.intake.template import template_for
from binakampung.intake.template_book import FIRST_ROW, NAME_ROW, workbook
from binakampung.ledger.models import Payload
from binakampung.ledger.reading import content_of
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import GrowthMeasurement
from tests.builders import VILLAGE, a_family, send
from tests.intake.sheets import counts, saved, take

DAY = date(2026, 7, 6)


@pytest.fixture
def village(db: None) -> None:
    """Two children under five and one who is not."""
    make_ready()
    family = a_family().with_child("Siti", date(2025, 4, 12), "female").with_child("Budi", date(2024, 2, 1))
    send(family.with_child("Kakak", date(2018, 1, 1)))


def book(form: str, area: str = VILLAGE) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(template_for(form, area, DAY))))


def places(sheet: Any) -> dict[str, int]:
    """The column of each question (from 1)."""
    return {cell.value: cell.column for cell in sheet[NAME_ROW + 1] if cell.value}


def test_what_people_see(village: None) -> None:
    made = book("growth_session")
    sheet = made["Isian"]
    assert made.sheetnames == ["Isian", "pilihan", "Petunjuk"]
    assert made["pilihan"].sheet_state == "hidden"
    assert sheet.freeze_panes == "F5"
    assert sheet.row_dimensions[NAME_ROW + 1].hidden
    at = places(sheet)
    headings = {path: sheet.cell(NAME_ROW, column).value for path, column in at.items()}
    assert headings["session_date"] == "Tanggal hari buka posyandu *"
    assert headings["children/weight"] == "Berat badan (kg)"
    assert "children/listed" not in at and "start" not in at
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(at["children/child"])].hidden
    assert "Hari buka posyandu" in str([cell.value for cell in sheet[1]])


def test_lists_and_limits_speak_indonesian(village: None) -> None:
    sheet = book("growth_session")["Isian"]
    at = places(sheet)
    rules = {next(iter(rule.sqref.ranges)).min_col: rule for rule in sheet.data_validations.dataValidation}
    weight = rules[at["children/weight"]]
    assert (weight.type, float(weight.formula1), float(weight.formula2)) == ("decimal", 0.9, 58.0)
    assert "0,9 sampai 58" in weight.error
    assert rules[at["session_date"]].formula2 == "TODAY()"
    assert rules[at["children/position"]].type == "list"
    assert next(iter(weight.sqref.ranges)).max_row > 300


def test_the_children_of_the_village_stand_in_it(village: None) -> None:
    sheet = book("growth_session")["Isian"]
    at = places(sheet)
    lines = [[sheet.cell(row, column).value for column in at.values()] for row in (FIRST_ROW + 1, FIRST_ROW + 2)]
    told = [dict(zip(at, line, strict=True)) for line in lines]
    assert [line["children/child_name"] for line in told] == ["Budi", "Siti"]
    assert {line["session_date"].date() for line in told} == {DAY}
    assert all(len(line["children/child"]) == 36 and VILLAGE in line["village"].replace(".", "") for line in told)
    assert sheet.cell(FIRST_ROW + 3, at["children/child_name"]).value is None


def test_unchanged_it_says_nothing(village: None) -> None:
    result = take("growth_session", saved(book("growth_session")))
    assert result.read == 0 and result.blank > 2


def test_filled_in_it_is_one_line_a_child(village: None) -> None:
    made = book("growth_session")
    sheet = made["Isian"]
    at = places(sheet)
    sheet.cell(FIRST_ROW + 1, at["children/weight"]).value = "11,2"
    sheet.cell(FIRST_ROW + 1, at["children/position"]).value = "Berdiri (tinggi)"
    sheet.cell(FIRST_ROW + 3, at["children/child_name"]).value = "Pendatang"
    sheet.cell(FIRST_ROW + 3, at["children/weight"]).value = 7
    content = saved(made)
    assert counts(take("growth_session", content)) == {"accepted": 1, "held": 1}
    assert GrowthMeasurement.objects.get().weight_kg == 11.2
    said = content_of(Payload.objects.order_by("-submission_id")[1])["children"][0]
    assert (said["listed"], said["child_name"], said["position"]) == ("yes", "Budi", "standing")
    sheet.cell(FIRST_ROW + 2, at["children/weight"]).value = 580
    result = take("growth_session", saved(made))
    assert counts(result) == {"identical": 2, "quarantined": 1}
    assert "Berat badan (kg)" in result.problems[0].message()


def test_a_visit_has_its_child_in_a_hidden_column_and_its_name_beside(village: None) -> None:
    made = book("home_visit")
    sheet = made["Isian"]
    at = places(sheet)
    row = [cell.value for cell in sheet[FIRST_ROW + 1]]
    assert "Budi" in row and row[at["person"] - 1] not in (None, "Budi")
    sheet.cell(FIRST_ROW + 1, at["contact"]).value = "Bertemu"
    sheet.cell(FIRST_ROW + 1, at["visit/advice"]).value = "ASI; Pengasuhan"
    result = take("home_visit", saved(made))
    assert counts(result) == {"accepted": 1} and result.blank > 0
    said = content_of(Payload.objects.order_by("-submission_id")[0])
    assert (said["contact"], said["visit"]["advice"]) == ("met", "breastfeeding parenting")


@pytest.mark.parametrize("form", sorted(sources().keys() - office_forms()))
@pytest.mark.parametrize("area", [VILLAGE, "3528"])
def test_every_form_has_a_template_that_its_import_understands(village: None, form: str, area: str) -> None:
    made = template_for(form, area, DAY)
    assert take(form, workbook(made), area).read == 0


def test_unknown_form_and_area_are_refused_in_words(village: None) -> None:
    for form, area in (("tidak_ada", VILLAGE), ("growth_session", "9999")):
        with pytest.raises(FileRefused) as caught:
            template_for(form, area, DAY)
        assert caught.value.message() != caught.value.message("en")
