"""The handbook: pages made from the definition files, with examples that the program computes itself.

`docs/handbook` holds what this makes; a page that no longer equals its file fails the build.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import yaml

from binakampung.catalogue.examples import Found, runner
from binakampung.catalogue.handbook_figures import figure_pages
from binakampung.catalogue.handbook_parameters import listed, parameters
from binakampung.catalogue.handbook_text import Speaker, code_lists, handbook_words, named, table
from binakampung.catalogue.paths import definitions
from binakampung.catalogue.reading import Node, RuleError, rule_head, rule_ids, rule_paths, rule_versions
from binakampung.catalogue.versions import differences
from binakampung.domain.growth_chart_words import Language
from binakampung.domain.rules import NO_SOURCE, Example, Rule

LONG = 700  # letters; longer facts are shown as they stand in the file
INDEX, CODELISTS = "index.md", "codelists.md"
Pages = Mapping[str, str]
Rules = Mapping[str, Sequence["Version"]]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a rule, and what its examples came to."""

    node: Node
    head: Rule
    found: Sequence[Found]


def handbook() -> Pages:
    """Every page by its path below `docs/handbook`. Raises `RuleError` for a rule that cannot be told whole."""
    rules = {rule_id: [_version(node) for node in rule_versions(rule_id)] for rule_id in rule_ids()}
    return {f"{language}/{name}": text for language in get_args(Language) for name, text in _pages(language, rules)}


def _version(node: Node) -> Version:
    head, run = rule_head(node), runner(node)
    if run is None:
        raise RuleError(f"{head.key}: needs a runner of its examples in catalogue/examples.py")
    return Version(node, head, [run(example.given) for example in head.examples])


def _pages(language: Language, rules: Rules) -> Iterator[tuple[str, str]]:
    speaker = Speaker(language)
    yield INDEX, _page(speaker, INDEX, _index(speaker, rules))
    for rule_id, versions in rules.items():
        yield f"{rule_id}.md", _page(speaker, f"{rule_id}.md", _rule(rule_id, versions, language))
    for name, blocks in figure_pages(speaker):
        yield name, _page(speaker, name, blocks)
    yield CODELISTS, _page(speaker, CODELISTS, _codelists(speaker))


def _page(speaker: Speaker, name: str, blocks: Iterator[str]) -> str:
    other = "en" if speaker.language == "id" else "id"
    links = [] if name == INDEX else [f"[{speaker.word('back')}]({INDEX})"]
    links.append(speaker.word("other_language", page=name.removesuffix(".md"), link=f"../{other}/{name}"))
    heading, *rest = blocks
    return "\n\n".join([heading, " · ".join(links), *(block.rstrip() for block in rest)]) + "\n"


# --- the table of contents ---


def _index(speaker: Speaker, rules: Rules) -> Iterator[str]:
    yield f"# {speaker.word('handbook')}"
    yield speaker.word("intro")
    yield speaker.word("unsure_means")
    for title, ids in _groups(speaker, rules):
        yield f"## {title}"
        heads = [speaker.word(name) for name in ("rule", "version", "effective", "certainty")]
        yield table(heads, [_index_row(rules[rule_id][0], speaker) for rule_id in ids])
    for word, pages in (("indicators", "indicators"), ("reports", "report"), ("codelists", "codelists")):
        yield f"## {speaker.word(word)}"
        about = handbook_words()["words"].get(f"{word}_about")
        if about:
            yield speaker.text(about)
        yield "\n".join(f"- [{title}]({name})" for name, title in _other_pages(speaker) if name.startswith(pages))


def _groups(speaker: Speaker, rules: Rules) -> Iterator[tuple[str, list[str]]]:
    left = list(rules)
    for group in handbook_words()["groups"]:
        ids = [rule_id for rule_id in group["rules"] if rule_id in left]
        left = [rule_id for rule_id in left if rule_id not in ids]
        if ids:
            yield speaker.text(group["title"]), ids
    if left:
        yield speaker.word("other_rules"), left


def _index_row(version: Version, speaker: Speaker) -> tuple[str, ...]:
    head = version.head
    title = f"[{speaker.text(version.node['title'])}]({head.rule_id}.md)"
    return title, head.version, speaker.scalar(head.effective_from), speaker.word(_sure(head.certainty))


def _other_pages(speaker: Speaker) -> list[tuple[str, str]]:
    pages = [(name, next(blocks).removeprefix("# ")) for name, blocks in figure_pages(speaker)]
    return [*pages, (CODELISTS, speaker.word("codelists"))]


