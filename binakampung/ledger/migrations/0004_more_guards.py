"""Guards that 0002 left out: what a submission spoke of stays, a published version stays, payloads are not truncated."""

from django.db import migrations

MESSAGE = "the ledger is append-only"
CHANGED = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in ("form_id", "version", "source", "xform", "md5"))


def sqlite_statements():
    for table, act, condition in (
        ("ledger_subject", "UPDATE", ""),
        ("ledger_subject", "DELETE", ""),
        ("ledger_formversion", "UPDATE", f"WHEN {CHANGED} "),
        ("ledger_formversion", "DELETE", ""),
    ):
        yield (
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def postgres_statements():
    for name, table, act, condition in (
        ("frozen", "ledger_subject", "UPDATE OR DELETE", ""),
        ("same_version", "ledger_formversion", "UPDATE", f"WHEN ({CHANGED}) "),
        ("no_delete", "ledger_formversion", "DELETE", ""),
    ):
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} "
            f"FOR EACH ROW {condition}EXECUTE FUNCTION ledger_append_only()"
        )
    for table in ("ledger_subject", "ledger_payload", "ledger_formversion"):
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in postgres_statements() if vendor == "postgresql" else sqlite_statements():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_form_media")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
