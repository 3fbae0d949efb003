"""NIK and family card (KK) numbers: read, asked about, masked. Nothing about them ever blocks a record.

Both have 16 digits: the place of first registration `PPKKCC`, a day `DDMMYY`, a serial of four. In a NIK the day is
that of birth, a woman's with 40 added to DD; on a family card it is the day of registration. There is no check digit,
and the register mends dates of birth without changing the NIK: what does not fit is a question, never an error.
A newborn without papers has a provisional number, its mother's NIK and one digit more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.facts import Sex
from binakampung.domain.problems import Problem, Severity

NikStatus = Literal["verified", "unverified", "none", "duplicate", "provisional"]

LENGTH = 16
LONGEST = 40  # digits kept of whatever was written
WOMAN = 40  # added to the day of birth
HIDDEN = 6  # digits that a mask never shows
CENTURIES = (2000, 1900)  # the newest first
NO_SERIAL = "0000"

_SPREADSHEET_TAIL = re.compile(r"(?<=\d{16})[.,]0+\s*$", re.ASCII)  # a number cell written out: 3528041203900001.0
_BETWEEN = frozenset(" \t\r\n.,-–—/_'’`´:;")  # what people put between digits


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK taken apart. `births`: the days that it can mean, the newest first; empty when there is no such day."""

    region: str
    sex: Sex
    births: tuple[date, ...]
    serial: str


@dataclass(frozen=True, slots=True)
class FamilyCardNumber:
    """A family card's number taken apart. `registered`: the days that it can mean, the newest first."""

    region: str
    registered: tuple[date, ...]
    serial: str


# --- reading ---


def plain_number(written: str) -> str:
    """The digits of a number as it was written, at most 40; empty for none. Digits of other scripts count too."""
    if not (written.isascii() and written.isdigit()):
        written = "".join(filter(None, map(_digit, _SPREADSHEET_TAIL.sub("", written))))
    return written[:LONGEST]


def read_nik(written: str, path: str = "nik") -> str | Problem:
    """The digits of a NIK, whole (16) or provisional (17), or the question that keeps it from being one.

    Empty when nothing but blanks and marks was written.
    """
    number = _Number("nik", written, plain_number(written), path, "", (LENGTH, LENGTH + 1))
    return next(number.shape(), None) or number.digits


def read_card(written: str, path: str = "family_card") -> str | Problem:
    """The 16 digits of a family card, or the question that keeps it from being one; empty for blanks and marks."""
    number = _Number("card", written, plain_number(written), path, "", (LENGTH,))
    return next(number.shape(), None) or number.digits


def nik_parts(digits: str) -> Nik | None:
    """A NIK taken apart, of a provisional one the mother's; None unless it has 16 or 17 digits."""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (LENGTH, LENGTH + 1):
        return None
    day = int(digits[6:8])
    female = day > WOMAN
    days = _days(day - WOMAN if female else day, digits)
    return Nik(digits[:6], "female" if female else "male", days, digits[12:LENGTH])


def card_parts(digits: str) -> FamilyCardNumber | None:
    """A family card's number taken apart; None unless it has 16 digits."""
    if not digits.isascii() or not digits.isdigit() or len(digits) != LENGTH:
        return None
    return FamilyCardNumber(digits[:6], _days(int(digits[6:8]), digits), digits[12:])


def likely_day(days: tuple[date, ...], today: date, hint: date | None = None) -> date | None:
    """The century choice: the day nearest to what is known otherwise, else the newest that is not ahead."""
    past = [day for day in days if day <= today]
    if hint is not None:
        return min(past, key=lambda day: abs((day - hint).days), default=None)
    return max(past, default=None)


# --- writing ---


def nik_of(region: str, sex: Sex, born: date, serial: int) -> str:
    """The NIK that a person born on a day would bear; `serial` 1 to 9999."""
    day = born.day + (WOMAN if sex == "female" else 0)
    return f"{region}{day:02}{born:%m}{born.year % 100:02}{serial:04}"


def card_of(region: str, registered: date, serial: int) -> str:
    """The number of a family card registered on a day; `serial` 1 to 9999."""
    return f"{region}{registered:%d%m}{registered.year % 100:02}{serial:04}"


def provisional_nik(mother: str, child: int) -> str:
    """The number of a newborn without papers: its mother's NIK and a digit (1 the first such child, 0 to 9)."""
    return f"{plain_number(mother)[:LENGTH]}{child % 10}"


def mother_of(digits: str) -> str | None:
    """The mother's NIK in a provisional number; None for any other number."""
    return digits[:LENGTH] if len(digits) == LENGTH + 1 else None


def mask(number: str) -> str:
    """A number that may be shown: first six and last four digits (`352804******0001`), at most 20 characters.

    At least six digits stay hidden, so of a number with too few less is shown, and nothing below twelve.
    """
    digits = plain_number(number)
    if len(digits) < 2 * HIDDEN:
        return "*" * len(digits)
    last = min(4, len(digits) - 2 * HIDDEN)
    hidden = min(len(digits) - 6 - last, 10)
    return digits[:6] + "*" * hidden + digits[len(digits) - last :]


