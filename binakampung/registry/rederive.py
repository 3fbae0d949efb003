"""Judging everyone anew after the rules changed: facts stay, assessments, tasks and families' risk are derived again.

An office changes a threshold in a file; the next start (or `bina rules apply`) makes it count. Rows that come out the
same are not written, so a phone hears only of children for whom something changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import binakampung
from binakampung.catalogue.reading import fingerprint
from binakampung.registry import casework, feed, risk
from binakampung.registry.actions.site import remember, setting
from binakampung.registry.foresight import foresee_casework
from binakampung.registry.interpret import turn
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Family, FamilyRisk, Person
from binakampung.registry.project import LOCAL
from binakampung.registry.store import Store

SETTING = "rules_applied"
CHUNK = 200


def rules_in_force() -> str:
    """What derived rows depend on beside facts: the rule files and this version of the program."""
    return f"{binakampung.__version__} {fingerprint()}"


def up_to_date() -> bool:
    """Were the derived rows made under the rules in force? An installation without people has nothing to derive."""
    return setting(SETTING) == rules_in_force() or not Person.objects.exists()


def rederive(progress: Callable[[int, int], None] | None = None, on: date | None = None) -> int:
    """Derive every person's assessments and tasks again, and judge every family by the risk rule as of a day (today).

    Returns how many assessments and tasks changed; families' judgements are of the day and are not counted.
    """
    ids = list(Person.objects.order_by("village", "pk").values_list("pk", flat=True))
    whole = len(ids) + Family.objects.filter(status=RESIDENT).count()
    tell = progress or (lambda done, of: None)
    changed = 0
    for start in range(0, len(ids), CHUNK):
        changed += _chunk(ids[start : start + CHUNK])
        tell(min(start + CHUNK, len(ids)), whole)
    _judge_families(on or datetime.now(LOCAL).date(), lambda done, _: tell(min(len(ids) + done, whole), whole))
    remember(SETTING, rules_in_force())
    return changed


def _judge_families(on: date, progress: Callable[[int, int], None]) -> None:
    """A file edited in place keeps its version, so no judgement counts as one by the rule in force."""
    FamilyRisk.objects.exclude(rule="").update(rule="")
    risk.refresh_all(on, progress)


def ensure_derived() -> int:
    """Derive again if the rules changed since the last time. Returns how many rows changed."""
    if up_to_date():
        remember(SETTING, rules_in_force())
        return 0
    return rederive()


def _chunk(ids: list[str]) -> int:
    with turn():
        store = Store()
        store.want(Person, "id", ids)
        people = {id: person for id in ids if (person := store.get(Person, id)) is not None}
        foresee_casework(store, people)
        casework.reconcile(store, people.values())
        changed = sum(len(each.new) + len(each.changed) + len(each.gone) for each in store.changes())
        feed.write(store)
    return changed
