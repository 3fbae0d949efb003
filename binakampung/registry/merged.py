"""Records that are one person, or one family: which of them stays. Merging is a statement, so voiding it undoes it."""

from __future__ import annotations

from collections.abc import Iterable

from binakampung.domain.statements import surviving
from binakampung.registry.store import Store


def surviving_id(store: Store, id: str) -> str:
    """The record that stays of those merged with this one; the id itself when it was never merged."""
    if id not in store.merges:
        return id
    group = merge_group(store, id)
    return surviving(_merges(store, group)).get(id, id) if len(group) > 1 else id


def merge_group(store: Store, id: str) -> set[str]:
    """This record and all that are merged with it, in whatever direction."""
    if id not in store.merges:
        return {id}
    group, todo = {id}, [id]
    while todo:
        here = todo.pop()
        pairs = _merges(store, {here})
        fresh = {each for pair in pairs for each in pair} - group
        group |= fresh
        todo += fresh
    return group


def _merges(store: Store, ids: Iterable[str]) -> list[tuple[str, str]]:
    return [(row.about_id, row.family_id) for id in ids for row in store.merges_of(id)]
