"""A database that is ready for use, and a clean ledger for every example that Hypothesis tries."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import transaction

from binakampung.ledger.forms import forget_cached
from binakampung.registry.actions.readiness import make_ready


@pytest.fixture
def house(db: None) -> Callable[[], AbstractContextManager[None]]:
    """Gives a context: whatever enters the ledger inside it is gone afterwards."""
    forget_cached()
    make_ready()
    return _one_example


@contextmanager
def _one_example() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
