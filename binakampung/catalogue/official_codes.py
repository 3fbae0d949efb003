"""Official code lists: numbers of the census form (PK) by version, and of the family card (Dukcapil), to our codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from binakampung.catalogue.contraception import contraceptive_methods, method_numbers
from binakampung.catalogue.organisations import codelist
from binakampung.catalogue.paths import definitions
from binakampung.catalogue.reading import Node, RuleError, certainty, get, wording
from binakampung.catalogue.rule_parts import part, whole
from binakampung.domain.reasons import Part
from binakampung.domain.rules import Certainty, Wording, frozen_mapping

CONTRACEPTION = "contraception"  # its numbers lie in contraceptive_methods.yaml


@dataclass(frozen=True, slots=True)
class OfficialNumber:
    """A number that stands for one of our codes from one version of the form to another, both included."""

    number: int
    code: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class OfficialList:
    """One variable of the census form: our codes with their words, and the numbers of its versions."""

    name: str
    variable: str | None
    title: Wording
    items: Mapping[str, Part]
    numbers: tuple[OfficialNumber, ...]


@dataclass(frozen=True, slots=True)
class CardItem:
    """A choice of the family card; `code` is ours, None where the card does not tell."""

    number: int
    wording: Wording
    code: str | None


@dataclass(frozen=True, slots=True)
class CardList:
    """A list of the family card, and which list of the census form it is translated to."""

    name: str
    title: Wording
    crosswalk: str
    certainty: Certainty
    source: str
    items: Mapping[int, CardItem]


@lru_cache(maxsize=1)
def versions() -> tuple[str, ...]:
    """Versions of the census form, oldest first."""
    return tuple(codelist("pk/versions")["versions"])


def newest() -> str:
    """The newest version of the census form."""
    return versions()[-1]


def from_official(name: str, number: int, version: str) -> str | None:
    """Our code of a number in a version of the form; None for no such number. Raises `RuleError`."""
    place = _place(version, name)
    found = (each for each in official_list(name).numbers if each.number == number)
    return next((each.code for each in found if each.since <= place <= each.until), None)


def to_official(name: str, code: str, version: str) -> int | None:
    """The number of our code in a version, the first of several; None where the form has none. Raises `RuleError`."""
    place = _place(version, name)
    found = (each for each in official_list(name).numbers if each.code == code)
    return next((each.number for each in found if each.since <= place <= each.until), None)


def labels(name: str) -> Mapping[str, Wording]:
    """Our codes of a list in words, in the form's order. Raises `RuleError`."""
    return {code: item.wording for code, item in official_list(name).items.items()}


def list_names() -> tuple[str, ...]:
    """Every list of the census form, sorted."""
    stored = {path.stem for path in (definitions() / "codelists" / "pk").glob("*.yaml")} - {"versions"}
    return tuple(sorted(stored | {CONTRACEPTION}))


def card_list_names() -> tuple[str, ...]:
    """Every list of the family card, sorted."""
    stored = {path.stem for path in (definitions() / "codelists" / "dukcapil").glob("*.yaml")}
    return tuple(sorted(stored - {"provinces"}))


def from_card(name: str, number: int) -> str | None:
    """Our code of a number on the family card; None for no such number, or when the card does not tell."""
    item = card_list(name).items.get(number)
    return item.code if item else None


@lru_cache(maxsize=1)
def provinces() -> frozenset[str]:
    """The first two digits that a NIK or card number may have without being asked about."""
    return frozenset(str(code) for code in codelist("dukcapil/provinces")["codes"])


@lru_cache(maxsize=64)
def official_list(name: str) -> OfficialList:
    """One list of the census form. Raises `RuleError` when it contradicts itself."""
    if name == CONTRACEPTION:
        return _contraception()
    if name not in list_names():
        raise RuleError(f"there is no list {name}")
    node, where = codelist(f"pk/{name}"), f"pk/{name}"
    items = {str(code): part(str(code), each, where) for code, each in get(node, "items", where).items()}
    numbers = tuple(
        _number(str(code), each, f"{where}: {code}")
        for code, item in node["items"].items()
        for each in get(item, "numbers", f"{where}: {code}")
    )
    _check_overlaps(numbers, where)
    return OfficialList(
        name, get(node, "variable", where), wording(node, "title", where), frozen_mapping(items), numbers
    )


@lru_cache(maxsize=16)
def card_list(name: str) -> CardList:
    """One list of the family card. Raises `RuleError` when it names a code that the census list lacks."""
    if name not in card_list_names():
        raise RuleError(f"there is no card list {name}")
    node, where = codelist(f"dukcapil/{name}"), f"dukcapil/{name}"
    crosswalk = str(get(node, "crosswalk", where))
    known = official_list(crosswalk).items
    items = {}
    for number, each in get(node, "items", where).items():
        code = get(each, "pk", f"{where}: {number}")
        if not isinstance(number, int) or (code is not None and code not in known):
            raise RuleError(f"{where}: {number} means {code!r}, which {crosswalk} does not have")
        items[number] = CardItem(number, wording(each, "wording", f"{where}: {number}"), code)
    title, source = wording(node, "title", where), str(get(node, "source", where))
    return CardList(name, title, crosswalk, certainty(node, where), source, frozen_mapping(items))


def _contraception() -> OfficialList:
    """The methods and numbers of `contraceptive_methods.yaml`, which says how sure its numbers are."""
    last = len(versions()) - 1
    forms = method_numbers()
    items = {
        code: Part(code, each.wording, each.certainty, each.source) for code, each in contraceptive_methods().items()
    }
    starts = sorted((_place(form, CONTRACEPTION), form) for form in forms)
    ends = [start - 1 for start, _ in starts[1:]] + [last]
    numbers = tuple(
        OfficialNumber(number, code, start, end)
        for (start, form), end in zip(starts, ends, strict=True)
        for number, code in forms[form].methods.items()
    )
    return OfficialList(CONTRACEPTION, None, Wording("Cara KB", "Contraception"), frozen_mapping(items), numbers)


def _number(code: str, node: Node, where: str) -> OfficialNumber:
    since = _place(str(get(node, "since", where)), where)
    until = _place(str(node["until"]), where) if "until" in node else len(versions()) - 1
    if until < since:
        raise RuleError(f"{where}: until lies before since")
    return OfficialNumber(whole(node, "number", where), code, since, until)


def _check_overlaps(numbers: tuple[OfficialNumber, ...], where: str) -> None:
    for place, one in enumerate(numbers):
        for other in numbers[place + 1 :]:
            if one.number == other.number and one.since <= other.until and other.since <= one.until:
                raise RuleError(f"{where}: {one.number} means both {one.code} and {other.code}")


def _place(version: str, where: str) -> int:
    if version not in versions():
        raise RuleError(f"{where}: there is no form {version}")
    return versions().index(version)
