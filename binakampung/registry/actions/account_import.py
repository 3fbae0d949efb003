"""Accounts from a list: a plan that changes nothing, then the plan carried out whole, and, if need be, undone whole.

The same list again changes nothing: a row is known by its login, or else by role, name and team or village.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from difflib import get_close_matches

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from binakampung.catalogue.organisations import organisations
from binakampung.catalogue.spreadsheets import folded
from binakampung.domain.access import ROLES
from binakampung.domain.problems import Problem
from binakampung.registry.actions.accounts import ONE_DAY, audit, deactivate
from binakampung.registry.models import (
    AccountImport,
    AccountImportRow,
    AdministrativeArea,
    Assignment,
    ServiceArea,
    Team,
    TeamMember,
    TeamVillage,
    User,
)

LOGIN = re.compile(r"^[a-z0-9][a-z0-9._-]{2,39}$")
PREFIX = re.compile(r"^(desa|kelurahan|kel|ds)[.\s]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a list: texts as written but clean; `role` and `since` are read, `row` is its number on paper."""

    row: int
    name: str
    role: str
    login: str = ""
    team: str = ""
    village: str = ""
    subdistrict: str = ""
    service_area: str = ""
    office: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a row, or asked about it (`stops` false)."""

    row: int
    problem: Problem
    stops: bool = True


@dataclass(slots=True)
class Step:
    """What one row will do. `user` is the account that is there already."""

    row: int
    key: str
    name: str
    role: str
    login: str
    since: date
    office: str = ""
    user: User | None = None
    area: str = ""
    team: str = ""
    service: ServiceArea | None = None
    renamed: bool = False
    begins: bool = True

    @property
    def outcome(self) -> str:
        """`new`, `changed` or `same`."""
        return "new" if self.user is None else "changed" if self.renamed or self.begins else "same"


@dataclass(slots=True)
class Plan:
    """What a list would do."""

    steps: list[Step] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    new_teams: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, the same, refused; and how many teams are new."""
        found = Counter(step.outcome for step in self.steps)
        refused = len({each.row for each in self.troubles if each.stops})
        return {**{each: found[each] for each in ("new", "changed", "same")}, "refused": refused,
                "teams": len(self.new_teams)}  # fmt: skip


class Places:
    """The villages and subdistricts of the importer's areas, by every way to write them."""

    def __init__(self, areas: Sequence[str]) -> None:
        self.areas = tuple(areas)
        rows = AdministrativeArea.objects.filter(code__startswith=settings.BINA_DISTRICT).select_related("parent")
        self.names = {row.pk: row.name for row in rows}
        self.villages: dict[str, list[AdministrativeArea]] = defaultdict(list)
        self.subdistricts: dict[str, str] = {}
        for row in rows:
            if row.is_village:
                self.villages[folded(row.name)].append(row)
            elif row.kind == AdministrativeArea.Kind.SUBDISTRICT:
                self.subdistricts[folded(row.name)] = row.pk

    def village(self, text: str, subdistrict: str) -> str | Problem:
        """The code of a village by code or name, within a subdistrict where one is told."""
        digits = re.sub(r"\D", "", text)
        if len(digits) == 10:
            return self._mine(digits) if digits in self.names else _unknown(text)
        found = self.villages.get(folded(PREFIX.sub("", text)), [])
        if subdistrict:
            code = self.subdistrict(subdistrict)
            if isinstance(code, Problem):
                return code
            found = [each for each in found if each.pk.startswith(code)]
        if len(found) > 1:
            where = ", ".join(sorted(self.names[each.pk[:6]] for each in found))
            return Problem("account_village_ambiguous", params={"value": text, "where": where})
        return self._mine(found[0].pk) if found else self._unknown_village(text)

    def subdistrict(self, text: str) -> str | Problem:
        """The code of a subdistrict by code or name."""
        digits = re.sub(r"\D", "", text)
        plain = re.sub(r"^(kecamatan|kec)[.\s]+", "", text, flags=re.IGNORECASE)
        code = digits if len(digits) == 6 and digits in self.names else self.subdistricts.get(folded(plain))
        return code or _unknown(text)

    def _unknown_village(self, text: str) -> Problem:
        """With the nearest spellings, as a question."""
        near = get_close_matches(folded(PREFIX.sub("", text)), self.villages, n=2, cutoff=0.75)
        names = [self.villages[each][0].name for each in near]
        return Problem(
            "account_place_unknown", params={"value": text, "near": f" ({' / '.join(names)}?)" if names else ""}
        )

    def _mine(self, code: str) -> str | Problem:
        inside = any(code.startswith(area) for area in self.areas)
        return code if inside else Problem("account_outside", params={"value": self.names[code]})


