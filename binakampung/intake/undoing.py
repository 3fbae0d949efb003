"""Undoing a whole import: an act of the office for each submission that the file brought, through the one door.

What a row brought anew is voided. What it corrected says again what it said before, as a correction of its own. So
the ledger keeps all of it, and what the file said counts no more. Done again after a break, it goes on where it was.
A person whom a correction added stays: absence from a form removes nobody, here as everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson

from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.domain.people import derived_id
from binakampung.domain.problems import Outcome
from binakampung.intake.importing import PATIENCE, scope_of
from binakampung.intake.receive import receive
from binakampung.intake.sending import AT_ONCE, Progress, device_of
from binakampung.intake.spreadsheet import LOCAL
from binakampung.intake.tables import FileRefused
from binakampung.intake.turns import turn
from binakampung.ledger.forms import newest
from binakampung.ledger.models import FormVersion, Payload, Submission
from binakampung.ledger.sealing import unseal
from binakampung.registry.models import ImportBatch, ImportedRecord

VOID = "void_submission"
REASON = "Impor nomor {batch} dibatalkan"


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an import: submissions voided, corrections taken back, and those corrected since and so left."""

    batch: int
    voided: int
    taken_back: int
    left: int
    problems: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.voided + self.taken_back + self.left


def undo_import(
    number: int, by: str, progress: Progress | None = None, *, now: datetime | None = None, patience: float = PATIENCE
) -> Undone:
    """Undo an import on behalf of a login. Raises `FileRefused` for one that is not there, or not theirs."""
    now = now or datetime.now(UTC)
    batch = ImportBatch.objects.filter(pk=number).first()
    if batch is None:
        raise FileRefused("import_not_found", batch=number)
    sender, _ = scope_of(by, batch.area_code, now.astimezone(LOCAL).date())
    form = newest(VOID)
    if form is None:
        raise FileRefused("import_unknown_form", form=VOID)
    with turn(batch.form_id, patience):
        counts = _Undoing(batch, form, sender, now).run(progress)
        batch.undone_at, batch.undone_by = now, by
        batch.save(update_fields=["undone_at", "undone_by"])
    problems = {word: n for word, n in counts.items() if word not in ("voided", "taken_back", "left")}
    return Undone(number, counts["voided"], counts["taken_back"], counts["left"], problems)


def brought(batch: int) -> int:
    """How many submissions an import brought."""
    return Submission.objects.filter(device_id=device_of(batch)).count()


@dataclass(slots=True)
class _Undoing:
    batch: ImportBatch
    form: FormVersion
    sender: Sender
    now: datetime

    def run(self, progress: Progress | None) -> Counter[str]:
        """Newest first, some at once."""
        counts: Counter[str] = Counter()
        rows = Submission.objects.filter(device_id=device_of(self.batch.pk)).order_by("-seq")
        seqs = list(rows.values_list("seq", flat=True))
        for start in range(0, len(seqs), AT_ONCE):
            some = list(Submission.objects.filter(seq__one_of=seqs[start : start + AT_ONCE]).order_by("-seq"))
            counts += self._some(some)
            if progress is not None:
                progress(min(start + AT_ONCE, len(seqs)), len(seqs))
        return counts

    def _some(self, some: Sequence[Submission]) -> Counter[str]:
        counts: Counter[str] = Counter()
        new = [each for each in some if each.supersedes is None]
        corrections = [each for each in some if each.supersedes is not None]
        self._send([self._void(each) for each in new], "voided", counts)
        ImportedRecord.objects.filter(root_id__one_of=[each.root_id for each in new]).update(undone=True)
        back = list(self._said_before(corrections))
        self._send([envelope for _, envelope in back], "taken_back", counts)
        for root, envelope in back:
            # What the file before said is not known here in the words of a file: its next row is a correction again.
            records = ImportedRecord.objects.filter(root_id=root)
            records.update(instance_id=envelope.instance_id, content_hash="")
        counts["left"] += len(corrections) - len(back)
        return counts

    def _send(self, envelopes: list[SubmissionEnvelope], word: str, counts: Counter[str]) -> None:
        for receipt in receive(envelopes, self.sender, self.batch.area_code, self.now, AT_ONCE):
            good = receipt.outcome in (Outcome.ACCEPTED, Outcome.SUPERSEDING, Outcome.IDENTICAL)
            counts[word if good else str(receipt.outcome)] += 1

    def _void(self, submission: Submission) -> SubmissionEnvelope:
        answers = {
            "instance_id": submission.instance_id,
            "decided_on": self.batch.at.astimezone(LOCAL).date().isoformat(),
            "village": submission.area_code,
            "reason": REASON.format(batch=self.batch.pk),
        }
        return SubmissionEnvelope(
            f"uuid:{derived_id('undo', str(self.batch.pk), submission.root_id)}",
            self.form.form_id,
            self.form.version,
            Channel.SYSTEM,
            orjson.dumps(answers, option=orjson.OPT_SORT_KEYS),
            answers,
            media_type="application/json",
        )

    def _said_before(self, corrections: Sequence[Submission]) -> Iterator[tuple[str, SubmissionEnvelope]]:
        """Each correction that nobody corrected since, taken back: the version before it, said again."""
        if not corrections:
            return
        ids = [each.instance_id for each in corrections]
        since = dict(Submission.objects.filter(supersedes__one_of=ids).values_list("supersedes", "instance_id"))
        before = {
            payload.submission.instance_id: payload
            for payload in Payload.objects.select_related("submission").filter(
                submission__instance_id__one_of=[each.supersedes for each in corrections]
            )
        }
        for each in corrections:
            id = f"uuid:{derived_id('undo', str(self.batch.pk), each.instance_id)}"
            payload = before[each.supersedes or ""]
            if payload.redacted or since.get(each.instance_id, id) != id:
                continue
            content = orjson.loads(unseal(payload.content))
            yield (
                each.root_id,
                SubmissionEnvelope(
                    id,
                    each.form_id,
                    payload.submission.form_version,
                    Channel.SPREADSHEET,
                    unseal(payload.body),
                    content,
                    media_type=payload.media_type,
                    observed_at=payload.submission.observed_at,
                    deprecated_id=each.instance_id,
                ),
            )
