"""Lists of accounts: any order of columns, bad rows told in words, the same list again, undo, the printed sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from binakampung.catalogue.problems import wording
from binakampung.domain.access import ROLES
from binakampung.intake.account_importing import AccountResult, import_accounts
from binakampung.intake.tables import FileRefused
from binakampung.registry.actions import account_import, accounts
from binakampung.registry.actions.first_sheet import make_slips, waiting
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.actions.service_areas import make_service_area
from binakampung.registry.models import AccountImport, Assignment, AuditRow, Team, TeamMember, TeamVillage, User
from tests.builders import NEIGHBOUR, VILLAGE
from tests.intake.sheets import xlsx

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 6)
HEADINGS = ("Kecamatan", "Unsur", "Nama Anggota", "No. TPK", "Desa/Kelurahan", "No HP")


@pytest.fixture(autouse=True)
def ready(db: None) -> None:
    make_ready()


def member(name: str, role: str = "Bidan", team: str = "01", village: str = VILLAGE) -> tuple[str, ...]:
    return ("", role, name, team, village, "0812")


TEAM = (member("Siti Aminah"), member("Rina", "Kader PKK"), member("Yuni Astutik", "Kader KB"))


def take(
    *rows: Sequence[object], dry: bool = False, headings: Sequence[str] = HEADINGS, **mapping: str
) -> AccountResult:
    content = xlsx([["DAFTAR TPK"], [], list(headings), *map(list, rows)])
    return import_accounts("tpk.xlsx", content, User.objects.get(login="bina"), TODAY, mapping, dry)


def told(result: AccountResult) -> list[tuple[int, str]]:
    return [(each.row, each.problem.code) for each in result.troubles]


def test_a_team_of_three_becomes_accounts_that_share_their_village() -> None:
    result = take(*TEAM)
    assert result.counts == {"new": 3, "changed": 0, "same": 0, "refused": 0, "teams": 1} and told(result) == []
    assert list(result.file.ignored) == ["No HP"]
    people = User.objects.exclude(login="bina").order_by("role")
    assert [(each.login, each.role) for each in people] == [
        ("yuni.astutik", "team_cadre"), ("siti.aminah", "team_midwife"), ("rina", "team_pkk"),
    ]  # fmt: skip
    assert {each.areas(TODAY) for each in people} == {(VILLAGE,)}
    assert not any(each.has_usable_password() for each in people)
    assert TeamVillage.objects.get().team.teammember_set.count() == 3
    assert AuditRow.objects.get(act="import_accounts").details["new"] == 3


def test_a_trial_says_the_same_and_makes_nothing() -> None:
    assert take(*TEAM, dry=True).counts == take(*TEAM).counts
    assert AccountImport.objects.count() == 1


def test_the_same_list_again_changes_nothing_in_whatever_order() -> None:
    take(*TEAM)
    before = list(User.objects.order_by("pk").values()), TeamMember.objects.count(), Team.objects.count()
    again = take(*reversed(TEAM))
    assert again.counts["same"] == 3 and again.batch is None
    assert (list(User.objects.order_by("pk").values()), TeamMember.objects.count(), Team.objects.count()) == before


def test_a_longer_list_adds_only_what_is_new() -> None:
    take(*TEAM[:2])
    assert take(*TEAM).counts == {"new": 1, "changed": 0, "same": 2, "refused": 0, "teams": 0}
    assert TeamVillage.objects.count() == 1


def test_an_account_made_by_hand_is_known_again() -> None:
    accounts.add_worker(
        login="pokja.x", name="Pokja Klampar", role="village", password=None, areas=[VILLAGE], since=TODAY, by="x"
    )
    result = take(("", "Pokja", "POKJA KLAMPAR", "", VILLAGE, ""))
    assert result.counts["same"] == 1 and User.objects.filter(role="village").count() == 1


def test_units_and_officers_get_their_areas() -> None:
    rows = [
        ("Proppo", "Kampung KB", "Pokja Klampar", "", "Klampar", ""),
        ("Proppo", "PLKB", "Budi", "", VILLAGE, ""),
        ("Kec. Proppo", "Koordinator", "Rahman", "", "", ""),
    ]
    result = take(*rows)
    assert told(result) == [] and result.counts["new"] == 3
    found = {user.role: user for user in User.objects.exclude(login="bina")}
    assert found["coordinator"].areas(TODAY) == ("352805",) and found["field_officer"].areas(TODAY) == (VILLAGE,)
    assert found["village"].login.startswith("desa.") and found["village"].areas(TODAY)[0].startswith("352805")


def test_a_health_centres_staff_are_given_its_working_area() -> None:
    make_service_area(code="PKM-1", name="Puskesmas Panaguan", kind="health_centre", by="x")
    result = take(("Sri", "Bidan puskesmas", "puskesmas panaguan"), headings=("Nama", "Jabatan", "Puskesmas"))
    assert told(result) == []
    assert Assignment.objects.get(user__name="Sri").service_area is not None


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        (member(""), "account_without_name", "Nama belum diisi"),
        (member("A", role=""), "account_without_role", "bidan, kader PKK"),
        (member("A", role="Raja"), "account_role_unknown", "Raja"),
        (member("A", role="Operator kabupaten"), "account_role_not_given", "satu per satu"),
        (member("A", village=""), "account_without_place", "Desa atau kelurahan"),
        (member("A", village="Atlantis"), "account_place_unknown", "Atlantis"),
        (member("A", village="Klampr"), "account_place_unknown", "(Klampar?)"),
        (member("A", village="9999999999"), "account_place_unknown", "9999999999"),
        (member("=SUM(A1)"), "account_cell_broken", "rumus tanpa hasil"),
        (member("x" * 201), "account_text_too_long", "terlalu panjang"),
        (("", "OPD", "Dinsos", "", "", ""), "account_office_unknown", "OPD"),
    ],
)
def test_a_bad_row_is_told_in_words_and_the_others_are_made(row: tuple[str, ...], code: str, says: str) -> None:
    result = take(TEAM[0], row)
    assert told(result) == [(5, code)] and says in wording(result.troubles[0].problem)
    assert result.counts["new"] == 1 and result.counts["refused"] == 1


def test_hostile_names_are_kept_as_they_are() -> None:
    names = ["B", "Siti 🌸", "محمد", "Nur'aini <script>", "Y. Ó Súilleabháin"]
    result = take(*[member(name, team=f"T-{number:04}") for number, name in enumerate(names)])
    assert result.counts["new"] == len(names) and told(result) == []
    made = User.objects.exclude(login="bina")
    assert {user.name for user in made} == set(names)
    assert all(account_import.LOGIN.match(user.login) for user in made)


def test_namesakes_get_logins_of_their_own_and_doubles_are_refused() -> None:
    result = take(member("Siti"), member("Siti", team="02"), member("SITI"))
    assert told(result) == [(6, "account_twice")]
    assert "baris 4" in wording(result.troubles[0].problem)
    assert set(User.objects.exclude(login="bina").values_list("login", flat=True)) == {"siti", "siti2"}


def test_two_midwives_in_one_team_are_asked_about_not_refused() -> None:
    result = take(member("Siti"), member("Rina"))
    assert told(result) == [(5, "account_team_has_two")] and result.counts["new"] == 2


def test_a_villages_name_that_two_subdistricts_bear_needs_its_subdistrict() -> None:
    found = account_import.Places(["3528"])
    name, both = next((name, rows) for name, rows in found.villages.items() if len(rows) > 1)
    result = take(member("A", village=both[0].name))
    assert told(result) == [(4, "account_village_ambiguous")], name
    where = found.names[both[1].pk[:6]]
    assert take((where, "Bidan", "A", "01", both[1].name, "")).counts["new"] == 1
    assert User.objects.get(name="A").areas(TODAY) == (both[1].pk,)


def test_logins_in_the_list_rule_and_names_follow_them() -> None:
    headings = ("Username", "Nama", "Peran", "Desa", "Sejak")
    first = ("kader.satu", "Sity", "kader", VILLAGE, "1 Januari 2026")
    assert take(first, headings=headings).counts["new"] == 1
    user = User.objects.get(login="kader.satu")
    assert user.areas(date(2026, 1, 1)) == (VILLAGE,) and user.areas(date(2025, 12, 31)) == ()
    second = ("Kader.Satu", "Siti", "kader", NEIGHBOUR, "")
    assert take(second, headings=headings).counts["changed"] == 1
    user.refresh_from_db()
    assert user.name == "Siti" and user.areas(TODAY) == (VILLAGE, NEIGHBOUR)
    wrong = [("kader.satu", "Siti", "bidan puskesmas", VILLAGE, ""), ("x y", "Siti", "kader", VILLAGE, ""),
             ("kader.dua", "Rina", "kader", VILLAGE, "kemarin dulu")]  # fmt: skip
    assert [code for _, code in told(take(*wrong, headings=headings))] == [
        "account_other_role", "account_login_wrong", "account_day_unreadable",
    ]  # fmt: skip
    accounts.deactivate(user=user, until=TODAY, by="x")
    assert told(take(first, headings=headings)) == [(4, "account_closed")]


def test_headings_paired_once_are_remembered() -> None:
    headings = ("Kolom A", "Kolom B", "Desa")
    with pytest.raises(FileRefused) as refused:
        take(("Siti", "bidan", VILLAGE), headings=headings)
    assert "perlu kolom nama" in refused.value.message()
    take(("Siti", "bidan", VILLAGE), headings=headings, **{"Kolom A": "name", "Kolom B": "role"})
    assert take(("Rina", "bidan", VILLAGE), headings=headings).counts["new"] == 1
    with pytest.raises(FileRefused, match="account_field_unknown"):
        take(("Rina", "bidan", VILLAGE), headings=headings, Desa="kampung")


def test_a_manager_of_one_place_makes_no_accounts_elsewhere() -> None:
    officer = accounts.add_worker(
        login="t", name="T", role="technician", password=None, areas=["352805"], since=TODAY, by="x"
    )
    content = xlsx([list(HEADINGS), list(member("A")), list(member("B", village="3528041011"))])
    result = import_accounts("x.xlsx", content, officer, TODAY, {}, False)
    assert told(result) == [(3, "account_outside")] and result.counts["new"] == 1
    cadre = accounts.add_worker(login="k", name="K", role="cadre", password=None, areas=[VILLAGE], since=TODAY, by="x")
    with pytest.raises(FileRefused):
        import_accounts("x.xlsx", content, cadre, TODAY, {}, False)


def test_an_import_is_undone_whole() -> None:
    take(TEAM[0])
    before = list(User.objects.order_by("pk").values_list("login", flat=True)), TeamMember.objects.count()
    batch = take(*TEAM, member("Zainab", team="02")).batch
    assert batch is not None
    assert account_import.undo(batch, today=TODAY, by="x") == {"removed": 3, "closed": 0, "kept": 1}
    assert (list(User.objects.order_by("pk").values_list("login", flat=True)), TeamMember.objects.count()) == before
    assert Team.objects.count() == 1
    with pytest.raises(ValueError):
        account_import.undo(batch, today=TODAY, by="x")
    assert take(*TEAM).counts["new"] == 2


def test_undo_closes_who_has_worked_and_keeps_the_history() -> None:
    batch = take(*TEAM).batch
    assert batch is not None
    worker = User.objects.get(login="rina")
    accounts.issue_device_token(user=worker, by="x")
    later = TODAY + timedelta(days=9)
    assert account_import.undo(batch, today=later, by="x") == {"removed": 2, "closed": 1, "kept": 0}
    worker.refresh_from_db()
    assert not worker.is_active
    assert [code for code, _ in worker.territory(TODAY)] == [VILLAGE] and worker.territory(later) == []


def test_slips_are_for_who_has_never_signed_in_and_printing_again_voids_them() -> None:
    take(*TEAM)
    people = User.objects.exclude(login="bina")
    first = make_slips(waiting(people), today=TODAY, by="x")
    assert [slip.login for slip in first] == ["rina", "siti.aminah", "yuni.astutik"]
    assert "Tim 01" in first[0].place and first[0].place.endswith("Proppo")
    assert User.objects.get(login="rina").check_password(first[0].password)
    User.objects.filter(login="yuni.astutik").update(last_login=f"{TODAY}T00:00Z")
    second = make_slips(waiting(people.all()), today=TODAY, by="x")
    assert [slip.login for slip in second] == ["rina", "siti.aminah"]
    rina = User.objects.get(login="rina")
    assert rina.check_password(second[0].password) and not rina.check_password(first[0].password)
    accounts.set_password(user=rina, password="perahu-melati-33", by="rina")
    assert [user.login for user in waiting(people.all())] == ["siti.aminah"]
    printed = AuditRow.objects.filter(act="print_first_passwords")
    assert printed.count() == 2 and first[0].password not in str(list(printed.values()))


def test_every_word_for_a_role_means_a_role() -> None:
    from binakampung.catalogue.account_columns import role_words

    assert {role for roles in role_words().values() for role in roles} <= set(ROLES)
