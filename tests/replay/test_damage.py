"""A live row that is not what the ledger says is reported, whatever happened to it; a rebuild never looks at one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from binakampung.domain.people import derived_id
from binakampung.intake.receive import receive
from binakampung.ledger.models import Submission
from binakampung.registry.models import (
    Dwelling,
    Family,
    FamilyMembership,
    GrowthAssessment,
    GrowthMeasurement,
    HomeVisit,
    Person,
    Statement,
    SurveyMeasurement,
    Task,
    Voided,
    WaitingItem,
)
from binakampung.registry.replay import rebuild, replay_all, replay_families, replay_sample
from binakampung.registry.store import TABLES
from tests.builders import SENDER, VILLAGE, a_family, a_posyandu_day, a_visit, envelope, send
from tests.replay.acts import NOW

House = Callable[[], AbstractContextManager[None]]
BORN = date(2025, 6, 1)
# A column of each table, and another value for it.
CHANGES: dict[type[models.Model], dict[str, Any]] = {
    Family: {"hamlet": "Lain"},
    Person: {"birth_date": date(2024, 6, 1)},
    FamilyMembership: {"valid_to": date(2026, 1, 1)},
    GrowthMeasurement: {"weight_kg": 7.77},
    GrowthAssessment: {"weight_for_age": 0.01},
    HomeVisit: {"notes": "diubah"},
    SurveyMeasurement: {"weighting": 2.0},
    Task: {"due_on": date(2027, 1, 1)},
    Statement: {"said_on": date(2020, 1, 1)},
    Voided: {"target_root": "uuid:lain"},
    Dwelling: {"address": "Gang lain"},
    WaitingItem: {"label": "Orang lain"},
}
DAMAGES = ("changed", "deleted", "added")


@pytest.fixture
def family_id(house: House) -> str:
    """A family with a row in every table, and a survey row beside it."""
    family = a_family().with_child("Siti", born=BORN, sex="female")
    siti = family.children[0]
    first = a_posyandu_day(date(2026, 3, 3)).measuring(siti, weight_kg=7.0, length_cm=70.0)
    second = a_posyandu_day(date(2026, 4, 3)).measuring(siti, weight_kg=6.8).measuring("Tamu", weight_kg=9.0)
    send(family, first, second, a_visit(siti, date(2026, 4, 8)))
    row = {"row_id": "1", "sex": "1", "age": "22.5", "weight": "10.4", "lenhei": "84.8", "measure": "l"}
    receive([envelope("growth_survey", row)], SENDER, "3528052004", NOW)
    mistaken = a_visit(siti, date(2026, 4, 9))
    void = {"instance_id": mistaken.envelope().instance_id, "decided_on": "2026-04-10", "village": VILLAGE}
    send(mistaken)
    receive([envelope("void_submission", void)], SENDER, now=NOW)
    assert all(table._default_manager.exists() for table in TABLES)
    assert replay_all().differences == []
    return derived_id(family.envelope().instance_id, "family")


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_damage_is_reported(family_id: str, table: type[models.Model], damage: str) -> None:
    rows = table._default_manager.order_by("pk")
    row = rows.first()
    assert row is not None
    if damage == "changed":
        rows.filter(pk=row.pk).update(**CHANGES[table])
    elif damage == "deleted":
        rows.filter(pk=row.pk).delete()
    else:
        row.pk = "tambahan"
        row.save(force_insert=True)
    reported = {(each.table, each.id) for each in replay_all().differences}
    assert (table.__name__, row.pk) in reported
    if table is not SurveyMeasurement:  # it belongs to no family
        by_family = replay_families([row.pk if table is Family else family_id])
        assert (table.__name__, row.pk) in {(each.table, each.id) for each in by_family.differences}
        assert replay_sample(10).differences


def test_a_difference_names_the_column(family_id: str) -> None:
    Person.objects.filter(name="Siti").update(name="Sitti")
    (difference,) = replay_all().differences
    assert difference.live == {"name": "Sitti"}
    assert difference.replayed == {"name": "Siti"}


def test_a_rebuild_reads_no_live_row(family_id: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        store = rebuild(Submission.objects.all())
    assert len(store.rows[GrowthAssessment]) == 2
    assert queries.captured_queries
    assert not [query["sql"] for query in queries.captured_queries if "registry_" in query["sql"]]
