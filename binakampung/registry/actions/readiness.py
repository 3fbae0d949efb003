"""Making a database ready for use: tables, areas, the house's own forms, the system account."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from binakampung.catalogue.forms import office_forms, sources
from binakampung.ledger.forms import is_published, publish
from binakampung.registry.actions.accounts import add_worker
from binakampung.registry.actions.territory import load_district
from binakampung.registry.models import AdministrativeArea, FeedCounter, SiteSetting, User
from binakampung.registry.reporting import ensure_views

SYSTEM_LOGIN = "bina"


def make_ready() -> None:
    """Bring a database (new or old) to where this code expects it. Safe to call at every start."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    ensure_views()
    _check_key()
    if not AdministrativeArea.objects.filter(pk=settings.BINA_DISTRICT).exists():
        load_district(settings.BINA_DISTRICT)
    FeedCounter.objects.get_or_create(pk=1)
    if not User.objects.filter(login=SYSTEM_LOGIN).exists():
        add_worker(
            login=SYSTEM_LOGIN,
            name="Sistem",
            role="district",
            password=None,
            areas=[settings.BINA_DISTRICT],
            since=date(2000, 1, 1),
            by=SYSTEM_LOGIN,
        )
    publish_own_forms()


def publish_own_forms() -> None:
    """Publish each bundled form; one that is published already is left alone."""
    for path in map(Path, sources().values()):
        source = path.read_bytes()
        if not is_published(source):
            offered = path.parent.name not in office_forms()
            publish(source, path.name, SYSTEM_LOGIN, datetime.now(UTC), offered=offered)


def _check_key() -> None:
    """Refuse to run with a secret that cannot open what this database holds."""
    check = hashlib.sha256(b"key check" + settings.SECRET_KEY.encode()).hexdigest()
    setting, _ = SiteSetting.objects.get_or_create(name="key_check", defaults={"value": check})
    if setting.value != check:
        raise RuntimeError(
            "Kunci rahasia pemasangan ini bukan kunci yang menyegel basis data ini. "
            "Kembalikan berkas secret.key yang lama (BINA_HOME), atau pakai basis data lain."
        )
