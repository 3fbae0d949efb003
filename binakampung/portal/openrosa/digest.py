"""Signing in as ODK Collect does: HTTP Digest (RFC 7616: MD5, qop=auth), and over https also Basic (RFC 7617).

Nonces are stateless: a random value, the time and a signature, so every server process knows them and none stores
them. Basic is checked against the same secret as Digest, which is far quicker than the slow hash of the office's
own login page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest

from binakampung.registry.actions.digest import REALM, opened
from binakampung.registry.models import User

NONCE_SECONDS = 600
_LONGEST = 4_096
_PARAMETER = re.compile(r"""(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))""")
_NONCES = TimestampSigner(salt="openrosa digest nonce")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who a request says it comes from. `proof` and `expected` are equal when the password was right.

    `stale`: the nonce has expired, so the client must answer a new challenge (with the password it has).
    """

    login: str
    user: User | None
    proof: str
    expected: str
    stale: bool = False

    @property
    def true(self) -> bool:
        """Was the password right, and does the account live?"""
        return hmac.compare_digest(self.proof.encode(), self.expected.encode()) and self.user is not None


def challenge(secure: bool, stale: bool = False) -> str:
    """The value of `WWW-Authenticate`."""
    nonce = _NONCES.sign(secrets.token_urlsafe(9))
    digest = f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce}"'
    if stale:
        digest += ", stale=true"
    return f'{digest}, Basic realm="{REALM}", charset="UTF-8"' if secure else digest


def claim_of(request: HttpRequest) -> Claim | None:
    """The claim in a request's Authorization; None when there is none that this server could check."""
    header = request.headers.get("Authorization", "")
    scheme, _, rest = header[:_LONGEST].partition(" ")
    if scheme.lower() == "digest":
        return _digest(request, {name.lower(): _plain(q, p) for name, q, p in _PARAMETER.findall(_utf8(rest))})
    if scheme.lower() == "basic" and request.is_secure():
        return _basic(rest)
    return None


def _digest(request: HttpRequest, given: Mapping[str, str]) -> Claim | None:
    nonce = given.get("nonce", "")
    age = _nonce_age(nonce)
    if age is None or given.get("qop") != "auth" or given.get("realm") != REALM:
        return None
    if given.get("algorithm", "MD5").upper() != "MD5" or not _names(given.get("uri", ""), request):
        return None
    user, secret = _secret_of(given.get("username", ""))
    act = _md5(f"{request.method}:{given['uri']}")
    expected = _md5(f"{secret}:{nonce}:{given.get('nc', '')}:{given.get('cnonce', '')}:auth:{act}")
    return Claim(given.get("username", ""), user, given.get("response", "").lower(), expected, stale=age == "old")


def _basic(rest: str) -> Claim | None:
    try:
        login, colon, password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, secret = _secret_of(login)
    return Claim(login, user, _md5(f"{login}:{REALM}:{password}"), secret) if colon else None


def _nonce_age(nonce: str) -> str | None:
    """`fresh`, `old`, or None for one that this installation did not make."""
    try:
        _NONCES.unsign(nonce, max_age=NONCE_SECONDS)
    except SignatureExpired:
        return "old"
    except (BadSignature, ValueError):
        return None
    return "fresh"


def _secret_of(login: str) -> tuple[User | None, str]:
    """The worker and HA1. For an unknown login a secret that nobody has, so that it costs the same."""
    user = User.objects.filter(login=login[:150], is_active=True).first() if "\0" not in login else None
    secret = opened(bytes(user.digest_secret)) if user else ""
    return (user, secret) if secret else (None, secrets.token_hex(16))


def _names(uri: str, request: HttpRequest) -> bool:
    """Does the signed address name this request?"""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return unquote(parts.path) == request.path and parts.query == request.META.get("QUERY_STRING", "")


def _plain(quoted: str, plain: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted) if quoted else plain


def _utf8(header: str) -> str:
    """WSGI hands headers over as Latin-1; clients write names in UTF-8."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
