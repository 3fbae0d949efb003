"""Every phrase that a person may read is there in both languages, with the same blanks; numbers and days too."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import yaml
from django.utils import translation

from binakampung.portal import words
from binakampung.portal.words import english, formats, say, word_files
from tests.paths import ROOT

pytestmark = pytest.mark.once

PORTAL = ROOT / "binakampung" / "portal"
IN_TEMPLATES = re.compile(r"""\{%\s*kata\s+(?:"([^"]*)"|'([^']*)')""")


def used() -> Iterator[str]:
    """Phrases of the templates and of `say` and `phrase` in the code."""
    for path in (PORTAL / "templates").rglob("*.html"):
        for match in IN_TEMPLATES.finditer(path.read_text()):
            yield match[1] if match[1] is not None else match[2]
    for path in PORTAL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "phrase"):
                given = node.args[0] if node.args else None
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_phrase_has_english() -> None:
    assert sorted(set(used()) - set(english())) == []


def test_no_english_is_left_over() -> None:
    assert sorted(set(english()) - set(used())) == []


def test_no_phrase_has_two_meanings() -> None:
    """Between files, and within one (where YAML would silently keep the last)."""
    lines = [line for path in word_files() for line in path.read_text().splitlines()]
    keys = Counter(key for line in lines if (key := one_key(line)) is not None)
    assert [key for key, times in keys.items() if times > 1] == []
    assert set(keys) == set(english())


def one_key(line: str) -> str | None:
    read = yaml.safe_load(line)
    return next(iter(read)) if isinstance(read, dict) else None


def test_both_languages_leave_the_same_blanks() -> None:
    assert [text for text, meaning in english().items() if blanks(text) != blanks(meaning)] == []


def test_templates_say_nothing_outside_the_phrases() -> None:
    """A word between tags that no `kata` wraps would stay Indonesian in English; proper names are the same in both."""
    same = re.compile(r"ODK Collect|Bina Kampung|Bahasa Indonesia|English|SHA-256|N/T/O/B|BB|PB|TB|[A-Z]/U|\.\w{2,4}")
    loose = []
    for path in (PORTAL / "templates").rglob("*.html"):
        silent = r"\{%\s*(?:comment.*?endcomment|block width.*?endblock)\s*%\}|<style>.*?</style>"
        text = re.sub(silent, "", path.read_text(), flags=re.DOTALL)
        text = same.sub("", re.sub(r"\{[%{].*?[%}]\}|<[^>]*>|&\w+;", " ", text, flags=re.DOTALL))
        loose += [f"{path.name}: {word}" for word in re.findall(r"[A-Za-z]{4,}", text)]
    assert loose == []


def test_the_language_is_the_readers() -> None:
    with translation.override("en"):
        assert say("Halaman {n} dari {all}", n=2, all=3) == "Page 2 of 3"
    with translation.override("id"):
        assert say("Halaman {n} dari {all}", n=2, all=3) == "Halaman 2 dari 3"
    with translation.override("fr"):
        assert words.language() == "id"


@pytest.mark.parametrize(
    ("value", "places", "indonesian", "in_english"),
    [
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (7.0, None, "7", "7"),
        (100, None, "100", "100"),
        (-2.345, 2, "−2,35", "−2.35"),
        (8.1, 1, "8,1", "8.1"),
        (Decimal("0.10"), None, "0,1", "0.1"),
        (None, 2, "–", "–"),
    ],
)
def test_numbers(value: float | None, places: int | None, indonesian: str, in_english: str) -> None:
    assert formats.number(value, places, "id") == indonesian
    assert formats.number(value, places, "en") == in_english


def test_days_and_times() -> None:
    assert formats.day(date(2023, 6, 6), "id") == "6 Juni 2023"
    assert formats.day(date(2023, 6, 6), "en") == "6 June 2023"
    assert formats.month(date(2026, 10, 1), "id") == "Oktober 2026"
    evening = datetime(2026, 10, 6, 17, 4, tzinfo=UTC)
    assert formats.moment(evening, "id") == "7 Oktober 2026, 00.04 WIB"
    assert formats.moment(evening, "en") == "7 October 2026, 00:04 WIB"
    assert formats.day(evening, "id") == "7 Oktober 2026"
    assert formats.day(None, "id") == formats.month(None, "id") == formats.moment(None, "id") == "–"


@pytest.mark.parametrize(
    ("born", "indonesian"),
    [
        (date(2026, 10, 1), "5 hari"),
        (date(2026, 9, 7), "29 hari"),
        (date(2026, 9, 6), "1 bulan"),
        (date(2025, 10, 7), "11 bulan"),
        (date(2025, 10, 6), "1 tahun"),
        (date(2024, 7, 1), "2 tahun 3 bulan"),
    ],
)
def test_ages_in_completed_units(born: date, indonesian: str) -> None:
    assert formats.age(born, date(2026, 10, 6), "id") == indonesian


def test_codes_as_they_are_printed() -> None:
    assert formats.dotted("3528052004") == "35.28.05.2004"
    assert formats.dotted("3528") == "35.28"
    assert formats.dotted("") == ""
