"""Is there such a village? The official list of this installation's district, and what the office added to it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from binakampung.registry.actions.territory import official_codes
from binakampung.registry.models import AdministrativeArea

VILLAGE = 10  # digits of a village's code


def exists(code: str) -> bool:
    """A village of the official list needs no database, so a replay decides as live did."""
    return code in _official(settings.BINA_DISTRICT) or AdministrativeArea.objects.filter(pk=code).exists()


@lru_cache(maxsize=2)
def _official(district: str) -> frozenset[str]:
    return frozenset(code for code in official_codes(district) if len(code) == VILLAGE)
