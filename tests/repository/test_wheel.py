"""An office installs a wheel: it carries front end, fonts and definitions, and works away from the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.paths import ROOT

pytestmark = [pytest.mark.once, pytest.mark.slow]

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
ASK = "import binakampung, binakampung.catalogue.forms as f; print(binakampung.__file__, *sorted(f.sources()))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, stdin=subprocess.DEVNULL)
    return next(folder.glob("binakampung-*.whl"))


def test_it_carries_what_the_checkout_shows(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    static, definitions = "binakampung/portal/static", ROOT / "definitions"
    wanted = {f"{static}/field/index.html", f"{static}/fonts/OFL.txt", f"{static}/fonts/NotoSans-Regular.ttf"}
    wanted |= {path.relative_to(ROOT).as_posix() for path in files_below(ROOT / static)}
    wanted |= {f"binakampung/_definitions/{path.relative_to(definitions)}" for path in files_below(definitions)}
    assert wanted - carried == set()


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def test_it_finds_its_definitions_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run([*PIP, "install", "--no-deps", "--target", str(site), str(wheel)], check=True)
    asked = [sys.executable, "-c", ASK]
    answer = subprocess.run(asked, cwd=tmp_path, env={"PYTHONPATH": str(site)}, capture_output=True, text=True)
    where, *forms = answer.stdout.split()
    assert Path(where).is_relative_to(site), answer.stderr
    assert {"growth_session", "home_visit", "growth_survey"} <= set(forms)
