"""A changed rule file counts from the next start: everyone is judged anew, and only what differs is written."""

from __future__ import annotations

from datetime import date

import pytest

from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.registry import rederive
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.actions.site import setting
from binakampung.registry.models import Family, FamilyRisk, GrowthAssessment, Person, Task
from tests.builders import a_family, a_posyandu_day, send

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


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


def test_families_are_judged_anew_also_by_a_file_that_kept_its_version(child: str) -> None:
    rederive.rederive(on=DAY)
    before = list(FamilyRisk.objects.order_by("pk").values())
    assert [row["as_of"] for row in before] == [DAY] * Family.objects.count() != []
    FamilyRisk.objects.update(answer="yes", factors={"unsafe_water": "yes"})  # as the file said it before the edit
    rederive.rederive(on=DAY)
    assert list(FamilyRisk.objects.order_by("pk").values()) == before


def test_a_start_under_another_risk_rule_judges_families_and_tells_how_far_it_is(child: str) -> None:
    FamilyRisk.objects.update(rule="stunting_risk@0", answer="yes")
    told: list[tuple[int, int]] = []
    rederive.rederive(lambda done, whole: told.append((done, whole)), on=DAY)
    (row,) = FamilyRisk.objects.all()
    assert (row.rule, row.answer) == (stunting_risk_rule().rule.key, "unknown")
    assert told == [(2, 3), (3, 3)]
