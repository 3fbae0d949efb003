"""A changed rule file counts from the next start: everyone is judged anew, and only what differs is written."""

from __future__ import annotations

from datetime import date

import pytest

from binakampung.registry import rederive
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.actions.site import setting
from binakampung.registry.models import GrowthAssessment, Person, Task
from tests.builders import a_family, a_posyandu_day, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(db: None) -> str:
    make_ready()
    family = a_family().with_child("Siti", born=date(2025, 4, 12), sex="female")
    siti = family.children[0]
    send(family)
    send(a_posyandu_day(date(2026, 9, 6)).measuring(siti, weight_kg=7.0, length_cm=70.0))
    send(a_posyandu_day(date(2026, 10, 6)).measuring(siti, weight_kg=7.0, length_cm=70.5))
    return siti.id


def test_nothing_changes_under_the_same_rules(child: str) -> None:
    before = Person.objects.get(pk=child).feed
    assert rederive.rederive() == 0
    assert Person.objects.get(pk=child).feed == before
    assert rederive.up_to_date()


def test_rows_that_another_rule_left_behind_are_derived_again(child: str) -> None:
    rows = list(GrowthAssessment.objects.order_by("id").values())
    tasks = list(Task.objects.order_by("id").values_list("id", "status", "reasons"))
    GrowthAssessment.objects.update(gain="N", reasons=[], rules="an older rule")
    Task.objects.all().delete()
    assert rederive.rederive() == len(rows) + len(tasks)
    assert list(GrowthAssessment.objects.order_by("id").values()) == rows
    assert list(Task.objects.order_by("id").values_list("id", "status", "reasons")) == tasks


def test_a_start_derives_only_when_the_rules_changed(child: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rederive.ensure_derived()
    GrowthAssessment.objects.update(rules="an older rule")
    assert rederive.ensure_derived() == 0
    monkeypatch.setattr(rederive, "fingerprint", lambda: "other files")
    assert rederive.ensure_derived() == GrowthAssessment.objects.count()
    assert "other files" in setting(rederive.SETTING)
