"""The recap of families at risk as the official sheets have it, with what is unknown counted apart.

The four 'too' overlap: `four_too` counts each couple once, and nothing may be summed over them. Factors and target
groups are counted among target families, so that none of them exceeds what it is a part of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from binakampung.domain.answers import Answer, all_of
from binakampung.domain.risk import FACTORS, FOUR_TOO, TARGETS, RiskAssessment

RANKS: Mapping[str | None, str] = {
    "1": "at_risk_rank_1",
    "2": "at_risk_rank_2",
    "3": "at_risk_rank_3",
    "4": "at_risk_rank_4",
    ">4": "at_risk_rank_over_4",
    None: "at_risk_rank_unknown",
}
ANSWERED = ("target", "at_risk", *TARGETS, *FACTORS[:2], *FOUR_TOO, *FACTORS[2:], "not_at_risk")
COLUMNS = ("families", "target", *RANKS.values(), *ANSWERED[1:])
"""The official columns in their order; only `at_risk_rank_unknown` is ours."""
Ask = Callable[[RiskAssessment], Answer]


@dataclass(frozen=True, slots=True)
class Recap:
    """Counts of one area.

    `counts`: families by column of `COLUMNS`. `unknown`: by column of `ANSWERED`, families for which it cannot be
    said. `undetermined`: target families of which nobody knows whether they are at risk, so that always
    target = at_risk + not_at_risk + undetermined.
    """

    counts: Mapping[str, int]
    unknown: Mapping[str, int]
    undetermined: int


def recap(assessments: Iterable[RiskAssessment]) -> Recap:
    """The recap of the families of one area."""
    counts, unknown = Counter(dict.fromkeys(COLUMNS, 0)), Counter(dict.fromkeys(ANSWERED, 0))
    undetermined = 0
    for each in assessments:
        answers = recap_answers(each)
        counts["families"] += 1
        counts.update(name for name, answer in answers.items() if answer is Answer.YES)
        unknown.update(name for name, answer in answers.items() if answer is Answer.UNKNOWN)
        if each.answer is Answer.YES:
            counts[RANKS.get(each.rank, RANKS[None])] += 1
        undetermined += each.target is Answer.YES and each.answer is Answer.UNKNOWN
    return Recap(dict(counts), dict(unknown), undetermined)


def recap_answers(assessment: RiskAssessment) -> dict[str, Answer]:
    """What one family adds to each answered column."""
    parts = {
        **assessment.targets,
        **assessment.four_too,
        **{code: factor.answer for code, factor in assessment.factors.items()},
    }
    return {
        "target": assessment.target,
        "at_risk": assessment.answer,
        "not_at_risk": assessment.not_at_risk,
        **{code: all_of((assessment.target, answer)) for code, answer in parts.items()},
    }


def export_flag(answer: Answer, applies: Answer = Answer.YES) -> int:
    """The official code of a factor: 1 yes, 2 no, 3 for what does not apply or is not known."""
    if applies is Answer.NO or answer is Answer.UNKNOWN:
        return 3
    return 1 if answer is Answer.YES else 2
