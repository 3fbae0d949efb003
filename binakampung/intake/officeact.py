"""The office's own acts (merge, transfer, correct, void) enter through the one door as submissions too."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

import orjson

from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.domain.problems import Receipt
from binakampung.intake.receive import receive
from binakampung.ledger.forms import newest


def act(form_id: str, answers: Mapping[str, str], sender: Sender, now: datetime, instance_id: str = "") -> Receipt:
    """Record one act. `instance_id` makes a button pressed twice one act. Raises `LookupError` for no such form."""
    form = newest(form_id)
    if form is None:
        raise LookupError(form_id)
    body = orjson.dumps(dict(answers), option=orjson.OPT_SORT_KEYS)
    envelope = SubmissionEnvelope(
        instance_id or f"uuid:{uuid.uuid4()}",
        form_id,
        form.version,
        Channel.SYSTEM,
        body,
        dict(answers),
        media_type="application/json",
        observed_at=now,
    )
    return receive([envelope], sender, now=now)[0]
