"""Files of accounts that came in, and who was made by which.

So the same file again changes nothing, and undoing a file undoes the whole of it.
"""

from __future__ import annotations

from django.db import models

from binakampung.registry.models.workers import User


class AccountImport(models.Model):
    """One imported file. `columns`: heading -> field, remembered for the next file."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    file_name = models.CharField(max_length=200)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


class AccountImportRow(models.Model):
    """What one row of it made. `key` is the row's identity; `begun` the ids of what it began, by kind."""

    batch = models.ForeignKey(AccountImport, on_delete=models.CASCADE)
    key = models.CharField(max_length=64, db_index=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    made = models.BooleanField()
    begun = models.JSONField(default=dict)
