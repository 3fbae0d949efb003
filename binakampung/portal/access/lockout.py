"""After ten wrong passwords for one login the door stays shut for a quarter of an hour, whoever knocks.

Counted in the installation's cache, so that all server processes count together; every way of signing in asks here.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache

TRIES = 10
MINUTES = 15


def locked(login: str) -> bool:
    """Must this login wait?"""
    return int(cache.get(_key(login), 0)) >= TRIES


def failed(login: str) -> None:
    """One more wrong password."""
    key = _key(login)
    cache.set(key, int(cache.get(key, 0)) + 1, MINUTES * 60)


def succeeded(login: str) -> None:
    """The count begins anew."""
    cache.delete(_key(login))


def _key(login: str) -> str:
    return "wrong-password-" + hashlib.sha256(login.strip().lower().encode()).hexdigest()
