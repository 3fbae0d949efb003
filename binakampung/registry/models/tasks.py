"""Who must be visited, why, until when. Derived from facts; nobody ticks a task off by hand."""

from django.db import models


class Task(models.Model):
    """A follow-up visit that a measurement calls for, and how later records settled it."""

    class Status(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        REPLACED = "replaced"
        CLOSED = "closed"

    id = models.CharField(max_length=36, primary_key=True)
    kind = models.CharField(max_length=30)
    person_id = models.CharField(max_length=36, db_index=True)
    family_id = models.CharField(max_length=36)
    village = models.CharField(max_length=10)
    measurement_id = models.CharField(max_length=36)
    raised_on = models.DateField()
    due_on = models.DateField()
    urgency = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status)
    settled_on = models.DateField(null=True)
    settled_by = models.CharField(max_length=36, null=True)
    attempts = models.PositiveIntegerField(default=0)
    rules = models.CharField(max_length=100)
    feed = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["village", "status", "due_on"])]
