"""Names as people write them, folded so that two spellings of care meet."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid

NAMESPACE = uuid.UUID("5b2f0a54-9a7d-5c0e-8f1e-6b8f5f3c3d28")
_NAMESPACE = NAMESPACE.bytes
_NOT_LETTERS = re.compile(r"[^\w]+")


def name_key(name: str) -> str:
    """Folded name: lower case, no accents, marks or doubled spaces. Empty only for a name without letters."""
    plain = name
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        plain = plain if _NOT_LETTERS.sub("", plain) else name
    return _NOT_LETTERS.sub(" ", plain.lower()).strip()


def derived_id(*parts: str) -> str:
    """An id made from what it names, the same on every replay: the UUIDv5 of the parts.

    Written out, since a family takes twenty of them and the library's objects take six times as long.
    """
    made = bytearray(hashlib.sha1(_NAMESPACE + "\x1f".join(parts).encode(), usedforsecurity=False).digest()[:16])
    made[6] = made[6] & 0x0F | 0x50
    made[8] = made[8] & 0x3F | 0x80
    told = made.hex()
    return f"{told[:8]}-{told[8:12]}-{told[12:16]}-{told[16:20]}-{told[20:]}"
