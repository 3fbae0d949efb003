"""One login for each role of the demonstration. Their password is public: the demonstration holds nothing real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from binakampung.domain.access import TEAM_ROLES
from binakampung.registry.actions.accounts import add_worker
from binakampung.registry.actions.digest import digest_secret
from binakampung.registry.actions.teams import join_team, make_team
from binakampung.registry.models import Team, User

PASSWORD = "peragaan-2026"
SINCE = date(2020, 1, 1)
# Code, name, how many villages it looks after, and its members.
TEAMS = (
    ("PERAGAAN-1", "Tim pendamping peragaan 1", slice(0, 1), ("tpk", "tpk-bidan", "tpk-pkk")),
    ("PERAGAAN-2", "Tim pendamping peragaan 2", slice(1, 3), ("tpk2",)),
)


@dataclass(frozen=True, slots=True)
class Login:
    """A demonstration account: its role, where it works (areas are cut from the demonstration's villages)."""

    login: str
    name: str
    role: str
    level: int
    words: str
    office: str = ""


LOGINS = (
    Login("kader", "Kader peragaan", "cadre", 10, "Kader: aplikasi lapangan di /app/, dan layar kantor"),
    Login("tpk", "Kader KB peragaan", "team_cadre", 10, "Anggota TPK: desa timnya"),
    Login("tpk-bidan", "Bidan TPK peragaan", "team_midwife", 10, "Bidan di TPK: desa timnya"),
    Login("tpk-pkk", "Kader PKK peragaan", "team_pkk", 10, "Kader PKK di TPK: desa timnya"),
    Login("tpk2", "Kader KB tim lain", "team_cadre", 10, "Anggota TPK lain: desa lain"),
    Login("bidan", "Bidan peragaan", "midwife", 10, "Bidan: pengukuran di beberapa desa"),
    Login("plkb", "PLKB peragaan", "field_officer", 10, "Penyuluh KB: beberapa desa binaan"),
    Login("desa", "Pokja peragaan", "village", 10, "Pemerintah desa: angka tanpa nama"),
    Login("kecamatan", "Kecamatan peragaan", "subdistrict", 6, "Kantor kecamatan: rekap tanpa nama"),
    Login("koordinator", "Koordinator peragaan", "coordinator", 6, "Koordinator penyuluh: satu kecamatan, dengan nama"),
    Login("opd", "Penghubung peragaan", "sector", 4, "Penghubung OPD (Dinsos): yang dirujuk saja", "social_affairs"),
    Login("kabupaten", "Operator peragaan", "district", 4, "DP3AP2KB: seluruh kabupaten, formulir, akun"),
    Login("provinsi", "Provinsi peragaan", "province", 2, "Provinsi: angka tanpa nama"),
    Login("teknisi", "Teknisi peragaan", "technician", 4, "Teknisi: akun dan telepon, tanpa isi"),
)


def logins() -> list[tuple[str, str, str]]:
    """Login, password and words, for printing."""
    return [(each.login, PASSWORD, each.words) for each in LOGINS]


def make_accounts(villages: list[str], by: str) -> None:
    """Make each account once; the cadre and the village's own people get the first village.

    All have one password, so it is hashed once: hashing is slow on purpose.
    """
    hashed = make_password(PASSWORD)
    for each in LOGINS:
        if not User.objects.filter(login=each.login).exists():
            user = add_worker(
                login=each.login,
                name=each.name,
                role=each.role,
                password=None,
                areas=_areas(each, villages),
                since=SINCE,
                by=by,
                office=each.office,
            )
            user.password, user.digest_secret = hashed, digest_secret(each.login, PASSWORD)
            user.save(update_fields=["password", "digest_secret"])
    _teams(villages, by)


def _teams(villages: list[str], by: str) -> None:
    """Family accompaniment teams, so that a team's page shows something."""
    for code, name, own, members in TEAMS:
        if not Team.objects.filter(code=code).exists():
            team = make_team(code=code, name=name, villages=villages[own], since=SINCE, by=by)
            for login in members:
                join_team(team=team, user=User.objects.get(login=login), since=SINCE, by=by)


def _areas(login: Login, villages: list[str]) -> list[str]:
    if login.role in TEAM_ROLES:
        return []  # the team's
    if login.role in ("cadre", "village"):
        return villages[:1]
    return sorted(
        {village[: login.level] for village in villages if login.level < 10 or village[:6] == villages[0][:6]}
    )
