"""Which village a row of a list means: by code, by name, or by the names of subdistrict and village together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from binakampung.catalogue.spreadsheets import folded
from binakampung.intake.cells import BadCell

_CODE = re.compile(r"(?<!\d)(\d{2})\.?(\d{2})\.?(\d{2})\.?(\d{4})(?!\d)")
_KINDS = re.compile(r"^\s*(kecamatan|kec|desa|kelurahan|kel|ds)\b[. ]*", re.IGNORECASE)


class Places:
    """The villages of an area. `names`: the names of villages (10 digits) and of subdistricts (6 digits) by code."""

    def __init__(self, area: str, names: Mapping[str, str]) -> None:
        self.area = area
        self.codes = {code for code in names if len(code) == 10}
        self.subdistricts = {code: _plain(name) for code, name in names.items() if len(code) == 6}
        self.named: dict[str, list[str]] = defaultdict(list)
        for code in sorted(self.codes):
            self.named[_plain(names[code])].append(code)
        self.find = lru_cache(maxsize=5_000)(self._find)

    def _find(self, code: str, subdistrict: str, village: str) -> str:
        """The code of the village meant. Raises `BadCell`."""
        for text in (code, village):
            if match := _CODE.search(text):
                return self._known("".join(match.groups()), text)
        if not village and not code and len(self.area) == 10:
            return self.area
        found = self.named.get(_plain(village), [])
        if subdistrict and len(found) != 1:
            inside = {code for code, name in self.subdistricts.items() if name == _plain(subdistrict)}
            found = [each for each in found if each[:6] in inside]
        if len(found) == 1:
            return found[0]
        raise BadCell("unknown_village", value=(village or code or subdistrict)[:60])

    def _known(self, code: str, text: str) -> str:
        if not code.startswith(self.area):
            raise BadCell("outside_import_area", value=text[:60], area=self.area)
        if code not in self.codes:
            raise BadCell("unknown_village", value=text[:60])
        return code


def _plain(name: str) -> str:
    return folded(_KINDS.sub("", name))
