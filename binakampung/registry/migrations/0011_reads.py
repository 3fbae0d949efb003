"""Who looked at whom; the database itself refuses to change what was written."""

from django.db import migrations, models

TABLE = "registry_readrow"
MESSAGE = "the log of reads is append-only"


def sqlite_statements():
    for act in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def postgres_statements():
    yield (
        "CREATE FUNCTION registry_reads_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION registry_reads_append_only()"
    )


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in postgres_statements() if vendor == "postgresql" else sqlite_statements():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0010_quality_villages"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("hour", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=30)),
                ("family_id", models.CharField(max_length=36)),
                ("village", models.CharField(max_length=10)),
                ("what", models.CharField(max_length=10)),
                ("route", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["family_id", "-at"], name="read_of_family")],
                "constraints": [
                    models.UniqueConstraint(fields=("by", "family_id", "hour", "what"), name="one_read_an_hour")
                ],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
