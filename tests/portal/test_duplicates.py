"""Records that may be one person: asked about at registration, decided on a page, taken back exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binakampung.registry.models import Person, PossibleDuplicate
from tests.builders import VILLAGE, a_family, send
from tests.portal.office import Office, open_office

BORN = date(2024, 3, 7)


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def pair(office: Office) -> PossibleDuplicate:
    """One girl, registered by two cadres in two spellings."""
    PossibleDuplicate.objects.all().delete()
    one = a_family(head="Mat Saleh").with_child("Siti Aminah", BORN, "female")
    other = replace(a_family(), head="Matsaleh").with_child("Sitti Aminah", BORN, "female")
    send(one)
    (receipt,) = send(other)
    codes = [problem.code for item in receipt.items for problem in item.problems]
    assert "looks_recorded" in codes
    ids = {family.children[0].id for family in (one, other)}
    return PossibleDuplicate.objects.get(left_id__in=ids, right_id__in=ids)


def test_who_registers_twins_is_asked_nothing_about_them(office: Office) -> None:
    twins = a_family(head="Kembar").with_child("Hasan", BORN).with_child("Husen", BORN)
    (receipt,) = send(twins)
    assert [problem.code for item in receipt.items for problem in item.problems] == []


def test_the_page_shows_both_and_why(office: Office, pair: PossibleDuplicate) -> None:
    page = office.client("district").get("/data-ganda/").content.decode()
    assert "Siti Aminah" in page and "Sitti Aminah" in page and "Mengapa ditanyakan" in page


def test_merged_and_taken_back(office: Office, pair: PossibleDuplicate) -> None:
    client = office.client("district")
    before = list(Person.objects.order_by("pk").values())
    answer = client.post(f"/data-ganda/{pair.pk}/gabung/", {"tetap": pair.left_id}, follow=True)
    assert "Digabung" in answer.content.decode()
    assert not Person.objects.filter(pk=pair.right_id).exists()
    client.post(f"/data-ganda/{pair.pk}/urung/")
    after = list(Person.objects.order_by("pk").values())
    for each in (*before, *after):
        del each["feed"]
    assert after == before
    pair.refresh_from_db()
    assert pair.status == "open"
    client.post(f"/data-ganda/{pair.pk}/gabung/", {"tetap": pair.right_id})
    assert not Person.objects.filter(pk=pair.left_id).exists()


def test_different_people_are_not_asked_about_again(office: Office, pair: PossibleDuplicate) -> None:
    office.client("district").post(f"/data-ganda/{pair.pk}/beda/")
    assert "Sitti Aminah" not in office.client("district").get("/data-ganda/").content.decode()
    assert Person.objects.filter(pk__in=(pair.left_id, pair.right_id)).count() == 2


@pytest.mark.parametrize("role", ["cadre", "village", "technician", "sector"])
def test_who_does_not_verify_decides_nothing(office: Office, pair: PossibleDuplicate, role: str) -> None:
    client = office.client(role)
    assert client.get("/data-ganda/").status_code == 403
    assert client.post(f"/data-ganda/{pair.pk}/gabung/", {"tetap": pair.left_id}).status_code == 403
    assert Person.objects.filter(village=VILLAGE, pk=pair.right_id).exists()
