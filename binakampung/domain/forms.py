"""What a published form asks: a tree of questions, independent of XLSForm and XForm syntax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Labels = Mapping[str, str]
Shape = Literal["group", "repeat", "leaf"]


@dataclass(frozen=True, slots=True)
class Question:
    """One node of a form. `type` is the XLSForm type; `labels` by language code (`id`, `en`, or `` when untranslated).

    `relevant` is when it is asked and `default` what it begins with, as the XLSForm writes them; `items` names the
    file that its choices come from.
    """

    name: str
    shape: Shape
    type: str
    labels: Labels = field(default_factory=dict)
    required: bool = False
    choices: tuple[tuple[str, Labels], ...] = ()
    children: tuple[Question, ...] = ()
    relevant: str = ""
    default: str = ""
    items: str = ""

    def label(self, language: str) -> str:
        """The words people see, in this language or else in whichever the form has; the name at last."""
        return text_in(self.labels, language) or self.name

    def as_dict(self) -> dict[str, Any]:
        """Plain enough for JSON."""
        return {
            "name": self.name,
            "shape": self.shape,
            "type": self.type,
            "labels": dict(self.labels),
            "required": self.required,
            "choices": [[name, dict(labels)] for name, labels in self.choices],
            "children": [child.as_dict() for child in self.children],
            "relevant": self.relevant,
            "default": self.default,
            "items": self.items,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Question:
        """The inverse of `as_dict`."""
        return cls(
            stored["name"],
            stored["shape"],
            stored["type"],
            stored["labels"],
            stored["required"],
            tuple((name, labels) for name, labels in stored["choices"]),
            tuple(cls.from_dict(child) for child in stored["children"]),
            stored.get("relevant", ""),
            stored.get("default", ""),
            stored.get("items", ""),
        )


def text_in(labels: Labels, language: str) -> str:
    """A text in `language`, else Indonesian, else English, else any."""
    for wanted in (language, "id", "en", ""):
        if labels.get(wanted):
            return labels[wanted]
    return next((text for text in labels.values() if text), "")


def leaves(questions: Sequence[Question], prefix: str = "") -> Iterator[tuple[str, Question]]:
    """Every question that holds an answer, with its `/`-separated path, in the order of the form."""
    for question in questions:
        path = f"{prefix}{question.name}"
        if question.shape == "leaf":
            yield path, question
        else:
            yield from leaves(question.children, f"{path}/")


def repeats(questions: Sequence[Question], prefix: str = "") -> Iterator[tuple[str, Question]]:
    """Every repeat with its path."""
    for question in questions:
        path = f"{prefix}{question.name}"
        if question.shape == "repeat":
            yield path, question
        yield from repeats(question.children, f"{path}/")
