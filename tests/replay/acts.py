"""Delivering letters as phones do, and looking at what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, Phase, settings

from binakampung.domain.problems import Outcome, Receipt
from binakampung.intake.receive import receive
from binakampung.registry.store import TABLES, columns
from tests.replay.worlds import Chain, Letter

# A failing example is made small, but not traced line by line: with a database that takes many minutes.
some = settings(
    max_examples=30,
    phases=[phase for phase in Phase if phase is not Phase.explain],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NOW = datetime(2026, 12, 30, 3, 0, tzinfo=UTC)


def deliver(batches: Iterable[Sequence[Letter]]) -> list[Receipt]:
    """Send each batch; what is refused (an edit that came before what it edits) is sent again until it is taken."""
    receipts: list[Receipt] = []
    waiting = [list(batch) for batch in batches if batch]
    while waiting:
        refused = []
        for batch in waiting:
            answers = receive([letter.envelope for letter in batch], batch[0].sender, now=NOW)
            pairs = list(zip(batch, answers, strict=True))
            refused += [[letter] for letter, answer in pairs if answer.outcome is Outcome.REFUSED]
            receipts += [answer for _, answer in pairs if answer.outcome is not Outcome.REFUSED]
        assert len(refused) < sum(map(len, waiting)), "nothing more is taken"
        waiting = refused
    return receipts


def in_order(chains: Sequence[Chain]) -> list[list[Letter]]:
    """One letter at a time, as they were written."""
    return [[letter] for chain in chains for letter in chain]


def facts() -> dict[str, dict[str, dict[str, Any]]]:
    """Every projected and derived row, without the number under which its source happened to arrive."""
    return {table.__name__: {row.pk: _fact(row) for row in table._default_manager.all()} for table in TABLES}


def _fact(row: models.Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns(type(row)) if name != "source_seq"}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the ledger and the registry, to the last column."""
    return {
        model.__name__: [tuple(map(_plain, row)) for row in model._default_manager.order_by("pk").values_list()]
        for label in ("ledger", "registry")
        for model in apps.get_app_config(label).get_models()
    }


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
