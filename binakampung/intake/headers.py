"""What the headings of a table mean for a form: by path, name, label in any language, or the words of the offices."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from binakampung.catalogue.spreadsheets import folded, header_words
from binakampung.intake.slots import Slot
from binakampung.intake.tables import FileRefused

# How sure a meaning is: chosen by a person, the path, the name, a label, a synonym.
CHOSEN, PATH, NAME, SPELLING, LABEL, SYNONYM = 9, 6, 5, 4, 3, 2
MOST_INSTANCES = 100

_INSTANCE = re.compile(r"([\w.-]+)\[(\d{1,3})\]")
_NUMBERED = re.compile(r"^(.*?\D)[\s_]*[\[(#]?(\d{1,2})[\])]?$")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A heading fills `slot`; `sets` answers other questions along with it."""

    slot: Slot
    strength: int
    sets: Mapping[str, str] = field(default_factory=dict)


class Vocabulary:
    """Every word by which the questions of a form may be called."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = tuple(slots)
        self.paths = {slot.path: slot for slot in slots}
        self.names: dict[str, list[Slot]] = defaultdict(list)
        self.spellings: dict[str, list[Slot]] = defaultdict(list)
        self.labels: dict[str, list[Slot]] = defaultdict(list)
        for slot in slots:
            self.names[slot.question.name].append(slot)
            # A list of people holds their ids; a column called like the question holds their names.
            if not slot.answered_by_itself and slot.question.items != "children.csv":
                self._spell(slot)

    def _spell(self, slot: Slot) -> None:
        self.spellings[folded(slot.question.name)].append(slot)
        for word in {folded(text) for label in slot.question.labels.values() for text in (label, _plain(label))}:
            self.labels[word].append(slot)

    def meaning(self, title: str) -> Meaning | None:
        """What a heading means, None when nothing. Raises `FileRefused` when it may mean several questions."""
        return self._written(title) or self._numbered(title)

    def _written(self, title: str) -> Meaning | None:
        path = _INSTANCE.sub(r"\1", title).removeprefix("/").removeprefix("data/")
        if path in self.paths:
            numbers = {name: int(number) for name, number in _INSTANCE.findall(title)}
            if all(1 <= number <= MOST_INSTANCES for number in numbers.values()):
                return Meaning(self.paths[path].at(numbers), PATH)
        if title in self.names:
            return Meaning(self._only(title, self.names[title]), NAME)
        words = [word for word in (folded(title), folded(_plain(title))) if word]
        for known, strength in ((self.spellings, SPELLING), (self.labels, LABEL)):
            for word in words:
                if word in known:
                    return Meaning(self._only(title, known[word]), strength)
        return next((meaning for word in words if (meaning := self._synonym(title, word))), None)

    def _synonym(self, title: str, word: str) -> Meaning | None:
        for entry in header_words().get(word, ()):
            for name in entry.names:
                if name in self.names:
                    return Meaning(self._only(title, self.names[name]), SYNONYM, entry.sets)
        return None

    def _numbered(self, title: str) -> Meaning | None:
        """`Nama 2` is the name in the second instance of its repeat."""
        match = _NUMBERED.match(title.strip())
        if match is None or not 1 <= int(match.group(2)) <= MOST_INSTANCES:
            return None
        meaning = self._written(match.group(1))
        if meaning is None or not meaning.slot.scope:
            return None
        inner = [name for name, number in meaning.slot.steps if number][-1]
        return Meaning(meaning.slot.at({inner: int(match.group(2))}), meaning.strength, meaning.sets)

    def _only(self, title: str, slots: Sequence[Slot]) -> Slot:
        if len(slots) > 1:
            raise FileRefused("heading_ambiguous", column=title, fields=", ".join(slot.path for slot in slots))
        return slots[0]

    def suggestions(self) -> Iterator[str]:
        """How the questions are called, for a person whose headings were not understood."""
        for slot in self.slots:
            if not slot.answered_by_itself:
                yield slot.question.label("id")


def _plain(label: str) -> str:
    """A label without what stands in brackets."""
    return _BRACKETS.sub(" ", label)
