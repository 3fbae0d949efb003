"""Two versions of a rule side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binakampung.catalogue.reading import Node

Differences = Mapping[str, tuple[Any, Any]]


def differences(before: Node, after: Node) -> Differences:
    """Parameters that differ, by their path: what each version says, None where it says nothing."""
    return _unequal(plain(before.get("parameters", {})), plain(after.get("parameters", {})), "parameters")


def plain(node: Any) -> Any:
    """A definition in terms that JSON knows: names as text, days as ISO dates."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [plain(value) for value in node]
    return node if isinstance(node, str | int | float | bool | type(None)) else str(node)


def _unequal(old: Any, new: Any, path: str) -> dict[str, tuple[Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*old, *(key for key in new if key not in old)]
        return {k: v for key in keys for k, v in _unequal(old.get(key), new.get(key), f"{path}.{key}").items()}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return {k: v for n, (a, b) in pairs for k, v in _unequal(a, b, f"{path}[{n}]").items()}
    return {} if old == new else {path: (old, new)}
