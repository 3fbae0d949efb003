"""What the invented families tell: answers of the forms, in envelopes like anybody's."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from binakampung.catalogue.forms import mappings, sources
from binakampung.demo.chance import answered
from binakampung.demo.people import Family
from binakampung.demo.persons import Child, Person
from binakampung.domain.envelopes import Channel, SubmissionEnvelope
from binakampung.ledger.forms import current

LOCAL = ZoneInfo("Asia/Jakarta")
Dated = tuple[date, SubmissionEnvelope]


def noon(day: date) -> datetime:
    """When what happened on a day was written down."""
    return datetime.combine(day, time(10, 0), LOCAL)


@cache
def tells(form_id: str) -> bool:
    """Can this be told? A form may not be published here, or not be read."""
    return form_id in sources() and bool(mappings(form_id)) and current(form_id) is not None


@cache
def _version(form_id: str) -> str:
    form = current(form_id)
    assert form is not None, form_id
    return form.version


def forget_versions() -> None:
    """Ask again which version of a form is current: another database may have another one."""
    _version.cache_clear()
    tells.cache_clear()


def envelope(form_id: str, instance_id: str, content: dict[str, Any], day: date) -> Dated:
    """A submission of a day, with that day."""
    return day, SubmissionEnvelope(
        instance_id,
        form_id,
        _version(form_id),
        Channel.SYSTEM,
        orjson.dumps(content),
        content,
        "application/json",
        observed_at=noon(day),
        device_id="peragaan",
    )


def registration(family: Family) -> Dated:
    """The family form with all its blocks."""
    content = answered(
        {
            "family_id": family.id,
            "registered_on": family.registered_on.isoformat(),
            "village": family.village,
            "hamlet": family.hamlet,
            "rw": family.rw,
            "rt": family.rt,
            "posyandu": family.posyandu,
            "location": family.location,
            "residence": "long",
            "family_card": family.card,
            "shares": "yes" if family.shares_with else "no",
            "shares_dwelling_with": family.shares_with,
            "same_kitchen": ("yes" if family.same_kitchen else "no") if family.shares_with else "",
            "members": [member(person, family.registered_on) for person in family.people],
            **family.blocks,
        }
    )
    return envelope("family_registration", family.instance_id, content, family.registered_on)


def member(person: Person, on: date) -> dict[str, Any]:
    """One row of the members; what a form does not ask at an age is not there."""
    age = (on - person.birth_date).days // 365.25
    answers: dict[str, Any] = {
        "person_id": person.id,
        "name": person.name,
        "sex": person.sex,
        "birth_date": person.birth_date.isoformat(),
        "relationship": person.relationship,
        "nik": person.nik,
        "schooling": person.schooling if age >= 5 else None,
        "attends_school": person.attends_school,
        "insurance": person.insurance,
        "occupation": person.occupation,
        "religion": "islam",
        "disabled": person.disabled,
        "smokes": person.smokes,
    }
    if age >= 10:
        married = person.marital != "never_married"
        answers |= {"marital_status": person.marital, "age_at_first_marriage": person.married_at if married else None}
    if isinstance(person, Child):
        answers["has_birth_certificate"] = person.certificate
        if person.relationship == "child":
            answers |= {"mother_name": person.mother_name, "has_book": "yes" if person.has_book else "no"}
    return answered({name: str(value) if isinstance(value, int) else value for name, value in answers.items()})
