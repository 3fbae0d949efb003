"""Every form compiles, every mapping reads questions that exist, every sample of every version decodes for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from binakampung.catalogue.forms import mapping, mappings, sources
from binakampung.catalogue.paths import definitions
from binakampung.domain import observations
from binakampung.domain.decoding import decode, shape
from binakampung.domain.forms import Question, leaves, repeats
from binakampung.ledger.forms import compile_form

pytestmark = pytest.mark.once
NOW = datetime(2026, 12, 1, tzinfo=UTC)
SAMPLES = sorted((definitions() / "forms").glob("*/samples/*/*.json"))


def compiled(form_id: str) -> Any:
    path = Path(sources()[form_id])
    return compile_form(path.read_bytes(), path.name, NOW)


def asked(form_id: str) -> list[Question]:
    return [Question.from_dict(node) for node in compiled(form_id).schema]


@pytest.mark.parametrize("form_id", sorted(sources()))
def test_form_compiles_without_warnings_and_in_two_languages(form_id: str) -> None:
    form = compiled(form_id)
    assert form.form_id == form_id
    assert form.warnings == []
    for path, question in leaves(asked(form_id)):
        if question.labels:
            assert {"id", "en"} <= set(question.labels), path
        for choice, labels in question.choices:
            assert {"id", "en"} <= set(labels), f"{path}: {choice}"


@pytest.mark.parametrize("form_id", sorted(sources()))
def test_published_version_is_read_by_a_mapping_and_has_a_sample(form_id: str) -> None:
    version = compiled(form_id).version
    assert mapping(form_id, version) is not None
    assert list((definitions() / "forms" / form_id / "samples" / version).glob("*.json"))


@pytest.mark.parametrize("form_id", sorted(sources()))
def test_mapping_names_only_questions_and_fields_that_exist(form_id: str) -> None:
    questions = asked(form_id)
    known = {path for path, _ in leaves(questions)} | {path for path, _ in repeats(questions)}
    for reading in mappings(form_id):
        for item in reading.items:
            cls = getattr(observations, item.observation)
            for field, path in spoken(item.fields, cls, item.path):
                assert path in known, f"{field} reads {path}"
            for path in (*sum(item.keys, ()), *item.says, *item.label.split()):
                assert full(path, item.path) in known, path


def full(path: str, here: str) -> str:
    return path[1:] if path.startswith("/") else f"{here}/{path}".strip("/")


def spoken(fields: Mapping[str, Any], cls: type, here: str) -> Iterator[tuple[str, str]]:
    kinds = {name: kind for name, kind, _ in shape(cls)}
    for name, spec in fields.items():
        assert name in kinds, f"{cls.__name__} has no {name}"
        if isinstance(spec, Mapping) and "each" in spec:
            inside = full(spec["each"], here)
            yield name, inside
            yield from spoken(spec["fields"], kinds[name].nested or cls, inside)
        elif isinstance(spec, Mapping) and "path" not in spec:
            yield from spoken(spec, kinds[name].nested or cls, here)
        else:
            yield name, full(spec["path"] if isinstance(spec, Mapping) else spec, here)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_sample_decodes_to_what_it_says(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    form_id, version = path.parts[-4], path.parts[-2]
    reading = mapping(form_id, version)
    assert reading is not None
    decoded = decode(sample["content"], reading, date(2026, 12, 1))
    assert {each.item: said(plain(each.observation)) for each in decoded} == said(sample["items"])
    assert not any(each.problems for each in decoded)


def said(value: Any) -> Any:
    """Only what was answered: a sample stays true when an observation learns to say more."""
    if isinstance(value, dict):
        return {key: kept for key, each in value.items() if (kept := said(each)) not in (None, "", [], {})}
    return [said(each) for each in value] if isinstance(value, list) else value


def plain(observation: Any) -> Any:
    return json.loads(json.dumps(asdict(observation), default=str))
