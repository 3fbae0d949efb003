"""Everything received for a form, as a table that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.intake.exporting import export_csv, known_form
from binakampung.intake.receive import receive
from binakampung.ledger.forms import publish

pytestmark = pytest.mark.django_db
FORM = b"""
| survey |
|        | type | name | label |
|        | text | name | Nama |
|        | begin_repeat | goods | Barang |
|        | text | kind | Jenis |
|        | decimal | amount | Jumlah |
|        | end_repeat | | |
|        | text | notes | Catatan |
| settings |
|          | form_title | form_id | version |
|          | Stok | stock | 1 |
"""


def send(number: int, content: dict[str, Any], edits: int | None = None) -> None:
    parent = f"uuid:{edits}" if edits else None
    body = orjson.dumps(content)
    envelope = SubmissionEnvelope(
        f"uuid:{number}", "stock", "1", Channel.WEB, body, content, "application/json", deprecated_id=parent
    )
    receive([envelope], Sender("kabupaten", ("3528",)))


def exported() -> list[dict[str, str]]:
    file = io.StringIO()
    export_csv("stock", file)
    return list(csv.DictReader(io.StringIO(file.getvalue())))


@pytest.fixture(autouse=True)
def stock() -> None:
    publish(FORM, "stok.md", "kabupaten", datetime(2026, 11, 1, tzinfo=UTC))


def test_repeats_are_numbered_and_columns_stand_in_the_forms_order() -> None:
    send(1, {"name": "A", "goods": [{"kind": "beras", "amount": "2"}, {"kind": "telur", "amount": "1.5"}]})
    send(2, {"name": "B", "notes": "tutup"})
    rows = exported()
    assert list(rows[0])[7:] == [
        "name", "goods[1]/kind", "goods[1]/amount", "goods[2]/kind", "goods[2]/amount", "notes"
    ]  # fmt: skip
    assert rows[0]["goods[2]/kind"] == "telur"
    assert (rows[1]["goods[1]/kind"], rows[1]["notes"]) == ("", "tutup")


def test_an_edit_stands_in_the_place_of_what_it_edits() -> None:
    send(1, {"name": "A"})
    send(2, {"name": "B"}, edits=1)
    (row,) = exported()
    assert (row["name"], row["instanceID"], row["supersedes"]) == ("B", "uuid:2", "uuid:1")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-3.5", "-3.5"),
        ("-cmd", "'-cmd"),
        ("+62 812", "'+62 812"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_no_cell_runs_as_a_formula(told: str, shown: str) -> None:
    send(1, {"name": told, "notes": "x"})
    (row,) = exported()
    assert row["name"] == shown


def test_a_form_nobody_published_is_not_known() -> None:
    assert known_form("stock")
    assert not known_form("nothing")
