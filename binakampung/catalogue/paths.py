"""Where the definitions lie: beside the package in a checkout, inside it in a wheel."""

from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@lru_cache
def definitions() -> Path:
    """The folder of the definitions. Raises `FileNotFoundError` when the installation carries none."""
    for folder in (PACKAGE / "_definitions", PACKAGE.parent / "definitions"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("No definitions beside or inside the package binakampung")
