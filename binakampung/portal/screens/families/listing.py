"""The families of a village: which are shown, in pages by key, with what a list says of each.

Pages go by the key of the last family shown, not by counting rows; the address carries its id and no name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from binakampung.domain.people import name_key
from binakampung.portal.screens.children.visits import home_of
from binakampung.portal.words import phrase
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Family, FamilyRisk, Person

SIZE = 50
VIEWS = {
    "semua": phrase("Semua keluarga"),
    "baduta": phrase("Ada baduta"),
    "balita": phrase("Ada anak 2–5 tahun"),
    "hamil": phrase("Ada ibu hamil"),
    "pus": phrase("PUS"),
    "berisiko": phrase("Berisiko stunting"),
    "belum_jelas": phrase("Risiko belum diketahui"),
    "kurang": phrase("Data belum lengkap"),
}
# What a view looks for in the newest judgement of a family: a target group, or the answer itself.
_TARGETS = {"baduta": "under_two", "balita": "two_to_five", "hamil": "pregnant_couple", "pus": "eligible_couple"}
_ANSWERS = {"berisiko": "yes", "belum_jelas": "unknown"}
# Views that tell something of health need the right to it.
NEEDS: Mapping[str, str] = {"hamil": "health"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows: the view, and the hamlet and RT when they are chosen."""

    view: str = "semua"
    hamlet: str = ""
    rt: str = ""


def families_of(village: str, wanted: Wanted) -> QuerySet[Family]:
    """The resident families of a village that are wanted."""
    rows = Family.objects.filter(village=village, status=RESIDENT)
    if wanted.hamlet:
        rows = rows.filter(hamlet=wanted.hamlet)
    if wanted.rt:
        rows = rows.filter(rt=wanted.rt)
    if wanted.view in _TARGETS:
        return rows.filter(_judged(village, **{f"targets__{_TARGETS[wanted.view]}": "yes"}))
    if wanted.view in _ANSWERS:
        return rows.filter(_judged(village, answer=_ANSWERS[wanted.view]))
    if wanted.view == "kurang":
        members = Person.objects.filter(village=village, family_id=OuterRef("pk"), status=RESIDENT)
        gap = members.filter(Q(birth_date=None) | Q(sex="") | Q(nik_hash=""))
        return rows.filter(Q(card_hash="") | Exists(gap))
    return rows


def _judged(village: str, **which: str) -> Exists:
    return Exists(FamilyRisk.objects.filter(village=village, family_id=OuterRef("pk"), **which))


def named(rows: QuerySet[Family], text: str) -> QuerySet[Family]:
    """Those whose head or any member has this in the name."""
    key = name_key(text)
    member = Person.objects.filter(family_id=OuterRef("pk"), status=RESIDENT, name_key__contains=key)
    return rows.filter(Q(head_key__contains=key) | Exists(member)) if key else rows.none()


def one_page(rows: QuerySet[Family], after: str) -> tuple[list[Family], str]:
    """A page in the order of names, after the family of this id; and the id after which the next one begins."""
    last = rows.model._default_manager.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(head_key__gt=last.head_key) | Q(head_key=last.head_key, pk__gt=last.pk))
    found = list(rows.order_by("head_key", "pk")[: SIZE + 1])
    return found[:SIZE], found[SIZE - 1].pk if len(found) > SIZE else ""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family in a list; `risk` is `yes`, `no`, `unknown` or empty for one that no rule has judged."""

    family: Family
    home: str
    risk: str
    target: str
    children: int


def family_rows(families: Sequence[Family]) -> list[FamilyRow]:
    """The rows of families in their order; two queries for all of them."""
    ids = [family.pk for family in families]
    judged = FamilyRisk.objects.in_bulk(ids)
    children = Counter(
        Person.objects.filter(family_id__in=ids, status=RESIDENT, relationship="child").values_list(
            "family_id", flat=True
        )
    )
    return [_row(family, judged.get(family.pk), children[family.pk]) for family in families]


def _row(family: Family, judged: FamilyRisk | None, children: int) -> FamilyRow:
    risk, target = (judged.answer, judged.target) if judged else ("", "")
    return FamilyRow(family, home_of(family), risk, target, children)


@dataclass(frozen=True, slots=True)
class Place:
    """An RT of a hamlet with how many families and people it has."""

    hamlet: str
    rt: str
    families: int
    people: int


def places(village: str) -> list[Place]:
    """Hamlets and RT of a village. Aggregates: no name."""
    homes = Family.objects.filter(village=village, status=RESIDENT)
    grouped = homes.values("hamlet", "rt").annotate(families=Count("pk")).order_by("hamlet", "rt")
    heads: Counter[tuple[str, str]] = Counter()
    for hamlet, rt, members in homes.values_list("hamlet", "rt", "members"):
        heads[hamlet, rt] += members
    return [Place(row["hamlet"], row["rt"], row["families"], heads[row["hamlet"], row["rt"]]) for row in grouped]
