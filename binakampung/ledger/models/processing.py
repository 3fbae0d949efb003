"""Every attempt to interpret a submission's items; the newest attempt of an item counts."""

from django.db import models

from binakampung.ledger.models.submissions import Submission


class Processing(models.Model):
    """One attempt at one item (`children/3`, or `/` for a whole submission). Append-only like the submission."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    item = models.CharField(max_length=100)
    attempt = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=20)
    label = models.CharField(max_length=200, blank=True)
    problems = models.JSONField(default=list)
    code_revision = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "item", "attempt"], name="one_row_an_attempt")]
        indexes = [
            models.Index(
                fields=["outcome", "id"],
                name="needs_a_person",
                condition=models.Q(outcome__in=["held", "quarantined"]),
            )
        ]


class Subject(models.Model):
    """Which families a submission spoke of when it was interpreted: the index that replay follows."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    subject = models.CharField(max_length=36, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "subject"], name="one_row_a_subject")]
