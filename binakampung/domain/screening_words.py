"""The grounds of a screening in words: what was measured, what is missing, what cannot be true."""

from __future__ import annotations

from binakampung.domain.reasons import Fact, Reason, say
from binakampung.domain.rules import Wording
from binakampung.domain.screening_rules import Measure, ScreeningRule


def worded(reason: Reason, rule: ScreeningRule) -> Wording:
    """A ground in both languages, such as 'Hemoglobin (Hb): 10,9 g/dL'. Raises `KeyError` for a measure of no check."""
    measure = rule.measures[str(reason.facts["measure"])]
    value = _value(reason.facts.get("value", ""), measure, rule)
    text = rule.said.reasons[reason.code]
    return Wording(
        say(text, {"label": measure.label.id, "value": value.id}).id,
        say(text, {"label": measure.label.en, "value": value.en}).en,
    )


def _value(fact: Fact, measure: Measure, rule: ScreeningRule) -> Wording:
    answers, choices = rule.said.answers, measure.choices or {}
    if measure.kind == "number":
        number = f"{fact:g}" if isinstance(fact, int | float) else str(fact)
        unit = measure.unit or Wording("", "")
        return Wording(f"{number.replace('.', ',')} {unit.id}".strip(), f"{number} {unit.en}".strip())
    if measure.kind == "flag":
        return answers[str(bool(fact)).lower()]
    codes = [code for code in str(fact).split(", ") if code]
    if not codes:
        return answers["none"]
    words = [choices.get(code, Wording(code, code)) for code in codes]
    return Wording(", ".join(each.id for each in words), ", ".join(each.en for each in words))
