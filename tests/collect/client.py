"""A strict stand-in for ODK Collect: whatever Collect would not accept from a server raises here.

Written from the OpenRosa contract, not from Collect's source: a wrong content type or a missing
`X-OpenRosa-Version` is not an OpenRosa server, one bad entry loses the whole form list, hashes must be those of the
bytes, HEAD of the submission address must be 204 to the digit, only 201 and 202 mean sent, passwords are given only
to a challenge, and Basic only over https.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import httpx

from tests.collect.xml import multipart

FORM_LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
MOST_FILES = 100
DEFAULT_LIMIT = 10_000_000


class NotOpenRosa(Exception):
    """The server does not say that it speaks OpenRosa, or not in XML."""


class Unauthorized(Exception):
    """The server wants a password that this phone does not have or may not send."""


class NotSent(Exception):
    """The submission stays on the phone; the message is what the worker reads."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status, self.message = status, message


@dataclass(frozen=True)
class ServerForm:
    """An entry of the form list."""

    form_id: str
    name: str
    version: str
    md5: str
    download_url: str
    manifest_url: str


@dataclass(frozen=True)
class ServerFile:
    """An entry of a manifest. `integrity_url` only for entity lists."""

    name: str
    md5: str
    download_url: str
    entity_list: bool
    integrity_url: str


