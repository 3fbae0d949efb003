"""Need to know: of which kind each attribute is, and what a role sees of that kind.

The table is `definitions/need_to_know.yaml`. An attribute that it does not name is of the kind `ordinary`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from binakampung.domain.access import Role

Sight = Literal["shown", "masked", "withheld"]
ORDINARY = "ordinary"
DAY = "on"  # the day of the newest answer in a group; never a secret


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of attribute: the right that opens it, and what everybody else sees of it."""

    code: str
    right: str
    otherwise: Sight


@dataclass(frozen=True, slots=True)
class NeedToKnow:
    """The table. `minor_below`: completed years under which a pregnancy is of the kind `minor_pregnancy`."""

    kinds: Mapping[str, Kind]
    groups: Mapping[str, str]
    attributes: Mapping[str, str]
    minor_below: int

    def kind_of(self, group: str, attribute: str, age: int | None = None) -> str:
        """The kind of an attribute of a group (empty: of none), of a person of that age in completed years."""
        if group == "pregnancy" and age is not None and age < self.minor_below:
            return "minor_pregnancy"
        return self.attributes.get(attribute) or self.groups.get(group, ORDINARY)

    def sight(self, kind: str, role: Role) -> Sight:
        """What a role sees of a kind."""
        known = self.kinds[kind]
        return "shown" if getattr(role, known.right) else known.otherwise

    def visible(
        self, answers: Mapping[str, Mapping[str, Any]], role: Role, age: int | None = None
    ) -> dict[str, dict[str, Any]]:
        """Answers by group without those that the role does not see whole; a group of which nothing is left is gone."""
        kept = {
            group: {
                name: value
                for name, value in values.items()
                if name == DAY or self.sight(self.kind_of(group, name, age), role) == "shown"
            }
            for group, values in answers.items()
        }
        return {group: values for group, values in kept.items() if set(values) - {DAY}}
