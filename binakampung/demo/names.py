"""Common given names of the region, combined at random; no combination is meant to be a person."""

from __future__ import annotations

import random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MEN = _words(
    """
Ahmad Moh Abd Hasan Husen Imam Saiful Zainal Fathor Rofiq Mahrus Syamsul Hairul Nurul Bahrul Taufik Rasyid Jamal
Kholil Mukhlis Sahrul Ridwan Faisal Hafid Rohman Samsuri Mattali Suhri Hosnan Misbah Durahman Matsuki Busiri Hanafi
Sudahlan Mistar Satuki Marsuki Asmuni Tohir Sukron Buhari Homaidi Jufri
"""
)
WOMEN = _words(
    """
Siti Nur Sri Fatimah Aisyah Khotijah Rukmini Maimunah Hosniyah Sulastri Romlah Hasanah Mariyam Nafisah Zubaidah
Halimatus Ummi Lailatul Musyarrofah Kholifah Rahmawati Sumiati Hotimah Jamilah Wardah Faizah Uswatun Mutmainnah
Sumarni Mutiah Busiyah Misnati Hamidah Juhairiyah Suhartini Maryatun Satima Marwiyah Nurhayati Arbaiyah
"""
)
SECOND = _words(
    """
Hidayat Rahman Maulana Anwar Ramadhan Wahid Hakim Amin Fauzi Arifin Mustofa Basri Halim Karim Yusuf Ilyas Sholeh
Efendi Wahyudi Hasbullah Mubarok Junaidi Syafi'i Kurniawan
"""
)
SECOND_WOMEN = _words(
    """
Hasanah Jannah Aini Laili Fitriyah Wahyuni Sari Ningsih Qomariyah Badriyah Amalia Sa'diyah Maghfiroh Zahroh Ulfa
Rohmah Aziziyah Munawaroh Faradisa
"""
)
# Old people often have one name and no more.
ONE_NAME = {"young": 0.125, "old": 0.55}
HAMLETS = ("Laok", "Daya", "Temor", "Bara'", "Tengah")
POSYANDU = ("Melati", "Mawar", "Anggrek", "Dahlia", "Kenanga")


def given_name(rng: random.Random, sex: str, old: bool = False) -> str:
    """A name of one or two words."""
    firsts, seconds = (MEN, SECOND) if sex == "male" else (WOMEN, SECOND_WOMEN)
    first = rng.choice(firsts)
    return first if rng.random() < ONE_NAME["old" if old else "young"] else f"{first} {rng.choice(seconds)}"
