"""Ids and sources are looked up whole: the second index that PostgreSQL gets for patterns on text is only slow to keep."""

from django.db import migrations

FIND = r"""
SELECT indexname FROM pg_indexes
WHERE schemaname = current_schema()
  AND tablename LIKE 'registry\_%%'
  AND (indexname LIKE '%%\_id\_%%\_like' OR indexname LIKE '%%\_source\_root\_%%\_like')
"""


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FIND, [])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0012_fewer_indexes"),
    ]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
