"""Dwellings, families, people, and who belonged to which family when. Derived from statements.

Building, household (one kitchen), family (PK) and family card (KK) are four things: several families may share a
dwelling or a kitchen, and several may stand on one card.
"""

from django.db import models

from binakampung.registry.models.projected import Projected


class Folded(Projected):
    """A row folded from many statements: nobody looks it up by the newest of their sources."""

    source_root = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Dwelling(Projected):
    """A house where families live: where it stands, and what it is like. `housing`: attribute -> code."""

    village = models.CharField(max_length=10)
    hamlet = models.CharField(max_length=100, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    housing = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["village", "latitude"], name="dwelling_on_the_map")]


class Family(Folded):
    """A family where it lives (PK definition), not where its papers are.

    `household_id`: families of one kitchen share it. `card_*`: the number of the family card as its keyed hash, its
    mask, and sealed. `attributes`: group -> what was answered, with the day (`on`) of the newest answer.
    `status`: `resident`, or `gone` when nobody belongs to it any more.
    """

    village = models.CharField(max_length=10, db_index=True)
    hamlet = models.CharField(max_length=100, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    posyandu = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    head_name = models.CharField(max_length=200, blank=True)
    head_key = models.CharField(max_length=200, blank=True)
    registered_on = models.DateField()
    updated_on = models.DateField(null=True)
    status = models.CharField(max_length=10, default="resident")
    members = models.PositiveSmallIntegerField(default=0)
    dwelling_id = models.CharField(max_length=36, blank=True)
    household_id = models.CharField(max_length=36, blank=True)
    card_hash = models.CharField(max_length=64, blank=True)
    card_masked = models.CharField(max_length=20, blank=True)
    card_sealed = models.CharField(max_length=100, blank=True)
    attributes = models.JSONField(default=dict)
    feed = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["village", "head_key"], name="family_by_head"),
            models.Index(fields=["card_hash"], name="family_by_card", condition=~models.Q(card_hash="")),
            models.Index(fields=["dwelling_id"], name="family_by_dwelling"),
            models.Index(fields=["household_id"], name="family_by_household"),
        ]


class Person(Folded):
    """A person. `name_key` is the folded name by which paper finds a person inside a village.

    `status`: `resident`, `away` (left, nobody knows of a family since), `dead`. Village and family are the last ones.
    """

    family_id = models.CharField(max_length=36, db_index=True)
    village = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    sex = models.CharField(max_length=10, blank=True)
    birth_date = models.DateField(null=True)
    relationship = models.CharField(max_length=20)
    mother_name = models.CharField(max_length=200, blank=True)
    has_book = models.BooleanField(null=True)
    status = models.CharField(max_length=10, default="resident")
    died_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    nik_hash = models.CharField(max_length=64, blank=True)
    nik_masked = models.CharField(max_length=20, blank=True)
    nik_sealed = models.CharField(max_length=100, blank=True)
    nik_status = models.CharField(max_length=12, blank=True)
    attributes = models.JSONField(default=dict)
    feed = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["village", "name_key"]),
            models.Index(fields=["village", "birth_date"]),
            models.Index(fields=["nik_hash"], name="person_by_nik", condition=~models.Q(nik_hash="")),
        ]


class FamilyMembership(Folded):
    """A person belongs to a family in a village from a day to a day (inclusive)."""

    person_id = models.CharField(max_length=36, db_index=True)
    family_id = models.CharField(max_length=36, db_index=True)
    village = models.CharField(max_length=10, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
