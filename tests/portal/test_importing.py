"""A spreadsheet on the web: tried first, then imported; counts that add up; nobody else's file."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from binakampung.ledger.models import Submission
from binakampung.portal.screens.importing.kept import KeptFile, fetch, forget, keep
from binakampung.registry.models import GrowthMeasurement
from tests.builders import VILLAGE
from tests.portal.office import Office

ADDRESS = "/impor/growth_session/"


def rows(*lines: str) -> bytes:
    return "\n".join(["Tanggal;Nama anak;Berat (kg)", *lines]).encode()


def upload(client: Client, content: bytes, name: str = "oktober.csv", **more: str) -> HttpResponse:
    return client.post(ADDRESS, {"berkas": SimpleUploadedFile(name, content), **more})


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the form that imports."""
    form = page.split('name="langkah"')[0].rpartition("<form")[2]
    return {**dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)), "langkah": "impor"}


def total(page: str) -> tuple[int, int]:
    """The rows read, and the sum of the outcomes that the page shows."""
    table = page.split("baris dibaca</h2>")[1].split("</table>")[0]
    numbers = [int(number.replace(".", "")) for number in re.findall(r'<td class="n">([\d.]+)</td>', table)]
    return numbers[-1], sum(numbers[:-1])


CSV = rows("6/10/2026;Anak Sendiri;6,3", "6/10/2026;Orang Jauh;9,1", "6/10/2026;Anak Sendiri;banyak")


def test_a_trial_says_what_would_happen_and_keeps_nothing(office: Office) -> None:
    before = Submission.objects.count()
    page = upload(office.client("cadre"), CSV).content.decode()
    assert "Begini jadinya" in page and "3 baris dibaca" in page
    assert total(page) == (3, 3)
    assert "C4" in page and "banyak" in page
    assert Submission.objects.count() == before


def test_the_import_follows_the_trial_and_adds_up(office: Office) -> None:
    client = office.client("cadre")
    trial = upload(client, CSV).content.decode()
    done = client.post(ADDRESS, carried(trial)).content.decode()
    assert "Sudah diimpor" in done and total(done) == (3, 3)
    assert GrowthMeasurement.objects.filter(person_id=office.here.child.id, weight_kg=6.3).count() == 1
    assert Submission.objects.filter(channel="spreadsheet", submitted_by="cadre", area_code=VILLAGE).count() == 2
    assert "Lihat yang perlu perhatian" in done
    again = client.post(ADDRESS, carried(trial))
    assert again.status_code == 400 and "Pilih dulu berkasnya" in again.content.decode()
    second = upload(client, CSV).content.decode()
    assert client.post(ADDRESS, carried(second)).status_code == 200
    assert Submission.objects.filter(channel="spreadsheet").count() == 2


def test_an_unknown_heading_can_be_given_a_meaning(office: Office) -> None:
    client = office.client("cadre")
    page = upload(client, b"Tanggal;Nama anak;Berat (kg);xyz\n6/10/2026;Anak Sendiri;6,3;66,5\n").content.decode()
    assert "Kolom yang dilewati" in page and 'name="kolom:xyz"' in page
    told = {**carried(page), "kolom:xyz": "children/length", "langkah": ""}
    better = client.post(ADDRESS, told).content.decode()
    assert 'name="kolom:xyz" value="children/length"' in better
    client.post(ADDRESS, carried(better))
    assert GrowthMeasurement.objects.filter(person_id=office.here.child.id, length_cm=66.5).exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.csv"), (b"PK\x03\x04 not a zip", "a.xlsx"), (b"\x00\x01\x02", "a.xls"), (b"x", "a.pdf")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(office: Office, content: bytes, name: str) -> None:
    answer = upload(office.client("cadre"), content, name)
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()


def test_nobody_imports_for_an_area_that_is_not_theirs(office: Office) -> None:
    answer = upload(office.client("cadre"), CSV, wilayah=office.next_door.village)
    assert answer.status_code == 400
    page = office.client("cadre").get(ADDRESS).content.decode()
    assert office.next_door.village not in page


def test_a_kept_file_is_its_senders_only() -> None:
    ticket = keep(1, KeptFile("a.csv", b"Anak Sendiri"))
    assert fetch(1, ticket) == KeptFile("a.csv", b"Anak Sendiri")
    assert fetch(2, ticket) is None and fetch(1, "lain") is None and fetch(1, "") is None
    forget(1, ticket)
    assert fetch(1, ticket) is None


def test_a_template_carries_the_children_of_its_village(office: Office) -> None:
    answer = office.client("cadre").get("/formulir/growth_session/templat.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    words = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "Anak Sendiri" in words and "Anak Sebelah" not in words
    choice = office.client("district").get("/formulir/growth_session/templat.xlsx")
    assert f"?desa={VILLAGE}" in choice.content.decode()
    other = f"/formulir/growth_session/templat.xlsx?desa={office.next_door.village}"
    assert office.client("cadre").get(other).status_code == 404
    assert office.client("district").get(other).status_code == 200
