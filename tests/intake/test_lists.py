"""Lists that other offices keep: families by card, and by-name lists with risk flags; columns in any order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from binakampung.intake.tables import FileRefused
from binakampung.ledger.models import Submission
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import AdministrativeArea, Dwelling, Family, Person
from tests.builders import VILLAGE
from tests.intake.sheets import counts, take, text, xlsx

SUBDISTRICT = VILLAGE[:6]
FIRST, LATER = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
CARD, OTHER = "3528050101120001", "3528050202130002"
HEADINGS = ["NO KK", "NIK", "NAMA LENGKAP", "JK", "TEMPAT, TGL LAHIR", "SHDK", "NAMA IBU", "STATUS KAWIN", "RT", "RW"]
PEOPLE = [
    [CARD, "3528052004900001", "AHMAD", "L", "PAMEKASAN, 20-04-1990", "KEPALA KELUARGA", "", "KAWIN", "2", "1"],
    [CARD, "3528055205920002", "SITI", "P", "PAMEKASAN, 12-05-1992", "ISTRI", "", "KAWIN", "2", "1"],
    [CARD, "3528051001200003", "BUDI", "L", "10/01/2020", "ANAK", "SITI", "BELUM KAWIN", "2", "1"],
    [OTHER, "", "FATHOR", "L", "SUMENEP, 1-2-1980", "KEPALA KELUARGA", "", "CERAI MATI", "003", "1"],
    [OTHER, "", "MINAH", "P", "", "MERTUA", "", "entah", "003", "1"],
]  # fmt: skip
BY_NAME = ["Kecamatan", "Desa/Kelurahan", "RW", "RT", "Nama KK", "NIK", "Nama Istri", "Baduta", "Balita", "PUS",
           "PUS Hamil", "Sumber Air Minum", "Jamban Tidak Layak", "Terlalu Muda", "Terlalu Tua", "Terlalu Dekat",
           "Terlalu Banyak", "Bukan Peserta KB Modern", "Peringkat Kesejahteraan", "Periode"]  # fmt: skip


@pytest.fixture(autouse=True)
def ready(db: None) -> None:
    make_ready()


def cards(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> bytes:
    return xlsx([headings, *rows])


def named(*changes: tuple[int, Any]) -> list[Any]:
    village = AdministrativeArea.objects.get(pk=VILLAGE)
    subdistrict = AdministrativeArea.objects.get(pk=SUBDISTRICT)
    row: list[Any] = [f"Kec. {subdistrict.name.upper()}", village.name, "1", "2", "Sukron", "3528052004900001",
                      "Maimunah", 1, 2, 1, 2, "tidak layak", 1, 2, 2, 3, 1, 2, "Prioritas 2", "2024"]  # fmt: skip
    for place, value in changes:
        row[place] = value
    return row


def test_the_rows_of_one_card_become_one_family() -> None:
    result = take("family_cards", cards(PEOPLE))
    assert counts(result) == {"accepted": 2} and result.problems == ()
    family = Family.objects.get(head_name="AHMAD")
    assert (family.members, family.head_name, family.rt, family.rw, family.village) == (
        3,
        "AHMAD",
        "002",
        "001",
        VILLAGE,
    )
    people = {row.name: row for row in Person.objects.filter(family_id=family.pk)}
    assert [people[name].relationship for name in ("AHMAD", "SITI", "BUDI")] == ["head", "spouse", "child"]
    assert str(people["SITI"].birth_date) == "1992-05-12" and people["BUDI"].mother_name == "SITI"
    other = {row.name: row for row in Person.objects.exclude(family_id=family.pk)}
    assert other["FATHOR"].attributes["marital"]["marital_status"] == "widowed"
    assert other["MINAH"].relationship == "other" and other["MINAH"].birth_date is None
    assert "marital" not in other["MINAH"].attributes
    assert [(each.code, each.params["words"]) for each in result.warnings] == [("words_left_out", "entah (1)")]


def test_columns_and_rows_in_any_order_say_the_same() -> None:
    take("family_cards", cards(PEOPLE))
    before = people()
    turned = [list(reversed(row)) for row in (*PEOPLE[3:], *PEOPLE[:3])]
    assert counts(take("family_cards", cards(turned, list(reversed(HEADINGS))))) == {"identical": 2}
    scattered = [PEOPLE[0], PEOPLE[3], PEOPLE[1], PEOPLE[4], PEOPLE[2]]
    assert counts(take("family_cards", text([HEADINGS, *scattered], ";"))) == {"identical": 2}
    assert people() == before and Submission.objects.count() == 2


def test_a_corrected_list_corrects_and_people_stay_who_they_are() -> None:
    take("family_cards", cards(PEOPLE), now=FIRST)
    ids = set(Person.objects.values_list("pk", flat=True))
    mended = [[*PEOPLE[0][:2], "AHMAD FAUZI", *PEOPLE[0][3:]], PEOPLE[2], PEOPLE[1], *PEOPLE[3:]]
    result = take("family_cards", cards(mended), now=LATER)
    assert counts(result) == {"identical": 1, "superseding": 1}
    assert Family.objects.get(head_name="AHMAD FAUZI").members == 3
    assert set(Person.objects.values_list("pk", flat=True)) == ids


def test_a_bad_row_holds_back_its_family_and_says_where() -> None:
    rows = [list(row) for row in PEOPLE]
    rows[2][4], rows[1][3] = "32/13/2020", "?"
    rows.append(["", "", "TANPA KARTU", "L", "", "ANAK", "", "", "", ""])
    result = take("family_cards", cards(rows))
    assert counts(result) == {"accepted": 1, "refused": 2}
    told = [(each.row, each.cell, each.problem.code) for each in result.problems]
    assert told == [(3, "D3", "not_a_choice"), (4, "E4", "cell_not_a_date"), (7, "A7", "empty_cell")]
    assert not Person.objects.filter(name="BUDI").exists()


def test_the_numbers_of_the_card_count_too() -> None:
    rows = [list(row) for row in PEOPLE[:3]]
    for row, number in zip(rows, ("1", "3", "4"), strict=True):
        row[5] = number
    assert counts(take("family_cards", cards(rows))) == {"accepted": 1}
    roles = dict(Person.objects.values_list("name", "relationship"))
    assert roles == {"AHMAD": "head", "SITI": "spouse", "BUDI": "child"}


def test_a_number_written_as_a_number_is_refused_in_words() -> None:
    rows = [[int(CARD), *PEOPLE[0][1:]]]
    result = take("family_cards", cards(rows))
    assert counts(result) == {"refused": 1} and "teks" in result.problems[0].message()


def test_a_list_by_name_says_only_what_it_says() -> None:
    result = take("family_by_name", xlsx([BY_NAME, named()]), area=SUBDISTRICT)
    assert counts(result) == {"accepted": 1} and result.problems == ()
    family = Family.objects.get()
    assert (family.village, family.head_name, family.rt) == (VILLAGE, "Sukron", "002")
    received = dict(family.attributes["received"])
    received.pop("on")
    assert received == {
        "period": "2024", "under_two": "yes", "under_five": "no", "couple": "yes", "pregnant": "no",
        "unsafe_water": "yes", "unsafe_latrine": "yes", "too_young": "no", "too_old": "no",
        "too_close": "unclear", "too_many": "yes", "no_modern_method": "no",
    }  # fmt: skip
    assert family.attributes["welfare"]["rank"] == "2"
    assert "pregnancy" not in family.attributes and "contraception" not in family.attributes
    assert Dwelling.objects.get().housing == {}
    head, wife = sorted(Person.objects.all(), key=lambda row: row.relationship)
    assert (head.sex, head.birth_date, head.relationship) == ("", None, "head")
    assert (wife.sex, wife.birth_date, wife.relationship) == ("female", None, "spouse")
    assert wife.nik_status == "none" and head.nik_masked


def test_what_fit_and_unfit_columns_say_is_the_same_flag() -> None:
    rows = [["Kode Wilayah", "Nama KK", "Air Layak", "Jamban Layak"], ["35.28.05.2004", "A Rahman", 1, "tidak"]]
    take("family_by_name", text(rows), area=SUBDISTRICT)
    received = Family.objects.get().attributes["received"]
    assert (received["unsafe_water"], received["unsafe_latrine"]) == ("no", "yes")


def test_the_village_is_found_or_asked_about() -> None:
    file = xlsx(
        [BY_NAME, named((1, "Desa Antah")), named((4, "Lain"), (5, "")), named((0, "Antah"), (1, ""), (4, "Tiga"))]
    )
    result = take("family_by_name", file, area=SUBDISTRICT)
    assert counts(result) == {"accepted": 1, "refused": 2}
    assert [(each.row, each.problem.code) for each in result.problems] == [
        (2, "unknown_village"),
        (4, "unknown_village"),
    ]
    with pytest.raises(FileRefused) as refusal:
        take("family_by_name", text([["Nama KK", "NIK"], ["Sukron", ""]]), area=SUBDISTRICT)
    assert refusal.value.problem.code == "missing_columns"
    assert counts(take("family_by_name", text([["Nama KK", "NIK"], ["Sukron", ""]]))) == {"accepted": 1}


def test_what_a_column_means_is_remembered_for_the_area() -> None:
    rows = [["Nama KK", "NIK"], ["Sukron", ""]]
    other = [["Pemilik rumah", "NIK"], ["Fathor", ""]]
    with pytest.raises(FileRefused):
        take("family_by_name", text(other))
    take("family_by_name", text(other), mapping={"Pemilik rumah": "head_name"})
    again = [["Pemilik rumah", "NIK"], ["Rofiq", ""]]
    assert counts(take("family_by_name", text(again))) == {"accepted": 1}
    assert counts(take("family_by_name", text(rows))) == {"accepted": 1}


def test_a_trial_keeps_nothing_and_a_second_day_changes_nothing() -> None:
    tried = take("family_cards", cards(PEOPLE), dry_run=True)
    assert counts(tried) == {"accepted": 2} and not Family.objects.exists() and not Submission.objects.exists()
    take("family_cards", cards(PEOPLE), now=FIRST)
    assert counts(take("family_cards", cards(PEOPLE), now=LATER)) == {"identical": 2}


def people() -> list[tuple[Any, ...]]:
    rows = Person.objects.order_by("pk")
    return list(
        rows.values_list("pk", "family_id", "name", "sex", "birth_date", "relationship", "source_seq", "nik_hash")
    )
