"""Pairs of records that may be one person: found by the registration or by the nightly linkage, decided by people."""

from __future__ import annotations

from django.db import models


class PossibleDuplicate(models.Model):
    """One pair, the smaller id left. `status`: open, merged, or different (then nobody is asked again).

    `act` is the submission that merged them; voiding it undoes the merge. `reasons`: codes of the rule `duplicates`.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        MERGED = "merged"
        DIFFERENT = "different"

    left_id = models.CharField(max_length=36)
    right_id = models.CharField(max_length=36)
    left_village = models.CharField(max_length=10)
    right_village = models.CharField(max_length=10)
    score = models.FloatField()
    verdict = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    found_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    act = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left_id", "right_id"], name="one_row_a_pair")]
        indexes = [
            models.Index(fields=["status", "left_village"], name="duplicates_left"),
            models.Index(fields=["status", "right_village"], name="duplicates_right"),
        ]
