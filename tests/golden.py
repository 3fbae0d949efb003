"""Texts kept beside the tests: what a renderer said when somebody last looked at it and found it good.

`BINA_WRITE_GOLDEN=1` writes them anew; look at the difference before committing it.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden_files"


def agrees(name: str, text: str) -> bool:
    """Is this what the file of that name says?"""
    path = FOLDER / name
    if os.environ.get("BINA_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{name} differs: see {__file__} for how to renew it"
    return True
