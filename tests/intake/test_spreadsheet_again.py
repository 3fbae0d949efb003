"""The same file sent again, by one person or two, through the real door and over the real tables."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from binakampung.domain.envelopes import Sender
from binakampung.intake.receive import receive
from binakampung.intake.tables import FileRefused
from binakampung.intake.turns import turn
from binakampung.ledger.forms import publish
from binakampung.ledger.models import Submission
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import GrowthMeasurement, ImportBatch, ImportedRecord, ImportRow
from tests.builders import VILLAGE, a_family, envelope, send
from tests.intake.sheets import counts, take, text, xlsx
from tests.paths import ROOT

HEADINGS = ["Tanggal", "Nama Anak", "Tgl Lahir", "BB", "TB"]
CHILDREN = [(f"Anak {letter}", date(2024, 1, 1 + number)) for number, letter in enumerate("ABCDEFGH")]
DAY = [["6/7/2026", name, born, 9 + number / 10, 75 + number] for number, (name, born) in enumerate(CHILDREN)]
FORM = """
| survey |
|        | type    | name  | label   |
|        | text    | group | Poktan  |
|        | integer | count | Jumlah  |
|        | text    | notes | Catatan |
| settings |
|          | form_title | form_id  | version |
|          | Kegiatan   | kegiatan | 1       |
"""
MEETINGS = [["Poktan", "Jumlah", "Catatan"], ["BKB", 12, ""], ["BKR", 8, ""], ["BKB", 12, ""], ["BKL", 5, "hujan"]]


@pytest.fixture
def posyandu(db: None) -> None:
    """A village whose children are all known, and a form of the office's own."""
    make_ready()
    family = a_family()
    for name, born in CHILDREN:
        family = family.with_child(name, born)
    send(family)
    publish(FORM.encode(), "kegiatan.md", "bina", datetime(2026, 1, 1, tzinfo=UTC))


def day(*changes: tuple[int, int, Any]) -> bytes:
    """The posyandu day, with cells (row, column, value) changed."""
    rows = [list(row) for row in DAY]
    for row, column, value in changes:
        rows[row][column] = value
    return xlsx([HEADINGS, *rows])


def meetings(*changes: tuple[int, int, Any]) -> bytes:
    rows = [list(row) for row in MEETINGS]
    for row, column, value in changes:
        rows[row][column] = value
    return text(rows, ";")


def test_a_corrected_row_supersedes_and_its_measurement_is_replaced(posyandu: None) -> None:
    assert counts(take("growth_session", day())) == {"accepted": 8}
    assert counts(take("growth_session", day(), name="lain.xlsx")) == {"identical": 8}
    assert counts(take("growth_session", day((3, 3, 10.5)))) == {"identical": 7, "superseding": 1}
    assert GrowthMeasurement.objects.filter(weight_kg=10.5).count() == 1
    assert GrowthMeasurement.objects.count() == 8
    assert counts(take("growth_session", day())) == {"identical": 7, "superseding": 1}
    assert not GrowthMeasurement.objects.filter(weight_kg=10.5).exists()
    chain = Submission.objects.exclude(supersedes=None).values_list("root_id", flat=True)
    assert len(chain) == 2 and len(set(chain)) == 1


@pytest.mark.parametrize("change", [(2, 1, "Anak C."), (2, 2, date(2024, 1, 30)), (2, 0, "7/7/2026"), (2, 4, "")])
def test_any_cell_may_be_the_corrected_one(posyandu: None, change: tuple[int, int, Any]) -> None:
    take("growth_session", day())
    after = take("growth_session", day(change))
    told = after.as_dict()
    assert told["identical"] == 7 and told["superseding"] + told["held"] == 1
    assert Submission.objects.filter(form_id="growth_session", supersedes=None).count() == 8


def test_rows_moved_and_added(posyandu: None) -> None:
    take("growth_session", day())
    moved = [HEADINGS, *reversed(DAY), ["6/7/2026", "Anak Baru", "", 8, 70]]
    assert counts(take("growth_session", xlsx(moved))) == {"identical": 8, "held": 1}


def test_a_form_without_keys(posyandu: None) -> None:
    assert counts(take("kegiatan", meetings())) == {"accepted": 4}
    assert counts(take("kegiatan", meetings())) == {"identical": 4}
    assert counts(take("kegiatan", meetings((4, 1, 6)))) == {"identical": 3, "superseding": 1}
    assert counts(take("kegiatan", meetings((4, 1, 6), (3, 1, 13)))) == {"identical": 3, "superseding": 1}
    assert counts(take("kegiatan", meetings())) == {"identical": 2, "superseding": 2}
    assert Submission.objects.filter(form_id="kegiatan", supersedes=None).count() == 4


def test_the_same_child_twice_in_one_file_is_one_statement(posyandu: None) -> None:
    content = xlsx([HEADINGS, DAY[0], DAY[1], DAY[0]])
    assert counts(take("growth_session", content)) == {"accepted": 2, "identical": 1}
    assert counts(take("growth_session", content)) == {"identical": 3}
    assert GrowthMeasurement.objects.count() == 2


