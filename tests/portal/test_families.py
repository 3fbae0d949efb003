"""Families on the screen: what each role sees, what is written down, and the office's acts with their undoing."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from binakampung.domain.access import ROLES
from binakampung.domain.identifiers import nik_of
from binakampung.intake.receive import receive
from binakampung.registry.models import Family, Person, ReadRow
from tests.builders import SENDER, VILLAGE, envelope
from tests.portal.office import Office

NIK = nik_of("352805", "female", date(1996, 3, 4), 7)
NAMED = [code for code, role in ROLES.items() if role.names]
UNNAMED = [code for code, role in ROLES.items() if not role.names]


def family_of(office: Office) -> Family:
    return Family.objects.get(pk=Person.objects.get(pk=office.here.child.id).family_id)


@pytest.fixture
def secretive(office: Office) -> Family:
    """A family that told everything: a number, a method, a quarrel at home."""
    content = {
        "registered_on": "2026-10-01",
        "village": VILLAGE,
        "hamlet": "Dusun Rahasia",
        "rt": "2",
        "members": [
            {"name": "Bapak Rahasia", "sex": "male", "birth_date": "1990-02-03", "relationship": "head",
             "marital_status": "married"},
            {"name": "Ibu Rahasia", "sex": "female", "birth_date": "1996-03-04", "relationship": "spouse",
             "marital_status": "married", "nik": NIK},
        ],
        "fertility": {"pregnant": "no", "contraception": "implant"},
        "location": "-7.12345 113.41234 0 0",
        "development": {"conflict_violence": "yes", "worships": "yes"},
    }  # fmt: skip
    receive([envelope("family_registration", content)], SENDER)
    return Family.objects.get(hamlet="Dusun Rahasia")


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


CONFLICT = "kekerasan dalam rumah tangga"


def test_each_role_sees_what_it_may(office: Office, secretive: Family) -> None:
    for code in NAMED:
        role, client = ROLES[code], office.client(code)
        for address in (f"/keluarga/{secretive.pk}/", f"/keluarga/{secretive.pk}/kartu/"):
            text = body(client, address)
            assert "Ibu Rahasia" in text
            paper = address.endswith("/kartu/")
            assert (NIK in text) is (role.nik and not paper), (code, address)
            assert (CONFLICT in text) is (role.violence and not paper), (code, address)
            assert ("Implan/susuk" in text) is role.contraception, (code, address)


def test_roles_without_names_open_no_family(office: Office, secretive: Family) -> None:
    for code in UNNAMED:
        client = office.client(code)
        for address in (
            f"/keluarga/{secretive.pk}/",
            f"/keluarga/{secretive.pk}/kartu.pdf",
            f"/keluarga/{secretive.pk}/dilihat/",
            f"/wilayah/{VILLAGE}/keluarga/",
            f"/wilayah/{VILLAGE}/keluarga.pdf",
            "/keluarga/",
        ):
            assert client.get(address).status_code == 403, (code, address)
    assert ReadRow.objects.count() == 0


def test_every_look_at_a_name_is_written_down(office: Office, secretive: Family) -> None:
    looks = {
        f"/keluarga/{secretive.pk}/": "page",
        f"/wilayah/{VILLAGE}/keluarga/": "list",
        f"/keluarga/{secretive.pk}/kartu/": "print",
        f"/wilayah/{VILLAGE}/keluarga.pdf": "print",
    }
    for address, what in looks.items():
        reader = "cadre" if address.endswith("/") else "team_pkk"
        office.client(reader).get(address)
        assert ReadRow.objects.filter(by=reader, family_id=secretive.pk, what=what).count() == 1, address
        office.client(reader).get(address)
        assert ReadRow.objects.filter(by=reader, family_id=secretive.pk, what=what).count() == 1, address
    office.client("midwife").post("/keluarga/", {"cari": NIK})
    assert ReadRow.objects.filter(by="midwife", family_id=secretive.pk, what="search").count() == 1
    text = body(office.client("field_officer"), f"/keluarga/{secretive.pk}/dilihat/")
    assert "Akun cadre" in text and "mencari" in text


def test_a_child_page_and_lists_of_children_are_looks_too(office: Office) -> None:
    family = family_of(office)
    client = office.client("cadre")
    for address, what in (
        (f"/anak/{office.here.child.id}/", "page"),
        (f"/wilayah/{VILLAGE}/anak/", "list"),
        (f"/wilayah/{VILLAGE}/anak.csv", "export"),
    ):
        client.get(address)
        assert ReadRow.objects.filter(by="cadre", family_id=family.pk, what=what).count() == 1, address


def test_a_search_by_number_finds_and_leaves_nothing_in_the_address(office: Office, secretive: Family) -> None:
    client = office.client("cadre")
    assert "Ibu Rahasia" in client.post("/keluarga/", {"cari": NIK}).content.decode()
    assert "Ibu Rahasia" not in client.get("/keluarga/", {"cari": NIK}).content.decode()
    assert "Bapak Rahasia" in client.post("/keluarga/", {"cari": "bapak rah"}).content.decode()
    assert "Anak Sebelah" not in client.post("/keluarga/", {"cari": "anak se"}).content.decode()


def test_a_list_goes_on_after_the_last_family_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from binakampung.portal.screens.families import listing

    monkeypatch.setattr(listing, "SIZE", 1)
    seen, after = [], ""
    for _ in range(Family.objects.filter(village=VILLAGE).count() + 1):
        shown, after = listing.one_page(listing.families_of(VILLAGE, listing.Wanted()), after)
        seen += [family.pk for family in shown]
        if not after:
            break
    assert sorted(seen) == sorted(Family.objects.filter(village=VILLAGE).values_list("pk", flat=True))


def do(client: Client, family: Family, kind: str, **given: str) -> None:
    """Ask, confirm, and do."""
    address = f"/keluarga/{family.pk}/urus/{kind}/"
    asked = client.post(address, {"reason": "Keliru", **given})
    assert "Ya, lakukan" in asked.content.decode(), asked.content.decode()[-1500:]
    client.post(address, {"reason": "Keliru", **given, "pasti": "1", "instance_id": asked.context["instance_id"]})


def undo(client: Client, family: str) -> None:
    kept = client.session["acts"][0]["instance_id"]
    assert client.post(f"/keluarga/{family}/urung/", {"instance_id": kept}).status_code == 302


def test_a_family_is_transferred_and_comes_back(office: Office, secretive: Family) -> None:
    client = office.client("district")
    do(client, secretive, "pindah", to_village=office.next_door.village)
    assert Family.objects.get(pk=secretive.pk).village == office.next_door.village
    undo(client, secretive.pk)
    assert Family.objects.get(pk=secretive.pk).village == VILLAGE


def test_families_are_merged_and_parted_again(office: Office, secretive: Family) -> None:
    client, other = office.client("district"), family_of(office)
    do(client, secretive, "gabung", into=f"http://x/keluarga/{other.pk}/")
    assert not Family.objects.filter(pk=secretive.pk).exists()
    assert Person.objects.get(name="Ibu Rahasia").family_id == other.pk
    undo(client, other.pk)
    assert Person.objects.get(name="Ibu Rahasia").family_id == secretive.pk


def test_a_number_is_corrected_and_the_correction_undone(office: Office, secretive: Family) -> None:
    client, mother = office.client("field_officer"), Person.objects.get(name="Ibu Rahasia")
    right = nik_of("352805", "female", date(1996, 3, 4), 8)
    do(client, secretive, "nomor", subject=mother.pk, number=right)
    assert right in body(client, f"/keluarga/{secretive.pk}/")
    undo(client, secretive.pk)
    assert NIK in body(client, f"/keluarga/{secretive.pk}/")


def test_nobody_else_acts(office: Office, secretive: Family) -> None:
    for code in ROLES:
        if code not in ("district", "field_officer"):
            answer = office.client(code).post(f"/keluarga/{secretive.pk}/urus/pindah/", {"reason": "x"})
            assert answer.status_code == 403, code


def test_an_act_without_a_reason_is_asked_again(office: Office, secretive: Family) -> None:
    answer = office.client("district").post(f"/keluarga/{secretive.pk}/urus/nomor/", {"subject": secretive.pk})
    assert "Tulis alasannya" in answer.content.decode()


def test_a_submission_hides_what_the_reader_may_not_see(office: Office, secretive: Family) -> None:
    """The same answers reach people by the record too, and by its bytes."""
    address = f"/kiriman/{secretive.source_seq}/"
    officer, cadre = office.client("field_officer"), office.client("cadre")
    assert NIK in body(officer, address)
    text = body(cadre, address)
    assert NIK not in text
    assert "disembunyikan untuk peran Anda" in text
    assert officer.get(f"{address}asli").status_code == 200
    assert cadre.get(f"{address}asli").status_code == 403
    assert ReadRow.objects.filter(by="cadre", family_id=secretive.pk, what="record").count() == 1
    assert CONFLICT in body(officer, f"/keluarga/{secretive.pk}/")


def test_the_log_of_looks_cannot_be_changed(office: Office, secretive: Family) -> None:
    office.client("cadre").get(f"/keluarga/{secretive.pk}/")
    for change in (lambda: ReadRow.objects.all().delete(), lambda: ReadRow.objects.update(by="somebody")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_house_stands_on_the_map_with_its_families(office: Office, secretive: Family) -> None:
    text = body(office.client("cadre"), f"/wilayah/{VILLAGE}/peta/")
    assert f"/keluarga/{secretive.pk}/" in text
    assert text.count("<circle") == 1
    assert "1 rumah belum punya titik GPS." in text
    assert ReadRow.objects.filter(by="cadre", what="map").values_list("family_id", flat=True).get() == secretive.pk
    for code in UNNAMED:
        assert office.client(code).get(f"/wilayah/{VILLAGE}/peta/").status_code == 403
        assert "Dusun Rahasia" in body(office.client(code), f"/wilayah/{VILLAGE}/dusun/")
