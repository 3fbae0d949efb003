"""The report on the web: every figure opens, names only for those who need them, closing only for the office."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from binakampung.registry.models import AuditRow
from tests.builders import VILLAGE, a_family, a_posyandu_day, send
from tests.portal.office import Office

PAGE = f"/laporan/{VILLAGE}/2026-10/"
LIST = f"{PAGE}sel/all_children.total/"
OPENED = re.compile(r'<a href="([^"]*/sel/[^"]*)">([^<]*)</a>')
ROWS = re.compile(r'<th scope="row" class="wide">')


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_every_figure_on_the_page_opens_to_as_many_rows(office: Office) -> None:
    client = office.client("cadre")
    family = a_family(head="Luas")
    for years, sex in ((1, "male"), (2, "female"), (3, "male"), (4, "female")):
        family = family.with_child(f"Anak {years}", date(2026 - years, 5, 5), sex, has_book=years > 2)
    day = a_posyandu_day(date(2026, 10, 7))
    for child, weight in zip(family.children, (6.0, 8.5, 14.0, 30.0), strict=True):
        day = day.measuring(child, weight_kg=weight, length_cm=84)
    send(family, day, received=date(2026, 11, 20))
    links = OPENED.findall(told(client, PAGE))
    assert len(links) > 120
    counts = {address: text for address, text in links if "," not in text and "/" not in text}
    for address in {address for address, _ in links}:
        page = told(client, address)
        shown = len(ROWS.findall(page))
        assert shown > 0 and f": {shown}</h1>" in page, address
        assert shown == int(counts.get(address, shown))


def test_names_are_for_those_who_work_with_families_and_looking_is_written_down(office: Office) -> None:
    assert "Anak Sendiri" in told(office.client("cadre"), LIST)
    (row,) = AuditRow.objects.filter(act="open_list")
    assert (row.by, row.subject) == ("cadre", f"{VILLAGE} 2026-10 all_children.total")
    page = told(office.client("village"), LIST)
    assert "Anak Sendiri" not in page and "kiriman/" not in page and office.here.child.id not in page
    assert len(ROWS.findall(page)) == 1
    assert AuditRow.objects.filter(act="open_list").count() == 1


def test_a_row_leads_to_the_child_and_its_submissions(office: Office) -> None:
    page = told(office.client("cadre"), f"{PAGE}sel/weighed.total/")
    assert f"/anak/{office.here.child.id}/" in page
    assert f"/kiriman/{office.here.held}/" in page
    told(office.client("cadre"), f"/kiriman/{office.here.held}/")


@pytest.mark.parametrize("address", [f"/laporan/{VILLAGE}/{text}/" for text in ("2026-13", "kemarin", "9000-01")])
def test_what_is_no_month_or_has_not_begun_does_not_exist(office: Office, address: str) -> None:
    assert office.client("cadre").get(address).status_code == 404


def test_a_foreign_village_is_answered_in_words_as_if_it_were_not(office: Office) -> None:
    for ending in (".pdf", ".xlsx", "/", "/sel/weighed.total/"):
        answer = office.client("cadre").get(f"/laporan/{office.next_door.village}/2026-10{ending}")
        assert answer.status_code == 404 and b"<h1" in answer.content


def test_an_unknown_cell_does_not_exist(office: Office) -> None:
    for cell in ("participation.total", "weighed.nothing", "weighed", "nothing.total", "weighed.total.total"):
        assert office.client("cadre").get(f"{PAGE}sel/{cell}/").status_code == 404


def test_files(office: Office) -> None:
    client = office.client("village")
    assert client.get(PAGE.rstrip("/") + ".pdf").content.startswith(b"%PDF")
    answer = client.get(PAGE.rstrip("/") + ".xlsx")
    assert answer.content.startswith(b"PK") and f"laporan-{VILLAGE}-2026-10.xlsx" in answer["Content-Disposition"]


def test_only_the_office_closes_and_after_asking(office: Office) -> None:
    for role in ("cadre", "village", "technician"):
        assert office.client(role).post(f"{PAGE}tutup/").status_code == 403
    client = office.client("district")
    assert f'href="{PAGE}tutup/"' in told(client, PAGE)
    assert "Ya, tutup" in told(client, f"{PAGE}tutup/")
    assert "Angka langsung" in told(client, PAGE)
    assert client.post(f"{PAGE}tutup/").status_code == 302
    assert "Angka beku per 31 Oktober 2026" in told(client, PAGE)
    assert f'href="{PAGE}tutup/"' not in told(client, PAGE)


def test_late_data_show_beside_the_frozen_figures_and_restating_takes_them_in(office: Office) -> None:
    client = office.client("district")
    client.post(f"{PAGE}tutup/")
    late = a_posyandu_day(date(2026, 10, 29)).measuring(office.here.child, weight_kg=7.7, length_cm=68, has_book=True)
    send(late, received=date(2026, 11, 20))
    assert "catatan susulan" in told(client, PAGE)
    assert "Angka langsung" in told(client, f"{PAGE}?langsung=1")
    assert "Ya, perbaiki" in told(client, f"{PAGE}tutup/")
    client.post(f"{PAGE}tutup/")
    page = told(client, PAGE)
    assert "perbaikan ke-1" in page and "catatan susulan" not in page


def test_a_running_month_cannot_be_closed(office: Office) -> None:
    running = f"/laporan/{VILLAGE}/{timezone.localdate():%Y-%m}/"
    client = office.client("district")
    assert "masih berjalan" in told(client, running)
    assert "tutup/" not in told(client, running)
    assert client.get(f"{running}tutup/").status_code == client.post(f"{running}tutup/").status_code == 404


def test_the_page_of_a_closed_month_still_names_its_children(office: Office) -> None:
    client = office.client("district")
    client.post(f"{PAGE}tutup/")
    assert "Anak Sendiri" in told(client, LIST)
    village = told(office.client("village"), LIST)
    assert "Anak Sendiri" not in village and len(ROWS.findall(village)) == 1


def test_in_english(office: Office) -> None:
    client = office.client("cadre")
    client.cookies["bahasa"] = "en"
    page = told(client, PAGE)
    assert "Monthly Report on the Growth of Under-fives" in page and "October 2026" in page
