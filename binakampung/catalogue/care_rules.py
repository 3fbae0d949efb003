"""The visit schedule, vaccines by age and weight gain in pregnancy: files -> frozen rules, and the rules of each group
put together."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import cast, get_args

from binakampung.catalogue.conditions import growth_reason
from binakampung.catalogue.followup_rules import followup_of
from binakampung.catalogue.reading import Node, RuleError, get, number, one_of, rule_file, rule_head, wording
from binakampung.catalogue.rule_parts import part, whole, wordings, yes_no
from binakampung.catalogue.screening_rules import screening_rule
from binakampung.domain.gestation import GainBand, Gestation, PregnancyGain
from binakampung.domain.immunisation import Dose, ImmunisationSchedule
from binakampung.domain.rules import Followup, Urgency
from binakampung.domain.schedule_rules import (
    Anchor,
    Plan,
    RecordKind,
    Rhythm,
    Span,
    StageLimits,
    VisitSchedule,
    Windows,
)
from binakampung.domain.screening_child import ChildRules
from binakampung.domain.screening_postpartum import PostpartumRules
from binakampung.domain.screening_pregnancy import PregnancyRules
from binakampung.domain.screening_rules import Group

SCHEDULE, IMMUNISATION, GAIN = "visit_schedule", "immunisation_schedule", "pregnancy_weight_gain"


@lru_cache(maxsize=64)
def visit_schedule(on: date | None = None) -> VisitSchedule:
    """The schedule in force on a day (without a day, the newest). Raises `RuleError`."""
    return visit_schedule_of(rule_file(SCHEDULE, on=on), on)


@lru_cache(maxsize=64)
def immunisation_schedule(on: date | None = None) -> ImmunisationSchedule:
    """Vaccines by age. Raises `RuleError`."""
    return immunisation_of(rule_file(IMMUNISATION, on=on))


@lru_cache(maxsize=64)
def pregnancy_gain(on: date | None = None) -> PregnancyGain:
    """Weight gain in pregnancy. Raises `RuleError`."""
    return gain_of(rule_file(GAIN, on=on))


@lru_cache(maxsize=64)
def pregnancy_rules(on: date | None = None) -> PregnancyRules:
    """What pregnant women are screened by. Raises `RuleError`."""
    schedule = visit_schedule(on)
    contacts = schedule.spans("antenatal")
    return PregnancyRules(screening_rule("pregnant", on), schedule.gestation, pregnancy_gain(on), contacts)


@lru_cache(maxsize=64)
def postpartum_rules(on: date | None = None) -> PostpartumRules:
    """What mothers after birth and newborns are screened by. Raises `RuleError`."""
    spans = visit_schedule(on).spans
    return PostpartumRules(
        mother=screening_rule("postpartum", on),
        newborn=screening_rule("newborn", on),
        postnatal=spans("postnatal"),
        neonatal=spans("neonatal"),
        immunisation=immunisation_schedule(on),
    )


@lru_cache(maxsize=64)
def child_rules(on: date | None = None) -> ChildRules:
    """What children under two and under five are screened by. Raises `RuleError`."""
    return ChildRules(screening_rule("under_two", on), screening_rule("under_five", on), immunisation_schedule(on))


def immunisation_of(node: Node) -> ImmunisationSchedule:
    """A file as doses. Raises `RuleError`."""
    given = get(node, "parameters", IMMUNISATION)
    grace = whole(given, "grace_days", IMMUNISATION)
    return ImmunisationSchedule(rule_head(node), tuple(_dose(each, grace) for each in given["doses"]))


def gain_of(node: Node) -> PregnancyGain:
    """A file as bands of weight gain. Raises `RuleError`."""
    given = get(node, "parameters", GAIN)
    bands = tuple(_band(each) for each in given["bands"])
    limits = [band.below for band in bands]
    known = [limit for limit in limits if limit is not None]
    first, last = whole(given, "from_week", GAIN), whole(given, "to_week", GAIN)
    if limits[-1] is not None or len(known) != len(bands) - 1 or known != sorted(known) or first >= last:
        raise RuleError(f"{GAIN}: bands must ascend, the last take the rest, and from_week come before to_week")
    return PregnancyGain(rule_head(node), bands, first, last)


def visit_schedule_of(node: Node, on: date | None = None) -> VisitSchedule:
    """A schedule file as plans, swept as the growth rule of the day says. Raises `RuleError`."""
    given, followup = get(node, "parameters", SCHEDULE), followup_of(rule_file("growth_followup", on=on))
    plans = tuple(_plan(each, followup) for each in get(given, "plans", SCHEDULE))
    if len({plan.code for plan in plans}) != len(plans):
        raise RuleError(f"{SCHEDULE}: plans must have distinct codes")
    groups = wordings(given, "groups", SCHEDULE)
    if set(groups) != set(get_args(Group)):
        raise RuleError(f"{SCHEDULE}: groups must be {', '.join(get_args(Group))}")
    names = StageLimits.__dataclass_fields__
    return VisitSchedule(
        rule=rule_head(node),
        limits=StageLimits(**{name: whole(given["limits"], name, f"{SCHEDULE}: limits") for name in names}),
        gestation=_gestation(get(given, "gestation", SCHEDULE)),
        plans=plans,
        groups={group: groups[group] for group in get_args(Group)},
        reasons=wordings(given, "reasons", SCHEDULE),
    )


def _gestation(node: Node) -> Gestation:
    return Gestation(**{name: whole(node, name, SCHEDULE) for name in Gestation.__dataclass_fields__})


def _plan(node: Node, followup: Followup) -> Plan:
    where = f"{SCHEDULE}: {get(node, 'code', SCHEDULE)}"
    head = part(str(node["code"]), node, SCHEDULE)
    unknown = [group for group in get(node, "groups", where) if group not in get_args(Group)]
    if unknown or ("windows" in node) == ("rhythm" in node):
        raise RuleError(f"{where}: needs known groups, and either windows or a rhythm")
    return Plan(
        code=head.code,
        groups=tuple(node["groups"]),
        record=cast(RecordKind, one_of(node, "record", get_args(RecordKind), where)),
        timing=_windows(node["windows"], where) if "windows" in node else _rhythm(node["rhythm"], followup, where),
        urgency=cast(Urgency, one_of(node, "urgency", get_args(Urgency), where)),
        wording=wording(node, "wording", where),
        certainty=head.certainty,
        source=head.source,
    )


def _windows(node: Node, where: str) -> Windows:
    weekly = node.get("counted_in", "days") == "weeks"
    spans = tuple(_span(each, weekly, where) for each in get(node, "spans", where))
    if [span.opens for span in spans] != sorted(span.opens for span in spans):
        raise RuleError(f"{where}: spans must stand in the order in which they open")
    return Windows(cast(Anchor, one_of(node, "anchor", get_args(Anchor), where)), spans)


def _span(node: Node, weekly: bool, where: str) -> Span:
    where = f"{where}: {get(node, 'code', where)}"
    opens, due, closes = (int(number(node, name, where)) for name in ("opens", "due", "closes"))
    if not opens <= due <= closes:
        raise RuleError(f"{where}: a window opens, is due, and closes, in this order")
    if weekly:  # completed weeks: the last day of a week is six days after its first
        opens, due, closes = opens * 7, due * 7 + 6, closes * 7 + 6
    return Span(str(node["code"]), opens, due, closes)


def _rhythm(node: Node, followup: Followup, where: str) -> Rhythm:
    known = {*Rhythm.__dataclass_fields__, "sweeping"} - {"sweeping_after"}
    if set(node) - known or whole(node, "months", where) < 1 or node.get("at_risk_days", 1) < 1:
        raise RuleError(f"{where}: a rhythm of one or more months, with none but {', '.join(sorted(known))}")
    sweeping = growth_reason(node["sweeping"], followup, where) if "sweeping" in node else None
    return Rhythm(
        months=whole(node, "months", where),
        due_after_days=whole(node, "due_after_days", where),
        calendar=yes_no({"calendar": False, **node}, "calendar", where),
        at_risk_days=whole(node, "at_risk_days", where) if "at_risk_days" in node else None,
        at_risk_due_after_days=whole({"at_risk_due_after_days": 0, **node}, "at_risk_due_after_days", where),
        skip_months=whole({"skip_months": 0, **node}, "skip_months", where),
        until_event=yes_no({"until_event": False, **node}, "until_event", where),
        sweeping_after=None if sweeping is None else int(sweeping.limit),
    )


def _dose(node: Node, grace: int) -> Dose:
    where = f"{IMMUNISATION}: {get(node, 'code', IMMUNISATION)}"
    days = whole(node, "grace_days", where) if "grace_days" in node else grace
    last = whole(node, "last_month", where) if "last_month" in node else None
    return Dose(str(node["code"]), whole(node, "month", where), days, last)


def _band(node: Node) -> GainBand:
    below = number(node, "below", GAIN) if "below" in node else None
    return GainBand(below, number(node, "least_kg", GAIN), number(node, "most_kg", GAIN))
