"""What `bina rules diff` tells of each rule: who is judged twice, onto which list, and what no form asks yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from binakampung.catalogue.care_rules import SCHEDULE, visit_schedule_of
from binakampung.catalogue.development_rules import RULE_ID as DEVELOPMENT
from binakampung.catalogue.development_rules import development_rule_of
from binakampung.catalogue.family_planning_rules import RULE_ID as PLANNING
from binakampung.catalogue.family_planning_rules import family_planning_rule_of
from binakampung.catalogue.needs_rules import RULE_ID as NEEDS
from binakampung.catalogue.needs_rules import family_rules, needs_rule_of
from binakampung.catalogue.organisations import organisations
from binakampung.catalogue.reading import Node
from binakampung.catalogue.risk_rules import RULE_ID as RISK
from binakampung.catalogue.risk_rules import risk_rule_of
from binakampung.catalogue.rules import growth_rules_with

if TYPE_CHECKING:
    from binakampung.domain.needs import NeedRule
    from binakampung.registry.rule_changes import VillageChange

Progress = Callable[[int, int], None]
Effect = Callable[[Node, Node, str, Progress], "Told"]
WHO = {
    "enter": "masuk",
    "leave": "keluar",
    "unknown": "jadi belum diketahui",
    "settled": "tidak lagi belum diketahui",
    "other_reasons": "alasan lain",
}
MOVES = ("enter", "leave", "unknown", "settled")
# Why a rule has no list of people or families to compare here.
ELSEWHERE = {
    "population": "aturan ini menghitung angka penduduk, bukan siapa masuk suatu daftar",
    "duplicates": "pasangan dicari setiap malam dan diputuskan satu per satu; yang sudah diputuskan tetap",
    "convergence": "belum ada formulir yang menanyakan layanan yang diterima setiap sasaran",
    "screening_catin": "belum ada formulir pemeriksaan calon pengantin",
    "immunisation_schedule": "belum ada formulir yang menanyakan vaksin yang sudah diberikan",
    "pregnancy_weight_gain": "belum ada formulir yang menanyakan berat ibu hamil",
    "school_growth": "belum ada formulir penimbangan anak usia sekolah",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The changes with their words: `whom` is counted, onto which list; `labels`: code of a reason -> its words;
    `owed_by`: code of a need -> role that owes it; `notes`: what the figures do not show."""

    changes: list[VillageChange]
    whom: str
    where: str
    labels: Mapping[str, str] = field(default_factory=dict)
    owed_by: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def effect_of(old: Node, new: Node, area: str, progress: Progress) -> Told:
    """Who moves between two versions of a rule. Ends the command with words when nobody can be judged by it here."""
    rule_id = str(old["rule_id"])
    if rule_id in EFFECTS:
        return EFFECTS[rule_id](old, new, area, progress)
    return _growth(old, new, area, progress)


def answer_of(told: Told) -> dict[str, Any]:
    """The changes as the command answers them."""
    totals = {part: sum(len(getattr(change, part)) for change in told.changes) for part in MOVES}
    villages = [_village(change) for change in told.changes]
    return {**totals, "villages": villages, "owed_by": dict(told.owed_by), "notes": list(told.notes)}


def lines_of(told: Told, names: Mapping[str, str]) -> list[str]:
    """The changes as people read them; `names`: of villages by code."""
    answer = answer_of(told)
    lines = [f"{answer['enter']} {told.whom} masuk, {answer['leave']} {told.whom} keluar dari {told.where}."]
    if answer["unknown"] or answer["settled"]:
        lines.append(f"{answer['unknown']} jadi belum diketahui, {answer['settled']} tidak lagi belum diketahui.")
    for row in answer["villages"]:
        counts = ", ".join(f"{word} {len(row[part])}" for part, word in WHO.items())
        name = names.get(row["village"], row["village"])
        lines.append(f"  {name}: {row['before']} -> {row['after']} dari {row['children']} {told.whom} ({counts})")
        if row["unknown_before"] or row["unknown_after"]:
            lines.append(f"    belum diketahui: {row['unknown_before']} -> {row['unknown_after']}")
        lines += [f"    {word}: {' '.join(row[part])}" for part, word in WHO.items() if row[part]]
        for code, moves in row["by_reason"].items():
            words = f" ({told.labels[code]})" if code in told.labels else ""
            open_ones = "".join(f", {WHO[part]} {len(moves[part])}" for part in MOVES[2:] if moves[part])
            lines.append(f"    {code}{words}: masuk {len(moves['enter'])}, keluar {len(moves['leave'])}{open_ones}")
    return [*lines, *(f"Catatan: {note}" for note in told.notes)]


def _village(change: VillageChange) -> dict[str, Any]:
    return {
        "village": change.village,
        "children": change.children,
        "before": change.followed_before,
        "after": change.followed_after,
        "unknown_before": change.unknown_before,
        "unknown_after": change.unknown_after,
        **{part: getattr(change, part) for part in WHO},
        "by_reason": {code: asdict(moves) for code, moves in sorted(change.by_reason.items())},
    }


