"""Facts about this installation that outlive one command."""

from __future__ import annotations

from uuid import uuid4

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


def fingerprint() -> str:
    """A name that this database alone bears, made once: what is kept beside it in files is kept under it."""
    row, _ = SiteSetting.objects.get_or_create(name="fingerprint", defaults={"value": uuid4().hex})
    return row.value
