"""`bina growth chart`: one child's file becomes a drawing, and what it says is said."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from binakampung.cli.growth import growth

pytestmark = pytest.mark.once
ROWS = """date,weight,lenhei,measure
2026-01-10,3.3,50,l
2026-02-10,4.2,54,l
2026-03-12,5.1,57.5,l
2026-04-10,5.2,56.0,l
"""
WHOSE = ("--sex", "female", "--born", "2026-01-10")


def run(folder: Path, content: str, *options: str) -> tuple[Result, Path]:
    source, target = folder / "in.csv", folder / "out.svg"
    source.write_text(content)
    return CliRunner().invoke(growth, ["chart", str(source), "--out", str(target), *options]), target


def test_a_file_becomes_a_chart_whose_title_is_the_finding(tmp_path: Path) -> None:
    result, target = run(tmp_path, ROWS, *WHOSE)
    assert result.exit_code == 0, result.output
    drawing = ElementTree.parse(target).getroot()
    assert drawing[0].text == "Berat belum naik cukup: 100 gram, paling sedikit 800"
    assert result.output.splitlines()[0] == drawing[0].text
    assert "- Berat badan tidak naik (T). Rujuk ke bidan" in result.output
    assert "? Panjang/tinggi 56,0 cm, lebih pendek daripada 57,5 cm pada 12 Mar 2026." in result.output


def test_it_answers_in_json_and_draws_in_english(tmp_path: Path) -> None:
    result, target = run(tmp_path, ROWS, *WHOSE, "--kind", "length", "--language", "en", "--size", "800x600", "--json",
                         "--gestation-weeks", "33")  # fmt: skip
    answer = json.loads(result.output)
    assert (answer["weighings"], answer["method"], answer["age_used"]) == (4, "by_day", "corrected")
    assert answer["doubts"] == [{"code": "length_shorter", "earlier": "2026-03-12"}]
    drawing = target.read_text()
    assert 'width="800" height="600"' in drawing and "corrected age (born preterm)" in drawing


def test_sex_and_birth_may_stand_in_the_file(tmp_path: Path) -> None:
    content = "date;weight;sex;birth_date\n2026-05-10;7,4;1;2025-11-10\n2026-06-10;7,9;1;2025-11-10\n"
    result, _ = run(tmp_path, content, "--kind", "weight-length")
    assert result.exit_code == 0 and result.output.startswith("Berat dan panjang/tinggi belum pernah diukur bersama")


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (ROWS, ("--born", "2026-01-10"), "jenis kelamin anak tidak jelas"),
        (ROWS, ("--sex", "male"), "tanggal lahir anak tidak jelas"),
        ("date,weight\n6 Januari,3\n", WHOSE, "Baris 2, kolom date: '6 Januari' bukan tanggal"),
        ("weight\n3\n", WHOSE, "kolom date tidak ada"),
        (ROWS, (*WHOSE, "--size", "besar"), "LEBARxTINGGI"),
        (ROWS, (*WHOSE, "--size", "100x100"), "paling sedikit 300"),
        (ROWS, (*WHOSE, "--child", "x"), "salah satu saja"),
    ],
)
def test_what_is_missing_is_asked_for(tmp_path: Path, content: str, options: tuple[str, ...], words: str) -> None:
    result, target = run(tmp_path, content, *options)
    assert result.exit_code == 1 and words in result.output and not target.exists()