def _growth(old: Node, new: Node, area: str, progress: Progress) -> Told:
    from binakampung.registry.rule_changes import follow_up_changes

    rule_id = str(old["rule_id"])
    sides = [growth_rules_with({rule_id: node}) for node in (old, new)]
    if all(head.rule_id != rule_id for head in sides[0].all()):
        why = f": {ELSEWHERE[rule_id]}" if rule_id in ELSEWHERE else ""
        raise click.ClickException(f"Dampak aturan '{rule_id}' belum dapat dihitung dari data di sini{why}.")
    return Told(follow_up_changes(area, sides[0], sides[1], progress), "anak", "tindak lanjut")


def _risk(old: Node, new: Node, area: str, progress: Progress) -> Told:
    from binakampung.registry.rule_changes_families import risk_changes

    before, after = risk_rule_of(old), risk_rule_of(new)
    labels = {code: part.wording.id for code, part in {**before.parts, **after.parts}.items()}
    return Told(risk_changes(area, before, after, date.today(), progress), "keluarga", "daftar berisiko", labels)


def _development(old: Node, new: Node, area: str, progress: Progress) -> Told:
    from binakampung.registry.rule_changes_families import development_changes

    before, after = development_rule_of(old), development_rule_of(new)
    labels = {f"class.{each.code}": f"kelas {each.wording.id}" for rule in (before, after) for each in rule.classes}
    labels |= {code: f"belum terpenuhi: {each.part.wording.id}" for code, each in after.variables.items()}
    changes = development_changes(area, before, after, date.today(), progress)
    note = "Variabel konflik dalam keluarga ikut dihitung, tetapi tidak disebut per keluarga."
    return Told(changes, "keluarga", f"kelas {after.classes[0].wording.id}", labels, notes=(note,))


def _planning(old: Node, new: Node, area: str, progress: Progress) -> Told:
    from binakampung.registry.rule_changes_families import planning_changes

    before, after = family_planning_rule_of(old), family_planning_rule_of(new)
    labels = {code: each.title.id for code, each in after.measures.items()}
    changes = planning_changes(area, before, after, date.today(), progress)
    return Told(changes, "keluarga", "kebutuhan ber-KB yang belum terpenuhi", labels)


def _needs(old: Node, new: Node, area: str, progress: Progress) -> Told:
    from binakampung.registry.rule_changes_families import needs_changes, restricted

    before, after = needs_rule_of(old), needs_rule_of(new)
    changes = needs_changes(area, before, after, family_rules(), date.today(), progress)
    hidden = restricted(before, after)
    shown: dict[str, NeedRule] = {
        need.code: need for rule in (before, after) for need in rule.needs if need.code not in hidden
    }
    labels = {code: f"{need.part.wording.id}; {organisations()[need.lead].name.id}" for code, need in shown.items()}
    notes = ["Penapisan belum dicatat formulir mana pun: kebutuhan yang bergantung padanya tetap 'perlu ditanyakan'."]
    if hidden:
        notes.append(f"{len(hidden)} kebutuhan yang aksesnya dibatasi tidak dibandingkan di sini.")
    owed_by = {code: need.lead for code, need in shown.items()}
    return Told(changes, "keluarga", "daftar kebutuhan", labels, owed_by, tuple(notes))


def _visits(old: Node, new: Node, area: str, progress: Progress) -> Told:
    from binakampung.registry.rule_changes_care import visit_changes

    before, after = visit_schedule_of(old), visit_schedule_of(new)
    labels = {plan.code: plan.wording.id for plan in (*before.plans, *after.plans)}
    notes = (
        "Pemeriksaan kehamilan, nifas, bayi baru lahir dan calon pengantin belum dicatat formulir mana pun: "
        "kunjungan itu 'belum diketahui', bukan jatuh tempo.",
        "Rencana pernikahan dan hasil penapisan juga belum dicatat: semua orang dinilai dengan irama biasa.",
    )
    changes = visit_changes(area, before, after, date.today(), progress)
    return Told(changes, "orang", "daftar kunjungan jatuh tempo", labels, notes=notes)


def _screening(old: Node, new: Node, area: str, progress: Progress) -> Told:
    from binakampung.registry.rule_changes_care import SCREENED, screening_changes, screening_rules_with, unasked

    rule_id = str(old["rule_id"])
    groups = SCREENED[rule_id]
    before, after = (screening_rules_with({rule_id: node}) for node in (old, new))
    labels = {f"{rule.group}.{check.code}": check.wording.id for rule in after.each() for check in rule.checks}
    changes = screening_changes(area, groups, before, after, date.today(), progress)
    lacking = ", ".join(unasked(groups, after))
    notes = (f"Belum ditanyakan formulir mana pun, jadi tetap belum diketahui: {lacking}.",) if lacking else ()
    return Told(changes, "orang", "hasil penapisan berisiko", labels, notes=notes)


EFFECTS: Mapping[str, Effect] = {
    RISK: _risk,
    DEVELOPMENT: _development,
    PLANNING: _planning,
    NEEDS: _needs,
    SCHEDULE: _visits,
    **dict.fromkeys(
        (
            "screening_pregnant", "screening_postpartum", "screening_newborn", "screening_under_two",
            "screening_under_five", "screening_child", "screening_status",
        ),
        _screening,
    ),
}  # fmt: skip
