"""Reading definition files: each helper returns a typed value or raises `RuleError` naming the file and the place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.domain.rules import NO_SOURCE, Certainty, Example, Rule, Status, Wording

Node = Mapping[str, Any]


class RuleError(ValueError):
    """A rule file is not usable; the message names file and place."""


def rule_file(rule_id: str, version: str = "") -> Node:
    """A rule as written: the version in force, or an older or proposed one. Raises `RuleError`."""
    for path in rule_paths(rule_id):
        stored = read_rule(path)
        if stored["rule_id"] != rule_id:
            raise RuleError(f"{path.name}: rule_id must be {rule_id}")
        if version in ("", str(stored.get("version"))):
            return stored
    raise RuleError(f"{rule_id} has no version {version}" if version else f"there is no rule {rule_id}")


def rule_paths(rule_id: str) -> list[Path]:
    """The file in force first, then the older and proposed versions beside it (`rules/<rule_id>/*.yaml`)."""
    folder = definitions() / "rules"
    current = folder / f"{rule_id}.yaml"
    return [path for path in (current, *sorted((folder / rule_id).glob("*.yaml"))) if path.is_file()]


def read_rule(path: Path) -> Node:
    """One rule file as written. Raises `RuleError` for what is not a rule file."""
    try:
        stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name}: {error}") from error
    if not isinstance(stored, dict) or not stored.get("rule_id"):
        raise RuleError(f"{path.name}: rule_id is missing")
    return stored


def rule_head(node: Node) -> Rule:
    """What every rule file says of itself. What is not verified must be provisional and name no source."""
    rule_id = str(node["rule_id"])
    rule = Rule(
        rule_id=rule_id,
        version=str(get(node, "version", rule_id)),
        title=wording(node, "title", rule_id),
        wording=wording(node, "wording", rule_id),
        effective_from=cast(date, get(node, "effective_from", rule_id)),
        status=cast(Status, one_of(node, "status", get_args(Status), rule_id)),
        certainty=certainty(node, rule_id),
        source=str(get(node, "source", rule_id)),
        examples=tuple(Example(example["given"], example["expect"]) for example in node.get("examples", ())),
    )
    if not isinstance(rule.effective_from, date):
        raise RuleError(f"{rule_id}: effective_from must be a date")
    if rule.certainty != "V" and (rule.status != "sementara" or rule.source != NO_SOURCE):
        raise RuleError(f"{rule_id}: a rule of certainty {rule.certainty} is 'sementara', its source '{NO_SOURCE}'")
    return rule


def get(node: Node, name: str, where: str) -> Any:
    """A value that must be there."""
    if name not in node:
        raise RuleError(f"{where}: {name} is missing")
    return node[name]


def number(node: Node, name: str, where: str) -> float:
    """A number; yes and no are none."""
    value = get(node, name, where)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuleError(f"{where}: {name} must be a number")
    return float(value)


def one_of(node: Node, name: str, allowed: tuple[Any, ...], where: str) -> Any:
    """A value out of a closed list."""
    value = get(node, name, where)
    if value not in allowed:
        raise RuleError(f"{where}: {name} is {value!r}, not one of {', '.join(map(str, allowed))}")
    return value


def certainty(node: Node, where: str) -> Certainty:
    """How sure a part of a rule is: V, K or U."""
    return cast(Certainty, one_of(node, "certainty", get_args(Certainty), where))


def wording(node: Node, name: str, where: str) -> Wording:
    """A text, which must be there in both languages."""
    texts = get(node, name, where)
    if not isinstance(texts, dict) or not texts.get("id") or not texts.get("en"):
        raise RuleError(f"{where}: {name} needs both languages, id and en")
    if len(texts) > 2:  # an unquoted comma within braces cuts a text short
        raise RuleError(f"{where}: {name} has more than id and en; put the text in quotes")
    return Wording(str(texts["id"]), str(texts["en"]))
