"""The form page's script, as the field app's build named it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from binakampung.portal.screens.shell.views import BUILT

ENTRY = "src/webform.ts"


@dataclass(frozen=True, slots=True)
class Built:
    """Addresses of the script and its styles."""

    script: str
    styles: tuple[str, ...]


def webform() -> Built | None:
    """The built form page; None while the field app is not built."""
    manifest = BUILT / ".vite" / "manifest.json"
    return _read(manifest.stat().st_mtime_ns) if manifest.exists() else None


@lru_cache(maxsize=1)
def _read(changed: int) -> Built | None:
    parts: dict[str, Any] = json.loads((BUILT / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    if ENTRY not in parts:
        return None
    styles = dict.fromkeys(style for key in _needed(parts, ENTRY) for style in parts[key].get("css", ()))
    return Built(f"/app/{parts[ENTRY]['file']}", tuple(f"/app/{style}" for style in styles))


def _needed(parts: dict[str, Any], key: str, seen: frozenset[str] = frozenset()) -> list[str]:
    """A part and what it imports at once, each named once."""
    found = [key]
    for imported in parts[key].get("imports", ()):
        if imported not in seen and imported not in found:
            found += _needed(parts, imported, seen | {key, *found})
    return found
