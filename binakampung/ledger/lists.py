"""Choices that a form reads from a file published beside it (`select_one_from_file kelompok.csv`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

from binakampung.domain.forms import Labels, Question

Choices = tuple[tuple[str, Labels], ...]


def with_choices(questions: Sequence[Question], lists: Mapping[str, Choices]) -> tuple[Question, ...]:
    """The same questions; those that name one of the lists (by file name) have its choices."""
    return tuple(
        replace(
            question,
            choices=question.choices or lists.get(question.items, ()),
            children=with_choices(question.children, lists),
        )
        for question in questions
    )


def choices_in(content: bytes) -> Choices:
    """The choices of a CSV file with columns `name` and `label` (or `label::Bahasa (id)`); none when it has no `name`.

    A file that is not readable as UTF-8 has none either: phones show it as they can, and nothing is refused for it.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return ()
    return tuple((row["name"], _labels(row)) for row in rows if row.get("name"))


def _labels(row: Mapping[str | None, object]) -> Labels:
    labels = {}
    for column, text in row.items():
        if column is not None and isinstance(text, str) and text and column.split(":")[0].strip() == "label":
            labels[column.rpartition("(")[2].rstrip(") ") if "(" in column else ""] = text
    return labels
