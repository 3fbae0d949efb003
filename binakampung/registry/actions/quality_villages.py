"""Villages declared Kampung KB, each in one transaction with its audit row."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from binakampung.registry.actions.accounts import audit
from binakampung.registry.models import AdministrativeArea, QualityVillage
from binakampung.registry.models.dated import on_day


@transaction.atomic
def declare_quality_village(*, village: str, since: date, by: str, classification: str = "") -> QualityVillage:
    """The village is a Kampung KB from a day on.

    Raises ValueError for what is no village, for one that was declared already, and for an unknown class.
    """
    if len(village) != 10 or not AdministrativeArea.objects.filter(pk=village).exists():
        raise ValueError(f"unknown village {village}")
    if classification and classification not in QualityVillage.Classification.values:
        raise ValueError(f"unknown class {classification}")
    if QualityVillage.objects.filter(village=village, valid_to=None).exists():
        raise ValueError(f"village {village} was declared already")
    row = QualityVillage.objects.create(village_id=village, valid_from=since, classification=classification)
    audit(by, "declare_quality_village", village, since=since.isoformat(), classification=classification)
    return row


def quality_villages(on: date, prefix: str = "") -> dict[str, QualityVillage]:
    """The Kampung KB of a day inside an area (a code's prefix), by village."""
    rows = QualityVillage.objects.filter(on_day(on), village__code__startswith=prefix)
    return {row.village_id: row for row in rows}
