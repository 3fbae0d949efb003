"""Who works where, from when to when; and who changed what in the ordinary tables."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from binakampung.domain.access import ROLES, Role

# What migration 0001 wrote down as choices; the table of roles has grown since, and only it is asked.
OLD_CODES = ("cadre", "midwife", "field_officer", "village", "subdistrict", "district", "technician")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; passwords are hashed by Django, the Digest secret is sealed (see portal.access.digest)."""

    def create_user(self, login: str, name: str, role: str, password: str | None = None) -> User:
        user = self.model(login=login, name=name, role=role)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. `role` says what they may see and do, assignments say where."""

    login = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30, choices=[(code, code) for code in OLD_CODES])
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="id")
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

    @property
    def role_rules(self) -> Role:
        return ROLES[self.role]

    def areas(self, on: date) -> tuple[str, ...]:
        """Codes of the areas this worker looks after on a day, sorted; empty when inactive."""
        if not self.is_active:
            return ()
        begun = Assignment.objects.filter(user=self.pk, valid_from__lte=on).values_list("area_id", "valid_to")
        return tuple(sorted({area for area, until in begun if until is None or until >= on}))


class Assignment(models.Model):
    """A worker looks after an area between two days (inclusive); open-ended while `valid_to` is empty."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    area = models.ForeignKey("registry.AdministrativeArea", on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="assignment_ends_after_it_begins",
            )
        ]


class AuditRow(models.Model):
    """One act on an ordinary table (account, assignment, token, publication), by whom and when."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
