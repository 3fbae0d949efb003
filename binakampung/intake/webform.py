"""The web page's way into the door: one submission that a signed-in worker filled in at the office."""

from __future__ import annotations

import orjson

from binakampung.domain.envelopes import Channel, SubmissionEnvelope
from binakampung.domain.problems import Problem
from binakampung.intake.pwa import parse_time
from binakampung.intake.xml import MAX_BYTES, Refused, parse_submission

# JSON writes a quote or a line end of the XML as two characters.
LARGEST = 2 * MAX_BYTES


def parse(body: bytes, form_id: str) -> SubmissionEnvelope:
    """Read `{"instance_id", "xml", "observed_at"}`. Raises `Refused` with the problem, also for another form's XML."""
    if len(body) > LARGEST:
        raise Refused(Problem("push_too_large", params={"limit": LARGEST // 1_000_000}))
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(Problem("push_not_json")) from None
    xml = sent.get("xml") if isinstance(sent, dict) else None
    if not isinstance(xml, str):
        raise Refused(Problem("missing_answer", "xml"))
    content = xml.encode()  # JSON text read by orjson holds no lone surrogates
    parsed = parse_submission(content)
    if parsed.form_id != form_id:
        raise Refused(Problem("unknown_form", params={"form": parsed.form_id, "version": parsed.form_version}))
    claimed = sent.get("instance_id")
    if claimed and claimed != parsed.instance_id:
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
