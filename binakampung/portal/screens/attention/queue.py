"""Items that wait for a person: held by name, or set aside because something in them cannot be true."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest

from binakampung.domain.problems import Outcome
from binakampung.ledger.models import Processing, Submission
from binakampung.portal.access.scope import seen

OPEN = (str(Outcome.HELD), str(Outcome.QUARANTINED))


def waiting_items(request: HttpRequest) -> QuerySet[Processing]:
    """The newest attempt of each item of a current submission, where that attempt left it held or quarantined."""
    later = Processing.objects.filter(
        submission=OuterRef("submission"), item=OuterRef("item"), attempt__gt=OuterRef("attempt")
    )
    replaced = Submission.objects.filter(supersedes=OuterRef("submission__instance_id"))
    rows = Processing.objects.filter(seen(request, "submission__"), outcome__in=OPEN)
    return rows.filter(~Exists(later), ~Exists(replaced))


def counts_by_area(request: HttpRequest) -> Counter[str]:
    """How many items wait, by the area code of their submission ('' where it names none)."""
    rows = waiting_items(request).values("submission__area_code").annotate(n=Count("id")).order_by()
    return Counter({row["submission__area_code"]: row["n"] for row in rows})
