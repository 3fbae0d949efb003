"""Every submission of a form as rows of a table: one row a submission, repeats numbered in the heading."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from binakampung.domain.forms import Question
from binakampung.ledger.forms import schema
from binakampung.ledger.models import FormVersion
from binakampung.ledger.reading import Kept, read_form

ENVELOPE = ("instanceID", "formVersion", "submittedBy", "channel", "observedAt", "receivedAt", "supersedes")


def known_form(form_id: str) -> bool:
    """Is any version of this form published?"""
    return FormVersion.objects.filter(form_id=form_id).exists()


def everyone_sees(submission: Kept) -> bool:
    """No submission is left out."""
    return True


def export_csv(form_id: str, file: TextIO, visible: Callable[[Kept], bool] = everyone_sees) -> int:
    """Write the newest version of every submission that is `visible`. Returns how many.

    Headings are paths of the form (`children[2]/weight`), in the form's order and over all its versions.
    """
    rows = [(submission, _flat(content)) for submission, content in read_form(form_id) if visible(submission)]
    headings = _headings(form_id, rows)
    writer = csv.writer(file)
    writer.writerow([*ENVELOPE, *headings])
    for submission, answers in rows:
        cells = [answers.get(path, "") for path in headings]
        writer.writerow([*_envelope(submission), *[_safe(cell) if cell[:1] in _RISKY else cell for cell in cells]])
    return len(rows)


def _flat(content: Mapping[str, Any]) -> dict[str, str]:
    """Every answer by its path."""
    answers: dict[str, str] = {}
    _flatten(content, "", answers)
    return answers


def _flatten(content: Mapping[str, Any], prefix: str, answers: dict[str, str]) -> None:
    for name, node in content.items():
        if isinstance(node, str):
            answers[prefix + name] = node
        elif isinstance(node, Mapping):
            _flatten(node, f"{prefix}{name}/", answers)
        else:
            for number, each in enumerate(node, start=1):
                _flatten(each, f"{prefix}{name}[{number}]/", answers)


def _headings(form_id: str, rows: Sequence[tuple[Kept, Mapping[str, str]]]) -> list[str]:
    """All paths met, and every question outside repeats, in the order of the form; strangers come last."""
    order: dict[str, int] = {}
    met: dict[str, None] = {}
    for form in FormVersion.objects.filter(form_id=form_id).order_by("-published_at", "-id"):
        for path, question, repeated in _nodes(schema(form)):
            order.setdefault(path, len(order))
            if question.shape == "leaf" and not repeated:
                met[path] = None
    for _, answers in rows:
        met.update(dict.fromkeys(answers))
    return sorted(met, key=lambda path: (_place(path, order), path))


def _nodes(
    questions: tuple[Question, ...], prefix: str = "", repeated: bool = False
) -> Iterator[tuple[str, Question, bool]]:
    """Every node of a form with its path, and whether it stands inside a repeat."""
    for question in questions:
        path = f"{prefix}{question.name}"
        yield path, question, repeated
        yield from _nodes(question.children, f"{path}/", repeated or question.shape == "repeat")


def _place(path: str, order: Mapping[str, int]) -> list[tuple[int, int]]:
    """Step by step: the place in the form, and the number of the repeat."""
    place, plain = [], ""
    for step in path.split("/"):
        name, _, number = step.partition("[")
        plain = f"{plain}/{name}" if plain else name
        digits = number.rstrip("]")
        place.append((order.get(plain, len(order)), int(digits) if digits.isdecimal() else 0))
    return place


def _envelope(submission: Kept) -> list[str]:
    observed = submission.observed_at.isoformat() if submission.observed_at else ""
    return [
        submission.instance_id,
        submission.form_version,
        submission.submitted_by,
        submission.channel,
        observed,
        submission.received_at.isoformat(),
        submission.supersedes or "",
    ]


# First characters with which a cell may be a formula; most cells have none of them.
_RISKY = frozenset("=@\t\r+-")


def _safe(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text instead."""
    formula = text.startswith(("=", "@", "\t", "\r")) or (text.startswith(("+", "-")) and not _numeric(text))
    return f"'{text}" if formula else text


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
