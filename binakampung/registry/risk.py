"""How each family stands by the risk rule now, and kept runs compared: who is new, who stays, who leaves.

The current judgement follows the facts in the same turn; a nightly `refresh` follows the calendar (children grow out
of a group, a wife comes of an age). It is derived and no part of what a replay compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.domain.answers import Answer
from binakampung.domain.family_state import state_of
from binakampung.domain.reasons import Reason
from binakampung.domain.risk import Factor, RiskAssessment, judge_risk
from binakampung.domain.risk_changes import FamilyChange, compare
from binakampung.ledger.inserting import insert
from binakampung.registry.family_facts import facts_of, facts_of_families
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Family, FamilyRisk, RiskRun, RiskRunFamily

CHUNK = 1_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """The judgement of one family and the inputs that it read."""

    assessment: RiskAssessment
    inputs: dict[str, Any]


def refresh(families: Iterable[str], on: date) -> None:
    """Judge these families anew; who is gone is judged no more. Call inside the turn that changed their facts."""
    ids = sorted(set(families))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        here = Family.objects.filter(pk__one_of=chunk, status=RESIDENT).values_list("pk", flat=True)
        rows = [_row(each.assessment) for each in _judged(facts_of_families(here), on)]
        FamilyRisk.objects.filter(pk__one_of=chunk).delete()
        insert(FamilyRisk, rows)


def refresh_all(on: date, progress: Progress | None = None) -> int:
    """Judge every family whose judgement is missing, of another day, or by another rule. Returns how many."""
    rule = stunting_risk_rule().rule.key
    fresh = FamilyRisk.objects.filter(as_of=on, rule=rule).values("pk")
    stale = list(Family.objects.exclude(pk__in=fresh).filter(status=RESIDENT).values_list("pk", flat=True))
    for start in range(0, len(stale), CHUNK):
        with transaction.atomic():
            refresh(stale[start : start + CHUNK], on)
        if progress:
            progress(min(start + CHUNK, len(stale)), len(stale))
    gone = Family.objects.exclude(status=RESIDENT).values("pk")
    FamilyRisk.objects.filter(Q(pk__in=gone) | ~Q(pk__in=Family.objects.values("pk"))).delete()
    return len(stale)


def run(name: str, area: str, on: date, by: str, now: datetime, progress: Progress | None = None) -> RiskRun:
    """Judge every family of an area and keep it under a name. Raises `IntegrityError` for a name that was used."""
    with transaction.atomic():
        kept = RiskRun.objects.create(
            name=name, area_code=area, as_of=on, rule=stunting_risk_rule().rule.key, at=now, by=by
        )
        counts: Counter[str] = Counter()
        batch: list[RiskRunFamily] = []
        total = Family.objects.filter(village__startswith=area, status=RESIDENT).count()
        for number, each in enumerate(_judged(facts_of(area), on), start=1):
            counts.update(_counted(each.assessment))
            batch.append(_kept(kept, each))
            if len(batch) == CHUNK:
                RiskRunFamily.objects.bulk_create(batch)
                batch = []
                if progress:
                    progress(number, total)
        RiskRunFamily.objects.bulk_create(batch)
        kept.counts = dict(counts)
        kept.save(update_fields=["counts"])
    return kept


def changes(before: RiskRun, after: RiskRun, area: str = "") -> tuple[FamilyChange, ...]:
    """Two runs compared, family by family, inside an area (a prefix; empty for all of it)."""
    return compare(_assessments(before, area), _assessments(after, area))


def _judged(facts: Iterable[Any], on: date) -> Iterator[Standing]:
    rule = stunting_risk_rule()
    for each in facts:
        state = state_of(each, on)
        yield Standing(judge_risk(state, on, rule), asdict(state))


def _counted(judged: RiskAssessment) -> list[str]:
    words = ["families", f"at_risk_{judged.answer}"]
    return [*words, "target"] if judged.target is Answer.YES else words


def _row(judged: RiskAssessment) -> FamilyRisk:
    return FamilyRisk(
        family_id=judged.family_id,
        village=judged.village,
        as_of=judged.as_of,
        rule=judged.rule,
        target=str(judged.target),
        answer=str(judged.answer),
        rank=judged.rank or "",
        targets={code: str(answer) for code, answer in judged.targets.items()},
        four_too={code: str(answer) for code, answer in judged.four_too.items()},
        factors={code: str(factor.answer) for code, factor in judged.factors.items()},
        reasons=[[reason.code, dict(reason.facts)] for reason in judged.reasons],
    )


def _kept(run: RiskRun, standing: Standing) -> RiskRunFamily:
    judged = standing.assessment
    return RiskRunFamily(
        run=run,
        family_id=judged.family_id,
        village=judged.village,
        target=str(judged.target),
        answer=str(judged.answer),
        judged={
            "rank": judged.rank,
            "targets": {code: str(answer) for code, answer in judged.targets.items()},
            "four_too": {code: str(answer) for code, answer in judged.four_too.items()},
            "factors": {code: [str(each.answer), str(each.applies)] for code, each in judged.factors.items()},
            "reasons": [[reason.code, dict(reason.facts)] for reason in judged.reasons],
        },
        inputs={name: value for name, value in standing.inputs.items() if name not in ("family_id", "village")},
    )


def _assessments(run: RiskRun, area: str) -> Iterator[RiskAssessment]:
    rows = RiskRunFamily.objects.filter(run=run, village__startswith=area).iterator(CHUNK)
    for row in rows:
        judged = row.judged
        yield RiskAssessment(
            family_id=row.family_id,
            village=row.village,
            as_of=run.as_of,
            rule=run.rule,
            rank=judged["rank"],
            targets={code: Answer(answer) for code, answer in judged["targets"].items()},
            target=Answer(row.target),
            four_too={code: Answer(answer) for code, answer in judged["four_too"].items()},
            factors={
                code: Factor(code, Answer(answer), Answer(applies), (), None)
                for code, (answer, applies) in judged["factors"].items()
            },
            answer=Answer(row.answer),
            reasons=tuple(Reason(code, facts) for code, facts in judged["reasons"]),
        )
