"""NIK and KK numbers at rest: sealed so that only the office reads them, hashed with a key so that they are found.

Sealing is deterministic (AES-SIV): the same number gives the same text, so a replay makes the rows that live made.
"""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from binakampung.ledger.sealing import WrongKey, derived_key


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(derived_key(secret, "identifier"))


def seal_number(digits: str) -> str:
    """A number as unreadable text."""
    return base64.b64encode(_cipher(settings.SECRET_KEY).encrypt(digits.encode(), None)).decode()


def unseal_number(sealed: str) -> str:
    """The number that `seal_number` hid. Raises `WrongKey`."""
    try:
        return _cipher(settings.SECRET_KEY).decrypt(base64.b64decode(sealed), None).decode()
    except (InvalidTag, ValueError) as error:
        raise WrongKey("sealed with another secret key, or damaged") from error


def number_hash(kind: str, digits: str) -> str:
    """The keyed hash by which a number of a kind (`nik`, `kk`) is looked up; 64 hex digits."""
    return hmac.digest(_lookup_key(settings.SECRET_KEY), f"{kind}:{digits}".encode(), "sha256").hex()


@lru_cache(maxsize=2)
def _lookup_key(secret: str) -> bytes:
    return derived_key(secret, "lookup")
