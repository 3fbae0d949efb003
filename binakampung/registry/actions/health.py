"""What `bina doctor` looks at, each check with words on what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.db import Error, connection, transaction

from binakampung.ledger.models import Payload, Submission
from binakampung.ledger.sealing import WrongKey, unseal
from binakampung.registry.interpret import catch_up
from binakampung.registry.models import AdministrativeArea, WaitingItem
from binakampung.registry.replay import replay_sample


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and its result."""

    name: str
    sound: bool
    words: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def examine() -> list[Finding]:
    """Run every check."""
    return [check() for check in CHECKS]


def _areas() -> Finding:
    villages = AdministrativeArea.objects.filter(kind__in=["desa", "kelurahan"]).count()
    return Finding("wilayah", villages > 0, f"{villages} desa/kelurahan")


def _key() -> Finding:
    payload = Payload.objects.order_by("-submission_id").first()
    if payload is None:
        return Finding("kunci", True, "belum ada kiriman")
    try:
        unseal(payload.content)
    except WrongKey:
        return Finding("kunci", False, "kunci rahasia tidak membuka kiriman: kembalikan secret.key dari cadangan")
    return Finding("kunci", True, "kiriman terbaru dapat dibuka")


def _append_only() -> Finding:
    """Try to change a submission inside a transaction that is rolled back whatever happens."""
    if not Submission.objects.exists():
        return Finding("buku besar", True, "belum ada kiriman")
    try:
        with transaction.atomic():
            Submission.objects.filter(pk=Submission.objects.order_by("pk").values("pk")[:1]).update(device_id="x")
            transaction.set_rollback(True)
    except Error:
        return Finding("buku besar", True, "basis data menolak perubahan")
    return Finding("buku besar", False, "pemicu penjaga hilang: kiriman dapat diubah; pasang ulang migrasi ledger")


def _left_behind() -> Finding:
    count = catch_up(datetime.now(UTC))
    return Finding(
        "pembacaan", True, f"{count} kiriman tertinggal dibaca sekarang" if count else "semua kiriman sudah dibaca"
    )


def _waiting() -> Finding:
    count = WaitingItem.objects.count()
    return Finding("menunggu", True, f"{count} catatan menunggu orangnya didata")


def _replay() -> Finding:
    result = replay_sample(50)
    return Finding(
        "bangun ulang",
        not result.differences,
        f"{result.compared} baris dari 50 keluarga dibandingkan, {len(result.differences)} berbeda",
    )


def _database() -> Finding:
    return Finding("basis data", True, f"{connection.vendor} {connection.settings_dict['NAME']}")


CHECKS: tuple[Callable[[], Finding], ...] = (_database, _key, _areas, _append_only, _left_behind, _waiting, _replay)
