"""What a server process does before its first request, and beside its requests."""

from __future__ import annotations

import gc
import logging
import threading
import time
from datetime import UTC, date, datetime

from django.db import Error, connections
from django.urls import get_resolver

log = logging.getLogger(__name__)
KEEP_UP_SECONDS = 10


def warm() -> None:
    """Load what the first request would otherwise wait for, and leave it out of garbage collection."""
    from binakampung.catalogue import problems
    from binakampung.catalogue.forms import mappings, sources
    from binakampung.catalogue.rules import growth_rules
    from binakampung.domain.growth import Child, ChildSeries, Weighing, assess_children
    from binakampung.standards import who_2006

    _ = get_resolver().url_patterns
    problems.codes()
    for form_id in sources():
        mappings(form_id)
    weighing = Weighing("", date(2026, 2, 1), 9.0, 72.0, "lying", None, None, None)
    assess_children([ChildSeries(Child("male", date(2025, 2, 1)), (weighing,))], who_2006(), growth_rules())
    gc.collect()
    gc.freeze()
    # A request makes many short-lived rows; looking through them every 700 objects costs a tenth of the time.
    gc.set_threshold(20_000, 50, 100)


def keep_up() -> None:
    """From now on interpret, in the background, what a dead process or database left between append and reading."""
    threading.Thread(target=_keep_up, name="keep up", daemon=True).start()


def _keep_up() -> None:
    from binakampung.ledger.append import newest
    from binakampung.registry.interpret import catch_up

    marks = [0, 0]
    while True:
        try:
            # A number may become visible after a higher one, and a database that died and came back may have lost
            # its latest second of interpretation: so what counts as done is what was there two rounds ago.
            marks.append(newest())
            catch_up(datetime.now(UTC), after=marks.pop(0))
        except Error as error:
            marks = [0, 0]  # the database is away: look at everything when it is back
            log.warning("the database does not answer: %s", type(error).__name__)
        finally:
            connections.close_all()
        time.sleep(KEEP_UP_SECONDS)
