"""The screens for health areas, teams, hand-over, and for supervisors who help with a new password."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdfium2 import PdfDocument

from binakampung.portal.access import second_factor
from binakampung.registry.models import AccountImport, Assignment, AuditRow, ServiceArea, Team, User
from tests.builders import VILLAGE
from tests.intake.sheets import xlsx
from tests.portal.office import OTHER_SUBDISTRICT, PASSWORD, Office

TODAY = date.today()
DAY = TODAY.isoformat()


def page(client: Client, address: str, **told: str) -> str:
    answer = client.post(address, told, follow=True) if told else client.get(address)
    return answer.content.decode()


def test_a_health_area_is_made_filled_and_staffed(office: Office) -> None:
    client = office.client("district")
    page(client, "/akun-layanan/baru/", kind="health_centre", code="PKM-9", name="Puskesmas Lintas")
    area = ServiceArea.objects.get(code="PKM-9")
    for village in (VILLAGE, OTHER_SUBDISTRICT):
        assert "Sudah ditambahkan" in page(client, f"/akun-layanan/{area.pk}/", what=village, since=DAY)
    midwife = office.users["midwife"]
    assert "Puskesmas Lintas" in page(client, "/akun/midwife/")
    page(client, "/akun/midwife/", area=f"layanan:{area.pk}", since=DAY)
    assert midwife.areas(TODAY) == (OTHER_SUBDISTRICT, VILLAGE)
    shown = page(client, f"/akun-layanan/{area.pk}/")
    assert "Akun midwife" in shown
    row = area.serviceareavillage_set.get(village=OTHER_SUBDISTRICT)
    page(client, f"/akun-layanan/{area.pk}/{row.pk}/akhiri/", until=DAY)
    assert midwife.areas(TODAY + timedelta(1)) == (VILLAGE,)
    page(client, f"/akun-layanan/{area.pk}/{row.pk}/lanjutkan/", x="1")
    assert midwife.areas(TODAY + timedelta(1)) == (OTHER_SUBDISTRICT, VILLAGE)


def test_what_cannot_be_added_is_said(office: Office) -> None:
    client = office.client("district")
    assert "Kode ini sudah dipakai" in page(
        client, "/akun-layanan/baru/", kind="posyandu", code="P-Sendiri", name="Posyandu"
    )
    assert "Pilih salah satu jenis" in page(client, "/akun-layanan/baru/", kind="gudang", code="G-1", name="Gudang")
    assert "tanpa spasi" in page(client, "/akun-tim/baru/", code="dua kata", name="Tim")
    address = f"/akun-tim/{office.here.team}/"
    assert "Pilih dari daftar" in page(client, address, kind="village", what=VILLAGE, since=DAY)
    assert "Pilih dari daftar" in page(client, address, kind="village", what="3527012001", since=DAY)
    assert "Pilih dari daftar" in page(client, address, kind="member", what="district", since=DAY)


def test_an_office_role_is_not_given_a_health_area(office: Office) -> None:
    client = office.client("district")
    assert "tingkat lain" in page(client, "/akun/coordinator/", area=f"layanan:{office.here.service}", since=DAY)
    assert "tingkat lain" in page(client, "/akun/midwife/", area=f"layanan:{office.abroad.service}", since=DAY)
    assert not Assignment.objects.filter(service_area__isnull=False).exists()


def test_a_team_is_made_and_its_members_see_its_villages(office: Office) -> None:
    client = office.client("district")
    page(client, "/akun-tim/baru/", code="TPK-7", name="Tim Mawar")
    team = Team.objects.get(code="TPK-7")
    page(client, f"/akun-tim/{team.pk}/", kind="village", what=OTHER_SUBDISTRICT, since=DAY)
    page(client, f"/akun-tim/{team.pk}/", kind="member", what="team_pkk", since=DAY)
    member = office.users["team_pkk"]
    assert member.areas(TODAY) == (OTHER_SUBDISTRICT, VILLAGE)
    assert "Tim Mawar" in page(client, "/akun/team_pkk/")
    assert "Tim Mawar" in page(office.client("team_pkk"), "/saya/")
    row = team.teammember_set.get()
    page(client, f"/akun-tim/{team.pk}/anggota/{row.pk}/akhiri/", until=DAY)
    assert member.areas(TODAY + timedelta(1)) == (VILLAGE,)
    page(client, f"/akun-tim/{team.pk}/anggota/{row.pk}/lanjutkan/", x="1")
    assert member.areas(TODAY + timedelta(1)) == (OTHER_SUBDISTRICT, VILLAGE)


def test_everything_is_handed_over_on_one_page_and_taken_back(office: Office) -> None:
    client = office.client("district")
    address = "/akun/cadre/serah-terima/"
    shown = page(client, address)
    assert "Kader Sendiri" in shown and "Akun midwife" not in shown
    to_morrow = TODAY + timedelta(1)
    answer = page(client, address, taker="kader-sendiri", since=to_morrow.isoformat())
    assert "diserahkan kepada Kader Sendiri" in answer and "Batalkan serah terima" in answer
    assert office.users["cadre"].areas(to_morrow) == () and office.users["cadre"].areas(TODAY) == (VILLAGE,)
    number = AuditRow.objects.get(act="hand_over").pk
    assert "dibatalkan" in page(client, f"/akun/cadre/serah-terima/{number}/batalkan/", x="1")
    assert office.users["cadre"].areas(to_morrow) == (VILLAGE,)
    assert "ada perubahan lain" in page(client, f"/akun/cadre/serah-terima/{number}/batalkan/", x="1")


def test_a_hand_over_to_another_role_or_elsewhere_is_refused_kindly(office: Office) -> None:
    client = office.client("district")
    for taker in ("midwife", "kader-seberang", "tidak-ada"):
        assert "Pilih penerima dari daftar" in page(client, "/akun/cadre/serah-terima/", taker=taker, since=DAY)
    assert office.users["cadre"].areas(TODAY) == (VILLAGE,)


def test_a_supervisor_gives_field_workers_a_first_password_and_does_nothing_else(office: Office) -> None:
    client = office.client("field_officer")
    shown = page(client, "/akun/")
    assert "Kader Sendiri" in shown and "Akun district" not in shown and "Kader Sebelah" not in shown
    assert "Tambah akun" not in shown and "Tutup akun" not in page(client, "/akun/kader-sendiri/")
    once = client.post("/akun/kader-sendiri/sandi/").content.decode()
    found = re.search(r'class="secret">([^<]+)<', once)
    assert found
    browser = Client()
    browser.post("/masuk/", {"login": "kader-sendiri", "password": found[1]})
    assert browser.get("/").headers["Location"] == "/sandi/"
    assert AuditRow.objects.filter(act="give_first_password", subject="kader-sendiri", by="field_officer").exists()
    for login in ("district", "coordinator", "midwife", "kader-sebelah", "kader-seberang"):
        assert client.post(f"/akun/{login}/sandi/").status_code == 404
    for act in ("tutup", "buka", "kunci", "dua-langkah/cabut", "serah-terima"):
        assert client.post(f"/akun/kader-sendiri/{act}/").status_code == 403
    assert client.post("/akun/kader-sendiri/", {"area": VILLAGE, "since": DAY}).status_code == 403
    assert client.get("/akun-baru/").status_code == 403


def test_nobody_resets_the_own_password_there(office: Office) -> None:
    assert "Akun saya" in page(office.client("district"), "/akun/district/sandi/", x="1")
    assert User.objects.get(login="district").check_password(PASSWORD)


def test_the_district_removes_a_lost_second_step(office: Office) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(office.users["coordinator"], generate_totp_secret())
    client = office.client("district")
    assert "Hapus langkah kedua" in page(client, "/akun/coordinator/")
    technician = office.client("technician")
    assert technician.post("/akun/coordinator/dua-langkah/cabut/").status_code == 403
    assert second_factor.has_one(office.users["coordinator"])
    page(client, "/akun/coordinator/dua-langkah/cabut/", x="1")
    assert not second_factor.has_one(office.users["coordinator"])
    assert AuditRow.objects.filter(act="remove_second_factor", subject="coordinator", by="district").exists()


def test_the_switch_is_turned_on_a_page_that_shows_who_has_two_steps(office: Office) -> None:
    client = office.client("technician")
    assert "sandi saja" in page(client, "/akun-masuk/")
    client.post("/akun-masuk/", {"wajib": "required"})
    assert second_factor.policy() == "required"
    assert AuditRow.objects.filter(act="switch_second_factor", subject="required", by="technician").exists()
    assert office.client("coordinator").get("/laporan/").headers["Location"] == "/saya/dua-langkah/"


def test_a_liaison_belongs_to_an_office(office: Office) -> None:
    client = office.client("district")
    told = {"name": "Penghubung Dinsos", "login": "dinsos", "role": "sector", "area": "3528", "since": DAY}
    assert "Pilih OPD" in page(client, "/akun-baru/", **told)
    client.post("/akun-baru/", {**told, "office": "social_affairs"})
    assert User.objects.get(login="dinsos").office == "social_affairs"


def test_accounts_are_found_by_name_and_role(office: Office) -> None:
    client = office.client("district")
    assert "Kader Sendiri" in page(client, "/akun/?cari=sendiri") and "Akun midwife" not in page(
        client, "/akun/?cari=sendiri"
    )
    assert "Kader Sendiri" not in page(client, "/akun/?peran=midwife")
    assert "Tidak ada akun yang cocok" in page(client, "/akun/?cari=zzz")


def a_list(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("tpk.xlsx", xlsx([["Nama", "Unsur", "No TPK", "Desa", "Catatan"], *rows]))


def test_a_list_is_tried_imported_printed_and_undone(office: Office) -> None:
    client = office.client("district")
    rows = [["Siti", "Bidan", "01", VILLAGE, ""], ["Rina", "Raja", "01", VILLAGE, ""]]
    tried = client.post("/akun-impor/", {"berkas": a_list(*rows)}).content.decode()
    assert "Peran &#x27;Raja&#x27; tidak dikenal" in tried and "Impor 1 akun, tanpa baris yang ditolak" in tried
    assert "Catatan" in tried and not User.objects.filter(name="Siti").exists()
    ticket = re.search(r'name="berkas_tadi" value="([^"]+)"', tried)
    assert ticket
    told = {"berkas_tadi": ticket[1], "langkah": "impor"}
    done = client.post("/akun-impor/", told, follow=True).content.decode()
    assert "1 akun baru dibuat" in done and "1 dari 1 orang belum pernah masuk" in done
    batch = AccountImport.objects.get(file_name="tpk.xlsx")
    sheet = client.post(f"/akun-impor/{batch.pk}/sandi/")
    assert sheet.content.startswith(b"%PDF") and "no-store" in sheet.headers["Cache-Control"]
    words = PdfDocument(sheet.content)[0].get_textpage().get_text_range()
    password = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", words)
    assert password and "siti" in words
    browser = Client()
    browser.post("/masuk/", {"login": User.objects.get(name="Siti").login, "password": password[0]})
    assert browser.get("/").headers["Location"] == "/sandi/"
    again = client.post(f"/akun-impor/{batch.pk}/sandi/", follow=True).content.decode()
    assert "tidak ada yang perlu dicetak" in again
    undone = client.post(f"/akun-impor/{batch.pk}/batalkan/", follow=True).content.decode()
    assert "1 yang sudah dipakai ditutup" in undone
    assert not User.objects.get(name="Siti").is_active and browser.get("/").status_code == 302
    assert client.post(f"/akun-impor/{batch.pk}/batalkan/").status_code == 404


def test_a_column_that_is_not_known_is_paired_on_the_page(office: Office) -> None:
    client = office.client("district")
    file = SimpleUploadedFile("x.csv", f"Nama;Peran;Kampung\nSiti;bidan puskesmas;{VILLAGE}\n".encode())
    tried = client.post("/akun-impor/", {"berkas": file}).content.decode()
    assert "Desa atau kelurahan belum diisi" in tried
    ticket = re.search(r'name="berkas_tadi" value="([^"]+)"', tried)
    assert ticket
    paired = page(client, "/akun-impor/", berkas_tadi=ticket[1], **{"kolom:Kampung": "village"})
    assert "Impor 1 akun" in paired and 'name="kolom:Kampung" value="village"' in paired


def test_what_is_no_list_is_refused_with_words(office: Office) -> None:
    client = office.client("technician")
    assert "Pilih dulu berkasnya" in page(client, "/akun-impor/", langkah="impor")
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")
    answer = client.post("/akun-impor/", {"berkas": file})
    assert answer.status_code == 400 and "bukan lembar kerja" in answer.content.decode()


def test_an_account_tells_what_was_done_with_it_and_by_whom(office: Office) -> None:
    client = office.client("district")
    client.post("/akun/kader-sendiri/", {"area": OTHER_SUBDISTRICT, "since": DAY})
    client.post("/akun/kader-sendiri/sandi/")
    shown = page(client, "/akun/kader-sendiri/")
    history = shown[shown.index("Riwayat akun") :]
    assert history.index("Sandi pertama dibuat") < history.index("Wilayah diberikan") < history.index("Akun dibuat")
    assert "<b>35.28.04.1011</b>" in history and "oleh district" in history
