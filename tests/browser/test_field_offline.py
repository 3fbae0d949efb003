"""The field app on a phone: days without a signal, and nothing lost or doubled when it returns."""

import gzip
import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.collect.office import LOGIN, PASSWORD, Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAFE = r"Semua {} catatan aman di kabupaten, \d\d\.\d\d"


def record_a_day(phone: Phone) -> None:
    """Two children of the list and one who is not on it; the phone dies half-way."""
    phone.start_posyandu_day("Melati")
    phone.measure("Anak A1", weight="10,4", length="78,5")
    phone.row("Anak A2").click()
    phone.fill(weight="9,8")
    phone.page.wait_for_timeout(600)  # the app writes each answer down within a moment
    phone.reopen()
    phone.open_tab("Posyandu")
    phone.card("Lanjutkan").click()
    expect(phone.row("Anak A1")).to_contain_text("10,4 kg")
    expect(phone.row("Anak A2")).to_contain_text("9,8 kg")
    phone.measure_unlisted(child_name="Anak Baru", weight="8,2")
    expect(phone.row("Anak Baru")).to_contain_text("8,2 kg")
    phone.finish_day()


def record_a_visit(phone: Phone, child: str) -> None:
    """By the general way: the form, the village, the child's name."""
    phone.open_tab("Formulir")
    phone.tap("Kunjungan rumah")
    phone.question("village").locator("label.f-choice").click()
    phone.question("person").get_by_role("searchbox").fill(child)
    phone.question("person").get_by_role("button", name=re.compile(rf"^{child}( \(|$)")).click()
    phone.choose("contact", "Bertemu")
    phone.choose("advice", "ASI")
    phone.finish()


def test_a_day_and_a_visit_without_a_signal(phone: Phone, office: Office) -> None:
    phone.sign_in(LOGIN, PASSWORD)
    phone.lose_signal()
    phone.reopen()
    record_a_day(phone)
    phone.reads("1 catatan belum terkirim")
    record_a_visit(phone, "Anak A3")
    phone.reads("2 catatan belum terkirim")
    phone.reopen()
    phone.reads("2 catatan belum terkirim")
    assert office.ids("growth_session") == []

    lost = phone.lose_next_answer()
    with phone.page.expect_event("requestfailed", lambda request: request.url.endswith("/sync/push")):
        phone.find_signal()
    phone.open_tab("Catatan")
    phone.reads("2 catatan belum terkirim")
    expect(phone.page.get_by_text("Dicoba lagi sendiri.")).to_be_visible()
    assert lost == [200]
    arrived = (office.ids("growth_session"), office.ids("home_visit"))
    assert [len(ids) for ids in arrived] == [1, 1]

    phone.tap("Kirim sekarang")
    phone.reads(SAFE.format(2))
    assert (office.ids("growth_session"), office.ids("home_visit")) == arrived
    expect(phone.card("Hari buka posyandu")).to_contain_text("3 anak")
    expect(phone.card("Hari buka posyandu")).to_contain_text("Sudah diterima sebelumnya")


def test_a_child_in_danger_becomes_a_visit_and_the_visit_resolves_it(phone: Phone, office: Office) -> None:
    phone.sign_in(LOGIN, PASSWORD)
    phone.start_posyandu_day("Melati")
    phone.row("Anak B1").click()
    phone.fill(weight="7,5", length="78")
    phone.choose("position", "Berdiri (tinggi)")
    phone.choose("oedema", "Tidak")
    phone.tap("Simpan dan kembali")
    phone.finish_day()
    phone.reads(SAFE.format(1))
    phone.open_tab("Hari ini")
    worry = phone.card("Anak B1")
    expect(worry).to_contain_text("Mengapa: Gizi buruk")
    expect(worry).to_contain_text("Segera")

    phone.lose_signal()
    worry.click()
    phone.tap("Catat kunjungan")
    expect(phone.question("person")).to_have_count(0)
    phone.finish()
    expect(phone.page.get_by_text("Ada 1 isian yang perlu diperbaiki")).to_be_visible()
    phone.choose("contact", "Bertemu")
    phone.choose("services", "Rujukan ke puskesmas/bidan")
    phone.fill(referred_to="Puskesmas Proppo")
    phone.finish()
    expect(phone.card("Anak B1")).to_contain_text("Kunjungan sudah dicatat")

    phone.find_signal()
    phone.reads(SAFE.format(2))
    expect(phone.page.get_by_text("Tidak ada kunjungan yang menunggu.")).to_be_visible()


def test_a_refused_record_waits_for_its_worker_and_is_mended_as_a_new_one(phone: Phone, office: Office) -> None:
    phone.sign_in(LOGIN, PASSWORD)
    phone.context.route("**/sync/push", lambda route: route.fulfill(json=refusing(route.request.post_data_buffer)))
    record_a_visit(phone, "Anak C1")
    phone.reads("1 catatan perlu Anda")
    expect(phone.card("Kunjungan rumah")).to_contain_text("Tanggal ini belum bisa diterima.")
    phone.context.unroute("**/sync/push")
    phone.card("Kunjungan rumah").click()
    phone.tap("Perbaiki")
    phone.fill(notes="Sudah diperiksa")
    phone.finish()
    phone.reads(SAFE.format(1))
    assert len(office.ids("home_visit")) == 1


def refusing(body: bytes | None) -> dict[str, object]:
    """An answer that takes nothing of a push."""
    items = json.loads(gzip.decompress(body or b""))["items"]
    problem = {"code": "x", "message": "Tanggal ini belum bisa diterima.", "path": "visit_date", "severity": "error"}
    results = [
        {"instance_id": item["instance_id"], "outcome": "refused", "problems": [problem], "items": []} for item in items
    ]
    return {"results": results}
