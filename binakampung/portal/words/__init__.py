"""Two languages without a compiler: Indonesian stands in the code, English in `en*.yaml` beside this file.

`say` gives a phrase in the language of the request at hand; `phrase` only marks one that is said later. A test reads
both marks, and the templates' `{% kata %}`, and wants an English line for each.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def english() -> dict[str, str]:
    """Indonesian phrase -> English phrase, of every `en*.yaml`."""
    phrases: dict[str, str] = {}
    for path in word_files():
        phrases |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return phrases


def word_files() -> list[Path]:
    """The files of English phrases."""
    return sorted(FOLDER.glob("en*.yaml"))


def language() -> str:
    """`id` or `en`."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def say(text: str, /, **facts: object) -> str:
    """The phrase in the language at hand, its `{placeholders}` filled with `facts`."""
    spoken = english().get(text, text) if language() == "en" else text
    return spoken.format(**facts) if facts else spoken


def phrase(text: str) -> str:
    """Marks a phrase that `say` will be given later."""
    return text
