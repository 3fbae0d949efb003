"""Measurements as they were taken, and what the standard says of them."""

from django.db import models

from binakampung.registry.models.projected import Projected


class GrowthMeasurement(Projected):
    """One child measured once. Raw values and position are kept; adjustment happens in the assessment only."""

    person_id = models.CharField(max_length=36)
    # Who was meant before any merging of people.
    declared_person = models.CharField(max_length=36, blank=True)
    village = models.CharField(max_length=10)
    posyandu = models.CharField(max_length=100, blank=True)
    measured_on = models.DateField()
    weight_kg = models.FloatField(null=True)
    length_cm = models.FloatField(null=True)
    position = models.CharField(max_length=10, null=True)
    head_cm = models.FloatField(null=True)
    muac_cm = models.FloatField(null=True)
    oedema = models.BooleanField(null=True)
    has_book = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "measured_on"]),
            models.Index(fields=["village", "measured_on"]),
            models.Index(fields=["declared_person"], name="measurement_declared"),
        ]


class GrowthAssessment(models.Model):
    """The judgement of one measurement, derived from it and the child's earlier ones; re-derived when rules change.

    z-scores are rounded to two decimals as WHO's own package rounds them; `flags` names the implausible ones.
    """

    id = models.CharField(max_length=36, primary_key=True)  # the measurement's
    person_id = models.CharField(max_length=36, db_index=True)
    age_days = models.IntegerField(null=True)
    age_months = models.IntegerField(null=True)
    # By which age the standard was asked: the day of its tables, the convention, since birth or corrected.
    standard_day = models.IntegerField(null=True)
    method = models.CharField(max_length=20, null=True)
    age_used = models.CharField(max_length=20, null=True)
    length_for_age = models.FloatField(null=True)
    weight_for_age = models.FloatField(null=True)
    weight_for_length = models.FloatField(null=True)
    bmi_for_age = models.FloatField(null=True)
    head_for_age = models.FloatField(null=True)
    arm_for_age = models.FloatField(null=True)
    flags = models.JSONField(default=list)
    classes = models.JSONField(default=dict)
    gain = models.CharField(max_length=1, null=True)
    gain_grams = models.IntegerField(null=True)
    min_gain_grams = models.IntegerField(null=True)
    below_red_line = models.BooleanField(null=True)
    two_t = models.BooleanField(null=True)
    reasons = models.JSONField(default=list)
    rules = models.CharField(max_length=300)


class SurveyMeasurement(Projected):
    """An anonymous survey row: no person of the registry stands behind it."""

    area_code = models.CharField(max_length=10, db_index=True)
    # Which survey of the area: two of them never mix.
    survey = models.CharField(max_length=100, blank=True)
    row_id = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    sex = models.IntegerField(null=True)
    age_days = models.IntegerField(null=True)
    weight_kg = models.FloatField(null=True)
    length_cm = models.FloatField(null=True)
    position = models.CharField(max_length=10, null=True)
    head_cm = models.FloatField(null=True)
    muac_cm = models.FloatField(null=True)
    oedema = models.BooleanField(null=True)
    measured_on = models.DateField(null=True)
    age_months = models.FloatField(null=True)
    weighting = models.FloatField(null=True)
    cluster = models.CharField(max_length=100, blank=True)
    strata = models.CharField(max_length=100, blank=True)
