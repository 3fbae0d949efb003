"""Dates as people write them: day first, month by number or name, in Indonesian or English."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    "januari": 1, "january": 1, "jan": 1,
    "februari": 2, "pebruari": 2, "february": 2, "feb": 2, "peb": 2,
    "maret": 3, "march": 3, "mar": 3, "mrt": 3,
    "april": 4, "apr": 4,
    "mei": 5, "may": 5,
    "juni": 6, "june": 6, "jun": 6,
    "juli": 7, "july": 7, "jul": 7,
    "agustus": 8, "august": 8, "agu": 8, "agt": 8, "ags": 8, "agst": 8, "agust": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9,
    "oktober": 10, "october": 10, "okt": 10, "oct": 10,
    "november": 11, "nopember": 11, "nov": 11, "nop": 11,
    "desember": 12, "december": 12, "des": 12, "dec": 12,
}  # fmt: skip
_TIME = re.compile(
    r"[T\s]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*(z|wib|wita|wit|am|pm|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_WEEKDAY = re.compile(r"^[a-z']+\s*,\s*", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})$")
_NAMED = re.compile(r"^(\d{1,2})[-/. ]*([a-z]+)\.?[-/., ']*(\d{4}|\d{2})$", re.IGNORECASE)
_NAMED_FIRST = re.compile(r"^([a-z]+)\.? (\d{1,2}),? (\d{4})$", re.IGNORECASE)
_TOGETHER = re.compile(r"^(19|20)(\d{2})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"^\d{5}(\.\d+)?$")

# Excel counts days from the end of 1899; these serials are the dates that a programme can mean (1910 to 2079).
_EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 3654, 65745


def from_serial(number: float) -> date | None:
    """The date of a spreadsheet's day number, None when it cannot be one."""
    return _EPOCH + timedelta(days=int(number)) if FIRST_SERIAL <= number <= LAST_SERIAL else None


def from_text(text: str, today: date) -> date | None:
    """The date that a text says, None when it says none.

    `03/04/2025` is 3 April. A year of two digits is the last such year that is not after next year.
    """
    text = _WEEKDAY.sub("", _TIME.sub("", text.strip()))
    if match := _YEAR_FIRST.match(text) or _TOGETHER.match(text):
        parts = match.groups()
        year, month, day = parts if len(parts) == 3 else (parts[0] + parts[1], parts[2], parts[3])
        return _date(int(year), int(month), int(day))
    if match := _DAY_FIRST.match(text):
        return _date(_year(match.group(3), today), int(match.group(2)), int(match.group(1)))
    if match := _NAMED.match(text):
        return _date(_year(match.group(3), today), _MONTHS.get(match.group(2).lower(), 0), int(match.group(1)))
    if match := _NAMED_FIRST.match(text):
        return _date(int(match.group(3)), _MONTHS.get(match.group(1).lower(), 0), int(match.group(2)))
    return from_serial(float(text)) if _SERIAL.match(text) else None


def _year(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = today.year - today.year % 100 + int(text)
    return year if year <= today.year + 1 else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
