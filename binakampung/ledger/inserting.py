"""Many new rows in the quickest way that the database has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection, models
from psycopg.sql import SQL, Identifier

# Fewer rows than this are inserted sooner than a COPY is begun.
WORTH_COPYING = 10


def insert(table: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert new rows; numbers that the database gives are not read back. Raises `IntegrityError`."""
    if connection.vendor == "postgresql" and len(rows) >= WORTH_COPYING:
        _copy(table, rows)
    else:
        table._default_manager.bulk_create(rows)


def _copy(table: type[models.Model], rows: Sequence[Any]) -> None:
    names, is_json = _columns(table)
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(table._meta.db_table), SQL(", ").join(map(Identifier, names))
    )
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for row in rows:
            values = (getattr(row, name) for name in names)
            copy.write_row([orjson.dumps(v).decode() if j else v for v, j in zip(values, is_json, strict=True)])


@lru_cache
def _columns(table: type[models.Model]) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The columns that are given, and which of them hold JSON."""
    fields = [field for field in table._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return tuple(str(each.column) for each in fields), tuple(isinstance(each, models.JSONField) for each in fields)
