"""Who looked at whom: one row a reader, family, hour and kind of page. Written, never changed."""

from __future__ import annotations

from django.db import models


class ReadRow(models.Model):
    """A signed-in reader saw names of a family. `hour`: the hour in which, so that an hour of work is one row.

    `what`: `page`, `list`, `export`, `print`, `search`, `record`. `route`: the name of the address.
    """

    at = models.DateTimeField()
    hour = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=30)
    family_id = models.CharField(max_length=36)
    village = models.CharField(max_length=10)
    what = models.CharField(max_length=10)
    route = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "family_id", "hour", "what"], name="one_read_an_hour")]
        indexes = [models.Index(fields=["family_id", "-at"], name="read_of_family")]
