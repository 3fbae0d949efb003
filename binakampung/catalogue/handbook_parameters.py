"""The parameters of a rule, or any nest of names and values, as tables and lists that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from binakampung.catalogue.handbook_text import NAMES, Speaker, is_wording, name_of, table

COLUMNS = 4  # a table with more is a list instead
CELL = 90  # letters; with longer ones too
APART = ("code", "certainty", "source")  # said beside the name
Record = tuple[str, Mapping[str, Any]]


def parameters(node: Mapping[str, Any], speaker: Speaker, depth: int = 3) -> Iterator[str]:
    """Blocks of Markdown: first the plain values in one table, then what has parts of its own, each under a heading."""
    plain = {key: value for key, value in node.items() if is_plain(value)}
    if plain:
        rows = [(_called(key, speaker), speaker.value(value)) for key, value in plain.items()]
        yield table((speaker.word("parameter"), speaker.word("value")), rows)
    for key, value in node.items():
        if key not in plain:
            heading = _called(key, speaker)
            yield f"{'#' * depth} {heading[0].upper()}{heading[1:]}"
            yield from listed(value, speaker, min(depth + 1, 6))


def is_plain(value: Any) -> bool:
    """Whether it fits a line: a value, a text, a list of values, or a few values by name."""
    if is_wording(value) or not isinstance(value, Mapping | list):
        return True
    parts = list(value.values()) if isinstance(value, Mapping) else value
    values = all(not isinstance(part, Mapping | list) for part in parts)
    return values and (isinstance(value, list) or len(parts) <= 4)


def _called(key: object, speaker: Speaker) -> str:
    label = speaker.label(key)
    return label if label == f"`{key}`" else f"{label} (`{key}`)"


def listed(value: Any, speaker: Speaker, depth: int = 3) -> Iterator[str]:
    """A list of codes or records: in a table where they are short, else one below the other."""
    if isinstance(value, list) and not all(isinstance(each, Mapping) for each in value):
        yield "\n".join(f"- {speaker.value(each)}" for each in value)
    elif isinstance(value, list):
        yield from _records([(str(each.get("code", "")), each) for each in value], speaker)
    elif all(is_wording(each) for each in value.values()):
        rows = [(f"`{code}`", speaker.text(text)) for code, text in value.items()]
        yield table((speaker.word("code"), speaker.word("meaning")), rows)
    elif all(isinstance(each, Mapping) and not is_wording(each) for each in value.values()) and _alike(value):
        yield from _records([(str(each.get("code", key)), each) for key, each in value.items()], speaker)
    else:
        yield from parameters(value, speaker, depth)


def _alike(node: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the parts are records of one kind: each shares a name with the first, and none has a nest of parts."""
    first = next(iter(node.values()))
    shared = all(set(each) & set(first) for each in node.values()) or all(not each for each in node.values())
    flat = all(is_plain(value) or name_of(each) is not None for each in node.values() for value in each.values())
    return shared and flat


def _records(records: Sequence[Record], speaker: Speaker) -> Iterator[str]:
    names = list(dict.fromkeys(key for _, each in records for key in each if key not in (*NAMES, *APART)))
    sure = any("certainty" in each for _, each in records)
    rows = [
        (_title(code, each, speaker), *(speaker.value(each[name]) if name in each else "" for name in names))
        for code, each in records
    ]
    if not names and not sure:
        yield ", ".join(row[0] for row in rows)
    elif len(names) <= COLUMNS and all(len(text) <= CELL for row in rows for text in row[1:]):
        ends = [(speaker.sure(each),) if sure else () for _, each in records]
        heads = (speaker.word("meaning"), *map(speaker.label, names), *((speaker.word("certainty"),) if sure else ()))
        yield table(heads, [(*row, *end) for row, end in zip(rows, ends, strict=True)])
    else:
        yield "\n".join(_listed(code, each, speaker, sure) for code, each in records)


def _title(code: str, each: Mapping[str, Any], speaker: Speaker) -> str:
    name = name_of(each)
    if name is None:
        label = speaker.label(code) if code else ""
        return label if label in ("", f"`{code}`") else f"{label} (`{code}`)"
    return f"{speaker.text(name)} (`{code}`)" if code else speaker.text(name)


def _listed(code: str, each: Mapping[str, Any], speaker: Speaker, sure: bool) -> str:
    """One record as an item: its short values on its line, its texts and nests below."""
    told = {key: value for key, value in each.items() if key not in APART and value is not name_of(each)}
    short = {key: value for key, value in told.items() if not is_wording(value) and is_plain(value)}
    ends = [f"{speaker.label(key)}: {speaker.value(value)}" for key, value in short.items()]
    ends += [speaker.sure(each)] if sure else []
    lines = [f"- **{_title(code, each, speaker)}**" + (f": {'; '.join(ends)}" if ends else "")]
    for key, value in told.items():
        if key not in short:
            one = f"  - {speaker.label(key)}: {speaker.value(value)}"
            lines += _nested(key, value, speaker) if _many(value) else [one]
    return "\n".join(lines)


def _many(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(each, Mapping) for each in value)


def _nested(key: str, values: Sequence[Mapping[str, Any]], speaker: Speaker) -> list[str]:
    lines = [f"  - {speaker.label(key)}:"]
    for each in values:
        rest = {name: value for name, value in each.items() if name not in ("code",) and value is not name_of(each)}
        title = _title(str(each.get("code", "")), each, speaker)
        lines.append("    - " + ": ".join(filter(None, (title, speaker.value(rest) if rest else ""))))
    return lines