def _unknown(text: str) -> Problem:
    return Problem("account_place_unknown", params={"value": text})


class Planner:
    """Compares each row with what is there. Reads all of that once."""

    def __init__(self, areas: Sequence[str], roles: Iterable[str], today: date) -> None:
        self.places, self.roles, self.today = Places(areas), set(roles), today
        self.users = {user.login: user for user in User.objects.all()}
        earlier = AccountImportRow.objects.filter(user__isnull=False, batch__undone_at=None).select_related("user")
        self.by_key = {row.key: row.user for row in earlier.order_by("pk")}
        lasting = Q(valid_to=None) | Q(valid_to__gte=today)
        self.assigned = {(row.user_id, row.area_id, row.service_area_id) for row in Assignment.objects.filter(lasting)}
        self.members = {
            (row.user_id, row.team.code) for row in TeamMember.objects.filter(lasting).select_related("team")
        }
        self.team_codes = {team.code for team in Team.objects.all()}
        self.services = {folded(text): area for area in ServiceArea.objects.all() for text in (area.name, area.code)}
        self.by_hand: dict[tuple[str, str, str], User] = {}
        for row in Assignment.objects.filter(lasting, area__isnull=False).select_related("user"):
            self.by_hand[row.user.role, folded(row.user.name), str(row.area_id)] = row.user
        self.taken = set(self.users)
        self.plan = Plan()
        self.seen: dict[str, int] = {}
        self.team_roles: Counter[tuple[str, str]] = Counter()

    def add(self, asked: Asked) -> None:
        """Plan one row, or say why not."""
        found = self._step(asked)
        if isinstance(found, Problem):
            self.plan.troubles.append(Trouble(asked.row, found))
        else:
            self.plan.steps.append(found)

    def _step(self, asked: Asked) -> Step | Problem:
        if asked.role not in self.roles:
            return Problem("account_role_not_given", params={"value": asked.role})
        place = self._place(asked)
        if isinstance(place, Problem):
            return place
        area, team, service = place
        key = _key(asked, area, team, service)
        if key in self.seen:
            return Problem("account_twice", params={"name": asked.name, "row": self.seen[key]})
        if asked.login and not LOGIN.match(asked.login):
            return Problem("account_login_wrong", params={"value": asked.login})
        user = self._known(asked, key, area)
        if user is not None and user.role != asked.role:
            return Problem("account_other_role", params={"login": user.login})
        if user is not None and not user.is_active:
            return Problem("account_closed", params={"login": user.login})
        self.seen[key] = asked.row
        self._ask_about_team(asked, team)
        login = user.login if user else asked.login or self._new_login(asked, area)
        self.taken.add(login)
        step = Step(asked.row, key, asked.name, asked.role, login, asked.since or self.today, user=user, area=area,
                    team=team, service=service)  # fmt: skip
        step.office = self._office(asked)
        if asked.role == "sector" and not step.office:
            return Problem("account_office_unknown", params={"value": asked.office})
        if user is not None:
            step.renamed = bool(asked.login) and user.name != asked.name
            step.begins = not self._has(user, step)
        if team and team not in self.team_codes:
            self.plan.new_teams.setdefault(team, _team_name(asked.team, self.places.names.get(area, "")))
        return step

    def _place(self, asked: Asked) -> tuple[str, str, ServiceArea | None] | Problem:
        """Where the row works: area code, team code, service area."""
        level = ROLES[asked.role].level
        if level == 4 or level == 2:
            return settings.BINA_DISTRICT[:level], "", None
        if level == 6:
            found = self.places.subdistrict(asked.subdistrict or asked.village)
            return found if isinstance(found, Problem) else (found, "", None)
        if asked.service_area and not asked.village:
            service = self.services.get(folded(asked.service_area))
            return ("", "", service) if service else _unknown(asked.service_area)
        if not asked.village:
            return Problem("account_without_place")
        village = self.places.village(asked.village, asked.subdistrict)
        if isinstance(village, Problem):
            return village
        return village, _team_code(asked.team, village) if asked.team else "", None

    def _known(self, asked: Asked, key: str, area: str) -> User | None:
        if asked.login:
            return self.users.get(asked.login)
        return self.by_key.get(key) or self.by_hand.get((asked.role, folded(asked.name), area))

    def _has(self, user: User, step: Step) -> bool:
        if step.team:
            return (user.pk, step.team) in self.members
        return (user.pk, step.area or None, step.service.pk if step.service else None) in self.assigned

    def _ask_about_team(self, asked: Asked, team: str) -> None:
        """A team has one midwife, one PKK cadre and one family-planning cadre; two of a kind is asked, not refused."""
        if not team:
            return
        self.team_roles[team, asked.role] += 1
        if self.team_roles[team, asked.role] == 2:
            question = Problem("account_team_has_two", params={"team": asked.team, "name": asked.name})
            self.plan.troubles.append(Trouble(asked.row, question, stops=False))

    def _office(self, asked: Asked) -> str:
        if asked.role != "sector":
            return ""
        known = {folded(text): code for code, each in organisations().items() for text in (code, each.short)}
        return known.get(folded(asked.office), "")

    def _new_login(self, asked: Asked, area: str) -> str:
        """Two words of a person's name, or an office's village; a number where that is taken."""
        office = not ROLES[asked.role].names and area in self.places.names
        told = f"{'desa' if len(area) == 10 else 'kec'} {self.places.names[area]}" if office else asked.name
        words = [re.sub(r"[^a-z0-9]", "", folded(word)) for word in told.split()]
        base = ".".join([word for word in words if word][:2])[:30]
        if len(base) < 3:
            base = f"{base or 'akun'}.{re.sub('[^a-z0-9]', '', folded(self.places.names.get(area, 'kb')))}"[:30]
        login, number = base, 1
        while login in self.taken:
            number += 1
            login = f"{base}{number}"
        return login


