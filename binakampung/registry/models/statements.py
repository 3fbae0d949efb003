"""What submissions say of people and families, kept one by one; `people.py` of the projections folds them."""

from __future__ import annotations

from django.db import models

from binakampung.registry.models.projected import Projected


class Statement(Projected):
    """One statement about one person or family on a day (see `domain.statements`).

    `about_id` and `family_id` are ids as they were declared, before any merging. `claims`: attribute group ->
    attribute -> value; numbers of identity are sealed in it.
    """

    kind = models.CharField(max_length=10)
    about = models.CharField(max_length=10)  # person or family
    about_id = models.CharField(max_length=36)
    family_id = models.CharField(max_length=36, blank=True)
    said_on = models.DateField()
    # The recorder's clock, mended: of two answers of one day the later counts. Empty for lists and old records.
    said_at = models.DateTimeField(null=True)
    claims = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["about_id"], name="statement_about"),
            models.Index(fields=["family_id"], name="statement_family"),
        ]


class Voided(Projected):
    """A submission (the chain of versions `target_root`) that counts no more while this row stands."""

    target_root = models.CharField(max_length=200, db_index=True)
