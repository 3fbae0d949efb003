"""Payloads and attachments are encrypted at rest (AES-256-GCM) with a key derived from the installation's secret.

The tables hold people's answers and photos; a stolen database file or backup must not speak.
"""

from __future__ import annotations

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class WrongKey(RuntimeError):
    """The stored bytes were sealed with another key, or changed since."""


@lru_cache(maxsize=4)
def derived_key(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose, from the installation's secret."""
    return HKDF(SHA256(), 32, salt=None, info=b"binakampung " + purpose.encode()).derive(secret.encode())


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(derived_key(secret, "payload"))


def seal(content: bytes) -> bytes:
    """Encrypt; every call gives other bytes for the same content."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, content, None)


def unseal(sealed: bytes | memoryview) -> bytes:
    """Decrypt what `seal` made. Raises `WrongKey`."""
    sealed = bytes(sealed)
    try:
        return _cipher(settings.SECRET_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag as error:
        raise WrongKey("stored with another secret key, or damaged") from error