def _key(asked: Asked, area: str, team: str, service: ServiceArea | None) -> str:
    told = asked.login or f"{asked.role}|{folded(asked.name)}|{team or area or (service.code if service else '')}"
    return hashlib.sha256(told.encode()).hexdigest()


def _team_code(text: str, village: str) -> str:
    """The district's number of a team; a bare number counts within its village."""
    plain = re.sub(r"\s+", "-", text.strip())[:28]
    return f"{village}-{plain}" if len(plain) < 6 else plain


def _team_name(text: str, village: str) -> str:
    name = text if re.match("tim|tpk", text, re.IGNORECASE) else f"Tim {text}"
    return f"{name} {village}".strip()[:100]


def plan(rows: Iterable[Asked], areas: Sequence[str], roles: Iterable[str], today: date) -> Plan:
    """What the rows would do. Changes nothing."""
    planner = Planner(areas, roles, today)
    for asked in rows:
        planner.add(asked)
    return planner.plan


@transaction.atomic
def carry_out(plan: Plan, *, file_name: str, columns: Mapping[str, str], by: str) -> AccountImport:
    """Do what was planned, all of it or nothing. The accounts have no password yet: see `first_sheet`."""
    batch = AccountImport.objects.create(
        at=datetime.now(UTC), by=by, file_name=file_name[:200], columns=dict(columns), counts=plan.counts()
    )
    new = [step for step in plan.steps if step.user is None]
    User.objects.bulk_create(
        [User(login=each.login, name=each.name, role=each.role, office=each.office, password=make_password(None))
         for each in new], batch_size=500)  # fmt: skip
    made = User.objects.in_bulk([step.login for step in plan.steps], field_name="login")
    begun: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    _teams(plan, begun)
    _rows(plan, made, begun)
    renamed = [step for step in plan.steps if step.renamed]
    for step in renamed:
        made[step.login].name = step.name
    User.objects.bulk_update([made[step.login] for step in renamed], ["name"], batch_size=500)
    AccountImportRow.objects.bulk_create(
        [AccountImportRow(batch=batch, key=step.key, user=made[step.login], made=step.user is None,
                          begun=dict(begun[step.row])) for step in plan.steps], batch_size=500)  # fmt: skip
    audit(by, "import_accounts", file_name[:200], batch=batch.pk, **plan.counts())
    return batch


