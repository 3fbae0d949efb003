"""Which villages are Kampung Keluarga Berkualitas (Kampung KB), between which days and in which class."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from binakampung.registry.models.areas import AdministrativeArea
from binakampung.registry.models.dated import Dated


class QualityVillage(Dated):
    """A village is a Kampung KB from the day it was declared; a new class is a new row.

    `classification` is empty while nobody has assessed the village. It is received from an assessor, never computed.
    """

    class Classification(models.TextChoices):
        DASAR = "dasar"
        BERKEMBANG = "berkembang"
        MANDIRI = "mandiri"
        BERKELANJUTAN = "berkelanjutan"

    village = models.ForeignKey(AdministrativeArea, on_delete=models.PROTECT)
    classification = models.CharField(max_length=20, choices=Classification, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["village"], condition=models.Q(valid_to=None), name="one_declaration_of_a_village"
            ),
        ]
