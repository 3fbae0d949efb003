"""`bina import`, `bina template` and `bina survey` as other scripts call them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from binakampung.catalogue.problems import codes
from tests.intake.sheets import text
from tests.paths import ROOT

SURVEY = [["id", "gender", "agemons", "weight", "height", "measure", "oedema", "sw"]] + [
    [number, 1 + number % 2, number % 50, 4 + number / 10, 55 + number / 2, "l", "n", 1.5] for number in range(60)
]


class Bina:
    """The command, on the test's own database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: object) -> Result:
        from binakampung.cli import main

        return CliRunner().invoke(main, [str(word) for word in words])

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def bina(db: None, tmp_path: Path) -> Bina:
    return Bina(tmp_path)


def told(done: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_survey_from_file_to_figure(bina: Bina) -> None:
    file = bina.file("survei desa.csv", text(SURVEY, ";"))
    tried = bina("import", "growth_survey", file, "--area", "35.28.05.2004", "--dry-run", "--json")
    done = bina("import", "growth_survey", file, "--area", "35.28.05.2004", "--json")
    assert done.exit_code == tried.exit_code == 0, done.stderr
    answer = told(done)
    keys = ["read", "accepted", "identical", "superseding", "held", "quarantined", "refused", "problems"]
    assert list(answer)[: len(keys)] == keys
    assert [answer[key] for key in keys] == [60, 60, 0, 0, 0, 0, 0, []]
    assert {key: told(tried)[key] for key in keys} == {key: answer[key] for key in keys}
    fixed = [*SURVEY[:7], [*SURVEY[7][:3], 9.9, *SURVEY[7][4:]], *SURVEY[8:]]
    again = bina.file("perbaikan.csv", text(fixed))
    mapped = ["--map", "gender=sex", "--map", "agemons=age", "--map", "height=lenhei"]
    answer = told(bina("import", "growth_survey", again, "--area", "3528052004", *mapped, "--json"))
    assert (answer["identical"], answer["superseding"]) == (59, 1)
    figures = told(bina("survey", "--area", "3528", "--json"))
    assert [(each["survey"], each["rows"]) for each in figures["surveys"]] == [("survei desa", 60)]
    assert figures["surveys"][0]["groups"][0]["estimates"][0]["indicator"] == "stunting"
    words = bina("survey", "--area", "35.28.05.2004", "--survey", "survei desa")
    assert "Pendek (stunting)" in words.stdout
    assert bina("survey", "--area", "3528", "--survey", "lain").exit_code == 1


def test_rows_with_problems_are_told_and_the_file_counts_as_processed(bina: Bina) -> None:
    file = bina.file("a.csv", text([SURVEY[0], [1, "x", 10, "berat", 70, "l", "n", 1], *SURVEY[1:4]]))
    done = bina("import", "growth_survey", file, "--area", "3528", "--json")
    answer = told(done)
    assert (done.exit_code, answer["read"], answer["accepted"], answer["refused"]) == (0, 4, 3, 1)
    first = answer["problems"][0]
    assert (first["row"], first["column"], first["code"]) == (2, "gender", "not_a_choice")
    assert "B2" in first["message"]
    words = bina("import", "growth_survey", file, "--area", "3528")
    assert "4 baris dibaca: 3 sama dengan yang sudah ada, 1 ditolak." in words.stdout
    assert "Baris 2:" in words.stdout


def test_a_refused_file_is_an_error_in_words_and_in_json(bina: Bina) -> None:
    file = bina.file("a.csv", b"%PDF-1.4")
    done = bina("import", "growth_survey", file, "--area", "3528", "--json")
    assert done.exit_code == 1 and told(done)["error"] == "file_not_a_table"
    assert "lembar kerja" in done.stderr and "Traceback" not in done.stderr
    for words in (["growth_survey", "--area", "99"], ["lain", "--area", "3528"]):
        done = bina("import", words[0], file, *words[1:])
        assert done.exit_code == 1 and done.stderr.startswith("Berkas tidak diimpor.")


def test_a_template_comes_back_empty(bina: Bina) -> None:
    out = bina.folder / "templat.xlsx"
    assert bina("template", "growth_session", "--area", "35.28.05.2004", "--out", out).exit_code == 0
    assert told(bina("import", "growth_session", out, "--area", "35.28.05.2004", "--json"))["read"] == 0
    refused = bina("template", "lain", "--area", "3528", "--out", out)
    assert refused.exit_code == 1 and "lain" in refused.stderr


RAISED = re.compile(r"""(?:FileRefused|BadCell|CellProblem)\(\s*"([a-z_]+)\"""")


@pytest.mark.once
def test_every_refusal_has_words() -> None:
    files = (ROOT / "binakampung" / "intake").glob("*.py")
    said = {code for path in files for code in RAISED.findall(path.read_text())}
    assert len(said) > 30 and said - codes() == set()
