"""What observations claim of people and families: plain values by attribute group. What nobody answered is absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from binakampung.domain.identifiers import mask, number_status, plain_number
from binakampung.domain.observations import FamilyDeclared, FertilityDeclared, MemberDeclared
from binakampung.domain.people import derived_id
from binakampung.ledger.identifying import number_hash, seal_number
from binakampung.registry.models import Person, Statement
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store

Claims = dict[str, dict[str, Any]]


def say(
    store: Store,
    item: Item,
    kind: str,
    about: str,
    about_id: str,
    on: date,
    family: str = "",
    claims: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Write one statement; said again by a corrected form it takes the place of the earlier one."""
    store.put(
        Statement(
            id=derived_id(item.root_id, item.item, about, about_id, kind),
            **item.source(),
            kind=kind,
            about=about,
            about_id=about_id,
            family_id=family,
            said_on=on,
            said_at=item.observed_at,
            claims=answered(claims or {}),
        )
    )


def answered(claims: Mapping[str, Mapping[str, Any]]) -> Claims:
    """Without what nobody answered; days as text."""
    kept = {
        group: {name: plain(value) for name, value in values.items() if value is not None}
        for group, values in claims.items()
    }
    return {group: values for group, values in kept.items() if values}


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def block(facts: Any) -> dict[str, Any]:
    """A block of the form as attributes."""
    return asdict(facts) if is_dataclass(facts) and not isinstance(facts, type) else {}


def number_claim(kind: str, written: str | None) -> dict[str, Any]:
    """A NIK or KK number as it may be kept: its keyed hash, its mask, sealed, and how sure it is."""
    if written is None:
        return {}
    digits = plain_number(written)
    if not digits:
        return {"hash": "", "masked": "", "sealed": "", "status": "none"}
    return {
        "hash": number_hash(kind, digits),
        "masked": mask(digits),
        "sealed": seal_number(digits[:40]),
        "status": number_status(kind, digits),
    }


def member_claims(member: MemberDeclared, mother: Person | None = None) -> Claims:
    """What a form says of one member."""
    return {
        "identity": {"name": member.name or None, "sex": member.sex, "birth_date": member.birth_date},
        "role": {"relationship": member.relationship},
        "mother": {"mother_name": member.mother_name, "mother_id": mother.pk if mother else None},
        "book": {"has_book": member.has_book},
        "nik": number_claim("nik", member.nik),
        "marital": {
            "marital_status": member.marital_status,
            "age_at_first_marriage": member.age_at_first_marriage,
        },
        "schooling": {"schooling": member.schooling, "attends_school": member.attends_school},
        "insurance": {"insurance": member.insurance},
        "certificate": {"has_birth_certificate": member.has_birth_certificate},
        "work": {"occupation": member.occupation},
        "religion": {"religion": member.religion},
        "health": {"disabled": member.disabled, "smokes": member.smokes},
    }


def fertility_claims(fertility: FertilityDeclared | None, on: date) -> Claims:
    """The family-planning block, of the family's wife."""
    if fertility is None:
        return {}
    pregnancy = {
        "pregnant": fertility.pregnant,
        "weeks_when_seen": fertility.weeks_pregnant,
        "wanted": fertility.wanted,
    }
    return {
        "pregnancy": {**pregnancy, "seen_on": on} if fertility.pregnant is not None else {},
        "births": {
            "children_born_alive": fertility.children_born_alive,
            "children_living": fertility.children_living,
            "last_birth_on": fertility.last_birth_on,
        },
        "wish": {"wish": fertility.wish},
        "contraception": {
            "contraception": fertility.contraception,
            "using_since": fertility.using_since,
            "service_source": fertility.service_source,
            "reason_not_using": fertility.reason_not_using,
        }
        if fertility.contraception is not None
        else {},
        "breastfeeding": {"exclusive_breastfeeding": fertility.exclusive_breastfeeding},
        "infecund": {"infecund": fertility.infecund},
    }


def family_claims(declared: FamilyDeclared) -> Claims:
    """What a form says of a family; place words that were left empty say nothing."""
    place = {
        "village": declared.village,
        "hamlet": declared.hamlet[:100] or None,
        "rw": number_of_place(declared.rw) or None,
        "rt": number_of_place(declared.rt) or None,
        "posyandu": declared.posyandu[:100] or None,
        "address": declared.address[:200] or None,
    }
    located = declared.latitude is not None and declared.longitude is not None
    return {
        "place": place,
        "location": {"latitude": declared.latitude, "longitude": declared.longitude} if located else {},
        "card": number_claim("kk", declared.family_card),
        "dwelling": {
            "shares_dwelling_with": declared.shares_dwelling_with,
            "same_kitchen": declared.same_kitchen,
        },
        "residence": {
            "lived_since": declared.lived_since,
            "stays": declared.stays,
            "came_from": declared.came_from[:200] or None,
        },
        "housing": block(declared.housing),
        "development": block(declared.development),
        "welfare": block(declared.welfare),
        "received": block(declared.received),
        **fertility_claims(declared.fertility, declared.registered_on),
    }


def place_claims(village: str, hamlet: str = "", rw: str = "", rt: str = "") -> Claims:
    """A place that takes the old one's stead whole: what is not said of the new one is not known."""
    return {
        "place": {
            "village": village,
            "hamlet": hamlet[:100],
            "rw": number_of_place(rw),
            "rt": number_of_place(rt),
            "posyandu": "",
            "address": "",
        }
    }


def number_of_place(text: str) -> str:
    """An RT or RW as three digits; empty when there is none."""
    return text[-3:].zfill(3) if text else ""
