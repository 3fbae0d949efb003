"""Whether two names may be one: spellings, titles, abbreviations, words left out.

A name is taken apart into words, each written in one way (`Spelling` says how; it is data). Names are then compared
word by word. Nothing here changes a name that is stored or shown. What is similar here says nothing yet of persons:
`domain.duplicates` weighs it with everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from binakampung.domain.people import name_key

_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼ](?=\w)")
_DOUBLED = re.compile(r"(.)\1+")
_LONGEST = 12  # words of a name that are looked at; what is longer is no name
_LONGEST_DEGREE = 8  # letters
_REST = 4  # letters that must follow for a word to be two
_LETTERS = 40  # letters of a word that are looked at
Rewriting = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Likenesses:
    """What name similarity (0..1) is given where letters alone do not say it."""

    same_sound: float  # two words that differ only in what the ear does not tell apart
    initial: float  # 'A.' beside a word that begins so
    common_missing: float  # taken off for a common word that only one name has
    word_missing: float  # the same for a telling word
    one_of_longer: float  # a name of one word that is one of the words of a longer name
    run_together_from: float  # names that differ in their spaces are compared letter by letter when so alike
    common_weight: float  # what a common word counts beside a telling one


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """How names are written: the list of variants, ready for use. Compared by identity; there is one for each file.

    `words` maps a word, as written by the rules of `letters`, to the word that stands for its group. `titles` and
    `placeholders` are runs of folded words. `joined`: how a word begins that is two, and the two.
    """

    titles: frozenset[tuple[str, ...]]
    degrees: frozenset[str]
    patronymics: frozenset[str]
    placeholders: frozenset[tuple[str, ...]]
    words: Mapping[str, str]
    joined: Rewriting
    common: frozenset[str]
    letters: Rewriting
    sounds: Rewriting
    endings: Rewriting
    likenesses: Likenesses


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name taken apart. `words` are written in one way; `sounds` belong to them, one each.

    `placeholder`: the name is none ('Bayi Ny. Siti'); then `words` are those of the mother. No words: not known.
    """

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    telling: tuple[bool, ...]
    placeholder: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a name of the person's own to compare."""
        return bool(self.words) and not self.placeholder

    @property
    def mononym(self) -> bool:
        """Whether it has one telling word at most: less to compare."""
        return sum(self.telling) <= 1


def rewritten(word: str, rewriting: Rewriting, endings: Rewriting = ()) -> str:
    """A word with letters exchanged, in order; doubled letters become one, an ending is exchanged once."""
    for old, new in rewriting:
        if old in word:
            word = word.replace(old, new)
    word = _DOUBLED.sub(r"\1", word)
    for old, new in endings:
        if len(word) > 2 and word.endswith(old):
            return word[: len(word) - len(old)] + new
    return word


@lru_cache(maxsize=32_768)
def written(name: str, spelling: Spelling) -> WrittenName:
    """The words of a name without titles, degrees and the father's name. Never raises."""
    words = _own_words(name, spelling)
    rest, placeholder = _without_placeholder(words, spelling)
    rest = _without_father(_without_degrees(_without_titles(rest, spelling), spelling), spelling)
    told = [part for word in rest[:_LONGEST] for part in _word(word[:_LETTERS], spelling)]
    return WrittenName(
        words=tuple(form for form, _ in told),
        sounds=tuple(sound for _, sound in told),
        telling=_telling([form for form, _ in told], spelling),
        placeholder=placeholder,
    )


def sound_key(name: str, spelling: Spelling) -> str:
    """What a name sounds like, without its common words and in no order; empty for a name without letters.

    Names with one key are candidates to be looked at, no more.
    """
    told = written(name, spelling)
    return " ".join(sorted(sound for sound, tells in zip(told.sounds, told.telling, strict=True) if tells))


def name_similarity(one: str, other: str, spelling: Spelling) -> float:
    """How alike two names are, 0..1; symmetric; 1 only where all words are the same; 0 for what is no name."""
    return similarity(written(one, spelling), written(other, spelling), spelling.likenesses)