def _teams(plan: Plan, begun: dict[int, dict[str, list[int]]]) -> None:
    """New teams, and villages that a team did not have."""
    Team.objects.bulk_create([Team(code=code, name=name) for code, name in plan.new_teams.items()], batch_size=500)
    teams = {team.code: team for team in Team.objects.all()}
    has = {(row.team.code, row.village_id) for row in TeamVillage.objects.filter(valid_to=None).select_related("team")}
    first: dict[tuple[str, str], Step] = {}
    for step in plan.steps:
        if step.team and (step.team, step.area) not in has:
            first.setdefault((step.team, step.area), step)
            if step.since < first[step.team, step.area].since:
                first[step.team, step.area] = step
    made = TeamVillage.objects.bulk_create(
        [TeamVillage(team=teams[team], village_id=village, valid_from=step.since)
         for (team, village), step in first.items()], batch_size=500)  # fmt: skip
    for step, row in zip(first.values(), made, strict=True):
        begun[step.row]["team_village"].append(row.pk)
        if step.team in plan.new_teams:
            begun[step.row]["team"].append(teams[step.team].pk)


def _rows(plan: Plan, made: Mapping[str, User], begun: dict[int, dict[str, list[int]]]) -> None:
    """Memberships and assignments that begin."""
    teams = {team.code: team for team in Team.objects.all()}
    joining = [step for step in plan.steps if step.begins and step.team]
    assigned = [step for step in plan.steps if step.begins and not step.team]
    members = TeamMember.objects.bulk_create(
        [TeamMember(team=teams[each.team], user=made[each.login], valid_from=each.since) for each in joining],
        batch_size=500)  # fmt: skip
    assignments = Assignment.objects.bulk_create(
        [Assignment(user=made[each.login], area_id=each.area or None, service_area=each.service, valid_from=each.since)
         for each in assigned], batch_size=500)  # fmt: skip
    for step, member in zip(joining, members, strict=True):
        begun[step.row]["member"].append(member.pk)
    for step, assignment in zip(assigned, assignments, strict=True):
        begun[step.row]["assignment"].append(assignment.pk)


@transaction.atomic
def undo(batch: AccountImport, *, today: date, by: str) -> dict[str, int]:
    """The whole file is undone. An account that was used is closed, with its history; one that never was, vanishes.

    Returns how many were `removed`, `closed`, and `kept` (there before the file). Raises ValueError for a second undo.
    """
    if batch.undone_at is not None:
        raise ValueError("undone already")
    rows = list(batch.accountimportrow_set.select_related("user"))
    begun: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for kind, ids in row.begun.items():
            begun[kind] += ids
    _end(TeamMember, begun["member"], today)
    _end(Assignment, begun["assignment"], today)
    with_phone = set(User.objects.filter(devicetoken__isnull=False).values_list("pk", flat=True))
    there = [row for row in rows if row.user is not None]
    made = [row.user for row in there if row.made and row.user is not None]
    used = [user for user in made if user.last_login is not None or user.pk in with_phone]
    for user in used:
        deactivate(user=user, until=today - ONE_DAY, by=by)
    _remove([user.pk for user in made if user not in used])
    _remove_teams(begun["team"])
    _end(TeamVillage, begun["team_village"], today)
    counts = {"removed": len(made) - len(used), "closed": len(used), "kept": len(there) - len(made)}
    batch.undone_at = datetime.now(UTC)
    batch.save(update_fields=["undone_at"])
    audit(by, "undo_import_accounts", batch.file_name, batch=batch.pk, **counts)
    return counts


Table = type[TeamMember] | type[Assignment] | type[TeamVillage]


def _end(table: Table, ids: Sequence[int], today: date) -> None:
    """Rows that somebody worked under end yesterday; those that never ran disappear."""
    for some in _pieces(ids):
        rows = table._default_manager.filter(pk__in=some, valid_to=None)
        rows.filter(valid_from__gte=today).delete()
        rows.update(valid_to=today - ONE_DAY)


def _remove(users: Sequence[int]) -> None:
    """Accounts that nobody ever used, with what they were to look after."""
    for some in _pieces(users):
        TeamMember.objects.filter(user__in=some).delete()
        Assignment.objects.filter(user__in=some).delete()
        User.objects.filter(pk__in=some).delete()


def _remove_teams(teams: Sequence[int]) -> None:
    """Teams of the file in which nobody is or was."""
    for some in _pieces(teams):
        empty = list(Team.objects.filter(pk__in=some, teammember__isnull=True).values_list("pk", flat=True))
        TeamVillage.objects.filter(team__in=empty).delete()
        Team.objects.filter(pk__in=empty).delete()


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
