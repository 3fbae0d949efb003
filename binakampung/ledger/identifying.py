"""NIK and KK numbers at rest: sealed so that only the office reads them, hashed with a key so that they are found.

Sealing is deterministic (AES-SIV): the same number gives the same text, so a replay makes the rows that live made.
It shows which rows bear one number, as the hash does, and nothing else. Why: docs/decisions/0008-identifiers.md.
"""

from __future__ import annotations

import hmac
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from binakampung.ledger.sealing import WrongKey, derived_key

_KINDS: Mapping[str, bytes] = {"nik": b"nik:", "kk": b"kk:"}


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(derived_key(secret, "identifier"))


@lru_cache(maxsize=2)
def _lookup_key(secret: str) -> bytes:
    return derived_key(secret, "lookup")


def seal_number(text: str) -> str:
    """A number as unreadable text (base64), the same for the same number; nothing for nothing."""
    if not text:
        return ""
    return b2a_base64(_cipher(settings.SECRET_KEY).encrypt(text.encode(), None), newline=False).decode()


def unseal_number(sealed: str) -> str:
    """The number that `seal_number` hid. Raises `WrongKey`."""
    if not sealed:
        return ""
    try:
        return _cipher(settings.SECRET_KEY).decrypt(a2b_base64(sealed, strict_mode=True), None).decode()
    except (InvalidTag, ValueError) as error:
        raise WrongKey("sealed with another secret key, or damaged") from error


def number_hash(kind: str, digits: str) -> str:
    """The keyed hash by which a number of a kind (`nik`, `kk`) is looked up; 64 hex digits.

    Keyed, since there are few enough numbers to try them all. Raises `ValueError` for another kind.
    """
    if kind not in _KINDS:
        raise ValueError(f"{kind} is no kind of number")
    return hmac.digest(_lookup_key(settings.SECRET_KEY), _KINDS[kind] + digits.encode(), "sha256").hex()
