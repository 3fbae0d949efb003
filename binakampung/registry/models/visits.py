"""Home visits as they were made."""

from django.db import models

from binakampung.registry.models.projected import Projected


class HomeVisit(Projected):
    """One visit to one person; `contact` tells whether the family was met."""

    person_id = models.CharField(max_length=36, db_index=True)
    declared_person = models.CharField(max_length=36, blank=True)
    village = models.CharField(max_length=10)
    visited_on = models.DateField()
    contact = models.CharField(max_length=20)
    danger_signs = models.JSONField(default=list)
    advice = models.JSONField(default=list)
    services = models.JSONField(default=list)
    referred_to = models.CharField(max_length=200, blank=True)
    next_visit_on = models.DateField(null=True)
    notes = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["declared_person"], name="visit_declared")]
