"""What a growth chart says besides its finding, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from binakampung.domain.rules import AgeMethod, Sex, Wording

ChartKind = Literal["weight_for_age", "length_for_age", "weight_for_length"]
Language = Literal["id", "en"]
MONTHS: Mapping[Language, list[str]] = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
INDONESIAN = str.maketrans(",.", ".,")

NAMES: Mapping[ChartKind, Wording] = {
    "weight_for_age": Wording("Berat menurut umur (BB/U)", "Weight for age"),
    "length_for_age": Wording("Panjang/tinggi menurut umur (PB/U, TB/U)", "Length or height for age"),
    "weight_for_length": Wording("Berat menurut panjang/tinggi (BB/PB, BB/TB)", "Weight for length or height"),
}
SEXES: Mapping[Sex, Wording] = {"male": Wording("anak laki-laki", "boys"), "female": Wording("anak perempuan", "girls")}
VALUES: Mapping[ChartKind, Wording] = {
    "weight_for_age": Wording("Berat (kg)", "Weight (kg)"),
    "length_for_age": Wording("Panjang/tinggi (cm)", "Length/height (cm)"),
    "weight_for_length": Wording("Berat (kg)", "Weight (kg)"),
}
AGE = Wording("Umur (bulan)", "Age (months)")
LENGTH = Wording("Panjang badan, berbaring (cm)", "Length, lying (cm)")
HEIGHT = Wording("Tinggi badan, berdiri (cm)", "Height, standing (cm)")
CHILD = Wording("anak ini", "this child")
FLAGGED = Wording("tidak masuk akal, tidak dihitung", "implausible, not counted")
MEDIAN = Wording("tengah", "median")
RED_LINE = Wording("garis merah KMS ({z})", "red line of the card ({z})")
ORANGE_LINE = Wording("garis oranye KMS ({z})", "orange line of the card ({z})")
UNSURE = Wording("belum dipastikan", "not confirmed")
STANDARD = Wording("Standar pertumbuhan anak WHO 2006", "WHO Child Growth Standards 2006")
METHODS: Mapping[AgeMethod, Wording] = {
    "by_day": Wording("umur per hari", "age by day"),
    "by_completed_month": Wording("umur per bulan penuh", "age by completed month"),
}
CORRECTED = Wording("umur koreksi (lahir prematur)", "corrected age (born preterm)")
ONLY_A_DOCTOR = Wording(
    "'Pendek' berarti terindikasi; diagnosis hanya oleh dokter.", "'Stunted' is an indication; only a doctor diagnoses."
)
SHORT: Mapping[ChartKind, tuple[str, str]] = {  # under two years, and from then on
    "weight_for_age": ("BB/U", "BB/U"),
    "length_for_age": ("PB/U", "TB/U"),
    "weight_for_length": ("BB/PB", "BB/TB"),
}
NOT_MEASURED: Mapping[ChartKind, Wording] = {
    "weight_for_age": Wording("Belum pernah ditimbang", "Never weighed yet"),
    "length_for_age": Wording("Panjang/tinggi belum pernah diukur", "Length never measured yet"),
    "weight_for_length": Wording(
        "Berat dan panjang/tinggi belum pernah diukur bersama", "Weight and length never measured together yet"
    ),
}
IMPLAUSIBLE: Mapping[ChartKind, Wording] = {
    "weight_for_age": Wording(
        "Berat terakhir tidak masuk akal: timbang ulang", "The last weight is implausible: weigh again"
    ),
    "length_for_age": Wording(
        "Panjang/tinggi terakhir tidak masuk akal: ukur ulang", "The last length is implausible: measure again"
    ),
    "weight_for_length": Wording(
        "Berat atau panjang terakhir tidak masuk akal: ukur ulang",
        "The last weight or length is implausible: measure again",
    ),
}
GAINED = Wording(
    "Berat naik cukup: {grams} gram, paling sedikit {needed}", "Gained enough: {grams} grams, at least {needed}"
)
NOT_GAINED = Wording(
    "Berat belum naik cukup: {grams} gram, paling sedikit {needed}",
    "Not gained enough: {grams} grams, at least {needed}",
)
NOT_GAINED_TWICE = Wording(
    "Berat tidak naik cukup dua kali berturut-turut (2T): {grams} gram, paling sedikit {needed}",
    "Not gained enough twice running (2T): {grams} grams, at least {needed}",
)
EMPTY = Wording("Belum ada pengukuran.", "Nothing measured yet.")
TOLD = Wording(
    "{name}, {sex}. {count} pengukuran, terakhir {value} pada {at}: {band}.",
    "{name}, {sex}. {count} measurements, the last {value} at {at}: {band}.",
)
AT_AGE = Wording("{months} bulan", "{months} months")
AT_LENGTH = Wording("{cm} cm", "{cm} cm")


def said(wording: Wording, language: Language) -> str:
    """A wording in a language."""
    return wording.id if language == "id" else wording.en


def day(on: date, language: Language) -> str:
    """A day as people of the language write it, the month shortened."""
    return f"{on.day} {MONTHS[language][on.month - 1]} {on.year}"


def number(value: float, digits: int, language: Language) -> str:
    """A number as people of the language write it."""
    written = f"{value:,.{digits}f}".replace("-", "−")
    return written.translate(INDONESIAN) if language == "id" else written


def signed(z: float, language: Language) -> str:
    """A z-score line: +1, −2."""
    digits = 0 if z == int(z) else 1
    return ("+" if z > 0 else "") + number(z, digits, language)
