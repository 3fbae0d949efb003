"""A quick hash for passwords that are random and long, and only for those (docs/decisions/0009-sign-in.md).

A slow hash protects what people think up. A first password is 59 random bits, made here, valid once and for days: the
hash is keyed with the installation's secret, so a stolen database cannot even be tried. Django hashes anew, slowly,
whatever is set later.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher, mask_hash

from binakampung.ledger.sealing import derived_key


class FirstPasswordHasher(BasePasswordHasher):
    """HMAC-SHA256 under a key derived from the installation's secret."""

    algorithm = "first_password"

    def encode(self, password: str, salt: str) -> str:
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]
        key = derived_key(settings.SECRET_KEY, "first password")
        proof = hmac.new(key, f"{salt}${plain(password)}".encode(), hashlib.sha256).hexdigest()
        return f"{self.algorithm}${salt}${proof}"

    def decode(self, encoded: str) -> dict[str, str]:
        algorithm, salt, proof = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": proof}

    def verify(self, password: str, encoded: str) -> bool:
        return hmac.compare_digest(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        decoded = self.decode(encoded)
        return {"algorithm": decoded["algorithm"], "hash": mask_hash(decoded["hash"])}

    def must_update(self, encoded: str) -> bool:
        # It stays as it is until its owner chooses another: hashing it slowly would not make it safer.
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing here: `User.check_password` makes a wrong one as slow as any other."""


def plain(password: str) -> str:
    """Typed from paper: small letters, spaces or no hyphens are the same password."""
    return "".join(sign for sign in password.upper() if sign.isalnum())
