"""Invented households, as a phone sends them: `family_registration` with five members, about 1.9 kB of XML each."""

from __future__ import annotations

import gzip
import json
import random
import uuid
from datetime import UTC, date, datetime, timedelta

FORM = "family_registration"
VERSION = "2026110101"
VILLAGES = tuple(f"352805{number}" for number in (2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008))
GIVEN = ("Ahmad", "Siti", "Moh. Rizal", "Nur Aini", "Fathor", "Hasanah", "Imam", "Khotijah", "Rofiq", "Zainab")
FAMILY = ("Rahman", "Aisyah", "Hidayat", "Fitriyah", "Syafi'i", "Maimunah", "Anwar", "Jamilah", "Kholil", "Wardah")


class Household:
    """One household: its id and the exact bytes that every way in carries."""

    __slots__ = ("instance_id", "xml")

    def __init__(self, rng: random.Random) -> None:
        self.instance_id = f"uuid:{uuid.UUID(int=rng.getrandbits(128), version=4)}"
        self.xml = _xml(rng, self.instance_id)


def households(count: int, seed: int) -> list[Household]:
    """The same households for the same seed."""
    rng = random.Random(seed)
    return [Household(rng) for _ in range(count)]


def _xml(rng: random.Random, instance_id: str) -> str:
    day = date(2026, 10, 1) + timedelta(days=rng.randrange(20))
    members = "".join(_member(rng, place) for place in range(5))
    return (
        f'<?xml version="1.0"?><data id="{FORM}" version="{VERSION}" xmlns:orx="http://openrosa.org/xforms">'
        f"<start>{day}T08:00:00.000+07:00</start><end>{day}T08:09:00.000+07:00</end><deviceid>bench</deviceid>"
        f"<registered_on>{day}</registered_on><village>{rng.choice(VILLAGES)}</village><hamlet>Dusun Tengah</hamlet>"
        f"<rw>1</rw><rt>{rng.randrange(1, 9)}</rt><posyandu>Melati {rng.randrange(1, 5)}</posyandu>{members}"
        f"<orx:meta><orx:instanceID>{instance_id}</orx:instanceID></orx:meta></data>"
    )


def _member(rng: random.Random, place: int) -> str:
    relationship = ("head", "spouse", "child", "child", "other")[place]
    born = date(2022, 1, 1) if relationship == "child" else date(1985, 1, 1)
    extra = "<mother_name>Siti Rohmah</mother_name><has_book>yes</has_book>" if relationship == "child" else ""
    return (
        f"<members><person_id>{uuid.UUID(int=rng.getrandbits(128), version=4)}</person_id>"
        f"<name>{rng.choice(GIVEN)} {rng.choice(FAMILY)}</name><sex>{rng.choice(('male', 'female'))}</sex>"
        f"<birth_date>{born + timedelta(days=rng.randrange(1500))}</birth_date>"
        f"<relationship>{relationship}</relationship>{extra}</members>"
    )


# -- requests, ready to be written to a socket -----------------------------------------------------------------


def collect_post(household: Household, token: str) -> bytes:
    """One POST as ODK Collect makes it."""
    boundary = "bench-boundary"
    body = (
        f"--{boundary}\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"data.xml\"\r\n"
        f"Content-Type: text/xml\r\n\r\n{household.xml}\r\n--{boundary}--\r\n"
    ).encode()
    head = (
        f"POST /key/{token}/submission?deviceID=bench HTTP/1.1\r\nHost: localhost\r\nX-OpenRosa-Version: 1.0\r\n"
        f"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def push(batch: list[Household], token: str) -> bytes:
    """One gzipped push of the field app."""
    now = datetime.now(UTC).isoformat()
    items = [
        {
            "instance_id": each.instance_id,
            "form_id": FORM,
            "form_version": VERSION,
            "observed_at": now,
            "xml": each.xml,
        }
        for each in batch
    ]
    body = gzip.compress(json.dumps({"device": "bench", "sent_at": now, "items": items}).encode(), 1)
    head = (
        f"POST /sync/push HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
