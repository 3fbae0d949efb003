"""Whether two records are of one person: evidence, weighed by the rule `duplicates`, with the reasons.

Weights are powers of two, as in Fellegi and Sunter's linkage; the rule also says what evidence never allows (twins are
two children) and what it always asks (one NIK, two names). Nobody is merged here: a verdict is a proposal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from binakampung.domain.name_matching import Spelling, is_part, similarity, sound_key, written
from binakampung.domain.people import name_key
from binakampung.domain.rules import Rule, Sex, Wording

Verdict = Literal["different", "ask", "same"]
Reason = Literal[
    "nik_same", "nik_differs", "name_same", "name_same_mononym", "name_alike", "name_part", "name_placeholder",
    "name_unknown", "name_differs", "birth_same", "birth_stand_in", "birth_swapped", "birth_slip", "birth_year",
    "birth_unknown", "birth_differs", "generations", "sex_same", "sex_differs", "mother_same", "mother_alike",
    "mother_differs", "same_family", "same_rt", "same_hamlet", "same_village", "other_village", "twins",
    "twins_perhaps", "unsupported", "household", "better_counterpart", "rival_counterpart", "not_all_alike",
    "linkage_unsure",
]  # fmt: skip
REASONS: tuple[Reason, ...] = get_args(Reason)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)  # ascending
_BORN_TOGETHER = ("birth_same", "birth_stand_in")


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What is compared of a person. Empty texts and None are unknown; `nik_hash` is a keyed hash, never the number."""

    id: str
    family_id: str
    village: str
    hamlet: str
    rt: str
    name: str
    sex: Sex | None
    birth_date: date | None
    mother_name: str
    nik_hash: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one finding weighs, in powers of two, and the verdict that it allows at most and asks at least."""

    bits: float
    wording: Wording
    at_most: Verdict = "same"
    at_least: Verdict = "different"


Levels = Mapping[str, tuple[float, float]]
LINKAGE_LEVELS: Mapping[str, tuple[str, ...]] = {
    "name": ("same", "same_sound", "alike", "part", "differs"),
    "birth": ("same", "swapped", "slip", "year", "differs"),
    "mother": ("same", "alike", "differs"),
    "sex": ("same", "differs"),
    "nik": ("same", "differs"),
    "place": ("rt", "hamlet", "village", "differs"),
}


@dataclass(frozen=True, slots=True, eq=False)
class LinkageRule:
    """The parameters of a district's linkage. `levels`: by comparison and level (m, u), the shares among pairs of
    records of one person and of two; each sums to 1. Probabilities are 0..1.
    """

    second_records: float
    look_from: float
    merge_from: float
    nik_of_at_most: int  # records that may bear one NIK
    name_alike_from: float
    mother_alike_from: float
    levels: Mapping[str, Levels]


@dataclass(frozen=True, slots=True, eq=False)
class DuplicateRule:
    """The rule `duplicates`: weights, limits, and the spelling of names. Scores are 0..1."""

    rule: Rule
    spelling: Spelling
    evidence: Mapping[Reason, Evidence]
    even_at: float
    same_from: float
    ask_from: float
    names_alike_from: float
    twins_alike_below: float
    mothers_alike_from: float
    generation_years: int
    stand_in_days: frozenset[tuple[int, int]]  # (month, day)
    linkage: LinkageRule

    def score(self, bits: float) -> float:
        """Weight as 0..1; one half at `even_at`."""
        return float(1 / (1 + 2 ** min(self.even_at - bits, 500.0)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are: the score 0..1 and its weight, what it comes from, and what it comes to."""

    score: float
    bits: float
    reasons: tuple[Reason, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person."""

    left: PersonRecord
    right: PersonRecord
    likeness: Likeness


def likeness(one: PersonRecord, other: PersonRecord, rule: DuplicateRule) -> Likeness:
    """How alike two records are; the same in either order."""
    return judged(tuple(_findings(one, other, rule)), rule)


def judged(reasons: tuple[Reason, ...], rule: DuplicateRule) -> Likeness:
    """What findings come to."""
    found = [rule.evidence[reason] for reason in reasons]
    bits = sum(each.bits for each in found)
    score = rule.score(bits)
    verdict: Verdict = "same" if score >= rule.same_from else "ask" if score >= rule.ask_from else "different"
    verdict = min([verdict, *(each.at_most for each in found)], key=VERDICTS.index)
    verdict = max([verdict, *(each.at_least for each in found)], key=VERDICTS.index)
    return Likeness(score, bits, reasons, verdict)


def _findings(one: PersonRecord, other: PersonRecord, rule: DuplicateRule) -> Iterator[Reason]:
    if one.nik_hash and other.nik_hash:
        yield "nik_same" if one.nik_hash == other.nik_hash else "nik_differs"
    name, alike = _names(one.name, other.name, rule)
    birth = _births(one.birth_date, other.birth_date, rule)
    yield name
    yield birth
    if one.sex and other.sex:
        yield "sex_same" if one.sex == other.sex else "sex_differs"
    mother = _mothers(one.mother_name, other.mother_name, rule)
    if mother:
        yield mother
    place = _places(one, other, rule)
    yield place
    near = mother in ("mother_same", "mother_alike") or place in ("same_family", "same_rt")
    if birth in _BORN_TOGETHER and near:
        if name == "name_differs":
            yield "twins"
        elif name == "name_alike" and alike < rule.twins_alike_below:
            yield "twins" if place == "same_family" else "twins_perhaps"
    if not (mother or (one.nik_hash and one.nik_hash == other.nik_hash)):
        yield "unsupported"


def _names(one: str, other: str, rule: DuplicateRule) -> tuple[Reason, float]:
    a, b = written(one, rule.spelling), written(other, rule.spelling)
    if a.placeholder or b.placeholder:
        return "name_placeholder", 0.0
    if not (a.known and b.known):
        return "name_unknown", 0.0
    alike = similarity(a, b, rule.spelling.likenesses)
    if alike == 1.0:
        return ("name_same_mononym" if a.mononym else "name_same"), alike
    if alike >= rule.names_alike_from:
        return "name_alike", alike
    part = is_part(a, b, rule.names_alike_from, rule.spelling.likenesses)
    return ("name_part" if part else "name_differs"), alike


def _births(one: date | None, other: date | None, rule: DuplicateRule) -> Reason:
    if one is None or other is None:
        return "birth_unknown"
    stand_in = [(day.month, day.day) in rule.stand_in_days for day in (one, other)]
    if one == other:
        return "birth_stand_in" if stand_in[0] else "birth_same"
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return "birth_swapped"
    if _one_slip(one.isoformat(), other.isoformat()):
        return "birth_slip"
    years = abs(one.year - other.year)
    if years <= 1 and any(stand_in):
        return "birth_year"
    return "generations" if years >= rule.generation_years else "birth_differs"


def _one_slip(one: str, other: str) -> bool:
    """One digit is another, or two neighbours changed places."""
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 2:
        a, b = places
        return b == a + 1 and one[a] == other[b] and one[b] == other[a]
    return len(places) == 1


def _mothers(one: str, other: str, rule: DuplicateRule) -> Reason | None:
    a, b = written(one, rule.spelling), written(other, rule.spelling)
    if not (a.known and b.known):
        return None
    alike = similarity(a, b, rule.spelling.likenesses)
    if alike == 1.0:
        return "mother_same"
    near = alike >= rule.mothers_alike_from or is_part(a, b, rule.mothers_alike_from, rule.spelling.likenesses)
    return "mother_alike" if near else "mother_differs"


def _places(one: PersonRecord, other: PersonRecord, rule: DuplicateRule) -> Reason:
    if one.family_id and one.family_id == other.family_id:
        return "same_family"
    if not one.village or one.village != other.village:
        return "other_village"
    a, b = hamlet_key(one.hamlet, rule.spelling), hamlet_key(other.hamlet, rule.spelling)
    if not a or a != b:
        return "same_village"
    return "same_rt" if rt_key(one.rt) and rt_key(one.rt) == rt_key(other.rt) else "same_hamlet"


@lru_cache(maxsize=8192)
def hamlet_key(hamlet: str, spelling: Spelling) -> str:
    """A hamlet's name as it sounds, without 'dusun'."""
    words = [word for word in name_key(hamlet).split() if word not in ("dusun", "dsn", "kampung", "kp")]
    return sound_key(" ".join(words), spelling)


def rt_key(rt: str) -> str:
    """'RT 03', '003' and '3' are one."""
    return "".join(letter for letter in rt if letter.isdigit()).lstrip("0")


# --- finding who to compare ---

Key = tuple[str | date, ...]


def keys_of(person: PersonRecord, spelling: Spelling) -> Iterator[Key]:
    """People who share a key are compared: NIK, day of birth, the name's sound, one of its words and the year."""
    born = person.birth_date
    if person.nik_hash:
        yield "nik", person.nik_hash
    if born:
        yield "born", born
    told = written(person.name, spelling)
    sounds = [sound for sound, tells in zip(told.sounds, told.telling, strict=True) if tells]
    if sounds:
        yield "sound", *sorted(sounds)
    if born:
        for sound in sounds:
            yield sound, str(born.year)


def _asked_keys(person: PersonRecord, spelling: Spelling) -> set[Key]:
    """The same, and day and month exchanged."""
    keys, born = set(keys_of(person, spelling)), person.birth_date
    if born and born.day <= 12:
        keys.add(("born", born.replace(month=born.day, day=born.month)))
    return keys


def candidates_in_village(
    new: Iterable[PersonRecord], known: Iterable[PersonRecord], rule: DuplicateRule
) -> tuple[Pair, ...]:
    """New people (left) beside those known (right) who may be the same person, the most alike first.

    Only pairs whose verdict is 'same' or 'ask', settled; nobody is compared with a record of the same id.
    """
    known = list(known)
    shared: dict[Key, list[PersonRecord]] = defaultdict(list)
    coming = [(person, _asked_keys(person, rule.spelling)) for person in new]
    wanted = {key for _, keys in coming for key in keys}
    for person in known:
        for key in keys_of(person, rule.spelling):
            if key in wanted:
                shared[key].append(person)
    pairs = []
    for person, keys in coming:
        found = {each.id: each for key in keys for each in shared.get(key, ()) if each.id != person.id}
        pairs += [Pair(person, other, likeness(person, other, rule)) for other in found.values()]
    told = [pair for pair in settled(pairs, rule) if pair.likeness.verdict != "different"]
    return tuple(sorted(told, key=lambda pair: (-pair.likeness.bits, pair.left.id, pair.right.id)))


# --- pairs beside each other ---


def settled(pairs: Sequence[Pair], rule: DuplicateRule) -> list[Pair]:
    """The pairs with what can only be seen together.

    What neither NIK nor mother supports may be supported by the household: somebody else of it is there again too. A
    household recorded twice has its twins twice: of two families each person has one counterpart, the best. And records
    that are merged must all fit each other.
    """
    return _agreeing(_best_counterparts(_by_household(pairs, rule), rule), rule)


def is_sure(found: Likeness, rule: DuplicateRule) -> bool:
    """Whether it is 'same', or would be if anything supported it."""
    return found.verdict == "same" or ("unsupported" in found.reasons and _supported(found, rule).verdict == "same")


def _supported(found: Likeness, rule: DuplicateRule) -> Likeness:
    return judged(tuple("household" if reason == "unsupported" else reason for reason in found.reasons), rule)


def _by_household(pairs: Sequence[Pair], rule: DuplicateRule) -> list[Pair]:
    sure: dict[frozenset[str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        if _towards(pair) and is_sure(pair.likeness, rule):
            sure[_families(pair)].append(pair)
    told = []
    for pair in pairs:
        beside = sure.get(_families(pair), ()) if "unsupported" in pair.likeness.reasons else ()
        if any(_apart(pair, other) for other in beside):
            pair = Pair(pair.left, pair.right, _supported(pair.likeness, rule))
        told.append(pair)
    return told


def _families(pair: Pair) -> frozenset[str]:
    return frozenset((pair.left.family_id, pair.right.family_id))


def _apart(one: Pair, other: Pair) -> bool:
    return not {one.left.id, one.right.id} & {other.left.id, other.right.id}


def _best_counterparts(pairs: Sequence[Pair], rule: DuplicateRule) -> list[Pair]:
    best: dict[tuple[str, str], float] = {}
    fitting: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        for towards in _towards(pair):
            best[towards] = max(best.get(towards, pair.likeness.bits), pair.likeness.bits)
            fitting[towards] += pair.likeness.verdict != "different"
    told = []
    for pair in pairs:
        if any(best[towards] > pair.likeness.bits for towards in _towards(pair)):
            pair = with_reason(pair, "better_counterpart", rule)
        elif "name_alike" in pair.likeness.reasons and any(fitting[towards] > 1 for towards in _towards(pair)):
            pair = with_reason(pair, "rival_counterpart", rule)
        told.append(pair)
    return told


def _towards(pair: Pair) -> tuple[tuple[str, str], ...]:
    """Each of the two and the family in which the other stands; nothing within one family."""
    left, right = pair.left, pair.right
    if not left.family_id or not right.family_id or left.family_id == right.family_id:
        return ()
    return (left.id, right.family_id), (right.id, left.family_id)


def _agreeing(pairs: Sequence[Pair], rule: DuplicateRule) -> list[Pair]:
    """Pairs of a group that are not all 'same' with each other are asked."""
    group_of: dict[str, str] = {}
    same = [pair for pair in pairs if pair.likeness.verdict == "same"]
    for pair in same:
        group_of[_first(group_of, pair.right.id)] = _first(group_of, pair.left.id)
    people: dict[str, set[str]] = defaultdict(set)
    edges: dict[str, set[frozenset[str]]] = defaultdict(set)
    for pair in same:
        group = _first(group_of, pair.left.id)
        people[group] |= {pair.left.id, pair.right.id}
        edges[group].add(frozenset((pair.left.id, pair.right.id)))
    whole = {group for group, ids in people.items() if len(edges[group]) == len(ids) * (len(ids) - 1) // 2}
    return [
        pair
        if pair.likeness.verdict != "same" or _first(group_of, pair.left.id) in whole
        else with_reason(pair, "not_all_alike", rule)
        for pair in pairs
    ]


def _first(group_of: dict[str, str], id: str) -> str:
    """Who stands for the group of a person; the way there is shortened."""
    while group_of.setdefault(id, id) != id:
        group_of[id] = group_of[group_of[id]]
        id = group_of[id]
    return id


def with_reason(pair: Pair, reason: Reason, rule: DuplicateRule) -> Pair:
    """The pair judged again with one reason more."""
    return Pair(pair.left, pair.right, judged((*pair.likeness.reasons, reason), rule))
