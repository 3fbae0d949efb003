"""`bina growth`: files as people have them, and words where they are wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from binakampung.cli.growth import growth
from tests.paths import shared

pytestmark = pytest.mark.once
HEADER = "id,zlen,flen,zwei,fwei,zwfl,fwfl,zbmi,fbmi,zhc,fhc,zac,fac"


def run(folder: Path, content: str | bytes, *options: str) -> tuple[Result, Path]:
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    return CliRunner().invoke(growth, ["zscores", str(source), str(target), *options]), target


def lines(folder: Path, content: str | bytes) -> list[str]:
    result, target = run(folder, content)
    assert result.exit_code == 0, result.output
    return target.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "content",
    [
        "id,sex,age,weight,lenhei\na,1,300,8.5,70.1\n",
        "\ufeffid,sex,age,weight,lenhei\r\na,1,300,8.5,70.1\r\n",
        "ID,Sex,AGE,weight,lenhei,extra\na,M,300,8.5,70.1,x\n\n",
        "id;sex;age;weight;lenhei\na;1;300;8,5;70,1\n",
        "lenhei,weight,age,sex,id,oedema,measure\n70.1, 8.5 ,300,m,a,2,L\n",
        "id,sex,age,is_age_in_month,weight,lenhei,headc\na,1,9.85626283367556,TRUE,8.5,70.1,NA\n",
    ],
)
def test_one_child_in_many_hands(tmp_path: Path, content: str) -> None:
    assert lines(tmp_path, content) == [HEADER, "a,-1.31,0,-0.65,0,0.08,0,0.17,0,,,,"]


def test_ids_come_back_as_they_were(tmp_path: Path) -> None:
    ids = ['"a,""b"', "NA", "007", '" x "']
    found = lines(tmp_path, "id,sex\n" + "".join(f"{each},1\n" for each in ids))
    assert [line.removesuffix("," * 12) for line in found[1:]] == ['"a,""b"', '"NA"', '"007"', '" x "']


def test_a_header_alone_gives_a_header_alone(tmp_path: Path) -> None:
    assert lines(tmp_path, "id,sex,age\n") == [HEADER]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "kosong"),
        ("id,age\n1,3\n", "kolom sex tidak ada"),
        ("sex,age\n1,3\n", "kolom id tidak ada"),
        ("id,sex,age\n1,1,300\n2,2,-1\n", "Baris 3, kolom age: umur tidak boleh negatif"),
        ("id,sex,Weight\n1,1,abc\n", "Baris 2, kolom Weight: 'abc' bukan angka"),
        ('id,sex,weight\n1,1,"8,5"\n', "Baris 2, kolom weight: '8,5' bukan angka"),
        ("id,sex\n1,1\n2,3\n", "Baris 3, kolom sex: '3' harus 1 (laki-laki) atau 2 (perempuan)"),
        ("id,sex,measure\n1,1,x\n", "Baris 2, kolom measure: 'x' harus l"),
        ("id,sex,oedema\n1,1,maybe\n", "Baris 2, kolom oedema"),
        ("id,sex,age\n1,1,3\n2,2\n", "Baris 3 berisi 2 kolom, seharusnya 3"),
        (b"id,sex\n\xe9,1\n", "bukan teks UTF-8"),
        (b"\xff\xfei\x00d\x00", "bukan teks UTF-8"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(tmp_path: Path, content: str | bytes, words: str) -> None:
    result, target = run(tmp_path, content)
    assert result.exit_code == 1
    assert words in result.output
    assert not target.exists() and [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_json_is_one_object(tmp_path: Path) -> None:
    result, _ = run(tmp_path, "id,sex,age,weight\na,1,300,8.5\nb,1,300,80\n", "--json", "--by", "dinkes")
    assert json.loads(result.output) == {"rows": 2, "flagged": 1}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,sex\n1,1\n")
    result = CliRunner().invoke(growth, ["zscores", str(source), str(tmp_path / "no" / "out.csv")])
    assert result.exit_code == 1 and "tidak dapat ditulis" in result.output


def test_it_needs_no_django() -> None:
    program = (
        "import sys; from binakampung.cli.growth_files import read_measurements; "
        "from binakampung.cli.growth_prevalence import read_survey; print('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == "False"


def prevalence(*arguments: str) -> Result:
    return CliRunner().invoke(growth, ["prevalence", *arguments])


def test_prevalence_of_a_real_survey_under_its_own_column_names() -> None:
    source = shared("growth", "real", "who_mysurvey.csv")
    maps = ["gender=sex", "agemons=age", "height=lenhei", "head=headc", "muac=armc"]
    options = [word for each in maps for word in ("--map", each)]
    result = prevalence(str(source), *options, "--age-unit", "months", "--group", "region", "--json")
    answer = json.loads(result.output)
    whole = {each["indicator"]: each for each in answer["groups"][0]["estimates"]}
    assert whole["stunting"]["percent"] == pytest.approx(6.592, abs=5e-4)
    assert [whole["stunting"][limit] for limit in ("lower", "upper")] == pytest.approx([3.838, 11.095], abs=5e-4)
    assert whole["stunting"]["n_unweighted"] == 471
    assert whole["overweight"]["percent"] == pytest.approx(7.672, abs=5e-4)
    assert [group["group"] for group in answer["groups"]] == ["Semua", "East", "North", "South", "West"]


def test_prevalence_with_strata_and_clusters_in_words() -> None:
    source = shared("growth", "real", "mozambique_2019_20.csv")
    result = prevalence(str(source), "--age-unit", "months")
    assert "49,2 %  [46,3; 52,1]  n = 2.162" in result.output


def test_prevalence_asks_rather_than_guesses(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("sex,age,weight\n1,24,11\n")
    assert "hari atau bulan" in prevalence(str(source)).output
    assert prevalence(str(source), "--age-unit", "months").exit_code == 0
    assert "tidak ada kolom 'x'" in prevalence(str(source), "--map", "x=age").output
    assert "Tidak ada isian 'y'" in prevalence(str(source), "--map", "age=y").output
    assert "KOLOM=ISIAN" in prevalence(str(source), "--map", "age").output
