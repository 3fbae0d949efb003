"""A whole family is registered on a phone without a signal, and the office has its people, house, water and latrine.

Run as a program it tells what the database holds: `python -m tests.browser.test_family_form DATABASE`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.phone import Phone
from tests.collect.office import LOGIN, PASSWORD, Office, environment
from tests.paths import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HAMLET = "Laok Songai"
SENT = r"Semua 1 catatan aman di kabupaten, \d\d\.\d\d"
PEOPLE = (
    ("Rahman", "Laki-laki", date(1992, 3, 4), "Kepala keluarga", "Kawin"),
    ("Siti Aminah", "Perempuan", date(1995, 5, 10), "Istri/suami", "Kawin"),
    ("Ahmad", "Laki-laki", date(2024, 1, 31), "Anak", ""),
)


def test_a_family_registered_without_a_signal_reaches_the_office_whole(phone: Phone, office: Office) -> None:
    before = office.ids("family_registration")
    phone.sign_in(LOGIN, PASSWORD)
    phone.lose_signal()
    phone.reopen()
    phone.open_tab("Formulir")
    phone.tap("Pendataan keluarga")
    phone.fill(hamlet=HAMLET, rt="2")
    for number, person in enumerate(PEOPLE, start=1):
        add_member(phone, number, person)
    expect(phone.page.get_by_text("Bagian 6 dari 6")).to_be_visible()
    phone.choose("pregnant", "Tidak")
    phone.choose("contraception", "Suntik")
    phone.choose("drinking_water", "Sumur bor/pompa")
    phone.choose("latrine", "Jamban sendiri, tanpa tangki septik")
    phone.choose("programmes", "PKH")
    phone.fill(floor_area="42")
    expect(phone.question("residents").locator("input")).to_have_value("3")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the form scrolls sideways"
    phone.finish()
    phone.reads("1 catatan belum terkirim")
    assert office.ids("family_registration") == before

    phone.find_signal()
    phone.reads(SENT)
    assert len(office.ids("family_registration")) == len(before) + 1
    family = recorded(office)
    assert (family["rt"], family["head"]) == ("002", "Rahman")
    assert family["members"] == [[name, born.isoformat()] for name, _, born, _, _ in PEOPLE]
    assert family["housing"]["drinking_water"] == "borehole"
    assert family["housing"]["latrine"] == "own_no_septic"


def add_member(phone: Phone, number: int, person: tuple[str, str, date, str, str]) -> None:
    """One more person of the family; the form begins with the first one open."""
    name, sex, born, relationship, marital = person
    if number > 1:
        phone.tap("Tambah anggota keluarga")
    ask(phone, number, "name").locator("input").fill(name)
    ask(phone, number, "sex").get_by_text(sex, exact=True).click()
    day, year = ask(phone, number, "birth_date").locator("input").all()
    day.fill(str(born.day))
    ask(phone, number, "birth_date").locator("select").select_option(str(born.month))
    year.fill(str(born.year))
    ask(phone, number, "relationship").get_by_text(relationship, exact=True).click()
    if marital:
        ask(phone, number, "marital_status").get_by_text(marital, exact=True).click()


def ask(phone: Phone, number: int, question: str) -> Locator:
    """A question about one member."""
    return phone.page.locator(f'[data-question="/data/members[{number}]/{question}"]')


def recorded(office: Office) -> dict[str, Any]:
    """The family as the office's tables have it."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.browser.test_family_form", office.database],
        cwd=ROOT, env=environment(office.database), check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def tell() -> dict[str, Any]:
    """What the tables hold of the one family in the hamlet."""
    from binakampung.registry.models import Family, Person

    family = Family.objects.get(hamlet=HAMLET)
    people = Person.objects.filter(family_id=family.id).order_by("birth_date")
    return {
        "rt": family.rt,
        "head": family.head_name,
        "housing": family.attributes["housing"],
        "members": [[person.name, str(person.birth_date)] for person in people],
    }


if __name__ == "__main__":
    from binakampung.cli.options import open_database

    open_database(sys.argv[1])
    print(json.dumps(tell()))
