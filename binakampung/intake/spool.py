"""The read rows of a file between reading and sending: kept packed, so that a big file takes little room."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import orjson

IN_A_PIECE = 500


class Spool:
    """A growing list of trees, in the order they came."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._loose: list[Any] = []
        self._opened = lru_cache(maxsize=4)(self._unpack)

    def append(self, tree: Any) -> None:
        """Add one."""
        self._loose.append(tree)
        if len(self._loose) == IN_A_PIECE:
            self._packed.append(zlib.compress(orjson.dumps(self._loose), 1))
            self._loose = []

    def __getitem__(self, number: int) -> Any:
        piece, place = divmod(number, IN_A_PIECE)
        return (self._opened(piece) if piece < len(self._packed) else self._loose)[place]

    def __len__(self) -> int:
        return len(self._packed) * IN_A_PIECE + len(self._loose)

    def __iter__(self) -> Iterator[Any]:
        return (self[number] for number in range(len(self)))

    def _unpack(self, piece: int) -> Any:
        return orjson.loads(zlib.decompress(self._packed[piece]))