def _sure(certainty: str) -> str:
    return "sure" if certainty == "V" else "unsure"


# --- one rule ---


def _rule(rule_id: str, versions: Sequence[Version], language: Language) -> Iterator[str]:
    newest, *others = versions
    current = newest.node
    codes = {code: " ".join(text[language].split()) for code, text in _own_codes(current).items()}
    speaker = Speaker(language, codes)
    yield f"# {speaker.text(current['title'])}"
    yield table((speaker.word("rule"), f"`{rule_id}`"), _facts(newest.head, speaker))
    yield f"## {speaker.word('what')}\n\n{speaker.text(current['wording'])}"
    if "why" in current:
        yield f"## {speaker.word('why')}\n\n{speaker.text(current['why'])}"
    if current.get("unsettled"):
        points = "\n".join(f"- {speaker.text(point)}" for point in current["unsettled"])
        yield f"## {speaker.word('unsettled')}\n\n{points}"
    yield f"## {speaker.word('parameters')}"
    yield from parameters(current.get("parameters", {}), speaker)
    yield f"## {speaker.word('cases')}\n\n{speaker.word('cases_about')}"
    yield _cases(newest, speaker)
    if others:
        yield f"## {speaker.word('other_versions')}"
    for other in others:
        yield from _other_version(newest, other, speaker)
    steps = speaker.word("how_steps", rule=rule_id, version=current["version"])
    yield f"## {speaker.word('how')}\n\n{steps}"


def _own_codes(node: Node) -> dict[str, Mapping[str, str]]:
    """What the rule itself names, but for codes that it gives two names."""
    found: dict[str, Mapping[str, str]] = {}
    twice = set()
    for code, words in named(node.get("parameters", {})):
        if found.setdefault(code, words) != words:
            twice.add(code)
    return {code: words for code, words in found.items() if code not in twice}


def _facts(head: Rule, speaker: Speaker) -> list[tuple[str, str]]:
    source = speaker.word("no_source") if head.source == NO_SOURCE else head.source
    path = rule_paths(head.rule_id)[0].relative_to(definitions().parent).as_posix()
    return [
        (speaker.word("version"), head.version),
        (speaker.word("state"), speaker.scalar(head.status)),
        (speaker.word("effective"), speaker.scalar(head.effective_from)),
        (speaker.word("certainty"), f"**{speaker.word(_sure(head.certainty))}**"),
        (speaker.word("source"), source),
        (speaker.word("file"), f"`{path.replace('_definitions', 'definitions')}`"),
    ]


def _cases(version: Version, speaker: Speaker) -> str:
    cases = zip(version.head.examples, version.found, strict=True)
    return "\n".join(_case(number, each, found, speaker) for number, (each, found) in enumerate(cases, 1))


def _case(number: int, example: Example, found: Found, speaker: Speaker) -> str:
    result = f"**{speaker.word('result')}:** {speaker.value({name: found[name] for name in example.expect})}"
    given = speaker.value(example.given)
    if len(given) > LONG:
        return f"{number}. {speaker.word('given')}:\n\n{_indented(_as_written(example.given))}\n\n    {result}\n"
    return f"{number}. {speaker.word('given')}: {given} → {result}"


def _as_written(given: Mapping[str, Any]) -> str:
    plain = json.loads(json.dumps(given, default=str))
    written = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    return f"```yaml\n{written}```"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _other_version(newest: Version, other: Version, speaker: Speaker) -> Iterator[str]:
    head = other.head
    begins = f"{speaker.word('effective')} {speaker.scalar(head.effective_from)}"
    yield f"### {head.key}: {speaker.scalar(head.status)}, {begins}"
    yield speaker.text(other.node["wording"])
    changes = [
        (f"`{path}`", speaker.value(before), speaker.value(after))
        for path, (before, after) in differences(newest.node, other.node).items()
    ]
    about = speaker.word("proposal_differs", version=newest.head.version)
    if changes:
        heads = (speaker.word("parameter"), newest.head.version, head.version)
        yield f"{about}\n\n{table(heads, changes)}"
    else:
        yield f"{about} {speaker.word('nothing_differs')}."
    yield _cases(other, speaker)


# --- code lists ---


def _codelists(speaker: Speaker) -> Iterator[str]:
    yield f"# {speaker.word('codelists')}"
    yield speaker.word("codelists_about")
    for name, content in code_lists().items():
        yield f"## `{name}`"
        yield from listed(content, speaker)
