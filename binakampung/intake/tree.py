"""Answers by slot become the tree that XML would give: groups are dicts, repeats lists of dicts, leaves text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from binakampung.intake.slots import Slot


class TreeBuilder:
    """Builds the trees of one form."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self.steps = {slot.key: slot.steps for slot in slots}

    def tree(self, answers: Mapping[str, str]) -> dict[str, Any]:
        """The tree of answers by slot key. Instances without an answer leave no gap."""
        root: dict[Any, Any] = {}
        for key, text in answers.items():
            here = root
            *way, (leaf, _) = self.steps[key]
            for name, number in way:
                here = here.setdefault(name, {})
                if number:
                    here = here.setdefault(number, {})
            here[leaf] = text
        return {name: _listed(node) for name, node in root.items()}


def _listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if all(isinstance(name, int) for name in node):
        return [_listed(node[number]) for number in sorted(node)]
    return {name: _listed(each) for name, each in node.items()}
