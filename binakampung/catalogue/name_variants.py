"""The list of how names are written -> a frozen `Spelling`."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

from binakampung.catalogue.organisations import codelist
from binakampung.catalogue.reading import Node, RuleError, get, number
from binakampung.domain.name_matching import Likenesses, Rewriting, Spelling, rewritten, word_index
from binakampung.domain.rules import frozen_mapping

NAME = "name_variants"


@lru_cache(maxsize=1)
def name_spelling() -> Spelling:
    """The spellings in force. Raises `RuleError`."""
    return spelling_of(codelist(NAME))


def spelling_of(node: Node) -> Spelling:
    """A list as a spelling. Raises `RuleError`."""
    letters, endings = _pairs(node, "spelling"), _pairs(node, "endings")
    try:
        words = word_index(get(node, "words", NAME), letters, endings)
    except ValueError as error:
        raise RuleError(f"{NAME}: {error}") from error
    forms = (rewritten(word, letters, endings) for word in _words(node, "common"))
    return Spelling(
        titles=_runs(node, "titles"),
        degrees=frozenset(_words(node, "degrees")),
        patronymics=frozenset(_words(node, "patronymics")),
        placeholders=_runs(node, "placeholders"),
        words=frozen_mapping(words),
        joined=_pairs(node, "joined"),
        common=frozenset(words.get(form, form) for form in forms),
        letters=letters,
        sounds=_pairs(node, "sound"),
        endings=endings,
        likenesses=_likenesses(get(node, "likenesses", NAME)),
    )


def _likenesses(node: Node) -> Likenesses:
    where = f"{NAME}: likenesses"
    found = {field.name: number(node, field.name, where) for field in fields(Likenesses)}
    if not all(0 <= value < 1 for value in found.values()):
        raise RuleError(f"{where}: each must be 0 or more and below 1")
    return Likenesses(**found)


def _words(node: Node, name: str) -> list[str]:
    found = get(node, name, NAME)
    if not all(isinstance(word, str) and word == word.lower() for word in found):
        raise RuleError(f"{NAME}: {name} must be words in lower case")
    return list(found)


def _runs(node: Node, name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words.split()) for words in _words(node, name))


def _pairs(node: Node, name: str) -> Rewriting:
    found = get(node, name, NAME)
    if not all(isinstance(pair, list) and len(pair) == 2 and pair[0] and isinstance(pair[1], str) for pair in found):
        raise RuleError(f"{NAME}: {name} must be pairs of letters: from, to")
    return tuple((old, new) for old, new in found)
