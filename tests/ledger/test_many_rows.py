"""Many rows go in, and many values look them up, the same way on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from binakampung.ledger.inserting import WORTH_COPYING, insert
from binakampung.ledger.models import Processing, Submission
from binakampung.registry.models import GrowthAssessment, HomeVisit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 6, 3, 4, 5, 678901, tzinfo=UTC)
# What a text file between programs would trip over.
TEXTS = ("", "biasa", 'kutip " dan \\ garis\tmiring', "baris\nbaru", "\\N", "Ñandú 家 🙂", "NULL")


def visits(count: int) -> list[HomeVisit]:
    return [
        HomeVisit(
            id=f"kunjungan-{number}",
            source_root=f"uuid:{number}",
            source_seq=2**40 + number,
            source_item="/",
            person_id="anak",
            village="3528052004",
            visited_on=date(2026, 10, 6),
            contact="met",
            danger_signs=["demam", TEXTS[number % len(TEXTS)]],
            next_visit_on=date(2026, 11, 6) if number % 2 else None,
            notes=TEXTS[number % len(TEXTS)],
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [WORTH_COPYING - 1, 10 * WORTH_COPYING])
def test_every_value_comes_back(count: int) -> None:
    rows = visits(count)
    insert(HomeVisit, rows)
    found = HomeVisit.objects.in_bulk()
    for row in rows:
        again = found[row.pk]
        assert [getattr(again, field.attname) for field in HomeVisit._meta.fields] == [
            getattr(row, field.attname) for field in HomeVisit._meta.fields
        ]


def test_numbers_and_truths_come_back() -> None:
    rows = [
        GrowthAssessment(
            id=f"ukur-{number}",
            person_id="anak",
            age_days=number,
            length_for_age=number / 7 - 3,
            flags=["length_for_age"],
            classes={"weight_for_age": "normal"},
            below_red_line=(True, False, None)[number % 3],
            rules="",
        )
        for number in range(3 * WORTH_COPYING)
    ]
    insert(GrowthAssessment, rows)
    found = GrowthAssessment.objects.in_bulk()
    for row in rows:
        again = found[row.pk]
        assert again.length_for_age == row.length_for_age
        assert (again.below_red_line, again.flags, again.classes) == (row.below_red_line, row.flags, row.classes)


def test_the_database_gives_the_numbers() -> None:
    submission = Submission.objects.create(instance_id="a", root_id="a", scope=[], received_at=NOW)
    rows = [
        Processing(submission=submission, item=f"children/{number}", outcome="accepted", code_revision="1", at=NOW)
        for number in range(2 * WORTH_COPYING)
    ]
    insert(Processing, rows)
    assert Processing.objects.filter(submission=submission, attempt=1, at=NOW, problems=[]).count() == len(rows)


def test_a_taken_id_is_an_integrity_error() -> None:
    insert(HomeVisit, visits(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(HomeVisit, visits(2 * WORTH_COPYING))
    assert HomeVisit.objects.count() == 1


def test_thousands_of_values_look_up_rows() -> None:
    insert(HomeVisit, visits(30))
    wanted = {f"kunjungan-{number}" for number in range(29, 100_000)} | {"kunjungan-3", "it's"}
    found = HomeVisit.objects.filter(id__one_of=wanted).values_list("pk", flat=True)
    assert sorted(found) == ["kunjungan-29", "kunjungan-3"]
    assert HomeVisit.objects.filter(source_seq__one_of={2**40 + 5, 1}).count() == 1
    assert not HomeVisit.objects.filter(id__one_of=()).exists()
