"""Problems as people read them: the form's own questions instead of paths, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from binakampung.catalogue.problems import wording
from binakampung.domain.forms import Question
from binakampung.domain.problems import Problem, Severity
from binakampung.portal.words import formats, language, phrase, say

TO_DO = {
    "unknown_person": phrase("Data orangnya lewat formulir Pendataan keluarga; catatan ini lalu masuk sendiri."),
    "ambiguous_person": phrase("Kirim lagi dengan tanggal lahir atau nama ibu, atau pilih orangnya dari daftar."),
    "outside_territory": phrase(
        "Kabupaten memeriksa wilayah tugas pengirim di halaman Akun; lalu pengirim mengirim lagi sebagai suntingan."
    ),
    "unexpected": phrase("Perbarui sistem, lalu tekan Coba lagi."),
}
MEND = phrase("Minta pengirim memperbaiki jawabannya dan mengirim lagi sebagai suntingan.")


@dataclass(frozen=True, slots=True)
class Told:
    """One problem: what happened, what to do, whether it kept the item from becoming a fact."""

    text: str
    to_do: str
    serious: bool


def told(stored: Sequence[dict[str, Any]], questions: Sequence[Question]) -> list[Told]:
    """Stored problems in the reader's words."""
    return [_told(Problem.from_dict(each), questions) for each in stored]


def _told(problem: Problem, questions: Sequence[Question]) -> Told:
    facts = {name: _written(value) for name, value in problem.params.items()}
    spoken = Problem(problem.code, spoken_path(problem.path, questions), problem.severity, facts)
    serious = problem.severity is Severity.ERROR
    to_do = say(TO_DO.get(problem.code, MEND)) if serious else ""
    return Told(wording(spoken, language()), to_do, serious)


def _written(value: Any) -> Any:
    return formats.number(value, None, language()) if isinstance(value, float) else value


def spoken_path(path: str, questions: Sequence[Question]) -> str:
    """`children/3/weight` -> `Anak yang ditimbang 3, Berat badan (kg)`; unknown parts stay as they are."""
    words: list[str] = []
    here = questions
    for part in filter(None, path.split("/")):
        if part.isdigit() and words:
            words[-1] += f" {part}"
            continue
        found = next((question for question in here if question.name == part), None)
        words.append(found.label(language()) if found else part)
        here = found.children if found else ()
    return ", ".join(words)
