"""Answers kept as attributes, in the words of the form that asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from binakampung.domain.forms import leaves, text_in
from binakampung.ledger.forms import current, schema
from binakampung.portal.words import formats, language, phrase, say

# Groups of a family in the order of its page, with their titles.
GROUPS = {
    "residence": phrase("Tinggal di sini"),
    "housing": phrase("Rumah, air dan jamban"),
    "contraception": phrase("Keluarga berencana"),
    "wish": phrase("Keinginan punya anak"),
    "pregnancy": phrase("Kehamilan"),
    "births": phrase("Kelahiran"),
    "breastfeeding": phrase("Menyusui"),
    "infecund": phrase("Kesuburan"),
    "development": phrase("Pembangunan keluarga"),
    "welfare": phrase("Kesejahteraan dan bantuan"),
}
# Attributes whose question has another name.
RENAMED = {"floor_area_m2": "floor_area", "weeks_when_seen": "weeks_pregnant", "married_on": "marriage_date"}
# Attributes that no question has for a name.
OWN_WORDS = {
    "stays": phrase("Tinggal menetap (6 bulan atau lebih)"),
    "pregnant": phrase("Sedang hamil"),
    "ended_on": phrase("Kehamilan berakhir"),
    "outcome": phrase("Hasil kehamilan"),
    "last_period_on": phrase("Hari pertama haid terakhir"),
    "due_on": phrase("Taksiran persalinan"),
    "to_place": phrase("Pindah ke"),
    "came_from": phrase("Datang dari"),
    "spouse_name": phrase("Nama pasangan"),
    "divorced_on": phrase("Tanggal cerai"),
    "cause": phrase("Sebab"),
    "reason": phrase("Alasan"),
    "birth_weight_g": phrase("Berat lahir (gram)"),
    "birth_length_cm": phrase("Panjang lahir (cm)"),
    "birth_order": phrase("Urutan lahir"),
    "marriage_registered": phrase("Punya buku nikah"),
    "programmes": phrase("Bantuan yang diterima"),
}
# What only the machinery reads.
TECHNICAL = frozenset({"on", "hash", "sealed", "status", "mother_id", "seen_on", "shares_dwelling_with"})
_CARD_FORM = "family_registration"


@dataclass(frozen=True, slots=True)
class Words:
    """A question's label and its choices in one language."""

    label: str
    choices: Mapping[str, str]


def line_of(name: str, value: Any, words: Mapping[str, Words]) -> tuple[str, str] | None:
    """Label and answer in words; None for what only the machinery reads, and for what was left empty."""
    if name in TECHNICAL or value in (None, "", []):
        return None
    if name == "masked":
        return say("Nomor"), str(value)
    known = words.get(RENAMED.get(name, name))
    label = say(OWN_WORDS[name]) if name in OWN_WORDS else known.label if known else name.replace("_", " ")
    return label, in_words(value, known.choices if known else {})


def words_of_form() -> Mapping[str, Words]:
    """Question name -> words, in the reader's language, of the newest registration form."""
    form = current(_CARD_FORM)
    return _read(form.version, language()) if form else {}


@lru_cache(maxsize=8)
def _read(version: str, said: str) -> Mapping[str, Words]:
    form = current(_CARD_FORM)
    found: dict[str, Words] = {}
    for path, leaf in leaves(schema(form)) if form else ():
        choices = {code: text_in(texts, said) or code for code, texts in leaf.choices}
        found[path.rpartition("/")[2]] = Words(leaf.label(said), choices)
    return found


def in_words(value: Any, choices: Mapping[str, str]) -> str:
    """A kept value as people read it."""
    if isinstance(value, bool):
        return say("ya") if value else say("tidak")
    if isinstance(value, list):
        return ", ".join(in_words(each, choices) for each in value)
    if isinstance(value, str):
        return choices.get(value) or _day(value)
    return formats.number(value, None, language())


def _day(text: str) -> str:
    try:
        return formats.day(date.fromisoformat(text), language()) if len(text) == 10 else text
    except ValueError:
        return text
