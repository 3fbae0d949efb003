"""Facts about this installation that outlive one command."""

from __future__ import annotations

from binakampung.registry.models import SiteSetting

DEFAULT_URL = "http://127.0.0.1:8000"


def base_url() -> str:
    """Where phones reach this installation: what `bina serve` last announced."""
    return setting("base_url") or DEFAULT_URL


def setting(name: str) -> str:
    """A stored fact, empty when unknown."""
    return SiteSetting.objects.filter(pk=name).values_list("value", flat=True).first() or ""


def remember(name: str, value: str) -> None:
    """Store a fact."""
    SiteSetting.objects.update_or_create(name=name, defaults={"value": value})