def similarity(one: WrittenName, other: WrittenName, by: Likenesses) -> float:
    """The same of names that were taken apart."""
    if not (one.known and other.known):
        return 0.0
    if sorted(one.words) == sorted(other.words):
        return 1.0
    short, long = sorted((one, other), key=lambda each: (len(each.words), each.words))
    return min(max(_aligned(short, long, by), _run_together(short, long, by)), 0.99)


# --- taking apart ---


def _own_words(name: str, spelling: Spelling) -> list[str]:
    """Folded words; what stands after a comma is left out when it is a degree."""
    if "," in name:
        first, *rest = name.split(",")
        name = " ".join([first, *(part for part in rest if not _is_degree(part, spelling))])
    return name_key(_APOSTROPHES.sub("", name)).split()


def _is_degree(part: str, spelling: Spelling) -> bool:
    return name_key(part).replace(" ", "") in spelling.degrees


def _without_placeholder(words: list[str], spelling: Spelling) -> tuple[list[str], bool]:
    for length in (3, 2, 1):
        if len(words) >= length and tuple(words[:length]) in spelling.placeholders:
            return words[length:], True
    return words, False


def _without_titles(words: list[str], spelling: Spelling) -> list[str]:
    """Titles at the beginning fall, the longest first, as long as something is left."""
    while len(words) > 1:
        if len(words) > 2 and (words[0], words[1]) in spelling.titles:
            words = words[2:]
        elif (words[0],) in spelling.titles:
            words = words[1:]
        else:
            break
    return words


def _without_degrees(words: list[str], spelling: Spelling) -> list[str]:
    kept, tail = len(words), ""
    for place in range(len(words) - 1, 0, -1):
        tail = words[place] + tail
        if len(tail) > _LONGEST_DEGREE:
            break
        if tail in spelling.degrees:
            kept, tail = place, ""
    return words[:kept]


def _without_father(words: list[str], spelling: Spelling) -> list[str]:
    place = next((place for place, word in enumerate(words) if place and word in spelling.patronymics), len(words))
    return words[:place]


@lru_cache(maxsize=65_536)
def _word(word: str, spelling: Spelling) -> tuple[tuple[str, str], ...]:
    """A word as it is compared, and its sound. 'Abdurrahman' is two; 'Abdullah' is of the list and stays whole."""
    form = rewritten(word, spelling.letters, spelling.endings)
    parts = [spelling.words[form]] if form in spelling.words else _apart(form, spelling)
    return tuple((part, rewritten(part, spelling.sounds) or part) for part in parts)


def _apart(form: str, spelling: Spelling) -> list[str]:
    for start, two in spelling.joined:
        if form.startswith(start) and len(form) >= len(start) + _REST:
            return [spelling.words.get(part, part) for part in (two + form[len(start) :]).split()]
    return [form]


def _telling(words: list[str], spelling: Spelling) -> tuple[bool, ...]:
    """Which words are neither common nor a mere letter; all of them where none is left."""
    telling = [len(word) > 1 and word not in spelling.common for word in words]
    return tuple(telling) if True in telling else (True,) * len(words)


# --- comparing ---


def _aligned(short: WrittenName, long: WrittenName, by: Likenesses) -> float:
    """Each word of the shorter name beside the word of the longer that is most like it."""
    pairs = _pairs(short, long, by)
    weights = [1.0 if short.telling[i] or long.telling[j] else by.common_weight for i, j, _ in pairs]
    mean = sum(alike * weight for (_, _, alike), weight in zip(pairs, weights, strict=True)) / sum(weights)
    telling = [alike for (_, _, alike), weight in zip(pairs, weights, strict=True) if weight == 1.0]
    score = (mean + min(telling)) / 2 if telling else mean
    missing = [long.telling[j] for j in set(range(len(long.words))) - {j for _, j, _ in pairs}]
    score -= sum(by.word_missing if tells else by.common_missing for tells in missing)
    if short.mononym and any(missing):
        score = min(score, by.one_of_longer)
    return max(score, 0.0)


