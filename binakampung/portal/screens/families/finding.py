"""Finding families by what is written: a NIK, a card number, a name, an address. Numbers are found by their hash."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from binakampung.domain.identifiers import plain_number
from binakampung.domain.people import name_key
from binakampung.ledger.identifying import number_hash
from binakampung.portal.access.scope import families, people
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Family, Person

AT_MOST = 50
SHORTEST = 2  # letters of a name
DIGITS = (16, 17)  # of a NIK or card number; 17: a newborn's


def found(request: HttpRequest, text: str) -> tuple[list[tuple[Family, Person | None]], bool]:
    """Families of the reader's territory with the person who matched, and whether there are more."""
    digits = plain_number(text)
    if len(digits) in DIGITS:
        return _by_number(request, digits), False
    key = name_key(text)
    if len(key) < SHORTEST:
        return [], False
    persons = list(
        people(request).filter(name_key__contains=key, status=RESIDENT).order_by("name_key", "pk")[: AT_MOST + 1]
    )
    homes = families(request).in_bulk({person.family_id for person in persons})
    pairs: list[tuple[Family, Person | None]] = [
        (homes[person.family_id], person) for person in persons[:AT_MOST] if person.family_id in homes
    ]
    if not pairs:
        at = families(request).filter(Q(address__icontains=text) | Q(hamlet__icontains=text), status=RESIDENT)
        pairs = [(family, None) for family in at.order_by("village", "head_key", "pk")[:AT_MOST]]
    return pairs, len(persons) > AT_MOST


def _by_number(request: HttpRequest, digits: str) -> list[tuple[Family, Person | None]]:
    # The indexes hold only rows that have a number; saying so lets SQLite use them.
    persons = list(people(request).exclude(nik_hash="").filter(nik_hash=number_hash("nik", digits))[:AT_MOST])
    homes = families(request).in_bulk({person.family_id for person in persons})
    by_nik: list[tuple[Family, Person | None]] = [
        (homes[person.family_id], person) for person in persons if person.family_id in homes
    ]
    cards = families(request).exclude(card_hash="").filter(card_hash=number_hash("kk", digits))[:AT_MOST]
    return by_nik + [(family, None) for family in cards]
