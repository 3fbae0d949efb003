"""Numbers of the census form and of the family card: every code of ours has one, and each means one thing."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from binakampung.catalogue import official_codes as lists
from binakampung.catalogue.reading import RuleError
from binakampung.domain import facts
from binakampung.domain.identifiers import nik_of, nik_questions

pytestmark = pytest.mark.once


def of_house(name: str) -> set[str]:
    literal = get_args(get_type_hints(facts.HousingFacts)[name])[0]
    return set(get_args(literal))


OURS: dict[str, set[str]] = {
    "sex": set(get_args(facts.Sex)),
    "relationship": set(get_args(facts.Relationship)),
    "marital_status": set(get_args(facts.MaritalStatus)),
    "insurance": set(get_args(facts.Insurance)),
    "schooling": set(get_args(facts.Schooling)),
    "contraception": set(get_args(facts.Contraception)) - {"none"},  # that none is used is another question
    "wish": set(get_args(facts.Wish)),
    **{
        name: of_house(name)
        for name in ("drinking_water", "latrine", "floor", "wall", "roof", "lighting", "cooking_fuel", "tenure")
    },
}


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_list_has_the_codes_of_the_facts_and_no_others(name: str) -> None:
    assert set(lists.labels(name)) == OURS[name]


@pytest.mark.parametrize("name", lists.list_names())
def test_every_code_has_a_number_in_every_version_and_comes_back(name: str) -> None:
    for version in lists.versions():
        for code in lists.labels(name):
            number = lists.to_official(name, code, version)
            assert number is not None and lists.from_official(name, number, version) == code
        assert lists.from_official(name, 0, version) is None
    assert lists.to_official(name, "unheard_of", lists.newest()) is None


@pytest.mark.parametrize(
    ("name", "number", "code"),
    [
        ("marital_status", 3, "divorced"),
        ("insurance", 4, "none"),
        ("relationship", 1, "head"),
        ("schooling", 2, "none"),
        ("schooling", 10, "tertiary"),
        ("floor", 5, "earth"),
        ("contraception", 3, "iud"),
    ],
)
def test_numbers_of_pk21(name: str, number: int, code: str) -> None:
    assert lists.from_official(name, number, "PK21") == code


def test_unknown_lists_and_versions_are_said() -> None:
    with pytest.raises(RuleError, match="PK94"):
        lists.from_official("sex", 1, "PK94")
    with pytest.raises(RuleError, match="no list shoe_size"):
        lists.labels("shoe_size")


@pytest.mark.parametrize(
    ("name", "count"), [("relationship", 11), ("education", 10), ("occupation", 89), ("marital_status", 4)]
)
def test_every_number_of_the_card_is_there_and_translated_or_said_not_to_tell(name: str, count: int) -> None:
    card = lists.card_list(name)
    assert list(card.items) == list(range(1, count + 1))
    untold = {number for number in card.items if lists.from_card(name, number) is None}
    assert untold == {"education": {2}, "occupation": {89}}.get(name, set())
    assert lists.from_card(name, count + 1) is None


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"number": 1, "since": "PK22"}, "means both male and female"),
        ({"number": 2, "since": "PK24", "until": "PK21"}, "until lies before since"),
        ({"number": 2, "since": "PK94"}, "no form PK94"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(
    monkeypatch: pytest.MonkeyPatch, second: dict[str, Any], words: str
) -> None:
    said = {"wording": {"id": "x", "en": "y"}, "certainty": "K", "source": "none found"}
    first = {"numbers": [{"number": 1, "since": "PK21"}], **said}
    node = {
        "variable": None,
        "title": said["wording"],
        "items": {"male": first, "female": {"numbers": [second], **said}},
    }
    lists.versions()
    monkeypatch.setattr(lists, "codelist", lambda _: node)
    with pytest.raises(RuleError, match=words):
        lists.official_list.__wrapped__("sex")


def test_a_known_province_is_not_asked_about() -> None:
    number = nik_of("352804", "male", date(1990, 3, 12), 1)
    assert nik_questions(number, None, None, date(2026, 1, 1), provinces=lists.provinces()) == ()
    assert nik_questions("00" + number[2:], None, None, date(2026, 1, 1), provinces=lists.provinces())