@dataclass
class Collect:
    """One installation of the app, configured for one server address."""

    address: str
    login: str = ""
    password: str = ""
    device: str = "collect:Tz8pQ2vLm4Xr"
    transport: httpx.BaseTransport | None = None
    kept: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # address -> (tag, content)
    challenge: dict[str, str] = field(default_factory=dict)
    counted: int = 0
    status: int = 0  # of the last answer, for tests

    def __post_init__(self) -> None:
        self.http = httpx.Client(transport=self.transport, timeout=30)

    # -- forms ------------------------------------------------------------------------------------------------

    def form_list(self, **asked: str) -> list[ServerForm] | None:
        """The forms on offer; None (Collect shows an error) when one entry lacks what is mandatory."""
        query = urlencode({"deviceID": self.device, **asked})
        root = self._document(f"{self.address.rstrip('/')}/formList?{query}")
        if root.tag != FORM_LIST + "xforms":
            raise NotOpenRosa(root.tag)
        forms = []
        for entry in root.findall(FORM_LIST + "xform"):
            said = {child.tag.removeprefix(FORM_LIST): (child.text or "").strip() for child in entry}
            if not (said.get("formID") and said.get("name") and said.get("downloadUrl")):
                return None
            forms.append(
                ServerForm(
                    said["formID"],
                    said["name"],
                    said.get("version", ""),
                    _md5_of(said.get("hash", "")),
                    said["downloadUrl"],
                    said.get("manifestUrl", ""),
                )
            )
        return forms

    def download(self, form: ServerForm) -> bytes:
        """The XForm; its bytes must be those that the list hashed."""
        content = self._content(form.download_url)
        assert hashlib.md5(content).hexdigest() == form.md5, f"{form.form_id}: other bytes than its hash"
        return content

    def manifest(self, form: ServerForm) -> list[ServerFile]:
        """The files beside a form; empty for a form without a manifest."""
        if not form.manifest_url:
            return []
        root = self._document(form.manifest_url)
        if root.tag != MANIFEST + "manifest":
            raise NotOpenRosa(root.tag)
        files = []
        for entry in root.findall(MANIFEST + "mediaFile"):
            said = {child.tag.removeprefix(MANIFEST): (child.text or "").strip() for child in entry}
            name = PurePosixPath(said["filename"]).name
            listed = entry.get("type") in ("entityList", "approvalEntityList")
            integrity = said.get("integrityUrl", "") if listed else ""
            files.append(ServerFile(name, _md5_of(said["hash"]), said["downloadUrl"], listed, integrity))
        return files

    def media(self, file: ServerFile) -> bytes:
        """One file; its bytes must be those of the manifest, and an entity list must have its three columns."""
        content = self._content(file.download_url)
        assert hashlib.md5(content).hexdigest() == file.md5, f"{file.name}: other bytes than its hash"
        if file.entity_list:
            for row in csv.DictReader(io.StringIO(content.decode())):
                assert row["name"] and row["label"] and int(row["__version"]) > 0
        return content

    def deleted(self, file: ServerFile, ids: list[str]) -> dict[str, bool]:
        """What became of entities that are no longer on a list."""
        root = self._document(f"{file.integrity_url}?id={','.join(ids)}")
        fate = {}
        for entity in root.findall("./entities/entity"):
            word = entity.findtext("deleted")
            assert word in ("true", "false"), f"deleted must be true or false, not {word!r}"
            fate[entity.attrib["id"]] = word == "true"
        return fate

    # -- submissions ------------------------------------------------------------------------------------------

    def send(self, xml: bytes, files: Mapping[str, bytes] | None = None) -> list[str]:
        """Send one instance in as many requests as it needs; the messages of the answers. Raises `NotSent`."""
        address = f"{self.address.rstrip('/')}/submission?{urlencode({'deviceID': self.device})}"
        limit = self.limit(address)
        return [self._post(address, *request) for request in split(xml, files or {}, limit)]

    def limit(self, address: str) -> int:
        """What one request may hold, asked by HEAD. Any other 2xx than 204 is no submission address."""
        answer = self._request("HEAD", address)
        if answer.status_code == 401:
            raise Unauthorized(address)
        if answer.status_code == 204:
            self._is_openrosa(answer)
            return int(answer.headers.get("X-OpenRosa-Accept-Content-Length", DEFAULT_LIMIT))
        if 200 <= answer.status_code < 300:
            raise NotSent(answer.status_code, "Is this an OpenRosa submission endpoint?")
        return DEFAULT_LIMIT

    def _post(self, address: str, content_type: str, body: bytes) -> str:
        answer = self._request("POST", address, {"Content-Type": content_type}, body)
        self.status = answer.status_code
        if answer.status_code == 401:
            raise Unauthorized(address)
        if answer.status_code == 204:
            raise AssertionError("204 to a POST makes Collect crash")
        if answer.status_code == 200:
            raise NotSent(200, "Network login failure?")
        message = _message(answer)
        if answer.status_code not in (201, 202):
            raise NotSent(answer.status_code, message)
        return message

    # -- http -------------------------------------------------------------------------------------------------

    def _document(self, address: str) -> ElementTree.Element:
        answer = self._get(address)
        self._is_openrosa(answer)
        if "text/xml" not in answer.headers.get("Content-Type", ""):
            raise NotOpenRosa(f"ContentType {answer.headers.get('Content-Type')} is not text/xml")
        return ElementTree.fromstring(answer.content)

    def _content(self, address: str) -> bytes:
        """A file through the cache: a tag is kept and offered again."""
        tag, content = self.kept.get(address, ("", b""))
        answer = self._get(address, {"If-None-Match": tag} if tag else {})
        self.status = answer.status_code
        if answer.status_code == 304:
            return content
        if answer.headers.get("ETag") and "no-store" not in answer.headers.get("Cache-Control", ""):
            self.kept[address] = (answer.headers["ETag"], answer.content)
        return answer.content

    def _get(self, address: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        answer = self._request("GET", address, headers)
        if answer.status_code == 401:
            raise Unauthorized(address)
        if answer.status_code not in (200, 304):
            raise NotSent(answer.status_code, _message(answer))
        return answer

    def _request(
        self, method: str, address: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> httpx.Response:
        """One request; a challenge is answered once, and once more when the server calls it stale."""
        answer = self._once(method, address, headers, body)
        for _ in range(2):
            if answer.status_code != 401 or not self._may_answer(answer, address):
                break
            answer = self._once(method, address, headers, body)
        return answer

    def _once(
        self, method: str, address: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> httpx.Response:
        own = {
            "X-OpenRosa-Version": "1.0",
            "Date": localised_date(datetime.now()),
            "User-Agent": "org.odk.collect.android/v2026.2.1 Dalvik/2.1.0 (Linux; U; Android 11)",
            **(headers or {}),
        }
        if self.challenge:
            own["Authorization"] = self._authorization(method, address)
        return self.http.request(method, address, headers=own, content=body or None)

    def _may_answer(self, answer: httpx.Response, address: str) -> bool:
        tried = bool(self.challenge)
        offered = dict(challenges(answer.headers.get("WWW-Authenticate", "")))
        if not self.login:
            return False
        if "digest" in offered:
            again = offered["digest"].get("stale", "").lower() == "true"
            self.challenge = {"scheme": "digest", **offered["digest"]} if again or not tried else {}
        elif "basic" in offered and address.startswith("https:"):
            self.challenge = {} if tried else {"scheme": "basic"}
        self.counted = 0
        return bool(self.challenge)

    def _authorization(self, method: str, address: str) -> str:
        if self.challenge["scheme"] == "basic":
            return httpx.BasicAuth(self.login, self.password)._auth_header  # the same words as any client's
        parts = urlsplit(address)
        uri = parts.path + (f"?{parts.query}" if parts.query else "")
        self.counted += 1
        count, own = f"{self.counted:08x}", secrets.token_hex(8)
        realm, nonce = self.challenge["realm"], self.challenge["nonce"]
        secret = _md5(f"{self.login}:{realm}:{self.password}")
        proof = _md5(f"{secret}:{nonce}:{count}:{own}:auth:{_md5(f'{method}:{uri}')}")
        return (
            f'Digest username="{self.login}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{proof}", qop=auth, nc={count}, cnonce="{own}", algorithm=MD5'
        )

    @staticmethod
    def _is_openrosa(answer: httpx.Response) -> None:
        if "X-OpenRosa-Version" not in answer.headers:
            raise NotOpenRosa("no X-OpenRosa-Version")


def split(xml: bytes, files: Mapping[str, bytes], limit: int) -> Iterator[tuple[str, bytes]]:
    """The requests that carry an instance: the XML in each, at most 100 files and `limit` bytes, the last complete."""
    waiting = list(files.items())
    while True:
        batch: dict[str, bytes] = {}
        size = len(xml)
        while waiting and len(batch) < MOST_FILES and (not batch or size + len(waiting[0][1]) <= limit):
            name, content = waiting.pop(0)
            batch[name] = content
            size += len(content)
        yield multipart(xml, batch, incomplete=bool(waiting))
        if not waiting:
            return


def localised_date(now: datetime) -> str:
    """The Date header as Collect writes it: local words and a 12-hour clock, which no RFC knows."""
    days = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
    return f"{days[now.weekday()]}, {now:%d} Agt {now:%Y} {now:%I:%M:%S} WIB"


def challenges(header: str) -> list[tuple[str, dict[str, str]]]:
    """Scheme and parameters of each challenge in a `WWW-Authenticate`."""
    found: list[tuple[str, dict[str, str]]] = []
    for scheme, name, quoted, plain in re.findall(r'(?:^|,\s*|\s)(?:(\w+)\s+)?(\w+)=(?:"([^"]*)"|([^\s,]*))', header):
        if scheme:
            found.append((scheme.lower(), {}))
        found[-1][1][name] = quoted or plain
    return found


def _md5_of(said: str) -> str:
    """A hash without its prefix; what is not prefixed loses four letters, as in Collect."""
    return said[4:]


def _message(answer: httpx.Response) -> str:
    """The message in an answer's envelope, empty when there is none."""
    try:
        root = ElementTree.fromstring(answer.content)
    except ElementTree.ParseError:
        return ""
    return (root.findtext(RESPONSE + "message") or "").strip()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
