"""The main clicks of each desk, in a real browser, at the size of a phone and of a laptop."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desks import Desk
from tests.builders import VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FAULTS = Path(__file__).with_name("faults.js").read_text().partition("\n")[2]
FORM = """| survey |
| | type | name | label |
| | text | nama | Nama pedagang |
| settings |
| | form_title | form_id | version |
| | Pasar desa | pasar_desa | 1 |
"""


def test_from_home_to_the_bytes_that_arrived(desk: Callable[[str], Desk]) -> None:
    """District, subdistrict, village, children, child, submission, original: every figure opens."""
    here = desk("laptop")
    here.sign_in("district")
    page = here.page
    expect(page.get_by_role("heading", name="Selamat datang")).to_be_visible()
    page.get_by_role("row", name=re.compile("Proppo")).get_by_role("link").click()
    page.get_by_role("row", name=re.compile("35.28.05.2004")).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Desa Batu Kalangan")).to_be_visible()
    page.get_by_role("link", name="Daftar anak").click()
    page.get_by_label("Cari nama anak").fill("sendiri")
    page.get_by_role("button", name="Cari").click()
    assert "sendiri" not in page.url
    page.get_by_role("link", name="Anak Sendiri").click()
    assert page.locator("svg.curve").count() == 2
    page.get_by_role("link", name="6 Oktober 2026").first.click()
    expect(page.get_by_role("heading", name="Hari buka posyandu")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Unduh aslinya").click()
    assert b"session_date" in Path(waiting.value.path()).read_bytes()


def test_a_held_record_is_read_again(desk: Callable[[str], Desk]) -> None:
    here = desk("phone")
    here.sign_in("field_officer")
    page = here.page
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Perlu perhatian", exact=True).click()
    expect(page.get_by_text("Tamu Sendiri belum dikenal")).to_be_visible()
    page.get_by_role("button", name="Coba lagi").first.click()
    expect(page.get_by_role("status")).to_contain_text("masih menunggu")


def test_a_form_is_filled_in_and_its_fate_is_told(desk: Callable[[str], Desk]) -> None:
    here = desk("phone")
    here.sign_in("cadre")
    page = here.go("/isi/growth_session/")
    page.get_by_role("radio", name="Batu Kalangan").check()
    page.get_by_placeholder("Cari").fill("sendiri")
    page.get_by_text("Anak Sendiri").first.click()
    page.get_by_label("Berat badan (kg)").fill("6,7")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("link", name="Selesai").click()
    here.go("/formulir/growth_session/")
    expect(page.get_by_text("Halaman web").nth(1)).to_be_visible()


def test_a_spreadsheet_is_tried_mended_and_imported(desk: Callable[[str], Desk]) -> None:
    here = desk("laptop")
    here.sign_in("midwife")
    page = here.go("/impor/growth_session/")
    lines = (
        "Tanggal;Nama anak;Berat (kg);panjangnya\n12/10/2026;Anak Sendiri;6,5;66,4\n12/10/2026;Anak Sendiri;berat;1\n"
    )
    page.get_by_label("Berkas").set_input_files([{"name": "a.csv", "mimeType": "text/csv", "buffer": lines.encode()}])
    page.get_by_role("button", name="Periksa dulu").click()
    expect(page.get_by_role("heading", name="2 baris dibaca")).to_be_visible()
    expect(page.get_by_role("cell", name="C3", exact=True)).to_be_visible()
    page.get_by_label("panjangnya").select_option("children/length")
    page.get_by_role("button", name="Periksa lagi").click()
    expect(page.get_by_role("cell", name="panjangnya")).to_be_visible()
    page.get_by_role("button", name="Impor sekarang").click()
    expect(page.get_by_role("heading", name="Sudah diimpor")).to_be_visible()
    page.get_by_role("link", name="Lihat kirimannya").click()
    page.locator("tbody th a").first.click()
    expect(page.get_by_text("66,4")).to_be_visible()


def test_an_office_publishes_its_own_form(desk: Callable[[str], Desk]) -> None:
    here = desk("laptop")
    here.sign_in("district")
    page = here.go("/formulir/")
    page.get_by_role("link", name="Terbitkan formulir").click()
    form = {"name": "pasar.md", "mimeType": "text/plain", "buffer": FORM.encode()}
    page.get_by_label("Berkas XLSForm").set_input_files([form])
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("status")).to_contain_text("Pasar desa (1) terbit")
    page.get_by_role("link", name="Pasar desa").click()
    page.get_by_role("link", name="Isi sekarang").click()
    page.get_by_label("Nama pedagang").fill("Bu Rukmini")
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("status")).to_be_visible()


def test_a_new_worker_gets_a_password_and_a_phone(desk: Callable[[str], Desk]) -> None:
    here = desk("laptop")
    here.sign_in("technician")
    page = here.go("/akun-baru/")
    page.get_by_label("Nama lengkap").fill("Kader Mawar")
    page.get_by_label("Nama pengguna").fill("kader.mawar")
    page.get_by_label("Kader", exact=True).check()
    page.get_by_label("Wilayah tugas").select_option(VILLAGE)
    page.get_by_role("button", name="Buat akun").click()
    password = page.locator(".secret").inner_text()
    page.get_by_role("link", name="Sudah dicatat").click()
    page.get_by_label("Nama telepon").fill("HP Mawar")
    page.get_by_role("button", name="Buat kunci dan QR").click()
    assert page.get_by_alt_text("Kode QR").evaluate("picture => picture.naturalWidth") > 100
    other = desk("phone")
    other.sign_in("kader.mawar", password)
    other.page.get_by_label("Sandi baru").fill("perahu-melati-33")
    other.page.get_by_role("button", name="Simpan sandi baru").click()
    expect(other.page.get_by_role("heading", name="Selamat datang")).to_contain_text("Kader Mawar")


def test_a_table_sorts_filters_and_copies(desk: Callable[[str], Desk]) -> None:
    here = desk("laptop")
    here.sign_in("district")
    page = here.go("/wilayah/3528/")
    names = page.locator("tbody th a")
    page.get_by_role("button", name="Balita").click()
    page.get_by_role("button", name="Balita").click()
    assert set(names.all_inner_texts()[:2]) == {"Pamekasan", "Proppo"}
    page.get_by_role("searchbox", name="Cari nama wilayah").fill("prop")
    assert [name for name in names.all() if name.is_visible()].__len__() == 1
    here.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Salin ke Excel").click()
    expect(page.get_by_role("button", name="Sudah disalin")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split("\t")[0] for line in copied] == ["Wilayah", "Proppo"]


def test_the_keyboard_reaches_everything_and_shows_where_it_is(desk: Callable[[str], Desk]) -> None:
    here = desk("laptop")
    here.sign_in("cadre")
    page = here.go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_english_is_a_whole_language(desk: Callable[[str], Desk]) -> None:
    here = desk("laptop")
    here.sign_in("midwife")
    page = here.page
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page.get_by_role("heading", name="Selamat datang")).to_be_visible()


PAGES = {
    "cadre": ["/", f"/wilayah/{VILLAGE}/", f"/wilayah/{VILLAGE}/anak/", f"/wilayah/{VILLAGE}/kunjungan/?tampil=selesai",
              "/perhatian/", "/formulir/", "/formulir/growth_session/", "/sandi/", "/saya/", "/saya/dua-langkah/"],
    "district": ["/", "/laporan/", "/wilayah/3528/", "/akun/", "/akun-baru/", "/akun/cadre/",
                 "/akun/cadre/serah-terima/", "/akun-impor/", "/akun-impor/1/", "/akun-tim/", "/akun-tim/1/",
                 "/akun-tim/baru/", "/akun-layanan/", "/akun-layanan/1/", "/akun-layanan/baru/", "/akun-masuk/",
                 "/formulir-baru/", "/isi/home_visit/"],
    "village": ["/", "/laporan/", f"/wilayah/{VILLAGE}/"],
    "technician": ["/", "/perhatian/"],
}  # fmt: skip


@pytest.mark.parametrize("size", ["phone", "laptop"])
@pytest.mark.parametrize("login", PAGES)
def test_every_page_fits_and_is_well_built(desk: Callable[[str], Desk], size: str, login: str, tmp_path: Path) -> None:
    """Nothing scrolls sideways, one main heading, names and contrast; the pictures lie in pytest's folder."""
    here = desk(size)
    here.sign_in(login)
    faults = []
    addresses = list(PAGES[login])
    if login == "cadre":
        link = here.go(f"/wilayah/{VILLAGE}/anak/").get_by_role("link", name="Anak Sendiri").get_attribute("href")
        held = here.go("/perhatian/").locator(".rows a").first.get_attribute("href")
        addresses += [str(link), str(held)]
    for number, path in enumerate(addresses):
        page = here.go(path)
        page.screenshot(path=tmp_path / f"{login}-{size}-{number}.png", full_page=True)
        faults += [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]
    assert faults == []
