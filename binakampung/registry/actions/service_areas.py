"""The working areas of health centres, posyandu and offices of religious affairs: dated sets of villages."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from binakampung.registry.actions.accounts import audit
from binakampung.registry.models import AdministrativeArea, ServiceArea, ServiceAreaVillage


@transaction.atomic
def make_service_area(*, code: str, name: str, kind: str, by: str) -> ServiceArea:
    """A new service area, empty at first. Raises ValueError for an unknown kind or a code that is taken."""
    if kind not in ServiceArea.Kind.values:
        raise ValueError(f"unknown kind {kind}")
    if ServiceArea.objects.filter(code=code).exists():
        raise ValueError(f"code {code} is taken")
    area = ServiceArea.objects.create(code=code, name=name, kind=kind)
    audit(by, "make_service_area", code, name=name, kind=kind)
    return area


@transaction.atomic
def add_village(*, area: ServiceArea, village: str, since: date, by: str) -> ServiceAreaVillage:
    """A village belongs to the area from a day on. Raises ValueError for no village, or one that does so already."""
    if len(village) != 10 or not AdministrativeArea.objects.filter(pk=village).exists():
        raise ValueError(f"unknown village {village}")
    then = Q(valid_to=None) | Q(valid_to__gte=since)
    if area.serviceareavillage_set.filter(then, village=village).exists():
        raise ValueError(f"village {village} belongs to {area.code} already")
    row = ServiceAreaVillage.objects.create(area=area, village_id=village, valid_from=since)
    audit(by, "add_service_village", area.code, village=village, since=since.isoformat())
    return row


@transaction.atomic
def end_village(*, row: ServiceAreaVillage, until: date, by: str) -> None:
    """The last day of a village in the area; history stays."""
    row.valid_to = until
    row.save(update_fields=["valid_to"])
    audit(by, "end_service_village", row.area.code, village=row.village_id, until=until.isoformat())


@transaction.atomic
def reopen_village(*, row: ServiceAreaVillage, by: str) -> None:
    """Ending it was a mistake: it belongs to the area still."""
    ended = str(row.valid_to or "")
    row.valid_to = None
    row.save(update_fields=["valid_to"])
    audit(by, "reopen_service_village", row.area.code, village=row.village_id, ended=ended)
