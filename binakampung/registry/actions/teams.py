"""Family accompaniment teams: their villages and their members, both dated."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from binakampung.domain.access import ROLES, TEAM_ROLES
from binakampung.registry.actions.accounts import audit
from binakampung.registry.models import AdministrativeArea, Team, TeamMember, TeamVillage, User


@transaction.atomic
def make_team(*, code: str, name: str, villages: list[str], since: date, by: str) -> Team:
    """A new team with its villages. Raises ValueError for a code that is taken, or what is no village."""
    if Team.objects.filter(code=code).exists():
        raise ValueError(f"code {code} is taken")
    team = Team.objects.create(code=code, name=name)
    audit(by, "make_team", code, name=name)
    for village in villages:
        add_team_village(team=team, village=village, since=since, by=by)
    return team


@transaction.atomic
def add_team_village(*, team: Team, village: str, since: date, by: str) -> TeamVillage:
    """The team looks after a village from a day on. Raises ValueError for no village, or one that it has already."""
    if len(village) != 10 or not AdministrativeArea.objects.filter(pk=village).exists():
        raise ValueError(f"unknown village {village}")
    if team.teamvillage_set.filter(_from(since), village=village).exists():
        raise ValueError(f"village {village} is the team's already")
    row = TeamVillage.objects.create(team=team, village_id=village, valid_from=since)
    audit(by, "add_team_village", team.code, village=village, since=since.isoformat())
    return row


@transaction.atomic
def join_team(*, team: Team, user: User, since: date, by: str) -> TeamMember:
    """The worker belongs to the team from a day on.

    Raises ValueError for a closed account, a role that works in no village, or one who is in the team already.
    """
    if not user.is_active:
        raise ValueError(f"{user.login} is closed")
    if user.role not in (*TEAM_ROLES, "cadre", "midwife") or not ROLES[user.role].records:
        raise ValueError(f"role {user.role} belongs to no team")
    if team.teammember_set.filter(_from(since), user=user).exists():
        raise ValueError(f"{user.login} is in the team already")
    row = TeamMember.objects.create(team=team, user=user, valid_from=since)
    audit(by, "join_team", user.login, team=team.code, since=since.isoformat())
    return row


@transaction.atomic
def end_row(*, row: TeamVillage | TeamMember, until: date, by: str) -> None:
    """The last day of a village or a member in the team; history stays."""
    row.valid_to = until
    row.save(update_fields=["valid_to"])
    act = "end_team_village" if isinstance(row, TeamVillage) else "leave_team"
    audit(by, act, row.team.code, **{_kind(row): _who(row)}, until=until.isoformat())


@transaction.atomic
def reopen_row(*, row: TeamVillage | TeamMember, by: str) -> None:
    """Ending it was a mistake: it holds still."""
    ended = str(row.valid_to or "")
    row.valid_to = None
    row.save(update_fields=["valid_to"])
    act = "reopen_team_village" if isinstance(row, TeamVillage) else "return_to_team"
    audit(by, act, row.team.code, **{_kind(row): _who(row)}, ended=ended)


def _kind(row: TeamVillage | TeamMember) -> str:
    return "village" if isinstance(row, TeamVillage) else "member"


def _who(row: TeamVillage | TeamMember) -> str:
    return row.village_id if isinstance(row, TeamVillage) else row.user.login


def _from(since: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=since)
