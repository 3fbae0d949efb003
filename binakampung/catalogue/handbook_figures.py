"""Pages of the handbook on indicators and reports: each figure with its numerator, its denominator and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from binakampung.catalogue.handbook_text import Speaker, table
from binakampung.catalogue.reports import bundled, report, report_ids
from binakampung.domain.indicators import Condition, Count, Either, Filter, Indicator
from binakampung.domain.reports import LayoutRow, ReportDefinition
from binakampung.domain.rules import NO_SOURCE, Wording

Blocks = Iterator[str]


def figure_pages(speaker: Speaker) -> Iterator[tuple[str, Blocks]]:
    """(file name, blocks) of every page: the indicators of all themes, then each report."""
    yield "indicators.md", _indicators(speaker)
    for report_id in report_ids():
        yield f"report-{report_id}.md", _report(report_id, speaker)


def _said(wording: Wording, speaker: Speaker) -> str:
    return speaker.text({"id": wording.id, "en": wording.en})


# --- indicators ---


def _indicators(speaker: Speaker) -> Blocks:
    first = report(report_ids()[0])
    yield f"# {speaker.word('indicators')}"
    yield speaker.word("indicators_about")
    for theme in bundled(report_ids()[0])["themes"]:
        yield f"## {speaker.text(theme['title'])}"
        for node in theme["indicators"]:
            yield _indicator(first.indicators[node["id"]], first, speaker)
    yield f"## {speaker.word('rows')}"
    for kind in first.rows.values():
        yield f"### `{kind.name}`\n\n{_said(kind.about, speaker)}"
        rows = [(f"`{column.name}`", _said(column.wording, speaker)) for column in kind.columns.values()]
        yield table((speaker.word("column"), speaker.word("meaning")), rows)


def _indicator(indicator: Indicator, within: ReportDefinition, speaker: Speaker) -> str:
    sure = speaker.word("sure" if indicator.confirmed else "unsure")
    source = speaker.word("no_source") if indicator.source == NO_SOURCE else indicator.source
    lines = [
        f"### {_said(indicator.title, speaker)} (`{indicator.code}`)",
        "",
        _said(indicator.wording, speaker),
        "",
        *(f"- {name}: {text}" for name, text in _measure(indicator, within, speaker)),
        f"- {speaker.word('certainty')}: **{sure}**; {speaker.word('source').lower()}: {source}; "
        f"{speaker.word('effective').lower()} {speaker.scalar(indicator.effective_from)}",
        *(f"- {_example(example.given, example.expect, speaker)}" for example in indicator.examples),
    ]
    return "\n".join(lines)


def _measure(indicator: Indicator, within: ReportDefinition, speaker: Speaker) -> Iterator[tuple[str, str]]:
    measure = indicator.measure
    if isinstance(measure, Count):
        yield speaker.word("counted_rows"), f"`{measure.rows}`, {_filter(measure.where, speaker)}"
        return
    for name, id in (("numerator", measure.numerator), ("denominator", measure.denominator)):
        part = within.indicators[id]
        yield speaker.word(name), f"{_said(part.title, speaker)} (`{part.code}`)"
    yield speaker.word("result"), speaker.word("per_hundred")


def _filter(where: Filter, speaker: Speaker) -> str:
    return "; ".join(_test(part, speaker) for part in where) or speaker.word("all_rows")


def _test(part: Condition | Either, speaker: Speaker) -> str:
    if isinstance(part, Either):
        joined = f" {speaker.word('or')} ".join(f"({_filter(each, speaker)})" for each in part.alternatives)
        return f"{speaker.word('either')} {joined}"
    told = []
    if part.one_of:
        told.append(f" {speaker.word('or')} ".join(f"`{_value(value)}`" for value in part.one_of))
    if part.at_least is not None:
        told.append(speaker.word("at_least", value=speaker.number(part.at_least)))
    if part.below is not None:
        told.append(speaker.word("below", value=speaker.number(part.below)))
    if part.present is not None:
        told.append(speaker.word("filled" if part.present else "empty"))
    return f"`{part.column}`: {', '.join(told)}"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _example(given: Sequence[Mapping[str, Any]], expect: Any, speaker: Speaker) -> str:
    rows = "; ".join(_row(row) for row in given) or "0"
    return f"{speaker.word('given')}: {rows} → **{speaker.value(expect)}**"


def _row(row: Mapping[str, Any]) -> str:
    return (
        "(" + ", ".join(f"`{name}`: {_value(value) if value is not None else '–'}" for name, value in row.items()) + ")"
    )


# --- reports ---


def _report(report_id: str, speaker: Speaker) -> Blocks:
    made = report(report_id)
    yield f"# {_said(made.title, speaker)}"
    sure = speaker.word("sure" if made.due.certainty == "V" else "unsure")
    facts = [
        (speaker.word("version"), made.version),
        (speaker.word("prepared_by"), _said(made.prepared_by, speaker)),
        (speaker.word("sent_to"), _said(made.sent_to, speaker)),
        (speaker.word("due"), f"{speaker.word('due_on', day=made.due.day)} (*{sure}*)"),
    ]
    yield table((speaker.word("report"), f"`{report_id}`"), facts)
    yield speaker.word("small", number=made.small_denominator)
    for section in made.sections:
        yield f"## {_said(section.title, speaker)}"
        rows = [_figure(row, made, speaker) for row in section.rows]
        yield table((speaker.word("indicators"), speaker.word("code"), speaker.word("certainty")), rows)
    yield f"## {speaker.word('columns')}"
    columns = [
        (_said(each.title, speaker), _said(each.group, speaker) if each.group else "", _filter(each.where, speaker))
        for each in made.columns
    ]
    yield table((speaker.word("column"), speaker.word("group"), speaker.word("filter")), columns)
    yield f"## {speaker.word('checks')}\n\n" + "\n".join(f"- {_said(each.title, speaker)}" for each in made.checks)
    yield f"## {speaker.word('notes')}\n\n" + "\n".join(f"- {_said(note, speaker)}" for note in made.notes)
    signed = (f"- {_said(each.role, speaker)}: {_said(each.who, speaker)}" for each in made.signatures)
    yield f"## {speaker.word('signatures')}\n\n" + "\n".join(signed)


def _figure(row: LayoutRow, made: ReportDefinition, speaker: Speaker) -> tuple[str, str, str]:
    indicator = made.indicators[row.indicator]
    title = _said(indicator.title, speaker)
    if row.beside:
        title += f" ({speaker.word('beside', other=_said(made.indicators[row.beside].title, speaker))})"
    sure = speaker.word("sure" if indicator.confirmed else "unsure")
    return f"**{title}**" if row.main else title, f"`{indicator.code}`", sure
