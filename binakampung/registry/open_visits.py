"""Follow-up visits that still wait for somebody. A task is derived from facts, and no fact records a birthday:
whose fifth has passed is therefore left out here, at the time of asking, and nowhere closed."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from binakampung.domain.ages import five_years_before
from binakampung.registry.models import Person, Task


def open_visits(on: date) -> QuerySet[Task]:
    """Open visits to children who are under five on a day."""
    child = Person.objects.filter(pk=OuterRef("person_id"), status="resident", birth_date__gt=five_years_before(on))
    return Task.objects.filter(Exists(child), status=Task.Status.OPEN)
