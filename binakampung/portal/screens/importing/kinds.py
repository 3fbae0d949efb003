"""What a file may be imported as: a form on offer, or a list of another office that a profile reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from binakampung.catalogue.forms import mapping as reading_of
from binakampung.catalogue.imports import profile, profiles
from binakampung.domain.forms import Question, leaves
from binakampung.intake.slots import AUTOMATIC
from binakampung.ledger.forms import schema
from binakampung.portal.screens.forms.views import form_or_404
from binakampung.portal.words import language


@dataclass(frozen=True, slots=True)
class Kind:
    """Its id and title; the words under its title; its questions; whether the survey's name is asked."""

    form_id: str
    title: str
    hint: str
    questions: tuple[Question, ...]
    asks_title: bool = False
    is_list: bool = False

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """Path and words of each question that a column may answer."""
        asked = leaves(self.questions)
        return [(path, leaf.label(language())) for path, leaf in asked if leaf.type not in AUTOMATIC]


def kind_or_404(id: str) -> Kind:
    """A kind by the id of its form or profile."""
    listed = profile(id)
    if listed is not None:
        return Kind(id, listed.title(language()), listed.hint(language()), listed.questions, is_list=True)
    form = form_or_404(id)
    reading = reading_of(form.form_id, form.version)
    return Kind(id, form.title, "", schema(form), asks_title=bool(reading and reading.file_name))


def lists() -> list[Kind]:
    """The lists that profiles read."""
    return [kind_or_404(id) for id in profiles()]


def title_of(id: str) -> str:
    """What a kind is called; its id when it is not there any more."""
    listed = profile(id)
    return listed.title(language()) if listed is not None else id
