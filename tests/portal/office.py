"""A district at work for the office's tests: one account a role in one village, and strangers elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.core.cache import cache
from django.test import Client

from binakampung.domain.access import ROLES
from binakampung.domain.envelopes import Attachment, Sender
from binakampung.intake.receive import receive
from binakampung.ledger.forms import forget_cached
from binakampung.ledger.models import Attachment as StoredFile
from binakampung.registry.actions.accounts import add_worker, issue_device_token
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.actions.service_areas import add_village, make_service_area
from binakampung.registry.actions.site import remember
from binakampung.registry.actions.teams import make_team
from binakampung.registry.actions.territory import load_district
from binakampung.registry.models import (
    AccountImport,
    AdministrativeArea,
    Assignment,
    DeviceToken,
    Person,
    PossibleDuplicate,
    User,
)
from tests.builders import VILLAGE, AChild, AFamily, a_family, a_posyandu_day, a_visit, envelope, send

OTHER_SUBDISTRICT = "3528041011"
OTHER_DISTRICT = "3527"
PASSWORD = "kelapa-perahu-garam-2026"
MEASURED = date(2026, 10, 6)


@dataclass(frozen=True)
class Place:
    """A village with a child, its submissions and a worker with a phone; by the ids that addresses carry."""

    village: str
    child: AChild
    family: str
    seq: int
    held: int
    attachment: int
    worker: User
    assignment: int
    token: int
    team: int
    team_row: int
    service: int
    service_row: int
    pair: int
    batch: int


@dataclass(frozen=True)
class Office:
    """`here` is where the accounts work, the others are not theirs."""

    here: Place
    next_door: Place
    abroad: Place
    users: Mapping[str, User]

    def client(self, role: str) -> Client:
        """A browser in which this role is signed in; a view that breaks answers 500 instead of raising."""
        client = Client(raise_request_exception=False)
        client.force_login(self.users[role])
        return client

    def foreign(self, role: str) -> list[Place]:
        """The places that a role must not see into."""
        if ROLES[role].level == 2:
            return []  # all three places are in one province
        return [self.abroad] if ROLES[role].level == 4 else [self.abroad, self.next_door]


def open_office() -> Office:
    """A ready database with everything above."""
    cache.clear()
    forget_cached()
    make_ready()
    remember("second_factor", "optional")  # tests/portal/test_second_factor.py requires it
    load_district(OTHER_DISTRICT)
    abroad = AdministrativeArea.objects.filter(kind="desa", code__startswith=OTHER_DISTRICT).first()
    assert abroad is not None
    users = {role.code: _account(role.code, VILLAGE[: role.level]) for role in ROLES.values()}
    return Office(
        place(VILLAGE, "Sendiri"),
        place(OTHER_SUBDISTRICT, "Sebelah"),
        place(abroad.code, "Seberang"),
        users,
    )


def place(village: str, word: str) -> Place:
    """A village whose child is called by a word that no other text contains."""
    family = _family(village, word)
    child = family.children[0]
    sender = Sender("bina", (village,))
    day = replace(a_posyandu_day(MEASURED, village=village), posyandu=f"Posyandu {word}")
    day = day.measuring(child, weight_kg=6.1, length_cm=66.0, position="lying").measuring(f"Tamu {word}", weight_kg=9)
    receipts = send(family, day, a_visit(child, date(2026, 10, 9)), sender=sender)
    photo = replace(
        envelope(
            "home_visit", {"visit_date": "2026-10-12", "village": village, "person": child.id, "contact": "absent"}
        ),
        attachments=(Attachment("foto.jpg", b"\xff\xd8\xff\xe0 photo", "image/jpeg"),),
    )
    with_photo = receive([photo], sender)[0]
    assert with_photo.seq and receipts[1].seq
    worker = _account("cadre", village, login=f"kader-{word.lower()}", name=f"Kader {word}")
    issue_device_token(user=worker, by="bina")
    since = date(2020, 1, 1)
    team = make_team(code=f"T-{word}", name=f"Tim {word}", villages=[village], since=since, by="bina")
    service = make_service_area(code=f"P-{word}", name=f"Puskesmas {word}", kind="health_centre", by="bina")
    served = add_village(area=service, village=village, since=since, by="bina")
    none = dict.fromkeys(("new", "changed", "same", "refused", "teams"), 0)
    batch = AccountImport.objects.create(at=datetime.now(UTC), by="bina", file_name=f"Daftar {word}.xlsx", counts=none)
    batch.accountimportrow_set.create(key=f"key {word}", user=worker, made=False)
    return Place(
        village,
        child,
        Person.objects.get(pk=child.id).family_id,
        with_photo.seq,
        receipts[1].seq,
        StoredFile.objects.get(submission_id=with_photo.seq).pk,
        worker,
        Assignment.objects.get(user=worker).pk,
        DeviceToken.objects.get(user=worker).pk,
        team.pk,
        team.teamvillage_set.get().pk,
        service.pk,
        served.pk,
        _pair(village, child),
        batch.pk,
    )


def _pair(village: str, child: AChild) -> int:
    """The child beside somebody else of the village, as if they might be one."""
    other = Person.objects.filter(village=village).exclude(pk=child.id).order_by("pk").first()
    assert other is not None
    left, right = sorted((child.id, other.pk))
    return PossibleDuplicate.objects.update_or_create(
        left_id=left,
        right_id=right,
        defaults={
            "left_village": village,
            "right_village": village,
            "score": 0.5,
            "verdict": "ask",
            "found_on": date(2026, 10, 1),
        },
    )[0].pk


def _family(village: str, word: str) -> AFamily:
    return a_family(head=f"Ayah {word}", village=village).with_child(f"Anak {word}", date(2025, 9, 20), "female")


def _account(role: str, area: str, login: str = "", name: str = "") -> User:
    return add_worker(
        login=login or role,
        name=name or f"Akun {role}",
        role=role,
        password=PASSWORD,
        areas=[area],
        since=date(2020, 1, 1),
        by="bina",
    )
