"""The answers of any form's submission, laid out by the questions of its published version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from binakampung.domain.forms import Question, text_in
from binakampung.domain.identifiers import mask, plain_number
from binakampung.portal.access.people import Reader, reader_of
from binakampung.portal.access.scope import people
from binakampung.portal.words import formats, language, say
from binakampung.registry.models import AdministrativeArea

METADATA = {"start", "end", "deviceid", "today", "username", "phonenumber", "audit", "simserial", "subscriberid"}
NAMED_AT_MOST = 500
DIGITS_OF_A_NUMBER = 16
DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line: a question with its answer, or (with `children`) a group or one instance of a repeat.

    `place` is its path (`children/3`), which processing rows name too. `address` leads to what the answer names.
    """

    label: str
    text: str = ""
    place: str = ""
    address: str = ""
    children: tuple[Answer, ...] = ()
    quiet: bool = False


def laid_out(request: HttpRequest, questions: Sequence[Question], content: Mapping[str, Any]) -> list[Answer]:
    """Every answer in the order of the form; what the form does not ask comes last under its own name."""
    return list(Layout(names_of(request, content), reader_of(request)).lines(questions, content, ""))


@dataclass(frozen=True, slots=True)
class Named:
    """What an id stands for, and where it is shown."""

    text: str
    address: str = ""


def names_of(request: HttpRequest, content: Mapping[str, Any]) -> dict[str, Named]:
    """People and areas that answers point at, as far as the reader may see them."""
    texts = {text for text in _texts(content) if 8 <= len(text) <= 36}
    areas = {text for text in texts if text.isdigit() and len(text) == 10}
    ids = sorted(texts - areas)[:NAMED_AT_MOST]
    named = {
        area.code: Named(f"{area.name} ({area.dotted})") for area in AdministrativeArea.objects.filter(code__in=areas)
    }
    for person in people(request).filter(pk__in=ids):
        named[person.pk] = Named(person.name, reverse("child", args=[person.pk]))
    return named


def ids_in(content: Mapping[str, Any]) -> list[str]:
    """Texts among the answers that may be ids of people or families."""
    return sorted(text for text in set(_texts(content)) if 8 <= len(text) <= 36)[:NAMED_AT_MOST]


def all_shown(reader: Reader, node: Any) -> bool:
    """May the reader see every answer whole?"""
    if isinstance(node, Mapping):
        return all(
            all_shown(reader, child) and (not child or reader.question(name) == "shown") for name, child in node.items()
        )
    return all(all_shown(reader, child) for child in node) if isinstance(node, list) else True


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for child in node.values():
            yield from _texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from _texts(child)


@dataclass(frozen=True, slots=True)
class Layout:
    """Turns questions and answers into lines."""

    names: Mapping[str, Named]
    reader: Reader

    def lines(self, questions: Sequence[Question], content: Mapping[str, Any], place: str) -> Iterator[Answer]:
        asked = {question.name for question in questions}
        for question in questions:
            if question.name in content:
                yield from self._question(question, content[question.name], f"{place}{question.name}")
        for name, node in content.items():
            if name not in asked:
                yield from self._unasked(name, node, f"{place}{name}")

    def _question(self, question: Question, node: Any, place: str) -> Iterator[Answer]:
        label = question.label(language())
        if question.shape == "repeat":
            for number, each in enumerate(node if isinstance(node, list) else [node], start=1):
                here = f"{place}/{number}"
                children = tuple(self.lines(question.children, each if isinstance(each, Mapping) else {}, f"{here}/"))
                yield Answer(f"{label} {number}", place=here, children=children)
        elif question.shape == "group":
            children = tuple(self.lines(question.children, node if isinstance(node, Mapping) else {}, f"{place}/"))
            yield Answer(label, place=place, children=children)
        elif isinstance(node, str) and node:
            yield self._leaf(question, label, node, place)

    def _leaf(self, question: Question, label: str, text: str, place: str) -> Answer:
        quiet = question.type in METADATA or (question.type == "calculate" and not question.labels)
        sight = self.reader.question(question.name)
        if sight != "shown":
            return Answer(label, self._less(sight, text), place, quiet=quiet)
        if question.choices:
            known = dict(question.choices)
            codes = text.split() if question.type.startswith("select all") else [text]
            words = ", ".join(text_in(known[code], language()) or code if code in known else code for code in codes)
            return Answer(label, words, place, quiet=quiet)
        named = self.names.get(text)
        if named is not None:
            return Answer(label, named.text, place, named.address, quiet=quiet)
        return Answer(label, _written(question.type, text), place, quiet=quiet)

    def _unasked(self, name: str, node: Any, place: str) -> Iterator[Answer]:
        if isinstance(node, Mapping):
            yield Answer(name, place=place, children=tuple(self.lines((), node, f"{place}/")))
        elif isinstance(node, list):
            for number, each in enumerate(node, start=1):
                yield from self._unasked(f"{name} {number}", each, f"{place}/{number}")
        elif node:
            sight = self.reader.question(name)
            yield Answer(name, str(node) if sight == "shown" else self._less(sight, str(node)), place)

    def _less(self, sight: str, text: str) -> str:
        """What is shown of an answer that the reader may not see whole."""
        digits = plain_number(text)
        if sight == "masked" and len(digits) >= DIGITS_OF_A_NUMBER:
            return mask(digits)
        return say("disembunyikan untuk peran Anda")


def _written(kind: str, text: str) -> str:
    """Days and decimals as people here write them; anything else exactly as it was answered."""
    if kind in ("date", "today"):
        try:
            return formats.day(date.fromisoformat(text), language())
        except ValueError:
            return text
    if (
        kind == "decimal"
        and language() == "id"
        and text.count(".") == 1
        and text.replace(".", "").lstrip("-").isdigit()
    ):
        return text.replace(".", ",")
    return text
