"""Who works where, from when to when; and who changed what in the ordinary tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from binakampung.domain.access import ROLES, Role
from binakampung.registry.models.dated import Dated, on_day


class UserManager(BaseUserManager["User"]):
    """Makes accounts; passwords are hashed by Django, the Digest secret is sealed (see portal.access.digest)."""

    def create_user(self, login: str, name: str, role: str, password: str | None = None, office: str = "") -> User:
        user = self.model(login=login, name=name, role=role, office=office)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. `role` says what they may see and do, assignments say where."""

    login = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30)  # a code of domain.access.ROLES
    # The sector office of a liaison, by the codes of definitions/codelists/organisations.yaml.
    office = models.CharField(max_length=30, blank=True, default="")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="id")
    # A password that somebody else made opens one door only: choosing an own one, up to and including this day.
    first_password_until = models.DateField(null=True, blank=True)
    # HA1 of HTTP Digest, sealed: Collect speaks Digest on plain http and a password hash cannot answer it.
    digest_secret = models.BinaryField(default=b"")

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "login"

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        from binakampung.registry.actions.digest import digest_secret

        super().set_password(raw_password)
        self.digest_secret = digest_secret(self.login, raw_password) if raw_password else b""

    def check_password(self, raw_password: str | None) -> bool:
        """Is it the password? A first password is not hashed anew: it waits for its owner's own one."""
        if not self.password.startswith("first_password$"):
            return super().check_password(raw_password)
        if raw_password and check_password(raw_password, self.password):
            return True
        make_password(raw_password)  # as slow as any other wrong password
        return False

    def first_password(self, on: date) -> str:
        """`waiting` while a first password may still be replaced by an own one, `expired` after; empty without one."""
        if self.first_password_until is None:
            return ""
        return "waiting" if on <= self.first_password_until else "expired"

    @property
    def role_rules(self) -> Role:
        return ROLES[self.role]

    def areas(self, on: date) -> tuple[str, ...]:
        """Code prefixes of what this worker looks after on a day, sorted, none inside another; empty when inactive.

        Administrative areas, the villages of service areas, and those of the worker's teams; each as it was that day.
        """
        return tuple(code for code, _ in self.territory(on)) if self.is_active else ()

    def territory(self, on: date) -> list[tuple[str, str]]:
        """The same, active or not, with the service area or team that brings it (empty: the area itself)."""
        from binakampung.registry.models.areas import ServiceAreaVillage
        from binakampung.registry.models.teams import TeamVillage

        own = Assignment.objects.filter(on_day(on), user=self.pk, area__isnull=False)
        service = ServiceAreaVillage._default_manager.filter(
            on_day(on), on_day(on, "area__assignment__"), area__assignment__user=self.pk
        )
        team = TeamVillage._default_manager.filter(
            on_day(on), on_day(on, "team__teammember__"), team__teammember__user=self.pk
        )
        found = own.values_list("area_id", models.Value("")).union(
            service.values_list("village_id", "area__name"), team.values_list("village_id", "team__name")
        )
        return widest(found)


def widest(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sorted, without what lies inside another; of equals the one without a name stays."""
    kept: list[tuple[str, str]] = []
    for code, name in sorted(found):
        if not (kept and code.startswith(kept[-1][0])):
            kept.append((code, name))
    return kept


class Assignment(Dated):
    """A worker looks after an administrative area or a service area between two days."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    area = models.ForeignKey("registry.AdministrativeArea", on_delete=models.PROTECT, null=True)
    service_area = models.ForeignKey("registry.ServiceArea", on_delete=models.PROTECT, null=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(area__isnull=False, service_area__isnull=True)
                | models.Q(area__isnull=True, service_area__isnull=False),
                name="assignment_is_to_one_area",
            ),
        ]

    @property
    def place(self) -> str:
        """What is looked after, in words."""
        return str(self.service_area or (self.area.name if self.area else ""))

    @property
    def place_code(self) -> str:
        """Its code: the administrative one, or the service area's own."""
        return self.service_area.code if self.service_area else str(self.area_id)


class BrowserSession(models.Model):
    """A browser that is signed in: what its owner sees in the list of own sessions."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class AuditRow(models.Model):
    """One act on an ordinary table (account, assignment, token, publication), by whom and when."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
