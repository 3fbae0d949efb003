"""The web page's way into the door: one submission that a signed-in worker filled in at the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.domain.problems import Outcome, Problem, Receipt
from binakampung.intake.pwa import parse_time
from binakampung.intake.receive import receive
from binakampung.intake.xml import MAX_BYTES, Refused, parse_submission

# JSON writes a quote or a line end of the XML as two characters.
LARGEST = 2 * MAX_BYTES


def take(body: bytes, form_id: str, sender: Sender, now: datetime) -> Receipt:
    """Receive `{"instance_id", "xml", "observed_at"}`; a body that is no submission of this form is refused."""
    sent: Mapping[str, Any] = {}
    try:
        sent = _read(body)
        return receive([_envelope(sent, form_id)], sender, now=now)[0]
    except Refused as refused:
        return Receipt(str(sent.get("instance_id") or "")[:200], Outcome.REFUSED, problems=(refused.problem,))


def _read(body: bytes) -> Mapping[str, Any]:
    if len(body) > LARGEST:
        raise Refused(Problem("push_too_large", params={"limit": LARGEST // 1_000_000}))
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(Problem("push_not_json")) from None
    if not isinstance(sent, dict):
        raise Refused(Problem("push_not_json"))
    return sent


def _envelope(sent: Mapping[str, Any], form_id: str) -> SubmissionEnvelope:
    xml = sent.get("xml")
    if not isinstance(xml, str):
        raise Refused(Problem("missing_answer", "xml"))
    content = xml.encode()  # JSON that orjson has read holds no lone surrogate
    parsed = parse_submission(content)
    if parsed.form_id != form_id:
        raise Refused(Problem("unknown_form", params={"form": parsed.form_id, "version": parsed.form_version}))
    if sent.get("instance_id") not in (None, "", parsed.instance_id):
        raise Refused(Problem("bad_instance_id", "meta/instanceID"))
    return SubmissionEnvelope(
        parsed.instance_id,
        parsed.form_id,
        parsed.form_version,
        Channel.WEB,
        content,
        parsed.content,
        observed_at=parse_time(sent.get("observed_at")),
        deprecated_id=parsed.deprecated_id,
    )
