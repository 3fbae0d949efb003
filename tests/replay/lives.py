"""Random lives of a few families, as several phones would tell them: births, deaths, moves, weddings, splits, mergers.

Everyone is named by id, and every event says all that it needs, so the order of arrival must not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from binakampung.domain.people import derived_id
from tests.builders import NEIGHBOUR, VILLAGE, envelope
from tests.replay.worlds import Letter

VILLAGES = (VILLAGE, NEIGHBOUR)
REGISTERED = date(2026, 3, 2)
Content = dict[str, Any]


@dataclass(frozen=True)
class Home:
    """A couple with children, as it was first registered."""

    number: int
    village: str
    children: int

    @property
    def id(self) -> str:
        return derived_id(f"uuid:rumah-{self.number}", "family")

    @property
    def husband(self) -> str:
        return f"suami-{self.number:03d}"

    @property
    def wife(self) -> str:
        return f"istri-{self.number:03d}"

    @property
    def people(self) -> list[str]:
        return [self.husband, self.wife, *(f"anak-{self.number:03d}-{place}" for place in range(self.children))]


@st.composite
def lives(draw: DrawFn) -> list[Letter]:
    """Registrations, and up to seven things that happened."""
    several = range(draw(st.integers(2, 3)))
    homes = [Home(number, draw(st.sampled_from(VILLAGES)), draw(st.integers(0, 2))) for number in several]
    letters = [_letter("family_registration", f"rumah-{home.number}", _registered(home)) for home in homes]
    for number in range(draw(st.integers(1, 7))):
        tell = draw(st.sampled_from(HAPPENINGS))
        form_id, content = tell(draw, number, homes)
        letters.append(_letter(form_id, f"kejadian-{number}", content))
    return letters


def _letter(form_id: str, name: str, content: Content) -> Letter:
    # The clocks of phones differ: what was recorded when is of no order that the names of records would show.
    minutes = int(derived_id(name)[:4], 16) % 600
    made = envelope(form_id, content, f"uuid:{name}")
    return Letter(replace(made, observed_at=datetime(2026, 11, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)))


def _registered(home: Home) -> Content:
    def member(id: str, sex: str, born: str, relationship: str) -> Content:
        return {"person_id": id, "name": f"Nama {id}", "sex": sex, "birth_date": born, "relationship": relationship}

    children = [member(id, "female", f"202{4 + n}-0{n + 1}-11", "child") for n, id in enumerate(home.people[2:])]
    couple = [member(home.husband, "male", "1990-02-03", "head"), member(home.wife, "female", "1994-05-06", "spouse")]
    return {
        "registered_on": REGISTERED.isoformat(),
        "village": home.village,
        "hamlet": "Laok",
        "rt": "1",
        "members": [*couple, *children],
    }


def _day(draw: DrawFn) -> str:
    return (REGISTERED + timedelta(days=draw(st.integers(1, 60)))).isoformat()


def _home(draw: DrawFn, homes: Sequence[Home]) -> Home:
    return draw(st.sampled_from(homes))


def _birth(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    twins = range(draw(st.integers(1, 2)))
    children = [{"child_id": f"bayi-{number:03d}-{n}", "sex": "male", "name": f"Bayi {number} {n}"} for n in twins]
    day = _day(draw)
    return "birth", {
        "born_on": day,
        "village": home.village,
        "mother": home.wife,
        "family_id": home.id,
        "children": [{**child, "alive": "yes", "birth_order": str(n + 1)} for n, child in enumerate(children)],
    }


def _death(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    person = draw(st.sampled_from(home.people))
    return "death", {"died_on": _day(draw), "village": home.village, "person": person, "cause": "illness"}


def _move_out(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    content = {"moved_on": _day(draw), "village": home.village, "family": home.id}
    if draw(st.booleans()):
        content |= {"who": "some", "people": draw(st.sampled_from(home.people))}
    else:
        content |= {"who": "all"}
    if draw(st.booleans()):
        to = draw(st.sampled_from(VILLAGES))
        return "move_out", content | {"where": "inside", "to_village": to, "hamlet": "Baru"}
    return "move_out", content | {"where": "outside", "to_place": "Surabaya"}


def _move_in(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    return "move_in", {
        "moved_on": _day(draw),
        "village": home.village,
        "family": home.id,
        "person_id": f"pendatang-{number:03d}",
        "name": f"Pendatang {number}",
        "sex": "male",
        "birth_date": "1960-01-01",
        "relationship": "other",
    }


def _marriage(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    one, other = _home(draw, homes), _home(draw, homes)
    return "marriage", {
        "married_on": _day(draw),
        "village": one.village,
        "person": one.husband,
        "partner": "listed",
        "spouse": other.wife,
        "registered": "yes",
        "lives": "new",
        "new_id": f"keluarga-baru-{number:03d}",
        "family_id": f"keluarga-baru-{number:03d}",
    }


def _divorce(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    return "divorce", {
        "divorced_on": _day(draw),
        "village": home.village,
        "person": home.husband,
        "spouse": home.wife,
        "who_leaves": "spouse",
        "leaves": home.wife,
        "goes_to": "new",
        "new_id": f"keluarga-pisah-{number:03d}",
        "family_id": f"keluarga-pisah-{number:03d}",
    }


def _split(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home, other = _home(draw, homes), _home(draw, homes)
    person = draw(st.sampled_from(home.people))
    content = {"split_on": _day(draw), "village": home.village, "from_family": home.id, "people": person}
    if draw(st.booleans()):
        return "family_split", content | {"becomes": "join", "known_family": other.id, "family_id": other.id}
    new = f"keluarga-pecah-{number:03d}"
    group = {"head": person, "same_dwelling": "yes", "same_kitchen": "no", "hamlet": "Laok"}
    return "family_split", content | {"becomes": "new", "new_id": new, "family_id": new, "home": group}


def _transfer(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    decided = {"decided_on": _day(draw), "village": home.village}
    return "transfer_family", {"family_id": home.id, "to_village": draw(st.sampled_from(VILLAGES)), **decided}


def _merge(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    one, other = _home(draw, homes), _home(draw, homes)
    if draw(st.booleans()):
        kind, duplicate, into = "family", one.id, other.id
    else:
        kind, duplicate, into = "person", draw(st.sampled_from(one.people)), draw(st.sampled_from(other.people))
    decided = {"decided_on": _day(draw), "village": one.village}
    return "merge_people", {"kind": kind, "duplicate": duplicate, "into": into, **decided}


def _pregnancy(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    expecting = {"weeks": str(draw(st.integers(4, 30)))}
    content = {"seen_on": _day(draw), "village": home.village, "woman": home.wife, "state": "pregnant"}
    return "pregnancy", {**content, "expecting": expecting}


def _method(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    method = draw(st.sampled_from(("injection", "implant", "none")))
    content = {"given_on": _day(draw), "village": home.village, "woman": home.wife, "contraception": method}
    return "family_planning_service", content


def _number(draw: DrawFn, number: int, homes: Sequence[Home]) -> tuple[str, Content]:
    home = _home(draw, homes)
    decided = {"decided_on": _day(draw), "village": home.village}
    nik = f"35280512039200{draw(st.integers(10, 12))}"
    return "correct_identifier", {"subject": home.husband, "kind": "nik", "number": nik, **decided}


Happening = Callable[[DrawFn, int, Sequence[Home]], tuple[str, Mapping[str, Any]]]
HAPPENINGS: tuple[Any, ...] = (
    _birth, _death, _move_out, _move_in, _marriage, _divorce, _split, _transfer, _merge, _pregnancy, _method, _number,
)  # fmt: skip
