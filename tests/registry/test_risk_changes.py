"""Another version of the risk rule: which families of which village would enter and leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.domain.answers import Answer
from binakampung.domain.risk import assess_risk
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.family_facts import facts_of
from binakampung.registry.models import Family, Person
from binakampung.registry.rule_changes_families import risk_changes

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
VILLAGE = "3528052004"


def family(id: str, wife_born: date, *, spouse: bool = True) -> None:
    source = {"source_root": id, "source_seq": 1, "source_item": "/", "village": VILLAGE}
    Family.objects.create(id=id, registered_on=ON, **source)
    people = [("head", "male", date(1985, 1, 1)), ("spouse", "female", wife_born)]
    for relationship, sex, born in people if spouse else people[:1]:
        Person.objects.create(
            id=f"{id}-{relationship}", family_id=id, name="X", name_key="x", sex=sex, birth_date=born,
            relationship=relationship, **source,
        )  # fmt: skip


@pytest.fixture(autouse=True)
def village(db: None) -> None:
    make_ready()
    family("too-young", date(2008, 1, 1))
    family("of-23", date(2003, 6, 1))
    family("no-couple", date(2003, 6, 1), spouse=False)


def test_a_higher_age_limit_lets_a_family_in() -> None:
    rule = stunting_risk_rule()
    (change,) = risk_changes(VILLAGE, rule, replace(rule, too_young_below=25), ON)
    assert (change.village, change.children, change.followed_before, change.followed_after) == (VILLAGE, 3, 1, 2)
    assert (change.enter, change.leave) == (["of-23"], [])
    assert change.by_reason["four_too"].enter == ["of-23"]


def test_the_other_way_round_it_becomes_unknown_and_does_not_leave() -> None:
    rule = stunting_risk_rule()
    (change,) = risk_changes("", replace(rule, too_young_below=25), rule, ON)
    assert (change.enter, change.leave, change.unknown) == ([], [], ["of-23"])
    assert (change.unknown_before, change.unknown_after) == (1, 2)


def test_what_nobody_asked_is_unknown_and_never_not_at_risk() -> None:
    judged = {facts.id: assess_risk(facts, ON, stunting_risk_rule()) for facts in facts_of(VILLAGE)}
    assert judged["too-young"].answer is Answer.YES
    assert judged["of-23"].answer is Answer.UNKNOWN
    assert judged["no-couple"].answer is Answer.UNKNOWN