def _pairs(short: WrittenName, long: WrittenName, by: Likenesses) -> list[tuple[int, int, float]]:
    """Places of words beside each other, the most alike first taken."""
    told = sorted(
        (
            (word_similarity(a, b, short.sounds[i] == long.sounds[j], by), i, j)
            for i, a in enumerate(short.words)
            for j, b in enumerate(long.words)
        ),
        key=lambda each: (-each[0], abs(each[1] - each[2]), min(each[1:]), each[1:]),
    )
    pairs, left, right = [], set(range(len(short.words))), set(range(len(long.words)))
    for alike, i, j in told:
        if i in left and j in right:
            pairs.append((i, j, alike))
            left.remove(i)
            right.remove(j)
    return pairs


def word_similarity(one: str, other: str, same_sound: bool, by: Likenesses) -> float:
    """How alike two words are, 0..1."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1:
        return by.initial if one[0] == other[0] else 0.0
    return max(jaro_winkler(one, other), by.same_sound if same_sound else 0.0)


def _run_together(short: WrittenName, long: WrittenName, by: Likenesses) -> float:
    """'Nurhasanah' and 'Nur Hasanah': one name where only the spaces differ."""
    if len(short.words) == len(long.words):
        return 0.0
    alike = jaro_winkler("".join(short.sounds), "".join(long.sounds))
    return by.same_sound * alike if alike >= by.run_together_from else 0.0


@lru_cache(maxsize=65_536)
def jaro_winkler(one: str, other: str) -> float:
    """Jaro-Winkler similarity, 0..1 (prefix of four letters, a tenth each). Symmetric.

    Other than in Jaro's own, letters in their own place are taken first, so that one wrong vowel does not set a later
    one beside it.
    """
    if one > other:
        one, other = other, one
    jaro = _jaro(one, other)
    prefix = 0
    for a, b in zip(one[:4], other[:4], strict=False):
        if a != b:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    window = max(max(len(one), len(other)) // 2 - 1, 0)
    partner = {place: place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a == b}
    taken = set(partner)
    for place, letter in enumerate(one):
        if place in partner:
            continue
        for there in range(max(place - window, 0), min(place + window + 1, len(other))):
            if there not in taken and other[there] == letter:
                partner[place] = there
                taken.add(there)
                break
    if not partner:
        return 0.0
    here, there_too = [one[place] for place in sorted(partner)], [other[place] for place in sorted(taken)]
    moved = sum(a != b for a, b in zip(here, there_too, strict=True)) / 2
    count = len(partner)
    return (count / len(one) + count / len(other) + (count - moved) / count) / 3


def is_part(one: WrittenName, other: WrittenName, alike_from: float, by: Likenesses) -> bool:
    """Whether every telling word of one name is, nearly, a word of the other."""
    if not (one.known and other.known):
        return False
    short, long = sorted((one, other), key=lambda each: (len(each.words), each.words))
    beside = [(i, j) for i, j, alike in _pairs(short, long, by) if alike >= alike_from]
    here, there = {i for i, _ in beside}, {j for _, j in beside}
    return _all_told(short, here) or _all_told(long, there)


def _all_told(name: WrittenName, places: set[int]) -> bool:
    return all(place in places for place, tells in enumerate(name.telling) if tells)


def word_index(groups: Mapping[str, Iterable[str]], letters: Rewriting, endings: Rewriting) -> dict[str, str]:
    """Groups of spellings as `Spelling.words`. Raises `ValueError` for a spelling of two groups."""
    index: dict[str, str] = {}
    for main, spellings in groups.items():
        stands = rewritten(main, letters, endings)
        for each in (main, *spellings):
            form = rewritten(each.replace(" ", ""), letters, endings)
            if index.setdefault(form, stands) != stands:
                raise ValueError(f"{each!r} is a spelling of two names")
    return index
