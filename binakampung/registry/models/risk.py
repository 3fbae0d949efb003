"""Who is at risk of stunting: how each family stands now, and the runs that an office keeps to compare."""

from __future__ import annotations

from django.db import models


class FamilyRisk(models.Model):
    """The newest judgement of one family; derived, made anew when its facts, the day or the rule change.

    Answers are `yes`, `no`, `unknown`. `factors`, `targets`, `four_too`: code -> answer. `reasons`: [code, facts].
    """

    family_id = models.CharField(max_length=36, primary_key=True)
    village = models.CharField(max_length=10)
    as_of = models.DateField()
    rule = models.CharField(max_length=60)
    target = models.CharField(max_length=7)
    answer = models.CharField(max_length=7)
    rank = models.CharField(max_length=4, blank=True)
    targets = models.JSONField(default=dict)
    four_too = models.JSONField(default=dict)
    factors = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["village", "answer"], name="risk_by_village"),
            models.Index(fields=["as_of"], name="risk_by_day"),
        ]


class RiskRun(models.Model):
    """One run of the rule over an area, kept: rule version, day, who asked, how many stand how."""

    name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=10)
    as_of = models.DateField()
    rule = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "name"], name="one_run_of_a_name")]


class RiskRunFamily(models.Model):
    """What a run said of one family, with the inputs that it read, so that it can be done again."""

    run = models.ForeignKey(RiskRun, on_delete=models.CASCADE)
    family_id = models.CharField(max_length=36)
    village = models.CharField(max_length=10)
    target = models.CharField(max_length=7)
    answer = models.CharField(max_length=7)
    judged = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "family_id"], name="one_judgement_a_run")]
