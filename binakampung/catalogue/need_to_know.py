"""The table of who sees what: file -> frozen values."""

from __future__ import annotations

from functools import lru_cache
from typing import cast, get_args

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.catalogue.reading import LOADER, RuleError, get, one_of
from binakampung.domain.access import RIGHTS
from binakampung.domain.need_to_know import Kind, NeedToKnow, Sight

WHERE = "need_to_know"


@lru_cache(maxsize=1)
def need_to_know() -> NeedToKnow:
    """The table in force. Raises `RuleError` for an unknown right, sight or kind."""
    text = (definitions() / "need_to_know.yaml").read_text(encoding="utf-8")
    node = yaml.load(text, Loader=LOADER)
    kinds = {
        code: Kind(
            code,
            str(one_of(stored, "right", RIGHTS, WHERE)),
            cast(Sight, one_of(stored, "otherwise", get_args(Sight), WHERE)),
        )
        for code, stored in get(node, "kinds", WHERE).items()
    }
    groups, attributes = dict(get(node, "groups", WHERE)), dict(get(node, "attributes", WHERE))
    unknown = ({*groups.values(), *attributes.values()} | {"ordinary", "minor_pregnancy"}) - set(kinds)
    if unknown:
        raise RuleError(f"{WHERE}: no such kind: {', '.join(sorted(unknown))}")
    return NeedToKnow(kinds, groups, attributes, int(get(node, "minor_below", WHERE)))
