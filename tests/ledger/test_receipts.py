"""The count of a device's safe records is the same remembered or counted anew."""

from __future__ import annotations

import pytest

from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.intake.receive import receive
from binakampung.ledger import receipts
from binakampung.registry.actions.readiness import make_ready
from tests.collect.xml import version_of

pytestmark = pytest.mark.django_db


def send(device: str, *numbers: int) -> None:
    for number in numbers:
        body = f'{{"row_id": "{number}"}}'.encode()
        envelope = SubmissionEnvelope(
            f"uuid:{device}-{number}", "growth_survey", version_of("growth_survey"), Channel.SYNC, body,
            {"row_id": str(number)}, "application/json", device_id=device,
        )  # fmt: skip
        receive([envelope], Sender("bina", ("3528",)), area="3528")


@pytest.mark.parametrize("margin", [0, 1, 3, 1000])
def test_each_push_is_counted_once_and_other_devices_are_not(margin: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "MARGIN", margin)
    make_ready()
    for number in range(1, 13):
        send("mine", number)
        send("other", number)
        assert receipts.safe_records("mine") == number
    send("mine", 3)
    assert receipts.safe_records("mine") == 12
    receipts.forget_counts()
    assert receipts.safe_records("mine") == 12


def test_nobody_has_nothing() -> None:
    assert receipts.safe_records("") == 0
    assert receipts.safe_records("never heard of") == 0
