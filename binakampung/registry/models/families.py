"""Families, people, and who belonged to which family when."""

from django.db import models

from binakampung.registry.models.projected import Projected


class Family(Projected):
    """A family where it lives (PK definition), not where its papers are."""

    village = models.CharField(max_length=10, db_index=True)
    hamlet = models.CharField(max_length=100, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    posyandu = models.CharField(max_length=100, blank=True)
    head_name = models.CharField(max_length=200, blank=True)
    registered_on = models.DateField()
    feed = models.BigIntegerField(default=0, db_index=True)


class Person(Projected):
    """A person. `name_key` is the folded name by which paper finds a person inside a village."""

    family_id = models.CharField(max_length=36, db_index=True)
    village = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    sex = models.CharField(max_length=10)
    birth_date = models.DateField()
    relationship = models.CharField(max_length=20)
    mother_name = models.CharField(max_length=200, blank=True)
    has_book = models.BooleanField(null=True)
    feed = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["village", "name_key"]),
            models.Index(fields=["village", "birth_date"]),
        ]


class FamilyMembership(Projected):
    """A person belongs to a family in a village from a day to a day (inclusive)."""

    person_id = models.CharField(max_length=36, db_index=True)
    family_id = models.CharField(max_length=36, db_index=True)
    village = models.CharField(max_length=10, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
