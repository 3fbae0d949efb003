"""A set-up step is repeated exactly when what it was made from changed."""

from pathlib import Path

import pytest

from tools.stamps import Stamps, digest

pytestmark = pytest.mark.once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("one")
    return tmp_path


def test_a_changed_file_changes_the_digest(folder: Path) -> None:
    before = digest(folder)
    (folder / "src" / "main.ts").write_text("two")
    assert digest(folder) != before


def test_a_renamed_file_changes_the_digest(folder: Path) -> None:
    before = digest(folder)
    (folder / "src" / "main.ts").rename(folder / "src" / "other.ts")
    assert digest(folder) != before


def test_what_a_build_leaves_behind_does_not(folder: Path) -> None:
    before = digest(folder)
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "left.js").write_text("left behind")
    assert digest(folder) == before


def test_a_stamp_holds_for_its_own_key_alone(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "stamps")
    assert not stamps.done("built", "key")
    stamps.mark("built", "key")
    assert stamps.done("built", "key")
    assert not stamps.done("built", "another key")