def test_two_measures_of_one_child_on_one_day_are_taken_and_told(posyandu: None) -> None:
    content = xlsx([HEADINGS, *DAY[:2], [*DAY[0][:3], 9.5, 76]])
    result = take("growth_session", content)
    assert counts(result) == {"accepted": 3}
    assert "2 & 4" in str(result.as_dict()["warnings"])
    assert counts(take("growth_session", content)) == {"identical": 3}


def test_a_refused_row_that_was_mended_is_new(posyandu: None) -> None:
    assert counts(take("growth_session", day((4, 3, "sepuluh")))) == {"accepted": 7, "refused": 1}
    assert counts(take("growth_session", day())) == {"identical": 7, "accepted": 1}


def test_a_district_import_and_a_village_import_are_the_same_rows(posyandu: None) -> None:
    take("growth_session", day())
    with_village = xlsx([["Desa", *HEADINGS], *([VILLAGE, *row] for row in DAY)])
    assert counts(take("growth_session", with_village, area="3528")) == {"identical": 8}


def test_a_correction_follows_an_edit_made_elsewhere(posyandu: None) -> None:
    """A stale file says nothing new; a corrected one speaks after the newest version."""
    take("growth_session", day())
    first = Submission.objects.filter(form_id="growth_session").order_by("seq")[0]
    answers = {
        "session_date": "2026-07-06",
        "village": VILLAGE,
        "children": [{"listed": "no", "child_name": "Anak A", "child_birth_date": "2024-01-01", "weight": "9.7"}],
    }
    edited = envelope("growth_session", answers, "uuid:edited-on-the-web")
    object.__setattr__(edited, "deprecated_id", first.instance_id)
    (receipt,) = receive([edited], Sender("bina", ("3528",)))
    assert str(receipt.outcome) == "superseding"
    assert counts(take("growth_session", day())) == {"identical": 8}
    assert counts(take("growth_session", day((0, 3, 9.9)))) == {"identical": 7, "superseding": 1}
    assert Submission.objects.get(supersedes="uuid:edited-on-the-web").root_id == first.root_id


def test_an_import_that_died_is_met_again(posyandu: None) -> None:
    """The ledger has the rows, but what the import should remember of them is lost."""
    take("growth_session", day())
    ImportRow.objects.all().delete()
    ImportedRecord.objects.all().delete()
    ImportBatch.objects.all().delete()
    assert counts(take("growth_session", day())) == {"identical": 8}
    take("growth_session", day((3, 3, 10.5)))
    record = ImportedRecord.objects.get(instance_id=Submission.objects.order_by("-seq")[0].instance_id)
    before = Submission.objects.get(instance_id=record.instance_id).supersedes
    ImportedRecord.objects.filter(pk=record.pk).update(content_hash="0" * 32, instance_id=before)
    assert counts(take("growth_session", day((3, 3, 10.5)))) == {"identical": 8}


def test_two_files_of_one_name_are_told_apart_by_their_rows_not_their_name(posyandu: None) -> None:
    old = text([["id", "sex", "age", "weight"], *([number, 1, 10 + number, 8] for number in range(6))])
    new = text([["id", "sex", "age", "weight"], *([number, 2, 20 + number, 9] for number in range(6))])
    assert counts(take("growth_survey", old, area="3528", name="survei 2025.csv")) == {"accepted": 6}
    again = take("growth_survey", old, area="3528", name="survei 2025 (1).csv")
    assert counts(again) == {"identical": 6} and again.title == "survei 2025"
    other = take("growth_survey", new, area="3528", name="survei 2026.csv")
    assert counts(other) == {"accepted": 6} and other.title == "survei 2026"
    assert counts(take("growth_survey", old, area="3528", title="ulangan")) == {"accepted": 6}


def test_another_import_of_the_form_is_waited_for(posyandu: None) -> None:
    with turn("growth_session", 0), ThreadPoolExecutor(1) as other:
        waiting = other.submit(_refused_while_running)
        assert waiting.result() == "import_running"
    assert counts(take("growth_session", day(), patience=0)) == {"accepted": 8}


def _refused_while_running() -> str:
    from django.db import connection

    try:
        with turn("kegiatan", 0), turn("growth_session", 0.3):
            return "not refused"
    except FileRefused as refused:
        return refused.problem.code
    finally:
        connection.close()


@pytest.mark.slow
def test_two_people_importing_at_once(new_database: str, tmp_path: Path) -> None:
    """Each row becomes one record; both are told so."""
    headings = ["nama survei", "id", "sex", "age", "weight"]
    rows = [headings, *(["s", n, 1 + n % 2, n % 60, 8 + n % 9] for n in range(400))]
    file = tmp_path / "survei.csv"
    file.write_bytes(text(rows))
    bina = [sys.executable, "-c", "from binakampung.cli import main; main()", "import", "growth_survey", str(file)]
    command = [*bina, "--area", "3528", "--database", new_database, "--json"]
    subprocess.run([*command, "--dry-run"], check=True, capture_output=True, cwd=ROOT)
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(2)]
    told = [json.loads(process.communicate()[0]) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted((each["accepted"], each["identical"]) for each in told) == [(0, 400), (400, 0)]

