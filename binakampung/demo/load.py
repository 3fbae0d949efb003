"""Loading the demonstration, month by month, through the door."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.utils import timezone

from binakampung.demo.accounts import make_accounts
from binakampung.demo.growing import measured
from binakampung.demo.names import POSYANDU
from binakampung.demo.people import Child, Family, families, seeded_id
from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.intake.receive import receive
from binakampung.ledger.forms import current
from binakampung.ledger.models import Submission
from binakampung.registry.actions.site import remember
from binakampung.registry.models import AdministrativeArea, Task
from binakampung.standards import who_2006

LOCAL = ZoneInfo("Asia/Jakarta")
FIRST_VILLAGES = ("3528052004", "3528052010", "3528052021", "3528041011")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the demonstration is, and from which seed; `until` is its last day (today when None)."""

    villages: int = 4
    families: int = 220
    months: int = 8
    seed: int = 2026
    until: date | None = None


def load_once(by: str, say: Callable[[str], None], size: Size | None = None) -> bool:
    """Load the demonstration into an empty ledger; a ledger that holds anything is left alone."""
    if Submission.objects.exists():
        return False
    load(size or Size(), by, say)
    return True


def load(size: Size, by: str, say: Callable[[str], None]) -> None:
    """Accounts, families, posyandu days and visits of `size.months` months up to its last day."""
    remember("demonstration", "1")
    until = size.until or timezone.localdate()
    first = _months_before(until, size.months)
    codes = _villages(size.villages)
    make_accounts(codes, by)
    say(f"Memuat peragaan: {len(codes)} desa, {size.families} keluarga per desa, {size.months} bulan")
    villages = {code: families(code, size.families, first, until, size.seed) for code in codes}
    for number in range(size.months + 1):
        start = max(first, _month_start(first, number))
        end = min(until, _month_start(first, number + 1) - timedelta(days=1))
        if start > until:
            break
        for code, people in villages.items():
            _month(code, people, start, end, until, size.seed)
        say(f"  {start:%Y-%m} selesai")


def _month(village: str, people: list[Family], start: date, end: date, until: date, seed: int) -> None:
    rng = random.Random(f"{seed}/{village}/{start}")
    sender = Sender("kader", (village,))
    _send(sender, [_registration(family) for family in people if start <= family.registered_on <= end])
    sessions = []
    for place, posyandu in enumerate(POSYANDU):
        day = start.replace(day=1) + timedelta(days=4 + 2 * place)
        if start <= day <= end:
            sessions.append(_session(rng, village, posyandu, day, people, latest=_is_latest(day, until)))
    _send(sender, [session for session in sessions if session])
    _send(sender, list(_visits(rng, village, start, end)))


def _registration(family: Family) -> tuple[date, SubmissionEnvelope]:
    mother = next((adult[1] for adult in family.adults if adult[2] == "female" and adult[4] != "other"), "")
    members = [
        {"person_id": id, "name": name, "sex": sex, "birth_date": born.isoformat(), "relationship": relation}
        for id, name, sex, born, relation in family.adults
    ]
    for child in family.children:
        members.append(
            {
                "person_id": child.id,
                "name": child.name,
                "sex": child.sex,
                "birth_date": child.birth_date.isoformat(),
                "relationship": "child",
                "mother_name": mother,
                "has_book": "yes" if child.has_book else "no",
            }
        )
    content = {
        "registered_on": family.registered_on.isoformat(),
        "village": family.village,
        "hamlet": family.hamlet,
        "rw": family.rw,
        "rt": family.rt,
        "posyandu": family.posyandu,
        "members": members,
    }
    return family.registered_on, _envelope("family_registration", family.instance_id, content, family.registered_on)


def _session(
    rng: random.Random, village: str, posyandu: str, day: date, people: list[Family], latest: bool
) -> tuple[date, SubmissionEnvelope] | None:
    children = [_row(rng, child, day) for child in _expected(people, posyandu, day) if rng.random() < child.attends]
    if not children:
        return None
    if latest and posyandu == POSYANDU[0]:
        # What happens on any posyandu day: a child nobody has registered, and a comma in the wrong place.
        children.append({"listed": "no", "child_name": "Tamu Belum Didata", "child_sex": "male", "weight": "9.4"})
        children[0] = {**children[0], "weight": "94"}
    content = {"session_date": day.isoformat(), "village": village, "posyandu": posyandu, "children": children}
    return day, _envelope("growth_session", f"uuid:{seeded_id(rng)}", content, day)


def _expected(people: list[Family], posyandu: str, day: date) -> Iterable[Child]:
    for family in people:
        if family.posyandu == posyandu and family.registered_on <= day:
            for child in family.children:
                if 5 < (day - child.birth_date).days < 1826:
                    yield child


def _row(rng: random.Random, child: Child, day: date) -> dict[str, str]:
    return {
        "listed": "yes",
        "child": child.id,
        **measured(rng, child, day, who_2006()),
        "has_book": "yes" if child.has_book else "no",
    }


def _visits(rng: random.Random, village: str, start: date, end: date) -> Iterable[tuple[date, SubmissionEnvelope]]:
    """Cadres settle two thirds of what the month calls for; some doors stay closed."""
    open_tasks = Task.objects.filter(village=village, status="open", raised_on__range=(start, end)).order_by("id")
    for task in open_tasks:
        chance = rng.random()
        day = min(task.raised_on + timedelta(days=rng.randrange(1, 9)), end)
        if chance < 0.72 and day >= task.raised_on:
            contact = "met" if chance < 0.62 else "absent"
            yield day, _visit(rng, task, day, contact)


def _visit(rng: random.Random, task: Task, day: date, contact: str) -> SubmissionEnvelope:
    content: dict[str, Any] = {
        "visit_date": day.isoformat(),
        "village": task.village,
        "person": task.person_id,
        "contact": contact,
    }
    if contact == "met":
        content["visit"] = {
            "advice": "feeding weighing",
            "services": rng.choice(("referral", "supplementary_food", "")),
        }
    return _envelope("home_visit", f"uuid:{seeded_id(rng)}", content, day)


def _envelope(form_id: str, instance_id: str, content: dict[str, Any], day: date) -> SubmissionEnvelope:
    form = current(form_id)
    assert form is not None
    return SubmissionEnvelope(
        instance_id,
        form_id,
        form.version,
        Channel.SYSTEM,
        orjson.dumps(content),
        content,
        "application/json",
        observed_at=_noon(day),
        device_id="peragaan",
    )


def _send(sender: Sender, dated: list[tuple[date, SubmissionEnvelope]]) -> None:
    """Send in order of day; what is sent on one day is received on that day."""
    dated = sorted(dated, key=lambda pair: pair[0])
    days = sorted({day for day, _ in dated})
    for day in days:
        received = min(_noon(day) + timedelta(hours=4), datetime.now(UTC))
        receive([envelope for on, envelope in dated if on == day], sender, now=received)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(10, 0), LOCAL)


def _villages(count: int) -> list[str]:
    codes = list(FIRST_VILLAGES[:count])
    kinds = ("desa", "kelurahan")
    others = AdministrativeArea.objects.filter(kind__in=kinds).exclude(pk__in=codes).order_by("code")
    return codes + list(others.values_list("code", flat=True)[: count - len(codes)])


def _months_before(day: date, months: int) -> date:
    return _month_start(day, -(months - 1))


def _month_start(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _is_latest(day: date, until: date) -> bool:
    return (day.year, day.month) == (until.year, until.month)
