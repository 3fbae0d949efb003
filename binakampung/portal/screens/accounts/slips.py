"""The printed sheet of first passwords: one slip a person, to be cut and handed over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typst

from binakampung.portal.reports.pdf import FONTS
from binakampung.portal.words import language, say
from binakampung.portal.words.codes import ROLE_NAMES
from binakampung.portal.words.formats import day
from binakampung.registry.actions.accounts import FIRST_DAYS
from binakampung.registry.actions.first_sheet import Slip
from binakampung.registry.actions.site import base_url

TEMPLATE = Path(__file__).parent / "slips.typ"


def pdf(slips: Sequence[Slip], today: date) -> bytes:
    """A4, twelve slips a page, in the order of the villages."""
    data = {
        "title": say("Sandi pertama"),
        "secret": say("Rahasia. Gunting, serahkan langsung kepada orangnya; jangan difoto atau dikirim."),
        "login": say("Nama pengguna"),
        "password": say("Sandi pertama"),
        "steps": [
            say("Buka {address} di peramban HP.", address=f"{base_url().rstrip('/')}/masuk/"),
            say("Masuk dengan sandi ini, lalu pilih sandi sendiri."),
            say("Berlaku sampai {day}. Musnahkan kertas ini sesudahnya.", day=day(today + FIRST_DAYS, language())),
        ],
        "slips": [
            {"name": each.name, "role": say(ROLE_NAMES[each.role]), "login": each.login, "password": each.password,
             "place": each.place} for each in slips
        ],
    }  # fmt: skip
    made: bytes = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=[FONTS] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return made
