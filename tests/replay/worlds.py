"""Small random districts: families, posyandu days and visits, each a chain of versions of one submission.

A *plain* world says nothing that depends on who came first: every person has an id of their own, and a name on paper
comes with the date of birth that tells it from its namesakes. A *tangled* world has all the rest: ids claimed twice,
names that several people answer to, corrections that rename or move people, senders who look after one village only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from binakampung.domain.envelopes import Sender, SubmissionEnvelope
from tests.builders import NEIGHBOUR, SENDER, VILLAGE, envelope

VILLAGES = (VILLAGE, NEIGHBOUR)
NAMES = ("Ahmad", "Siti Aisyah", "Fajar")
CADRE = Sender("kader", (VILLAGE,))
FIRST_BIRTH = date(2022, 3, 1)
FIRST_DAY = date(2026, 5, 4)
Content = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """One version of one submission, and who sends it."""

    envelope: SubmissionEnvelope
    sender: Sender = SENDER


Chain = tuple[Letter, ...]


@dataclass(frozen=True)
class Child:
    """Someone a family may declare, wherever the world puts them."""

    family: int
    place: int
    name: str
    born: date

    @property
    def id(self) -> str:
        return f"anak-{self.family:03d}-{self.place}"


@st.composite
def plain_worlds(draw: DrawFn) -> list[Chain]:
    """Chains whose order of arrival must not matter."""
    homes = draw(st.lists(st.sampled_from(VILLAGES), min_size=1, max_size=3))
    children = [_child(draw, family, place) for family in range(len(homes)) for place in range(draw(st.integers(0, 2)))]
    chains = [_family(draw, number, village, children) for number, village in enumerate(homes)]
    chains += [_day(draw, number, homes, children, named=True) for number in range(draw(st.integers(0, 3)))]
    chains += [_visit(draw, number, homes, children) for number in range(draw(st.integers(0, 2)))]
    return chains


@st.composite
def tangled_worlds(draw: DrawFn) -> list[Chain]:
    """Chains whose order may matter: whatever came of them, a replay must say the same."""
    homes = draw(st.lists(st.sampled_from(VILLAGES), min_size=1, max_size=4))
    children = [_child(draw, family, place) for family in range(len(homes)) for place in range(draw(st.integers(0, 2)))]
    chains = [_tangled_family(draw, number, village, children) for number, village in enumerate(homes)]
    chains += [_day(draw, number, homes, children, named=False) for number in range(draw(st.integers(0, 3)))]
    chains += [_visit(draw, number, homes, children) for number in range(draw(st.integers(0, 2)))]
    senders = st.sampled_from((SENDER, SENDER, SENDER, CADRE))
    return [tuple(replace(letter, sender=draw(senders)) for letter in chain) for chain in chains]


@st.composite
def deliveries(draw: DrawFn, chains: Sequence[Chain]) -> list[list[Letter]]:
    """Every letter once or twice, in any order, in batches of one sender."""
    letters = [letter for chain in chains for letter in chain]
    again = draw(st.lists(st.sampled_from(letters), max_size=4))
    batches: list[list[Letter]] = []
    for letter in draw(st.permutations([*letters, *again])):
        if batches and batches[-1][0].sender == letter.sender and draw(st.booleans()):
            batches[-1].append(letter)
        else:
            batches.append([letter])
    return batches


# -- what each chain says --------------------------------------------------------------------------------------


def _child(draw: DrawFn, family: int, place: int) -> Child:
    return Child(family, place, draw(st.sampled_from(NAMES)), FIRST_BIRTH + timedelta(days=200 * family + 41 * place))


def _family(draw: DrawFn, number: int, village: str, children: Sequence[Child]) -> Chain:
    """A registration; a correction may add what the first version left out, but renames nobody."""
    own = [child for child in children if child.family == number]
    first = own[: draw(st.integers(0, len(own)))]
    versions = [_declared(number, village, [_member(child) for child in first], "Laok")]
    if first != own or draw(st.booleans()):
        members = [{**_member(child), "mother_name": "Rohmah", "has_book": "yes"} for child in own]
        versions.append(_declared(number, village, members, "Daya"))
    return _chain("family_registration", f"keluarga-{number}", versions)


def _tangled_family(draw: DrawFn, number: int, village: str, children: Sequence[Child]) -> Chain:
    own = [child for child in children if child.family == number]
    versions = []
    for _ in range(draw(st.integers(1, 3))):
        members = [_changed(draw, child, children) for child in own]
        place = draw(st.sampled_from((village, village, *VILLAGES)))
        versions.append(_declared(number, place, members, draw(st.sampled_from(("Laok", "Daya")))))
    return _chain("family_registration", f"keluarga-{number}", versions)


def _changed(draw: DrawFn, child: Child, children: Sequence[Child]) -> Content:
    """The child as it is, or under another's id, with another name, or born on a day that has not come."""
    member = _member(child)
    twist = draw(st.sampled_from(("none", "none", "id", "no id", "name", "born", "unreadable")))
    if twist == "id":
        member["person_id"] = draw(st.sampled_from(children)).id
    elif twist == "no id":
        del member["person_id"]
    elif twist == "name":
        member["name"] = draw(st.sampled_from(NAMES))
    elif twist == "born":
        member["birth_date"] = (child.born + timedelta(days=30)).isoformat()
    elif twist == "unreadable":
        member["birth_date"] = "kemarin"
    return member


