"""Screening rules: files -> frozen checks. A check on an unknown measure, growth reason or role stops the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, cast, get_args

from binakampung.catalogue.conditions import condition, growth_condition, growth_reason
from binakampung.catalogue.followup_rules import followup_of
from binakampung.catalogue.organisations import codelist
from binakampung.catalogue.reading import Node, RuleError, get, number, one_of, rule_file, rule_head, wording
from binakampung.catalogue.rule_parts import part, remedy, whole, wordings, yes_no
from binakampung.domain.conditions import Condition, named
from binakampung.domain.reasons import Part
from binakampung.domain.rules import Followup, Urgency, Wording
from binakampung.domain.screening_rules import (
    COLOURS,
    Alternative,
    Check,
    Colour,
    Group,
    Kind,
    Ladder,
    Level,
    Measure,
    Result,
    SaidOf,
    ScreeningRule,
)

STATUS = "screening_status"


@lru_cache(maxsize=64)
def screening_rule(group: Group, on: date | None = None) -> ScreeningRule:
    """What a group is screened by: the rules in force on a day (without a day, the newest). Raises `RuleError`."""
    return screening_rule_with(group, {}, on)


def screening_rule_with(group: Group, other: Mapping[str, Node], on: date | None = None) -> ScreeningRule:
    """The rules in force, but for the rule files given by id (an older or a proposed version). Raises `RuleError`."""

    def file(rule_id: str) -> Node:
        return other.get(rule_id) or rule_file(rule_id, on=on)

    return _rule_of(file(f"screening_{group}"), file)


def _rule_of(node: Node, file: Callable[[str], Node]) -> ScreeningRule:
    """A rule file as checks, those that it shares with other groups first."""
    where = str(node["rule_id"])
    own, status, followup = get(node, "parameters", where), file(STATUS), followup_of(file("growth_followup"))
    others = [file(str(own["shares"]))] if "shares" in own else []
    sources = [each["parameters"] for each in (*others, node)]
    whole = {name: value for source in sources for name, value in source.items()}
    measures = _measures(sources, followup, where)
    actions = wordings(status["parameters"], "actions", STATUS)
    checks = tuple(_check(each, measures, followup, actions, where) for source in sources for each in source["checks"])
    _distinct(checks, where)
    return ScreeningRule(
        rule=rule_head(node),
        group=cast(Group, one_of(own, "group", get_args(Group), where)),
        measures=measures,
        checks=checks,
        ladder=_ladder(status, own),
        results=_results(get(whole, "results", where), where),
        essential=_known(whole, "essential", measures, where),
        leans_on=tuple(rule_head(each) for each in (*others, *map(file, own.get("leans_on", ())))),
        said=_said_of(status),
    )


def _said_of(node: Node) -> SaidOf:
    given = node["parameters"]
    answers = {str(code).lower(): text for code, text in given["answers"].items()}
    return SaidOf(wordings(given, "reasons", STATUS), wordings({"answers": answers}, "answers", STATUS))


def _measures(sources: Sequence[Node], followup: Followup, where: str) -> Mapping[str, Measure]:
    stored = {code: more for source in sources for code, more in get(source, "measures", where).items()}
    known = codelist("screening_measures")
    return {code: _measure(code, {**known.get(code, {}), **more}, followup, where) for code, more in stored.items()}


def _measure(code: str, node: Node, followup: Followup, where: str) -> Measure:
    if "label" not in node:
        raise RuleError(f"{where}: screening_measures knows no {code!r}")
    where = f"{where}: {code}"
    kind = cast(Kind, one_of(node, "kind", get_args(Kind), where))
    choices = wordings(node, "choices", where) if "choices" in node else None
    return Measure(
        code=code,
        kind=kind,
        label=wording(node, "label", where),
        unit=wording(node, "unit", where) if "unit" in node else None,
        plausible=_plausible(node, where) if kind == "number" else None,
        choices=followup.illness_signs if node.get("choices_of") == "illness_signs" else choices,
    )


def _known(node: Node, name: str, measures: Mapping[str, Measure], where: str) -> tuple[str, ...]:
    unknown = [code for code in get(node, name, where) if code not in measures]
    if unknown:
        raise RuleError(f"{where}: {name} has {unknown[0]!r}, which is none of the rule's measures")
    return tuple(node[name])


def _plausible(node: Node, where: str) -> tuple[float, float]:
    lowest, highest = get(node, "plausible", where)
    if lowest >= highest:
        raise RuleError(f"{where}: plausible must be [lowest, highest]")
    return lowest, highest


def _check(
    node: Node, measures: Mapping[str, Measure], followup: Followup, actions: Mapping[str, Wording], where: str
) -> Check:
    where = f"{where}: {get(node, 'code', where)}"
    stated = _from_growth(node, followup, where) if "growth" in node else node
    urgency = cast(Urgency, one_of(stated, "urgency", get_args(Urgency), where))
    when = stated["condition"] if "growth" in node else condition(get(node, "when", where), measures, followup, where)
    applies = condition(node["applies"], measures, followup, where) if "applies" in node else None
    head: Part = part(str(node["code"]), stated, where)
    return Check(
        code=head.code,
        when=when,
        applies=applies,
        level=cast(Level, one_of(stated, "level", get_args(Level), where)),
        correctable=_flag(node, "correctable", where),
        required=_flag(node, "required", where),
        urgency=urgency,
        wording=head.wording,
        action=wording(stated, "action", where) if "action" in stated else actions[urgency],
        remedy=remedy(node, where),
        certainty=head.certainty,
        source=head.source,
        measures=_read(when, applies),
        replaces=tuple(stated.get("replaces", ())),
        alternatives=tuple(
            Alternative(condition(get(each, "when", where), measures, followup, where), wording(each, "wording", where))
            for each in node.get("alternatives", ())
        ),
    )


def _from_growth(node: Node, followup: Followup, where: str) -> dict[str, Any]:
    """What the growth rule says of a reason, for a check that repeats it."""
    reason = growth_reason(str(node["growth"]), followup, where)
    return {
        "condition": growth_condition(reason, followup),
        "level": "danger" if reason.urgency == "same_day" else "risk",
        "urgency": reason.urgency,
        "wording": {"id": reason.wording.id, "en": reason.wording.en},
        "action": {"id": reason.action.id, "en": reason.action.en},
        "certainty": reason.certainty,
        "source": reason.source,
        "replaces": reason.replaces,
    }


def _flag(node: Node, name: str, where: str) -> bool:
    return yes_no(node, name, where) if name in node else True


def _read(when: Condition, applies: Condition | None) -> tuple[str, ...]:
    first = () if applies is None else named(applies)
    return tuple(dict.fromkeys((*named(when), *first)))


def _distinct(checks: tuple[Check, ...], where: str) -> None:
    codes = [check.code for check in checks]
    if len(set(codes)) != len(codes):
        raise RuleError(f"{where}: checks must have distinct codes")
    for check in checks:
        for code in check.replaces:
            if code not in codes:
                raise RuleError(f"{where}: {check.code} replaces {code!r}, which is no check")


def _ladder(node: Node, own: Node) -> Ladder:
    given = {**node["parameters"], **{name: own[name] for name in ("risk", "fixed") if name in own}}
    days = get(given, "due_in_days", STATUS)
    return Ladder(
        rule=rule_head(node),
        unresolved_visits=_visits(given),
        risk=cast(Colour, one_of(given, "risk", COLOURS, STATUS)),
        fixed=cast(Colour, one_of(given, "fixed", COLOURS, STATUS)),
        due_in_days={cast(Urgency, urgency): whole(days, urgency, STATUS) for urgency in get_args(Urgency)},
    )


def _visits(given: Node) -> int:
    if number(given, "unresolved_visits", STATUS) < 1:
        raise RuleError(f"{STATUS}: unresolved_visits must be 1 or more")
    return whole(given, "unresolved_visits", STATUS)


def _results(node: Node, where: str) -> Mapping[Colour, Result]:
    texts = {colour: get(node, colour, f"{where}: results") for colour in COLOURS}
    return {
        colour: Result(wording(text, "label", where), wording(text, "advice", where)) for colour, text in texts.items()
    }
