"""A form filled in on the office's page goes through the same door."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.collect.office import LOGIN, PASSWORD, Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_visit_on_the_office_page(chromium: Browser, office: Office) -> None:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{office.url}/isi/home_visit/")
    page.get_by_label("Nama pengguna").fill(LOGIN)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("alert").first).to_contain_text("yang perlu diperbaiki")
    question = page.locator('[data-question="/data/person"]')
    question.get_by_role("searchbox").fill("Anak D1")
    question.get_by_role("button", name=re.compile(r"^Anak D1( \(|$)")).click()
    page.get_by_text("Tidak ada di rumah", exact=True).click()
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_role("heading", name="Diterima")).to_be_visible()
    assert len(office.ids("home_visit")) == 1

    page.get_by_role("link", name="Lihat catatannya").click()
    expect(page.get_by_text("Anak D1").first).to_be_visible()
    context.close()
    assert failures == []