def _declared(number: int, village: str, members: Sequence[Content], hamlet: str) -> Content:
    head = {
        "person_id": f"kepala-{number:03d}",
        "name": f"Sukron {number}",
        "sex": "male",
        "birth_date": "1988-01-02",
        "relationship": "head",
    }
    return {
        "registered_on": "2026-04-01",
        "village": village,
        "hamlet": hamlet,
        "rt": "1",
        "members": [head, *members],
    }


def _member(child: Child) -> Content:
    return {
        "person_id": child.id,
        "name": child.name,
        "sex": "female" if child.place else "male",
        "birth_date": child.born.isoformat(),
        "relationship": "child",
    }


def _day(draw: DrawFn, number: int, homes: Sequence[str], children: Sequence[Child], named: bool) -> Chain:
    """A posyandu day; its correction says the day anew."""
    village = draw(st.sampled_from(homes))
    on = FIRST_DAY + timedelta(days=31 * number + draw(st.integers(0, 3)))
    versions = []
    for _ in range(draw(st.integers(1, 2))):
        rows = draw(st.lists(st.builds(dict, weight=_weights, length=_lengths), max_size=4))
        row_of = [{**row, **_whom(draw, homes, village, children, named)} for row in rows]
        versions.append({"session_date": on.isoformat(), "village": village, "posyandu": "Melati", "children": row_of})
    return _chain("growth_session", f"hari-{number}", versions)


_weights = st.one_of(st.sampled_from(("94", "")), st.integers(25, 190).map(lambda grams: f"{grams / 10:g}"))
_lengths = st.one_of(st.just(""), st.integers(450, 1150).map(lambda millimetres: f"{millimetres / 10:g}"))


def _whom(
    draw: DrawFn, homes: Sequence[str], village: str, children: Sequence[Child], named: bool
) -> Mapping[str, str]:
    """By id, by name, by both, or somebody whom nobody ever declares."""
    known = [child for child in children if homes[child.family] == village or not named]
    if not known or draw(st.integers(0, 5)) == 0:
        return {"listed": "no", "child_name": "Tamu"}
    child = draw(st.sampled_from(known))
    how = draw(st.sampled_from(("id", "name", "both")))
    by_id = {"listed": "yes", "child": child.id}
    by_name = {"listed": "no", "child_name": child.name.upper()}
    if named or draw(st.booleans()):
        by_name["child_birth_date"] = child.born.isoformat()
    return by_id if how == "id" else by_name if how == "name" else {**by_id, **by_name}


def _visit(draw: DrawFn, number: int, homes: Sequence[str], children: Sequence[Child]) -> Chain:
    ids = [child.id for child in children] or ["anak-tak-ada"]
    versions = [
        {
            "visit_date": (FIRST_DAY + timedelta(days=draw(st.integers(0, 90)))).isoformat(),
            "village": draw(st.sampled_from(homes)),
            "person": draw(st.sampled_from(ids)),
            "contact": draw(st.sampled_from(("met", "absent", "moved", "refused"))),
        }
        for _ in range(draw(st.integers(1, 2)))
    ]
    return _chain("home_visit", f"kunjungan-{number}", versions)


def _chain(form_id: str, name: str, versions: Sequence[Content]) -> Chain:
    """The versions as submissions, each an edit of the one before."""
    letters: list[Letter] = []
    for number, content in enumerate(versions):
        made = envelope(form_id, content, f"uuid:{name}-{number}")
        before = letters[-1].envelope.instance_id if letters else None
        letters.append(Letter(replace(made, deprecated_id=before)))
    return tuple(letters)
