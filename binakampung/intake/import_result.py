"""What became of a file: counts that always add up, and problems that name their cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from binakampung.catalogue.problems import wording
from binakampung.domain.problems import Outcome, Problem
from binakampung.intake.layout import Column

_CELL = {"id": "sel {cell} ({title})", "en": "cell {cell} ({title})"}
_NO_COLUMN = {"id": "{title} (tidak ada kolomnya)", "en": "{title} (it has no column)"}


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A problem of a row: its number as people see it, and its column, or the words of the question without one."""

    row: int
    problem: Problem
    column: Column | None = None
    question: str = ""

    @property
    def title(self) -> str:
        """The heading as the file has it; what the form calls the question where that is only a name, or missing."""
        if self.column is None or self.column.title in (self.column.slot.path, self.column.slot.question.name):
            return self.question
        return self.column.title

    @property
    def cell(self) -> str:
        return self.column.cell(self.row) if self.column else ""

    def message(self, language: str = "id") -> str:
        """The problem in words, with its cell."""
        if not self.title:
            return wording(self.problem, language)
        place = (_CELL if self.column else _NO_COLUMN)[language].format(cell=self.cell, title=self.title)
        text = wording(replace(self.problem, path=place), language)
        return text[:1].upper() + text[1:]

    def as_dict(self, language: str = "id") -> dict[str, Any]:
        """For JSON."""
        return {
            "row": self.row,
            "column": self.title,
            "cell": self.cell,
            "code": self.problem.code,
            "severity": str(self.problem.severity),
            "message": self.message(language),
        }


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The answer for a file. `read` is the sum of the six outcomes; `blank` rows said nothing and are not read.

    `left_out` counts the problems beyond those kept in `problems`.
    """

    form: str
    area: str
    dry_run: bool
    counts: Mapping[Outcome, int]
    problems: tuple[ImportProblem, ...] = ()
    left_out: int = 0
    warnings: tuple[Problem, ...] = ()
    blank: int = 0
    batch: int | None = None
    title: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def read(self) -> int:
        return sum(self.counts.values())

    def as_dict(self, language: str = "id") -> dict[str, Any]:
        """For JSON: first what every script asks for."""
        return {
            "read": self.read,
            **{str(outcome): self.counts.get(outcome, 0) for outcome in Outcome},
            "problems": [problem.as_dict(language) for problem in self.problems],
            "problems_left_out": self.left_out,
            "form": self.form,
            "area": self.area,
            "dry_run": self.dry_run,
            "batch": self.batch,
            "blank": self.blank,
            "sheet": self.sheet,
            "title": self.title,
            "columns": dict(self.columns),
            "warnings": [wording(warning, language) for warning in self.warnings],
        }
