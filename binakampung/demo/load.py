"""Loading the demonstration, month by month, through the door.

A few villages with a long history come first; a server may start then, while the rest of the district follows village
by village. What is loaded is decided by a plan that the database keeps, so that an interrupted load goes on later:
what was sent already is recognised by the ledger.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from binakampung.demo.accounts import make_accounts
from binakampung.demo.events import events
from binakampung.demo.people import Family, Place, families
from binakampung.demo.places import centre, declare, sizes, villages
from binakampung.demo.posyandu import sessions, visits
from binakampung.demo.telling import Dated, forget_versions, noon, registration, tells
from binakampung.domain.envelopes import Sender
from binakampung.intake.receive import BATCH, receive
from binakampung.ledger.models import Submission
from binakampung.registry import risk
from binakampung.registry.actions.site import remember, setting
from binakampung.registry.models import RiskRun

Say = Callable[[str], None]
SHALLOW_MONTHS = 2  # of families, where the history is short
WEIGHED_EVERY = 3  # one in so many of the other villages has its posyandu days recorded
LAST_OPENING = 13  # the day of a month on which the last posyandu opens
RUN_AREA = "352805"  # the subdistrict of the villages with a long history
HALF_A_YEAR = 6
PLAN, LOADING, DONE = "demonstration_plan", "demonstration_loading", "demonstration_done"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the demonstration is, and from which seed; `until` is its last day (today when None).

    `families` is the mean of the villages. `deep` villages, the first ones, have `months` months of posyandu days
    and visits; of the others some have the last month.
    """

    villages: int = 189
    families: int = 106
    months: int = 8
    seed: int = 2026
    until: date | None = None
    deep: int = 4

    def dump(self) -> str:
        """As the database keeps it."""
        return json.dumps(asdict(self) | {"until": self.until.isoformat() if self.until else None})

    @classmethod
    def load(cls, text: str) -> Size:
        """From what the database keeps."""
        stored = json.loads(text)
        return cls(**stored | {"until": date.fromisoformat(stored["until"]) if stored["until"] else None})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a size means: the villages in order, how many families each, and the days."""

    size: Size
    until: date
    sizes: dict[str, int]

    @property
    def deep(self) -> list[str]:
        """The villages with a long history."""
        return list(self.sizes)[: self.size.deep]

    @property
    def rest(self) -> list[str]:
        """The others."""
        return list(self.sizes)[self.size.deep :]

    def people(self, village: str, months: int) -> list[Family]:
        """The families of a village, whose history begins so many months back."""
        place = Place(village, _months_before(self.until, months), self.until, tells("birth"), centre(village))
        return families(place, self.sizes[village], self.size.seed)


def load_once(by: str, say: Say, size: Size | None = None, whole: bool = True) -> bool:
    """Load the demonstration into an empty ledger; a ledger that holds anything is left alone.

    Without `whole` only the villages with a long history, so that a server may start; `go_on` does the rest.
    """
    if Submission.objects.exists():
        return False
    size = size or Size()
    load_first(replace(size, until=size.until or timezone.localdate()), by, say)
    if whole:
        go_on(say)
    return True


def load_first(size: Size, by: str, say: Say) -> None:
    """Accounts, declarations, and the villages with a long history. `size.until` is a day."""
    remember("demonstration", "1")
    remember(PLAN, size.dump())
    plan = _plan(size)
    make_accounts(list(plan.sizes), by)
    declare(size.seed, by)
    say(f"Memuat peragaan: {len(plan.sizes)} desa, {sum(plan.sizes.values())} keluarga, {size.months} bulan")
    _remember_progress(plan, 0)
    _deep(plan, say)
    risk.refresh_all(plan.until)
    _remember_progress(plan, len(plan.deep))


def unfinished() -> bool:
    """Is there a demonstration of which something is still to come?"""
    return bool(setting(PLAN)) and setting(LOADING) != ""


def go_on(say: Say, pause: float = 0.0, stop: Callable[[], bool] = lambda: False) -> None:
    """Load what is missing of a demonstration, village by village, and judge everybody at the end.

    `pause`: how much of the time of each batch is left to others, who may be using the system meanwhile.
    `stop`: asked before each village; what is left then is loaded the next time.
    """
    if not unfinished():
        return
    plan = _plan(Size.load(setting(PLAN)))
    done = int(
        setting(DONE) or 0
    )  # the one after may be half there: it is sent whole, and the ledger knows what it has
    for number, village in enumerate(plan.rest, start=1):
        if number <= done:
            continue
        if stop():
            return
        _shallow(plan, village, weighed=number % WEIGHED_EVERY == 0, pause=pause)
        remember(DONE, str(number))
        _remember_progress(plan, len(plan.deep) + number)
        if number % 20 == 0 or number == len(plan.rest):
            say(f"  {len(plan.deep) + number} dari {len(plan.sizes)} desa")
    risk.refresh_all(plan.until)
    _keep_runs(plan)
    remember(LOADING, "")


def _plan(size: Size) -> Plan:
    forget_versions()
    codes = villages(size.villages)
    assert size.until is not None
    return Plan(size, size.until, sizes(codes, size.families, size.deep, size.seed))


def _deep(plan: Plan, say: Say) -> None:
    size, until = plan.size, plan.until
    first = _months_before(until, size.months)
    people = {code: plan.people(code, size.months) for code in plan.deep}
    happened = {code: list(events(people[code], size.seed, until)) for code in people}
    for number in range(size.months + 1):
        start = max(first, _month_start(first, number))
        end = min(until, _month_start(first, number + 1) - timedelta(days=1))
        if start > until:
            break
        for code in people:
            _month(code, people[code], happened[code], start, end, plan)
        say(f"  {start:%Y-%m} selesai")


def _month(village: str, people: list[Family], happened: list[Dated], start: date, end: date, plan: Plan) -> None:
    rng = random.Random(f"{plan.size.seed}/{village}/{start}")
    sender = Sender("kader", (village,))
    told = [registration(family) for family in people if start <= family.registered_on <= end]
    _send(sender, told + [each for each in happened if start <= each[0] <= end])
    _send(sender, sessions(rng, village, people, start, end, slips=_same_month(end, plan.until)))
    _send(sender, visits(rng, village, start, end))


def _shallow(plan: Plan, village: str, weighed: bool, pause: float) -> None:
    """Families and what happened to them lately; of some villages the posyandu days of the last month."""
    sender = Sender("kader", (village,))
    people = plan.people(village, SHALLOW_MONTHS)
    told = [registration(family) for family in people] + list(events(people, plan.size.seed, plan.until))
    _send(sender, told, pause, together=True)
    if weighed:
        rng = random.Random(f"{plan.size.seed}/{village}/weighed")
        start = _month_start(plan.until, 0 if plan.until.day >= LAST_OPENING else -1)
        end = min(plan.until, _month_start(start, 1) - timedelta(days=1))
        _send(sender, sessions(rng, village, people, start, end), pause)


def _send(sender: Sender, told: Iterable[Dated], pause: float = 0.0, together: bool = False) -> None:
    """Send in order of day; what is sent on one day is received on that day, or `together` all on the last one."""
    dated = sorted(told, key=lambda pair: pair[0])
    days = sorted({day for day, _ in dated})
    for day in days[-1:] if together else days:
        received = min(noon(day) + timedelta(hours=4), datetime.now(UTC))
        batch = [envelope for on, envelope in dated if together or on == day]
        for start in range(0, len(batch), BATCH):
            began = time.monotonic()
            receive(batch[start : start + BATCH], sender, now=received)
            if pause:
                time.sleep(pause * (time.monotonic() - began))


def _keep_runs(plan: Plan) -> None:
    """Of one subdistrict a run of half a year ago and one of today, to compare: who grew into or out of a group."""
    now = datetime.now(UTC)
    for day in (_months_before(plan.until, HALF_A_YEAR + 1), plan.until):
        name = f"Peragaan {day:%Y-%m}"
        if not RiskRun.objects.filter(area_code=RUN_AREA, name=name).exists():
            risk.run(name, RUN_AREA, day, "bina", now)


def _remember_progress(plan: Plan, done: int) -> None:
    whole = sum(plan.sizes.values())
    there = sum(list(plan.sizes.values())[:done])
    remember(LOADING, str(min(99, 100 * there // whole)))


def _months_before(day: date, months: int) -> date:
    return _month_start(day, -(months - 1))


def _same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)


def _month_start(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
