"""The field app's way into the door: a push of many submissions in one JSON body, each independent of the others."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from binakampung.catalogue.problems import wording
from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.domain.problems import ItemOutcome, Outcome, Problem, Receipt
from binakampung.intake.receive import receive
from binakampung.intake.xml import Refused, parse_submission

MAX_BYTES = 20_000_000
MAX_ITEMS = 2_000


class BadPush(ValueError):
    """The body is not a push; the problem says why. Nothing of it was taken."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, params=params)


@dataclass(frozen=True, slots=True)
class Push:
    """A phone's push: its own id, its clock when it sent, and the entries as they came."""

    device: str
    sent_at: datetime | None
    items: Sequence[Mapping[str, Any]] = field(repr=False)


def parse(body: bytes, encoding: str) -> Push:
    """Read a push body, gzipped or not, in bounded memory. Raises `BadPush`."""
    if encoding.lower() == "gzip":
        body = _unzipped(body)
    if len(body) > MAX_BYTES:
        raise BadPush("push_too_large", limit=MAX_BYTES // 1_000_000)
    try:
        push = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadPush("push_not_json") from None
    items = push.get("items") if isinstance(push, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BadPush("push_not_json")
    if len(items) > MAX_ITEMS:
        raise BadPush("push_too_long", limit=MAX_ITEMS)
    return Push(str(push.get("device", ""))[:200], parse_time(push.get("sent_at")), items)


def take(push: Push, sender: Sender, now: datetime) -> list[Receipt]:
    """Receive every item of a push; one receipt each, in order. A bad item never stops the others."""
    skew = (now - push.sent_at).total_seconds() if push.sent_at else 0.0
    made = [_envelope(item, push.device, skew) for item in push.items]
    good = [each for each in made if isinstance(each, SubmissionEnvelope)]
    received = iter(receive(good, sender, now=now))
    return [next(received) if isinstance(each, SubmissionEnvelope) else each for each in made]


def _envelope(item: Mapping[str, Any], device: str, skew: float) -> SubmissionEnvelope | Receipt:
    claimed = str(item.get("instance_id", ""))[:200]
    xml = item.get("xml")
    if not isinstance(xml, str):
        return Receipt(claimed, Outcome.REFUSED, problems=(Problem("missing_answer", "xml"),))
    try:
        body = xml.encode("utf-8", "strict")
        parsed = parse_submission(body)
    except Refused as refused:
        return Receipt(claimed, Outcome.REFUSED, problems=(refused.problem,))
    except UnicodeEncodeError:
        return Receipt(
            claimed, Outcome.REFUSED, problems=(Problem("bad_encoding", params={"encoding": "UTF-8", "line": 1}),)
        )
    if claimed and claimed != parsed.instance_id:
        return Receipt(claimed, Outcome.REFUSED, problems=(Problem("bad_instance_id", "meta/instanceID"),))
    return SubmissionEnvelope(
        parsed.instance_id,
        parsed.form_id,
        parsed.form_version,
        Channel.SYNC,
        body,
        parsed.content,
        observed_at=parse_time(item.get("observed_at")),
        clock_skew=skew,
        deprecated_id=parsed.deprecated_id,
        device_id=device,
    )


def answer(receipt: Receipt, language: str) -> dict[str, Any]:
    """A receipt as the app reads it: words of outcome, and problems in the worker's language."""
    return {
        "instance_id": receipt.instance_id,
        "outcome": str(receipt.outcome),
        "problems": [_problem(problem, language) for problem in receipt.problems],
        "items": [_item(item, language) for item in receipt.items],
    }


def _item(item: ItemOutcome, language: str) -> dict[str, Any]:
    return {
        "item": item.item,
        "outcome": str(item.outcome),
        "label": item.label,
        "problems": [_problem(problem, language) for problem in item.problems],
    }


def _problem(problem: Problem, language: str) -> dict[str, str]:
    return {
        "code": problem.code,
        "path": problem.path,
        "severity": str(problem.severity),
        "message": wording(problem, language),
    }


def parse_time(text: Any) -> datetime | None:
    """An ISO time with its zone (UTC when it names none); None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        time = datetime.fromisoformat(text[:40])
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _unzipped(body: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise BadPush("push_not_gzip") from None
