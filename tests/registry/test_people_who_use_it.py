"""Where people work, from when to when: areas, health areas across subdistricts, teams, hand-over, closing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from binakampung.registry.actions import accounts, hand_over, service_areas, teams
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import Assignment, AuditRow, ServiceArea, ServiceAreaVillage, TeamMember, User
from tests.builders import NEIGHBOUR, VILLAGE

pytestmark = pytest.mark.django_db
JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1)
FAR = "3528041011"  # another subdistrict


@pytest.fixture(autouse=True)
def ready(db: None) -> None:
    make_ready()


def a_worker(login: str, role: str = "team_cadre", *areas: str) -> User:
    return accounts.add_worker(
        login=login, name=login.title(), role=role, password=None, areas=areas, since=JANUARY, by="x"
    )


def a_health_centre(*villages: str) -> ServiceArea:
    area = service_areas.make_service_area(code="PKM-01", name="Puskesmas Proppo", kind="health_centre", by="x")
    for village in villages:
        service_areas.add_village(area=area, village=village, since=JANUARY, by="x")
    return area


def test_a_health_area_cuts_across_subdistricts_and_changes_on_days() -> None:
    centre = a_health_centre(VILLAGE, FAR)
    midwife = a_worker("bidan", "midwife")
    assigned = accounts.assign_service_area(user=midwife, area=centre, since=JUNE, by="x")
    assert midwife.areas(JUNE) == (FAR, VILLAGE) and midwife.areas(JUNE - timedelta(1)) == ()
    service_areas.end_village(row=ServiceAreaVillage.objects.get(village=FAR), until=date(2026, 6, 30), by="x")
    service_areas.add_village(area=centre, village=NEIGHBOUR, since=JULY, by="x")
    assert midwife.areas(date(2026, 6, 30)) == (FAR, VILLAGE)
    assert midwife.areas(JULY) == (VILLAGE, NEIGHBOUR)
    accounts.end_assignment(assignment=assigned, until=JULY, by="x")
    assert midwife.areas(JULY + timedelta(1)) == ()
    assert AuditRow.objects.filter(act="end_service_village", subject="PKM-01").count() == 1


def test_ending_a_village_is_undone() -> None:
    centre = a_health_centre(VILLAGE)
    row = ServiceAreaVillage.objects.get()
    service_areas.end_village(row=row, until=JUNE, by="x")
    service_areas.reopen_village(row=row, by="x")
    midwife = a_worker("bidan", "midwife")
    accounts.assign_service_area(user=midwife, area=centre, since=JANUARY, by="x")
    assert midwife.areas(JULY) == (VILLAGE,)


def test_what_lies_inside_another_area_is_told_once() -> None:
    officer = a_worker("plkb", "field_officer", "352805", VILLAGE, NEIGHBOUR, FAR)
    assert officer.areas(JUNE) == (FAR, "352805")


def test_a_village_belongs_to_a_health_area_once_and_only_villages_do() -> None:
    centre = a_health_centre(VILLAGE)
    for village in (VILLAGE, "352805", "9999999999"):
        with pytest.raises(ValueError):
            service_areas.add_village(area=centre, village=village, since=JUNE, by="x")


def test_members_share_the_villages_of_their_team_while_they_are_in_it() -> None:
    team = teams.make_team(code="T-1", name="Tim 1", villages=[VILLAGE], since=JANUARY, by="x")
    members = [a_worker(role, role) for role in ("team_midwife", "team_pkk", "team_cadre")]
    rows = [teams.join_team(team=team, user=each, since=JUNE, by="x") for each in members]
    assert {each.areas(JUNE) for each in members} == {(VILLAGE,)}
    assert members[0].areas(JUNE - timedelta(1)) == ()
    teams.add_team_village(team=team, village=NEIGHBOUR, since=JULY, by="x")
    teams.end_row(row=rows[0], until=date(2026, 6, 30), by="x")
    assert [each.areas(JULY) for each in members] == [(), (VILLAGE, NEIGHBOUR), (VILLAGE, NEIGHBOUR)]
    teams.reopen_row(row=rows[0], by="x")
    assert members[0].areas(JULY) == (VILLAGE, NEIGHBOUR)


def test_a_team_takes_only_who_works_in_villages() -> None:
    team = teams.make_team(code="T-1", name="Tim 1", villages=[], since=JANUARY, by="x")
    with pytest.raises(ValueError, match="belongs to no team"):
        teams.join_team(team=team, user=a_worker("pusat", "district"), since=JUNE, by="x")
    cadre = a_worker("kader")
    teams.join_team(team=team, user=cadre, since=JUNE, by="x")
    with pytest.raises(ValueError, match="already"):
        teams.join_team(team=team, user=cadre, since=JULY, by="x")


def test_everything_is_handed_over_in_one_act_and_history_stays() -> None:
    giver, taker = a_worker("lama", "field_officer", VILLAGE, NEIGHBOUR), a_worker("baru", "field_officer")
    accounts.assign(user=giver, area=FAR, since=date(2026, 9, 1), by="x")
    told = {(part.place, part.since) for part in hand_over.parts(giver, JULY)}
    assert {since for _, since in told} == {JULY, date(2026, 9, 1)} and len(told) == 3
    hand_over.hand_over(giver=giver, taker=taker, since=JULY, by="x")
    assert giver.areas(JULY - timedelta(1)) == (VILLAGE, NEIGHBOUR) and giver.areas(JULY) == ()
    assert taker.areas(JULY - timedelta(1)) == () and taker.areas(JULY) == (VILLAGE, NEIGHBOUR)
    assert giver.areas(date(2026, 9, 1)) == () and taker.areas(date(2026, 9, 1)) == (FAR, VILLAGE, NEIGHBOUR)
    assert AuditRow.objects.filter(act="hand_over", subject="lama", details__to="baru").count() == 1


def test_teams_and_health_areas_are_handed_over_too() -> None:
    team = teams.make_team(code="T-1", name="Tim 1", villages=[VILLAGE], since=JANUARY, by="x")
    giver, taker = a_worker("lama"), a_worker("baru")
    teams.join_team(team=team, user=giver, since=JANUARY, by="x")
    accounts.assign_service_area(user=giver, area=a_health_centre(FAR), since=JANUARY, by="x")
    hand_over.hand_over(giver=giver, taker=taker, since=JULY, by="x")
    assert giver.areas(JULY) == () and taker.areas(JULY) == (FAR, VILLAGE)
    assert TeamMember.objects.filter(team=team).count() == 2


def test_who_has_a_part_already_gets_no_second_row_of_it() -> None:
    giver, taker = a_worker("lama", "team_cadre", VILLAGE, NEIGHBOUR), a_worker("baru", "team_cadre", VILLAGE)
    hand_over.hand_over(giver=giver, taker=taker, since=JULY, by="x")
    assert taker.areas(JULY) == (VILLAGE, NEIGHBOUR)
    assert Assignment.objects.filter(user=taker, area=VILLAGE).count() == 1


@pytest.mark.parametrize("reason", ["same_person", "closed", "other_role", "nothing"])
def test_a_hand_over_that_cannot_be_is_refused_and_changes_nothing(reason: str) -> None:
    giver = a_worker("lama", "team_cadre", *([] if reason == "nothing" else [VILLAGE]))
    taker = a_worker("baru", "team_pkk" if reason == "other_role" else "team_cadre")
    if reason == "closed":
        accounts.deactivate(user=taker, until=JANUARY, by="x")
    before = list(Assignment.objects.values())
    with pytest.raises(hand_over.NotHandedOver) as refused:
        hand_over.hand_over(giver=giver, taker=giver if reason == "same_person" else taker, since=JULY, by="x")
    assert refused.value.reason == reason
    assert list(Assignment.objects.values()) == before


def test_a_hand_over_is_undone_exactly_until_its_day_has_passed() -> None:
    giver, taker = a_worker("lama", "team_cadre", VILLAGE), a_worker("baru")
    accounts.assign(user=giver, area=FAR, since=date(2026, 9, 1), by="x")
    order = hand_over.hand_over(giver=giver, taker=taker, since=JULY, by="x")
    with pytest.raises(hand_over.NotHandedOver, match="begun"):
        hand_over.undo_hand_over(row=order, today=JULY + timedelta(1), by="x")
    hand_over.undo_hand_over(row=order, today=JULY, by="x")
    assert giver.areas(JULY) == (VILLAGE,) and giver.areas(date(2026, 9, 1)) == (FAR, VILLAGE)
    assert not Assignment.objects.filter(user=taker).exists()
    with pytest.raises(hand_over.NotHandedOver, match="changed"):
        hand_over.undo_hand_over(row=order, today=JULY, by="x")


def test_an_undo_that_would_lose_a_later_change_is_refused_whole() -> None:
    giver, taker = a_worker("lama", "team_cadre", VILLAGE, NEIGHBOUR), a_worker("baru")
    order = hand_over.hand_over(giver=giver, taker=taker, since=JULY, by="x")
    accounts.end_assignment(assignment=Assignment.objects.get(user=taker, area=NEIGHBOUR), until=JULY, by="x")
    with pytest.raises(hand_over.NotHandedOver, match="changed"):
        hand_over.undo_hand_over(row=order, today=JULY, by="x")
    assert taker.areas(JULY) == (VILLAGE, NEIGHBOUR) and giver.areas(JULY) == ()


def test_closing_ends_areas_and_teams_and_what_was_to_begin_never_does() -> None:
    worker = a_worker("kader", "team_cadre", VILLAGE)
    team = teams.make_team(code="T-1", name="Tim 1", villages=[NEIGHBOUR], since=JANUARY, by="x")
    teams.join_team(team=team, user=worker, since=JANUARY, by="x")
    accounts.assign(user=worker, area=FAR, since=date(2026, 9, 1), by="x")
    key = accounts.issue_device_token(user=worker, by="x")
    accounts.deactivate(user=worker, until=date(2026, 6, 30), by="x")
    assert accounts.worker_of(key) is None and worker.areas(JUNE) == ()
    accounts.reactivate(user=worker, by="x")
    assert worker.areas(JUNE) == (VILLAGE, NEIGHBOUR) and worker.areas(JULY) == ()
    assert worker.areas(date(2026, 9, 1)) == ()


def test_a_first_password_is_one_whatever_way_it_is_typed_and_dies() -> None:
    worker = a_worker("kader")
    given = accounts.give_first_password(user=worker, today=JUNE, by="x")
    worker.refresh_from_db()
    assert worker.check_password(given) and worker.check_password(given.lower().replace("-", " "))
    assert not worker.check_password(given[:-1]) and not worker.check_password("")
    assert given not in worker.password and worker.password.startswith("first_password$")
    assert worker.first_password(JUNE) == worker.first_password(date(2026, 7, 1)) == "waiting"
    assert worker.first_password(date(2026, 7, 2)) == "expired"
    accounts.set_password(user=worker, password="perahu-melati-33", by="kader")
    assert worker.first_password(JUNE) == "" and not worker.check_password(given)


def test_a_first_password_alone_does_not_open_a_stolen_database(settings: object) -> None:
    worker = a_worker("kader")
    given = accounts.give_first_password(user=worker, today=JUNE, by="x")
    settings.SECRET_KEY = "another installation"  # type: ignore[attr-defined]
    assert not worker.check_password(given)
