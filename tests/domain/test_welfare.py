"""Rank and decile are received: checked, read, never computed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from binakampung.catalogue.organisations import prosperity_stages
from binakampung.catalogue.problems import codes
from binakampung.domain.answers import Answer
from binakampung.domain.facts import WelfareFacts
from binakampung.domain.welfare import neediest, welfare_problems, without_aid
from tests.domain.families import AS_OF, facts_of

pytestmark = pytest.mark.once
RECEIVED: dict[str, Any] = {"decile": 2, "source": "DTSEN", "period": "2026-Q3"}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"decile": 0}, ["decile_impossible"]),
        ({"decile": 11}, ["decile_impossible"]),
        ({"source": None}, ["decile_without_source"]),
        ({"period": None}, ["decile_without_source"]),
        ({"period": "2026"}, []),
        ({"period": "2026-11"}, []),
        ({"period": "2026-12"}, ["period_impossible"]),
        ({"period": "2027-Q1"}, ["period_impossible"]),
        ({"period": "2026-13"}, ["period_impossible"]),
        ({"period": "0000"}, ["period_impossible"]),
        ({"rank": "5"}, ["rank_impossible"]),
        ({"rank": ">4"}, []),
        ({"decile": None, "source": None, "period": None}, []),
    ],
)
def test_what_is_received_is_checked(told: dict[str, Any], found: list[str]) -> None:
    problems = welfare_problems(WelfareFacts(**{**RECEIVED, **told}), date(2026, 11, 1))
    assert [problem.code for problem in problems] == found
    assert set(found) <= codes()


@pytest.mark.parametrize(
    ("decile", "rank", "deciles", "answer"),
    [
        (4, None, 4, Answer.YES), (5, None, 4, Answer.NO), (5, None, 5, Answer.YES), (None, "4", 4, Answer.YES),
        (None, "4", 3, Answer.NO), (None, ">4", 4, Answer.NO), (None, ">4", 5, Answer.UNKNOWN),
        (None, None, 4, Answer.UNKNOWN), (12, "1", 4, Answer.YES), (8, "1", 4, Answer.NO),
    ],
)  # fmt: skip
def test_the_neediest(decile: Any, rank: Any, deciles: int, answer: Answer) -> None:
    assert neediest(WelfareFacts(rank=rank, decile=decile), deciles) is answer


def test_no_aid_is_not_the_same_as_not_asked() -> None:
    answers = [without_aid(WelfareFacts(programmes=told)) for told in (None, (), ("family_hope",))]
    assert answers == [Answer.UNKNOWN, Answer.YES, Answer.NO]


@given(facts_of(WelfareFacts))
def test_nothing_is_too_strange(welfare: WelfareFacts) -> None:
    assert len(welfare_problems(welfare, AS_OF)) <= 4
    assert neediest(welfare, 4) in Answer


def test_old_stages_can_still_be_read() -> None:
    assert [wording.id for wording in prosperity_stages().values()][0::4] == [
        "Keluarga Prasejahtera (Pra-KS)",
        "Keluarga Sejahtera III+",
    ]
