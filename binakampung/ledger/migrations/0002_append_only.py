"""The database itself refuses to change what arrived. A payload may be redacted once, and nothing else."""

from django.db import migrations

FROZEN = ("ledger_submission", "ledger_processing", "ledger_attachment")
MESSAGE = "the ledger is append-only"


def sqlite_statements():
    for table in FROZEN:
        for act in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    yield (
        "CREATE TRIGGER ledger_payload_no_delete BEFORE DELETE ON ledger_payload "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    yield (
        "CREATE TRIGGER ledger_payload_redact_only BEFORE UPDATE ON ledger_payload "
        "WHEN OLD.redacted OR NOT NEW.redacted OR OLD.submission_id <> NEW.submission_id "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def postgres_statements():
    yield (
        "CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        "CREATE FUNCTION ledger_redact_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.redacted OR NOT NEW.redacted OR OLD.submission_id <> NEW.submission_id THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    for table in FROZEN:
        yield (
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_append_only()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )
    yield (
        "CREATE TRIGGER ledger_payload_no_delete BEFORE DELETE ON ledger_payload "
        "FOR EACH ROW EXECUTE FUNCTION ledger_append_only()"
    )
    yield (
        "CREATE TRIGGER ledger_payload_redact_only BEFORE UPDATE ON ledger_payload "
        "FOR EACH ROW EXECUTE FUNCTION ledger_redact_only()"
    )


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    statements = postgres_statements() if vendor == "postgresql" else sqlite_statements()
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
