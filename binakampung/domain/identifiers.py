"""NIK and KK numbers as they are kept. Nothing about them ever blocks a record."""

from __future__ import annotations

import re

_NOT_DIGITS = re.compile(r"\D+", re.ASCII)


def plain_number(written: str) -> str:
    """The digits of a number as it was written, at most 40; empty for none."""
    return _NOT_DIGITS.sub("", written)[:40]


def mask(digits: str) -> str:
    """A number that may be shown: first six and last four digits (`352804******0001`)."""
    if len(digits) < 12:
        return "*" * len(digits)
    return f"{digits[:6]}{'*' * (len(digits) - 10)}{digits[-4:]}"[:20]


def number_status(kind: str, digits: str) -> str:
    """`provisional` for a newborn's (its mother's NIK and a digit), else `unverified`."""
    return "provisional" if kind == "nik" and len(digits) == 17 else "unverified"
