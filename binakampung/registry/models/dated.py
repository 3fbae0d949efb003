"""What holds from one day to another, both included; open-ended while the last day is empty."""

from __future__ import annotations

from datetime import date

from django.db import models


def on_day(day: date, path: str = "") -> models.Q:
    """The condition that a dated row holds on a day; `path` leads to it from other rows (`team__`)."""
    begun = models.Q(**{f"{path}valid_from__lte": day})
    return begun & (models.Q(**{f"{path}valid_to": None}) | models.Q(**{f"{path}valid_to__gte": day}))


class Dated(models.Model):
    """A row with its first and last day."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="%(class)s_ends_after_it_begins",
            )
        ]

    def holds(self, day: date) -> bool:
        """Does it hold on this day?"""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)
