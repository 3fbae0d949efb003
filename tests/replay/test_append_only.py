"""The database refuses to change what arrived, whoever asks; a payload may be redacted, once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.db import Error, connection, models, transaction

from binakampung.domain.envelopes import Attachment as File
from binakampung.intake.receive import receive
from binakampung.ledger.models import Attachment, FormVersion, Payload, Processing, Subject, Submission
from tests.builders import SENDER, a_family
from tests.replay.acts import NOW

House = Callable[[], AbstractContextManager[None]]
FROZEN = (Submission, Processing, Attachment, Subject, Payload, FormVersion)
CHANGED = {
    Submission: "device_id",
    Processing: "label",
    Attachment: "filename",
    Subject: "subject",
    Payload: "media_type",
    FormVersion: "md5",
}


@pytest.fixture(autouse=True)
def one_submission(house: House) -> None:
    from dataclasses import replace

    made = a_family().with_child("Siti", born=date(2025, 6, 1)).envelope()
    receive([replace(made, attachments=(File("foto.jpg", b"foto"),))], SENDER, now=NOW)
    assert all(table._default_manager.exists() for table in FROZEN)


@pytest.mark.parametrize("table", FROZEN, ids=lambda table: table.__name__)
@pytest.mark.parametrize("act", ("UPDATE", "DELETE"))
def test_no_row_is_changed_or_deleted(table: type[models.Model], act: str) -> None:
    name, column = table._meta.db_table, CHANGED[table]
    statement = f"UPDATE {name} SET {column} = substr({column} || 'x', 2)" if act == "UPDATE" else f"DELETE FROM {name}"
    before = table._default_manager.count()
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert table._default_manager.count() == before


def test_no_table_is_emptied_at_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is refused row by row")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the checks that this test's own rows still await
    for table in FROZEN:
        with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table._meta.db_table} CASCADE")


def test_a_payload_is_redacted_once() -> None:
    payloads = Payload.objects.all()
    payloads.update(body=b"", content=b"", redacted=True)
    assert payloads.get().redacted
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        payloads.update(body=b"lain")


def test_a_payload_is_not_moved_to_another_submission() -> None:
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Payload.objects.update(submission_id=999_999, redacted=True)


def test_a_version_may_be_closed_but_not_rewritten() -> None:
    FormVersion.objects.update(accepting=False, offered=False)
    assert not FormVersion.objects.filter(accepting=True).exists()
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        FormVersion.objects.update(xform=b"<h:html/>")
