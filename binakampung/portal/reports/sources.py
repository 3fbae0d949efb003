"""The one place where reports meet this installation: its database, its shelf of closed months, its clock."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

import binakampung
from binakampung.analytics.closing import Closing, close_period
from binakampung.analytics.report import Reading
from binakampung.analytics.snapshots import Shelf, Snapshot
from binakampung.config.home import home
from binakampung.domain.periods import ReportingPeriod
from binakampung.portal.context import site
from binakampung.registry.actions.accounts import audit
from binakampung.registry.actions.site import fingerprint

REPORT = "growth_monthly"


def query(sql: str, parameters: Sequence[object]) -> Sequence[Sequence[Any]]:
    """One SELECT on the reporting views."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters) or None)
        found: Sequence[Sequence[Any]] = cursor.fetchall()
    return found


def shelf() -> Shelf:
    """Where this database's closed months stand. Their pseudonyms are keyed by the installation's secret."""
    mark = fingerprint()
    secret = hmac.digest(settings.SECRET_KEY.encode(), f"pseudonyms {mark}".encode(), "sha256")
    return Shelf(home() / "snapshots" / mark, secret)


def reading(now: datetime | None = None) -> Reading:
    """How reports are read here and now."""
    return Reading(query, shelf(), now or timezone.now(), demonstration=site()["demonstration"])


def close(area: str, period: ReportingPeriod, by: str, restate: bool = False, now: datetime | None = None) -> Snapshot:
    """Close an area's month. Raises `NotEnded`."""
    now = now or timezone.now()
    closing = Closing(
        report_id=REPORT,
        area=area,
        period=period,
        by=by,
        now=now,
        today=timezone.localtime(now).date(),
        code_revision=binakampung.__version__,
        restate=restate,
    )
    snapshot = close_period(shelf(), query, closing, one_moment)
    audit(by, "close_period", f"{area} {period}", number=snapshot.number, restate=restate)
    return snapshot


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction whose queries all see the database as it was at the first."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
