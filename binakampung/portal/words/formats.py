"""Numbers, days and times as people here write them: 1.234,5 - 6 Juni 2023 - Oktober 2026 - 6 Juni 2023, 10.14 WIB."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
NOTHING = "–"


def number(value: float | Decimal | None, places: int | None, language: str) -> str:
    """Thousands and decimals in the language's marks; `places=None` keeps what the number has. A dash for None."""
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if "." in text and places is None:
        text = text.rstrip("0").rstrip(".")
    text = text.replace("-", "−")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def day(value: date | datetime | None, language: str) -> str:
    """6 Juni 2023."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year}"


def month(value: date | None, language: str) -> str:
    """Oktober 2026."""
    return f"{MONTHS[language][value.month - 1]} {value.year}" if value else NOTHING


def moment(value: datetime | None, language: str) -> str:
    """6 Juni 2023, 10.14 WIB (English: 10:14)."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    offset = local.utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0
    zone = ZONES.get(int(hours), f"UTC{hours:+g}")
    clock = f"{local:%H}{'.' if language == 'id' else ':'}{local:%M}"
    return f"{day(local, language)}, {clock} {zone}"


def age(birth: date, on: date, language: str) -> str:
    """'2 tahun 3 bulan', '7 bulan', '12 hari' in completed units."""
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    words = {"id": ("tahun", "bulan", "hari"), "en": ("y", "mo", "d")}[language]
    if months < 1:
        return f"{max((on - birth).days, 0)} {words[2]}"
    years, rest = divmod(months, 12)
    parts = ([f"{years} {words[0]}"] if years else []) + ([f"{rest} {words[1]}"] if rest else [])
    return " ".join(parts)


def dotted(code: str) -> str:
    """3528052004 -> 35.28.05.2004."""
    return ".".join(part for part in (code[:2], code[2:4], code[4:6], code[6:]) if part)
