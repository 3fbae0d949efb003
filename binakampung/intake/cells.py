"""From a cell to the answer that a form would hold: text as XForms write it, or the reason why it is none.

One reader is made for each column; a reader takes a cell that is not blank and gives the answer, or raises `BadCell`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from binakampung.catalogue.spreadsheets import blank_words, choice_groups, folded
from binakampung.domain.forms import Question
from binakampung.intake.dates import from_serial, from_text
from binakampung.intake.tables import Cell, Fault

Reader = Callable[[Cell], str]

_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?([eE][-+]?\d{1,3})?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(([.]\d{3})+(,\d+)?|(,\d{3})+([.]\d+)?)")
_UNIT = re.compile(r"(?<=\d)\s*(kg|cm)\.?$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[-+]?\d([.,]\d+)?E\+?\d{2,3}", re.IGNORECASE)
_STRAY = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
# A spreadsheet keeps 15 digits of a number; an identity number of 16 loses its last.
LONGEST_NUMBER = 1e15


class BadCell(ValueError):
    """This cell is no answer to its question."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def reader_for(question: Question, today: date, village: Reader | None = None) -> Reader:
    """The reader of a question's column. `village` reads questions whose choices are the villages."""
    if question.items == "villages.csv" and village is not None:
        return village
    if question.type in ("select all that apply", "rank"):
        return partial(_several, _choices(question))
    if question.choices:
        return partial(_one, _choices(question))
    readers: Mapping[str, Reader] = {
        "decimal": _decimal,
        "range": _decimal,
        "integer": _whole,
        "int": _whole,
        "date": partial(_date, today),
        "dateTime": partial(_moment, today),
        "time": _time,
    }
    return readers.get(question.type, text_of)


def clean(text: str) -> str:
    """A text without stray spaces and characters that no keyboard makes."""
    if not text.isascii() or not text.isprintable():
        text = _STRAY.sub("", text.replace("\xa0", " "))
    return text.strip()


def text_of(cell: Cell) -> str:
    """Any cell as text. Raises `BadCell` for an error, and for a number too long to have survived as one."""
    if isinstance(cell, str):
        text = clean(cell)
        if _SCIENTIFIC.fullmatch(text) and abs(float(text.replace(",", "."))) >= LONGEST_NUMBER / 10_000:
            raise BadCell("digits_lost", value=text)
        return text
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        if abs(cell) >= LONGEST_NUMBER:
            raise BadCell("digits_lost", value=f"{cell:.3E}".replace(".", ","))
        return number_text(cell)
    if isinstance(cell, Fault):
        raise BadCell("formula_not_computed" if cell.text == "=" else "cell_error", value=cell.text)
    if isinstance(cell, timedelta):
        return str(cell)
    return cell.isoformat()


def number_text(number: float) -> str:
    """A number as people would write it: no trailing zeros, no exponent, 15 digits."""
    return f"{number:.15g}" if 1e-4 <= abs(number) < 1e15 else f"{number:.15f}".rstrip("0").rstrip(".")


def number_of(cell: Cell) -> float | None:
    """The number that a cell holds, with a point or a comma; None for a word that stands for nothing."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise BadCell("not_a_number", value=str(cell))
        return cell
    if isinstance(cell, (date, time)):
        raise BadCell("date_not_number", value=cell.isoformat())
    text = text_of(cell) if not isinstance(cell, str) else clean(cell)
    if text.lower() in blank_words():
        return None
    number = _UNIT.sub("", text).replace(" ", "")
    if _GROUPED.fullmatch(number) and len(re.findall("[.,]", number)) > 1:
        number = number.replace(".", "").replace(",", ".") if _last_is_comma(number) else number.replace(",", "")
    elif not _NUMBER.fullmatch(number):
        raise BadCell("not_a_number", value=text[:60])
    return float(number.replace(",", "."))


def _last_is_comma(number: str) -> bool:
    """`1.234,5` and `1.234.567` are Indonesian, `1,234.5` and `1,234,567` are not."""
    if "." in number and "," in number:
        return number.rfind(",") > number.rfind(".")
    return "." in number


def _decimal(cell: Cell) -> str:
    number = number_of(cell)
    return "" if number is None else number_text(number)


def _whole(cell: Cell) -> str:
    number = number_of(cell)
    if number is None:
        return ""
    if abs(number) >= LONGEST_NUMBER and not isinstance(cell, str):
        raise BadCell("digits_lost", value=f"{number:.3E}".replace(".", ","))
    if number != int(number):
        raise BadCell("not_a_whole_number", value=text_of(cell)[:60])
    return clean(cell) if isinstance(cell, str) and cell.strip().isdigit() else str(int(number))


def day_of(today: date, cell: Cell) -> date | None:
    """The date that a cell holds; None for a word that stands for nothing."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = None
    if isinstance(cell, str):
        text = clean(cell)
        if text.lower() in blank_words():
            return None
        found = from_text(text, today)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        found = from_serial(cell)
    if found is None:
        raise BadCell("cell_not_a_date", value=text_of(cell)[:60])
    return found


def _date(today: date, cell: Cell) -> str:
    day = day_of(today, cell)
    return "" if day is None else day.isoformat()


def _moment(today: date, cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, str):
        try:
            return datetime.fromisoformat(clean(cell)).isoformat()
        except ValueError:
            pass
    return _date(today, cell)


def _time(cell: Cell) -> str:
    if isinstance(cell, str):
        text = clean(cell).replace(".", ":")
        if text.lower() in blank_words():
            return ""
        try:
            return time.fromisoformat(text.zfill(5)).isoformat()
        except ValueError:
            raise BadCell("not_a_time", value=text[:60]) from None
    if isinstance(cell, datetime):
        return cell.time().isoformat()
    if isinstance(cell, time):
        return cell.isoformat()
    raise BadCell("not_a_time", value=text_of(cell)[:60])


Choices = Mapping[str, str]


def _choices(question: Question) -> Choices:
    """Folded word -> code: the codes, the labels in every language, and words that mean one choice only."""
    found = {folded(code): code for code, _ in question.choices}
    for code, labels in question.choices:
        for label in labels.values():
            for word in (label, label.split("(")[0]):
                found.setdefault(folded(word), code)
    words = dict(found)
    for group in choice_groups():
        codes = {code for word, code in words.items() if word in group}
        if len(codes) == 1:
            for word in group:
                found.setdefault(word, next(iter(codes)))
    return found


def _one(choices: Choices, cell: Cell) -> str:
    text = text_of(cell)
    code = choices.get(text) or choices.get(folded(text))
    if code is None:
        if text.lower() in blank_words():
            return ""
        raise BadCell("not_a_choice", value=text[:60])
    return code


def _several(choices: Choices, cell: Cell) -> str:
    text = text_of(cell)
    whole = choices.get(folded(text))
    if whole is not None:
        return whole
    parts = re.split(r"[;,|\n]+", text)
    codes = [choices.get(folded(part)) for part in parts]
    if None in codes:
        codes = [choices.get(folded(part)) for part in re.split(r"[;,|\s]+", text)]
    if None in codes:
        return _one(choices, cell)
    return " ".join(dict.fromkeys(code for code in codes if code))
