"""Families in a real browser: the officer finds, reads and mends; the cadre sees less; every look is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desks import Desk
from tests.builders import VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FAULTS = Path(__file__).with_name("faults.js").read_text().partition("\n")[2]


def test_a_number_is_corrected_and_the_correction_undone(desk: Callable[[str], Desk]) -> None:
    here = desk("laptop")
    here.sign_in("field_officer")
    page = here.go("/keluarga/")
    page.get_by_label("NIK, nomor KK, nama, atau alamat").fill("anak sendiri")
    page.locator("main").get_by_role("button", name="Cari").click()
    assert "sendiri" not in page.url
    page.get_by_role("link", name="Anak Sendiri").first.click()
    page.get_by_role("link", name="Perbaiki NIK atau nomor KK").click()
    page.get_by_label("NIK Ayah Sendiri").check()
    page.get_by_label("Nomor yang benar").fill("3528050203900001")
    page.get_by_label("Alasan").fill("Salah ketik")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text("NIK Ayah Sendiri menjadi 352805******0001.")).to_be_visible()
    page.get_by_role("button", name="Ya, lakukan").click()
    expect(page.get_by_text("NIK 3528050203900001").first).to_be_visible()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_text("NIK 3528050203900001")).to_have_count(0)


def test_the_cadre_reads_a_list_and_a_family_and_it_is_told(desk: Callable[[str], Desk]) -> None:
    here = desk("phone")
    here.sign_in("cadre")
    page = here.go(f"/wilayah/{VILLAGE}/keluarga/")
    page.get_by_role("link", name="Ayah Sendiri").click()
    expect(page.get_by_role("heading", name="Keluarga Ayah Sendiri")).to_be_visible()
    expect(page.get_by_role("heading", name="Urus data")).to_have_count(0)
    page.get_by_role("link", name="Lihat siapa yang membuka data keluarga ini").click()
    expect(page.get_by_role("row", name="Akun cadre").first).to_be_visible()


@pytest.mark.parametrize("size", ["phone", "laptop"])
def test_no_page_of_families_has_faults(desk: Callable[[str], Desk], size: str) -> None:
    here = desk(size)
    here.sign_in("district")
    page = here.go(f"/wilayah/{VILLAGE}/keluarga/")
    family = page.get_by_role("link", name="Ayah Sendiri").get_attribute("href") or ""
    found = {}
    for path in (
        f"/wilayah/{VILLAGE}/keluarga/", f"/wilayah/{VILLAGE}/dusun/", f"/wilayah/{VILLAGE}/peta/",
        f"/wilayah/{VILLAGE}/keluarga/cetak",
        "/keluarga/", family, f"{family}dilihat/", f"{family}kartu/", f"{family}urus/pindah/",
        f"{family}urus/batalkan/",
    ):  # fmt: skip
        faults = here.go(path).evaluate(FAULTS)
        if faults:
            found[path] = faults
    assert found == {}
