"""Reading definition files: each helper returns a typed value or raises `RuleError` naming the file and the place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.domain.rules import NO_SOURCE, Certainty, Example, Rule, Status, Wording

Node = Mapping[str, Any]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same loader, compiled


class RuleError(ValueError):
    """A rule file is not usable; the message names file and place."""


def rule_file(rule_id: str, version: str = "", on: date | None = None) -> Node:
    """A rule as written: a named version, or that in force on a day (without a day, the newest). Raises `RuleError`.

    In force is the version with the latest `effective_from` that is not past the day; a proposal never is.
    """
    stored = rule_files(rule_id)
    if not version:
        return _whole(_in_force(rule_id, stored, on), stored)
    for node in stored:
        if str(node.get("version")) == version:
            return _whole(node, stored)
    raise RuleError(f"{rule_id} has no version {version}")


def rule_versions(rule_id: str) -> tuple[Node, ...]:
    """Every version: the newest file first, then the older and proposed ones. Raises `RuleError`."""
    stored = rule_files(rule_id)
    return tuple(_whole(node, stored) for node in stored)


def rule_ids() -> tuple[str, ...]:
    """Ids of all rules, sorted."""
    return tuple(path.stem for path in sorted((definitions() / "rules").glob("*.yaml")))


def rule_files(rule_id: str) -> list[Node]:
    """The files of a rule, not completed by what they are based on. Raises `RuleError` when there is none."""
    stored = [_read(path) for path in rule_paths(rule_id)]
    for node in stored:
        if node["rule_id"] != rule_id:
            raise RuleError(f"{rule_id}: a version says rule_id {node['rule_id']}")
    if not stored:
        raise RuleError(f"there is no rule {rule_id}")
    return stored


def rule_paths(rule_id: str) -> list[Path]:
    """The newest file first, then the older and proposed versions beside it (`rules/<rule_id>/*.yaml`)."""
    folder = definitions() / "rules"
    current = folder / f"{rule_id}.yaml"
    return [path for path in (current, *sorted((folder / rule_id).glob("*.yaml"))) if path.is_file()]


def read_rule(path: Path) -> Node:
    """One rule file, wherever it lies, completed by the version it is based on. Raises `RuleError`."""
    node = _read(path)
    return _whole(node, rule_files(str(node["rule_id"])) if "based_on" in node else [])


def _read(path: Path) -> Node:
    try:
        stored = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name}: {error}") from error
    if not isinstance(stored, dict) or not stored.get("rule_id"):
        raise RuleError(f"{path.name}: rule_id is missing")
    return stored


def _in_force(rule_id: str, stored: Iterable[Node], on: date | None) -> Node:
    standing = [node for node in stored if node.get("status") != "usulan"]
    if not all(isinstance(node.get("effective_from"), date) for node in standing):
        raise RuleError(f"{rule_id}: effective_from must be a date")
    begun = [node for node in standing if on is None or node["effective_from"] <= on]
    if not begun:
        raise RuleError(f"{rule_id} is not in force" + (f" on {on}" if on else ""))
    return max(begun, key=lambda node: node["effective_from"])  # of two alike the first, the newest file


def _whole(node: Node, stored: Iterable[Node]) -> Node:
    """A version that only says what it changes (`based_on: VERSION`), completed by that version."""
    if "based_on" not in node:
        return node
    where, named = f"{node['rule_id']}@{node.get('version')}", str(node["based_on"])
    base = next((each for each in stored if str(each.get("version")) == named), None)
    if base is None or "based_on" in base:
        raise RuleError(f"{where}: based_on must name a version that is written out whole")
    return {**base, **node, "parameters": _merged(base["parameters"], node.get("parameters", {}))}


def _merged(base: Any, changes: Any) -> Any:
    """Mappings are merged name by name; anything else is replaced."""
    if isinstance(base, dict) and isinstance(changes, dict):
        return {**base, **{name: _merged(base.get(name), value) for name, value in changes.items()}}
    return changes


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
        why=wording(node, "why", rule_id) if "why" in node else None,
    )
    if not isinstance(rule.effective_from, date):
        raise RuleError(f"{rule_id}: effective_from must be a date")
    if not rule.examples:
        raise RuleError(f"{rule.key}: needs an example")
    if rule.certainty != "V" and (rule.status == "berlaku" or rule.source != NO_SOURCE):
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


def fingerprint() -> str:
    """A hash of every rule file: another one means that derived rows may come out otherwise."""
    found = hashlib.sha256()
    folder = definitions() / "rules"
    for path in sorted(folder.rglob("*.yaml")):
        found.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]
