"""Finding a child, its page and its curve."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django.utils import timezone

from binakampung.domain.ages import five_years_before
from binakampung.portal.screens.territory.figures import village_figures
from binakampung.registry.models import Task
from tests.builders import VILLAGE, a_family, a_posyandu_day, send
from tests.portal.office import Office

LIST = f"/wilayah/{VILLAGE}/anak/"


def page(office: Office, address: str, role: str = "cadre") -> str:
    answer = office.client(role).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_list_narrows_to_what_it_says(office: Office) -> None:
    today = timezone.localdate()
    seen = a_family(head="Seen").with_child("Baru Ditimbang", today - timedelta(days=400))
    old = a_family(head="Old").with_child("Sudah Enam", today - timedelta(days=6 * 366))
    send(seen, old, a_posyandu_day(today).measuring(seen.children[0], weight_kg=9.4))
    everyone = page(office, LIST)
    assert "Anak Sendiri" in everyone and "Baru Ditimbang" in everyone and "Sudah Enam" not in everyone
    unweighed = page(office, LIST + "?tampil=belum")
    assert "Anak Sendiri" in unweighed and "Baru Ditimbang" not in unweighed
    assert "Anak Sendiri" not in page(office, LIST + "?tampil=kunjungan")
    assert "Anak Sendiri" in page(office, LIST + "?tampil=omong&urut=kosong&halaman=99")


def test_a_name_is_searched_without_standing_in_an_address(office: Office) -> None:
    client = office.client("cadre")
    found = client.post(LIST, {"nama": "SENDIRI"}).content.decode()
    assert "Anak Sendiri" in found and "nama=" not in found
    assert "Tidak ada anak bernama" in client.post(LIST, {"nama": "zzz"}).content.decode()
    assert "Anak Sendiri" in client.post("/cari/", {"nama": "anak sen"}).content.decode()
    assert "Tidak ada yang bernama" in client.post("/cari/", {"nama": "%"}).content.decode()
    assert client.get("/cari/?nama=sendiri").status_code == 405


def test_the_file_for_a_spreadsheet_holds_the_same_children(office: Office) -> None:
    send(a_family(head="Rumus").with_child("=1+1", date(2025, 1, 1)))
    answer = office.client("cadre").get(f"/wilayah/{VILLAGE}/anak.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Nama" and [row[0] for row in rows[1:]] == ["'=1+1", "Anak Sendiri"]
    assert rows[2][1] == "Perempuan" and rows[2][6] == "6.1"
    assert "Sendiri" not in answer.headers["Content-Disposition"]


def test_a_child_page_tells_growth_in_words(office: Office) -> None:
    told = page(office, f"/anak/{office.here.child.id}/")
    assert "6,1" in told and "6 Oktober 2026" in told and "Ayah Sendiri" in told
    assert told.count('<svg class="curve"') == told.count('<svg class="curve-narrow"') == 2
    assert "belum dipastikan" in told  # the thresholds behind the danger signs are not confirmed yet
    assert f'href="/kiriman/{office.here.held}/#children/1"' in told


def test_a_measurement_worth_a_second_look_is_asked_about(office: Office) -> None:
    child = office.here.child
    assert "Patut diperiksa lagi" not in page(office, f"/anak/{child.id}/")
    send(a_posyandu_day(date(2026, 11, 6)).measuring(child, weight_kg=6.1, length_cm=50.0))
    told = page(office, f"/anak/{child.id}/")
    assert "Patut diperiksa lagi" in told and "lebih pendek daripada" in told and "Ukur ulang" in told


def test_a_visit_that_settles_a_task_is_told(office: Office) -> None:
    task = Task.objects.filter(person_id=office.here.child.id).first()
    assert task is not None and task.status == "done"
    told = page(office, f"/anak/{office.here.child.id}/")
    assert "Sudah dikunjungi" in told and "9 Oktober 2026" in told
    settled = page(office, f"/wilayah/{VILLAGE}/kunjungan/?tampil=selesai")
    assert "Anak Sendiri" in settled
    assert "Anak Sendiri" not in page(office, f"/wilayah/{VILLAGE}/kunjungan/")


def test_nobody_is_asked_to_visit_a_child_past_its_fifth_birthday(office: Office) -> None:
    today = timezone.localdate()
    fifth = five_years_before(today)
    asked_for = a_family(head="Empat").with_child("Besok Lima", fifth + timedelta(days=1))
    grown = a_family(head="Lima").with_child("Hari Ini Lima", fifth)
    day = a_posyandu_day(today - timedelta(days=60))
    for family in (asked_for, grown):
        day = day.measuring(family.children[0], weight_kg=10.2, length_cm=92.0)
    before = village_figures((VILLAGE,), today)[VILLAGE]
    send(asked_for, grown, day)
    assert Task.objects.filter(person_id=grown.children[0].id, status="open").count() == 1
    after = village_figures((VILLAGE,), today)[VILLAGE]
    assert (after.visits - before.visits, after.late - before.late) == (1, 1)
    for address in ("/", f"/wilayah/{VILLAGE}/", f"/wilayah/{VILLAGE}/kunjungan/"):
        told = page(office, address)
        assert "Besok Lima" in told and "Hari Ini Lima" not in told
    child = page(office, f"/anak/{grown.children[0].id}/")
    assert "lewat umur" in child and "terlambat sejak" not in child
    assert "terlambat sejak" in page(office, f"/anak/{asked_for.children[0].id}/")


def test_figures_of_a_village_add_up(office: Office) -> None:
    here = village_figures((VILLAGE,), date(2026, 10, 31))[VILLAGE]
    assert (here.families, here.children, here.weighed, here.last_day) == (1, 1, 1, date(2026, 10, 6))
    both = village_figures(("3528",), date(2026, 10, 31))
    whole = both[VILLAGE] + both[office.next_door.village]
    assert (whole.families, whole.children) == (2, 2)
    assert village_figures((), date(2026, 10, 31)) == {}


def test_who_is_under_five() -> None:
    assert five_years_before(date(2026, 11, 24)) == date(2021, 11, 24)
    assert five_years_before(date(2028, 2, 29)) == date(2023, 2, 28)