def number_status(kind: str, digits: str) -> NikStatus:
    """How sure a number is by its form alone: `none`, `provisional`, else `unverified`."""
    return nik_status(digits) if kind == "nik" else ("unverified" if digits else "none")


def nik_status(digits: str, verified: bool = False, shared: bool = False) -> NikStatus:
    """How sure a NIK is. `verified`: somebody compared it with the papers; `shared`: another living person bears it."""
    if not digits:
        return "none"
    if shared:
        return "duplicate"
    if mother_of(digits):
        return "provisional"
    return "verified" if verified else "unverified"


# --- questions ---


def nik_questions(
    nik: str,
    sex: Sex | None,
    birth_date: date | None,
    today: date,
    *,
    path: str = "nik",
    name: str = "",
    provinces: Collection[str] = (),
) -> tuple[Problem, ...]:
    """What is odd about a NIK as it was written: warnings only. Nothing written, nothing asked.

    Sex and date of birth are compared when known (a provisional number is its mother's: neither is). `provinces`:
    the first two digits that are known; without them the place is not asked about. `name` stands in the words.
    The answers never hold the number or a date: problems are stored and shown more widely than those.
    """
    number = _Number("nik", nik, plain_number(nik), path, name, (LENGTH, LENGTH + 1))
    parts = nik_parts(number.digits)
    if parts is None or number.placeholder:
        return tuple(number.shape())
    return (
        *number.shape(),
        *_person_in(number, parts, sex, birth_date, today),
        *number.place_and_serial(parts, provinces),
    )


def card_questions(
    card: str, today: date, *, path: str = "family_card", name: str = "", provinces: Collection[str] = ()
) -> tuple[Problem, ...]:
    """What is odd about a family card's number as it was written: warnings only. Nothing written, nothing asked."""
    number = _Number("card", card, plain_number(card), path, name, (LENGTH,))
    parts = card_parts(number.digits)
    if parts is None or number.placeholder:
        return tuple(number.shape())
    impossible = likely_day(parts.registered, today) is None
    return (
        *number.shape(),
        *([number.ask("date_impossible")] if impossible else []),
        *number.place_and_serial(parts, provinces),
    )


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that is being asked about; `kind` begins the codes of its questions."""

    kind: str
    written: str
    digits: str
    path: str
    name: str
    lengths: tuple[int, ...]

    def ask(self, what: str, **params: object) -> Problem:
        """A question of this number; who is meant stands in the words, without a name the masked number."""
        whose = self.name.strip() or mask(self.digits) or "?"
        return Problem(f"{self.kind}_{what}", self.path, Severity.WARNING, {"name": whose, **params})

    @property
    def placeholder(self) -> bool:
        """One digit sixteen times: written so that something stands there."""
        return len(self.digits) in self.lengths and len(set(self.digits)) == 1

    def shape(self) -> Iterator[Problem]:
        """Is it digits, and as many as there should be?"""
        plain = self.written.isascii() and self.written.isdigit()
        if not plain and any(map(_foreign, _SPREADSHEET_TAIL.sub("", self.written))):
            yield self.ask("not_digits")
        if self.digits and len(self.digits) not in self.lengths:
            yield self.ask("length", length=len(self.digits))
        if self.placeholder:
            yield self.ask("placeholder")

    def place_and_serial(self, parts: Nik | FamilyCardNumber, provinces: Collection[str]) -> Iterator[Problem]:
        """Is there such a province, and was it ever given out?"""
        region = parts.region
        if provinces and (region[:2] not in provinces or "00" in (region[2:4], region[4:])):
            yield self.ask("place_unknown", place=region)
        if parts.serial == NO_SERIAL:
            yield self.ask("serial_zero")


def _person_in(number: _Number, nik: Nik, sex: Sex | None, birth_date: date | None, today: date) -> Iterator[Problem]:
    if likely_day(nik.births, today) is None:
        yield number.ask("date_impossible")
    elif mother_of(number.digits):
        if nik.sex != "female":
            yield number.ask("provisional_of_a_man")
    else:
        if sex is not None and sex != nik.sex:
            yield number.ask("sex_differs")
        if birth_date is not None and birth_date not in nik.births:
            yield number.ask("birth_date_differs")


def _days(day: int, digits: str) -> tuple[date, ...]:
    """The days of both centuries with this day, and the month and year of the digits."""
    month, year = int(digits[8:10]), int(digits[10:12])
    return tuple(found for century in CENTURIES if (found := _day(century + year, month, day)))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)


def _foreign(character: str) -> bool:
    """Neither a digit nor what people put between digits, nor a mark that nobody sees."""
    if character in _BETWEEN or unicodedata.decimal(character, None) is not None:
        return False
    return unicodedata.category(character) not in ("Cf", "Cc", "Zs")
