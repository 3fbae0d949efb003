"""The invented district: decided by its seed, entering through the door alone, going on where it stopped."""

from __future__ import annotations

from datetime import date

import pytest

from binakampung.demo.accounts import LOGINS, PASSWORD, make_accounts
from binakampung.demo.events import events
from binakampung.demo.load import Size, go_on, load_once, unfinished
from binakampung.demo.people import Place, families
from binakampung.demo.persons import Child
from binakampung.demo.places import FIRST_VILLAGES, centre, declare, sizes, villages
from binakampung.demo.telling import Dated, forget_versions, registration
from binakampung.domain.access import ROLES
from binakampung.domain.envelopes import Sender
from binakampung.intake.receive import receive
from binakampung.ledger.models import Processing, Submission
from binakampung.registry.actions.quality_villages import quality_villages
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.actions.site import setting
from binakampung.registry.models import AdministrativeArea, Family, FamilyRisk, RiskRun, User
from binakampung.registry.replay import replay_all

UNTIL = date(2026, 10, 20)
SMALL = Size(villages=3, families=8, months=2, seed=7, until=UNTIL, deep=1)
PLACE = Place(FIRST_VILLAGES[0], date(2026, 3, 1), UNTIL, True, (-7.1, 113.4))


@pytest.fixture
def house(db: None) -> None:
    make_ready()
    forget_versions()


def quietly(text: str) -> None:
    pass


def told(seed: int, count: int = 120) -> list[Dated]:
    made = families(PLACE, count, seed)
    return [*map(registration, made), *events(made, seed, UNTIL)]


def test_one_seed_tells_the_same_and_another_something_else(house: None) -> None:
    first = [(day, each.instance_id, each.body) for day, each in told(1)]
    assert first == [(day, each.instance_id, each.body) for day, each in told(1)]
    assert not {id for _, id, _ in first} & {each.instance_id for _, each in told(2)}


@pytest.mark.once
def test_what_is_invented_looks_like_a_village() -> None:
    made = families(PLACE, 800, 3)
    people = [person for family in made for person in family.people]
    adults = [person for person in people if not isinstance(person, Child)]
    assert 3.0 < len(people) / len(made) < 4.6
    assert any(len({child.birth_date for child in family.children}) < len(family.children) for family in made), "twins"
    assert any(len(family.people) == 1 for family in made), "alone"
    grandchildren = [person for person in people if isinstance(person, Child) and person.relationship == "other"]
    assert grandchildren, "a grandparent with a grandchild"
    assert any(family.people[0].sex == "female" and family.people[0].is_wife for family in made), "another wife"
    homes = {family.id: family for family in made}
    shared = [family for family in made if family.shares_with]
    assert shared and all(homes[family.shares_with].location == family.location for family in shared)
    numbers = [person.nik for person in adults]
    assert sum(len(number) == 16 for number in numbers) > 0.95 * len(numbers) and "" in numbers
    registered = [(family.registered_on, person) for family in made for person in family.people]
    newborn = [person.nik for day, person in registered if (day - person.birth_date).days < 90]
    assert set(map(len, newborn)) == {0, 17}, "none yet, or the mother's and a digit"
    assert sum(" " not in person.name for person in people) > len(people) / 10
    answers = [set(family.blocks["home"]) | set(family.blocks["development"]) for family in made]
    assert any("latrine" not in each for each in answers) and any("has_savings" not in each for each in answers)


def test_the_seed_decides_sizes_and_they_add_up(house: None) -> None:
    codes = villages(189)
    made = sizes(codes, 106, 4, 2026)
    assert codes[:4] == list(FIRST_VILLAGES) and len(set(codes)) == 189
    assert abs(sum(made.values()) - 189 * 106) < 100
    assert sizes(["a", "b"], 30, 2, 1) == {"a": 30, "b": 30}


def test_eighty_seven_desa_are_declared_and_no_other_kind(house: None) -> None:
    declare(2026, "bina")
    declare(2027, "bina")
    declared = quality_villages(UNTIL)
    assert len(declared) == 87
    assert AdministrativeArea.objects.filter(pk__in=declared, kind="desa").count() == 87


def test_each_role_has_a_login_that_opens(house: None) -> None:
    make_accounts(villages(4), "bina")
    make_accounts(villages(4), "bina")
    assert {login.role for login in LOGINS} == set(ROLES)
    for login in LOGINS:
        user = User.objects.get(login=login.login)
        assert user.role == login.role and user.areas(UNTIL) and user.digest_secret
    assert User.objects.get(login="kader").check_password(PASSWORD)


def test_it_enters_through_the_door_stops_and_goes_on(house: None) -> None:
    assert load_once("bina", quietly, SMALL, whole=False)
    assert unfinished() and 0 < int(setting("demonstration_loading")) < 100
    assert set(Family.objects.values_list("village", flat=True)) == {FIRST_VILLAGES[0]}
    assert not load_once("bina", quietly, SMALL)
    answers = iter((False, True))
    go_on(quietly, stop=lambda: next(answers))
    assert unfinished() and Family.objects.values("village").distinct().count() == 2
    go_on(quietly)
    assert not unfinished() and Family.objects.values("village").distinct().count() == 3
    registered = Submission.objects.filter(form_id="family_registration").count()
    assert abs(registered - 3 * SMALL.families) <= 3
    before = Submission.objects.count()
    go_on(quietly)
    assert Submission.objects.count() == before
    assert FamilyRisk.objects.filter(as_of=UNTIL).count() == Family.objects.filter(status="resident").count()
    runs = RiskRun.objects.values_list("counts", flat=True)
    assert [run["families"] for run in runs] == [Family.objects.filter(village__startswith="352805").count()] * 2
    # Nothing of it stands anywhere but in the ledger: the ledger alone gives the same rows.
    assert not replay_all().differences
    waiting = Processing.objects.exclude(outcome="accepted").values_list("submission__form_id", flat=True)
    assert set(waiting) <= {"growth_session"}


def test_a_village_left_half_loaded_is_completed(house: None) -> None:
    assert load_once("bina", quietly, SMALL, whole=False)
    village = villages(2)[1]
    count = sizes(villages(3), SMALL.families, SMALL.deep, SMALL.seed)[village]
    place = Place(village, date(2026, 9, 1), UNTIL, True, centre(village))
    begun = [registration(family)[1] for family in families(place, count, SMALL.seed)[:3]]
    receive(begun, Sender("kader", (village,)))
    go_on(quietly)
    registered = Submission.objects.filter(form_id="family_registration", area_code=village)
    assert registered.values("instance_id").distinct().count() == registered.count() == count
