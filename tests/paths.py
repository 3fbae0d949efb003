"""Where tests find things: the project, and public test data that may lie in a folder beside it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("BINA_SHARED") or ROOT.parent / "shared")


def shared(*parts: str) -> Path:
    """A file of the folder beside the project; the test is skipped, with the reason, where it is missing."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"test data not beside the project: {'/'.join(parts)} (BINA_SHARED names its folder)")
    return path
