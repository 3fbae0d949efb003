"""The SQL views `reporting_*`: all that analytics may see of this database.

A table under a view cannot be altered freely, so migrations run without the views and they are made anew afterwards.
The files are one text for SQLite and PostgreSQL; `reporting_schema.yaml` says what every column means.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from binakampung.registry.models import SiteSetting

FOLDER = Path(__file__).parent / "reporting_views"
SETTING = "reporting_views"
LOCK = 7302


def view_texts() -> dict[str, str]:
    """View name -> the statement that creates it."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}


def ensure_views() -> None:
    """Make the views, unless they stand already as the files say. Safe to call at every start."""
    wanted = _fingerprint()
    if SiteSetting.objects.filter(pk=SETTING, value=wanted).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        _drop(cursor)
        for text in view_texts().values():
            cursor.execute(text)
        SiteSetting.objects.update_or_create(name=SETTING, defaults={"value": wanted})


def drop_views() -> None:
    """Take the views away, so that the tables under them can be altered."""
    tables = connection.introspection.table_names()
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)
        if SiteSetting._meta.db_table in tables:
            SiteSetting.objects.filter(pk=SETTING).delete()


def before_migrations(plan: Any = (), **_: Any) -> None:
    """Receiver of `pre_migrate`: the views step aside when there is anything to migrate."""
    if plan:
        drop_views()


def after_migrations(**_: Any) -> None:
    """Receiver of `post_migrate`."""
    if SiteSetting._meta.db_table in connection.introspection.table_names():
        ensure_views()


def _drop(cursor: Any) -> None:
    standing = connection.introspection.table_names(cursor, include_views=True)
    for name in standing:
        if name.startswith("reporting_"):
            cursor.execute(f'DROP VIEW "{name}"')


def _fingerprint() -> str:
    return hashlib.sha256("\n".join(view_texts().values()).encode()).hexdigest()
