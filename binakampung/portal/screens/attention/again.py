"""'Coba lagi': interpret submissions anew and say what came of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from binakampung.domain.problems import Outcome
from binakampung.ledger.models import Submission
from binakampung.portal.words import say
from binakampung.registry.actions.accounts import audit
from binakampung.registry.interpret import reprocess

log = logging.getLogger(__name__)
WAITING = (Outcome.HELD, Outcome.QUARANTINED)


def read_again(request: HttpRequest, seqs: Iterable[int]) -> None:
    """Interpret submissions again, each by itself, and tell the person how many items still wait.

    Only versions that nothing replaced: an old one read again would speak over its correction.
    """
    replaced = Submission.objects.filter(supersedes=OuterRef("instance_id"))
    current = Submission.objects.filter(~Exists(replaced), pk__in=list(seqs))
    seqs = list(current.order_by("seq").values_list("seq", flat=True))
    still = sum(_waiting_after(seq) for seq in seqs)
    audit(request.user.get_username(), "reprocess", f"{len(seqs)} submissions", first=min(seqs, default=0))
    if not seqs:
        messages.success(request, say("Tidak ada yang perlu dibaca lagi."))
    elif still:
        text = say("Sudah dibaca lagi; {n} catatan masih menunggu. Alasannya tertulis di samping.", n=still)
        messages.warning(request, text)
    else:
        messages.success(request, say("Sudah dibaca lagi; semua catatannya masuk."))


def _waiting_after(seq: int) -> int:
    try:
        outcomes = reprocess([seq], datetime.now(UTC)).get(seq, ())
    except Exception:  # whatever a projection raises: the submission stays as it was, and a person is told
        log.exception("submission %s could not be interpreted again", seq)
        return 1
    return sum(outcome.outcome in WAITING for outcome in outcomes)


def back(request: HttpRequest, otherwise: str, *arguments: object) -> HttpResponse:
    """To the page that asked, if it is one of ours."""
    wanted = request.POST.get("kembali", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted) if wanted and safe else redirect(otherwise, *arguments)
