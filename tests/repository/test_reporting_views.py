"""Every column that analytics may see is described, in both languages, and none carries a name."""

import pytest
import yaml
from django.db import connection

from binakampung.registry import reporting
from tests.paths import ROOT

SCHEMA = yaml.safe_load((ROOT / "binakampung/registry/reporting_schema.yaml").read_text())
PERSONAL = {"name", "name_key", "mother_name", "head_name", "notes"}


def columns(view: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {view} LIMIT 0")
        return [column.name if hasattr(column, "name") else column[0] for column in cursor.description]


@pytest.mark.django_db
def test_every_column_is_described_and_every_description_is_true() -> None:
    described = {view: set(parts["columns"]) for view, parts in SCHEMA.items()}
    assert described == {view: set(columns(view)) for view in reporting.view_texts()}


def test_descriptions_speak_both_languages() -> None:
    texts = [text for parts in SCHEMA.values() for text in (parts["about"], *parts["columns"].values())]
    assert [text for text in texts if set(text) != {"id", "en"} or not all(text.values())] == []


def test_no_view_about_people_carries_a_name() -> None:
    named = {view: PERSONAL & set(parts["columns"]) for view, parts in SCHEMA.items() if view != "reporting_areas"}
    assert {view: found for view, found in named.items() if found} == {}


@pytest.mark.django_db
def test_views_step_aside_for_migrations_and_return() -> None:
    reporting.drop_views()
    with connection.cursor() as cursor:
        assert not [n for n in connection.introspection.table_names(cursor, True) if n.startswith("reporting_")]
    reporting.ensure_views()
    assert columns("reporting_position") == ["feed", "ledger_seq"]
