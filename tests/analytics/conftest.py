import pytest

from binakampung.ledger.forms import forget_cached
from binakampung.registry.actions.readiness import make_ready


@pytest.fixture
def ready(db: None) -> None:
    """A database with tables, areas and published forms, and nobody in it."""
    forget_cached()
    make_ready()
