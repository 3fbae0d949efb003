"""The envelope: what arrived, from whom, how. All four ways into the door make one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Channel(StrEnum):
    """The way in."""

    OPENROSA = "openrosa"
    SYNC = "sync"
    SPREADSHEET = "spreadsheet"
    WEB = "web"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent beside a submission, named as the answer in the form names it."""

    filename: str
    content: bytes = field(repr=False)
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class SubmissionEnvelope:
    """One submission of a versioned form, before anyone interprets it.

    `body` is the exact bytes that arrived (XML, or JSON made by our own adapters); two bodies are the same
    submission only when their bytes are. `content` is the same answers as a tree: groups are dicts, repeats are
    lists of dicts, leaves are text as written. `observed_at` is the sender's clock; `clock_skew` (seconds, server
    minus phone, measured at sync) corrects it.
    """

    instance_id: str
    form_id: str
    form_version: str
    channel: Channel
    body: bytes = field(repr=False)
    content: Mapping[str, Any] = field(repr=False)
    media_type: str = "text/xml"
    observed_at: datetime | None = None
    clock_skew: float = 0.0
    deprecated_id: str | None = None
    device_id: str = ""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the login, and the areas (code prefixes) that the sender may speak about at that moment.

    The scope is stored with the submission, so that a replay years later sees what the sender could see then.
    """

    login: str
    areas: tuple[str, ...]

    def covers(self, area: str) -> bool:
        """Is this area (10-digit code or a prefix of one) inside the sender's territory?"""
        return any(area.startswith(prefix) for prefix in self.areas)
