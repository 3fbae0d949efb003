"""The secret that HTTP Digest needs of a worker, made when the password is set and sealed at once."""

from __future__ import annotations

import hashlib

from binakampung.ledger.sealing import seal, unseal

REALM = "Bina Kampung"


def digest_secret(login: str, password: str) -> bytes:
    """Sealed HA1 = MD5(login:realm:password), as RFC 7616 defines it for Digest."""
    ha1 = hashlib.md5(f"{login}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()
    return seal(ha1.encode())


def opened(secret: bytes) -> str:
    """HA1 in hex, empty when the worker has none."""
    return unseal(secret).decode() if secret else ""
