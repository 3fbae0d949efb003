"""A file between its trial and its import: sealed, in the installation's cache, an hour long, for its sender only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.cache import cache

from binakampung.ledger.sealing import seal, unseal

SECONDS = 3600


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What was uploaded: its name and its bytes."""

    name: str
    content: bytes


def keep(owner: int, file: KeptFile) -> str:
    """Keep a file; the ticket gives it back."""
    ticket = secrets.token_urlsafe(16)
    cache.set(_key(owner, ticket), (file.name, seal(file.content)), SECONDS)
    return ticket


def fetch(owner: int, ticket: str) -> KeptFile | None:
    """The file of a ticket, None when it is another's, or too old."""
    found = cache.get(_key(owner, ticket[:40])) if ticket else None
    return KeptFile(found[0], unseal(found[1])) if found else None


def forget(owner: int, ticket: str) -> None:
    """The file is not needed any more."""
    cache.delete(_key(owner, ticket[:40]))


def _key(owner: int, ticket: str) -> str:
    return f"upload-{owner}-{ticket}"
