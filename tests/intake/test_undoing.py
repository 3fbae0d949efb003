"""An import undone as a whole: facts before and after are the same, and the file may come again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from binakampung.intake.tables import FileRefused
from binakampung.intake.undoing import brought, undo_import
from binakampung.ledger.models import Submission
from binakampung.registry.actions.accounts import add_worker
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import (
    Dwelling,
    Family,
    FamilyMembership,
    GrowthMeasurement,
    ImportBatch,
    Person,
    Statement,
)
from tests.builders import NEIGHBOUR, VILLAGE, a_family, send
from tests.intake.sheets import counts, take, xlsx

HEADINGS = ["No KK", "NIK", "Nama", "JK", "Tgl Lahir", "SHDK", "RT"]
LATER = datetime(2026, 12, 1, tzinfo=UTC)
UNSAID = {"source_seq", "feed", "updated_on"}


@pytest.fixture(autouse=True)
def ready(db: None) -> None:
    make_ready()
    send(a_family().with_child("Siti", date(2025, 4, 12), "female"))


def cards(number: int = 3, name: str = "AHMAD", born: str = "20-04-1990") -> bytes:
    rows = []
    for family in range(number):
        card = f"35280501011200{family:02}"
        rows.append([card, "", f"{name} {family}", "L", born, "KEPALA KELUARGA", "2"])
        rows.append([card, f"35280552059200{family:02}", f"ISTRI {family}", "P", "12-05-1992", "ISTRI", "2"])
    return xlsx([HEADINGS, *rows])


def facts() -> list[Any]:
    """Every row that submissions made, without the numbers of the submissions."""
    found: list[Any] = []
    for table in (Family, Dwelling, Person, FamilyMembership, Statement, GrowthMeasurement):
        names = [field.attname for field in table._meta.concrete_fields if field.attname not in UNSAID]
        found += table.objects.order_by("pk").values_list(*names)
    return found


def test_what_an_import_brought_is_taken_away() -> None:
    before = facts()
    result = take("family_cards", cards())
    assert Family.objects.count() == 4 and result.batch is not None and brought(result.batch) == 3
    told: list[tuple[int, int]] = []
    undone = undo_import(result.batch, "bina", lambda done, total: told.append((done, total)))
    assert (undone.voided, undone.taken_back, undone.left, undone.problems) == (3, 0, 0, {})
    assert facts() == before and told == [(3, 3)]
    assert Submission.objects.filter(form_id="void_submission").count() == 3
    assert ImportBatch.objects.get(pk=result.batch).undone_by == "bina"


def test_the_same_file_may_come_again() -> None:
    first = take("family_cards", cards())
    loaded = facts()
    assert first.batch is not None
    undo_import(first.batch, "bina")
    assert counts(take("family_cards", cards())) == {"accepted": 3}
    assert len(facts()) == len(loaded)
    assert set(Person.objects.values_list("name", flat=True)) >= {"AHMAD 0", "ISTRI 2"}
    assert counts(take("family_cards", cards())) == {"identical": 3}


def test_a_correction_is_taken_back_and_what_stood_before_stands_again() -> None:
    take("family_cards", cards())
    before = facts()
    mended = take("family_cards", cards(4, "ACHMAD"), now=LATER)
    assert counts(mended) == {"accepted": 1, "superseding": 3} and mended.batch is not None
    undone = undo_import(mended.batch, "bina", now=LATER)
    assert (undone.voided, undone.taken_back, undone.left) == (1, 3, 0)
    assert facts() == before
    assert counts(take("family_cards", cards(4, "ACHMAD"), now=LATER)) == {"accepted": 1, "superseding": 3}


def test_undone_twice_is_undone_once() -> None:
    result = take("family_cards", cards())
    assert result.batch is not None
    undo_import(result.batch, "bina", now=LATER)
    after, ledger = facts(), Submission.objects.count()
    again = undo_import(result.batch, "bina", now=LATER)
    assert (again.voided, again.problems) == (3, {}) and facts() == after and Submission.objects.count() == ledger


def test_what_was_there_before_the_file_stays() -> None:
    first = take("family_cards", cards(2))
    second = take("family_cards", cards(3))
    assert counts(second) == {"identical": 2, "accepted": 1} and second.batch is not None
    undo_import(second.batch, "bina")
    assert Family.objects.filter(head_name__startswith="AHMAD").count() == 2 and first.batch is not None


def test_only_whose_area_it_is_may_undo() -> None:
    result = take("family_cards", cards())
    add_worker(
        login="tetangga", name="T", role="cadre", password=None, areas=[NEIGHBOUR], since=date(2020, 1, 1), by="bina"
    )
    assert result.batch is not None
    for number, login in ((result.batch, "tetangga"), (9_999, "bina")):
        with pytest.raises(FileRefused):
            undo_import(number, login)
    assert Family.objects.filter(village=VILLAGE).count() == 4
