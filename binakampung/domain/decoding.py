"""From the answers of a form to observations, by a mapping that is data.

`decode` is pure: the same content and mapping always give the same observations and problems. It never raises on
bad content: what cannot be read becomes a `Problem` at its path, and the item is not observed.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from binakampung.domain import observations
from binakampung.domain.observations import AreaCode, Observation
from binakampung.domain.problems import Problem, Severity

Content = Mapping[str, Any]

TRUE_WORDS = frozenset({"yes", "y", "ya", "1", "true"})
FALSE_WORDS = frozenset({"no", "n", "tidak", "2", "0", "false"})


@dataclass(frozen=True, slots=True)
class ItemMapping:
    """How one kind of statement is read from a form.

    `path` is the repeat whose instances are the items, empty when the submission is one item. `fields` maps a field
    of the observation to a path in the form (from the item, or from the root with a leading `/`), to
    `{path, values}`, to `{path, part}` (the n-th word of the answer), to a nested mapping, or to `{each, fields}` for
    a list. `label` names the item to people.
    `keys` lists, best first, the answers that make two rows speak of the same thing (spreadsheets re-uploaded); a
    key counts when the first answer in it that is the item's own is given.
    `says` lists the answers without which a row of a spreadsheet says nothing (a roster line left empty).
    """

    observation: str
    path: str
    fields: Mapping[str, Any]
    label: str = ""
    keys: tuple[tuple[str, ...], ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormMapping:
    """What the published versions `since`..`until` (inclusive, by version text) of a form say.

    `file_name` is the question that a spreadsheet's name answers when nothing else does (the name of a survey).
    `office`: only the office's own screens fill it.
    """

    form_id: str
    items: tuple[ItemMapping, ...]
    village: str = ""
    observed_on: str = ""
    file_name: str = ""
    office: bool = False
    since: str = ""
    until: str | None = None


@dataclass(frozen=True, slots=True)
class DecodedItem:
    """One item: its place in the submission, what it says (None when it cannot be read), its label and problems."""

    item: str
    observation: Observation | None
    label: str
    problems: tuple[Problem, ...]


class Unreadable(ValueError):
    """An answer that is not of its type; carries the code of the problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decode(content: Content, mapping: FormMapping, received_on: date) -> tuple[DecodedItem, ...]:
    """All items that `content` says under `mapping`. Dates after `received_on` are problems, not facts."""
    decoded: list[DecodedItem] = []
    for item_mapping in mapping.items:
        observation_type = getattr(observations, item_mapping.observation)
        for key, here in _instances(content, item_mapping.path):
            reader = _Reader(content, received_on)
            observation = reader.build(observation_type, item_mapping.fields, here, key)
            problems = tuple(reader.problems)
            unreadable = any(problem.severity is Severity.ERROR for problem in problems)
            label = _first_text(content, here, item_mapping.label)
            decoded.append(DecodedItem(key, None if unreadable else observation, label, problems))
    return tuple(decoded)


def answer(content: Content, path: str) -> Any:
    """The answer at a `/`-separated path from the root, None when the form has none there."""
    node: Any = content
    for step in path.strip("/").split("/"):
        if not isinstance(node, (dict, Mapping)):  # nearly always a dict, and that is quickly seen
            return None
        node = node.get(step)
    return node


def _instances(content: Content, path: str) -> Iterator[tuple[str, Content]]:
    if not path:
        yield "/", content
        return
    repeats = answer(content, path)
    if isinstance(repeats, Mapping):
        repeats = [repeats]
    for number, here in enumerate(repeats or (), start=1):
        if isinstance(here, Mapping):
            yield f"{path}/{number}", here


def _first_text(content: Content, here: Content, paths: str) -> str:
    for path in paths.split():
        text = answer(content if path.startswith("/") else here, path)
        if isinstance(text, str) and text:
            return text.replace("\0", "")
    return ""


class _Reader:
    """Reads one item; collects problems instead of stopping at the first."""

    def __init__(self, root: Content, received_on: date) -> None:
        self.root = root
        self.received_on = received_on
        self.problems: list[Problem] = []

    def build(self, cls: type, spec: Mapping[str, Any], here: Content, at: str) -> Any:
        values: dict[str, Any] = {}
        for name, kind, required, path in _plan(cls, spec):
            found = len(self.problems)
            value = self._value(kind, path, here, at) if path is not None else None
            if value is not None:
                values[name] = value
            elif required and kind.optional:
                values[name] = None
            elif required and len(self.problems) == found:
                self._problem("missing_answer", spec.get(name, name), at)
        return None if self._has_errors() else cls(**values)

    def _value(self, kind: Kind, way: _Way, here: Content, at: str) -> Any:
        if way.each is not None:
            return self._list(kind, way.spec, here, at)
        if kind.nested is not None:
            if way.groups is not None and not any(group in here for group in way.groups):
                return None  # a block that nobody opened
            built = self.build(kind.nested, way.spec, here, at)
            return None if kind.optional and built == kind.nested() else built  # a block that nobody answered
        text: Any = self.root if way.from_root else here
        for step in way.steps:
            if not isinstance(text, (dict, Mapping)):
                return None
            text = text.get(step)
        if not isinstance(text, str) or not (text := text.strip()):
            return None
        return self._read(kind, way, text.replace("\0", ""), at)  # no database keeps a NUL, and no form can mean it

    def _read(self, kind: Kind, way: _Way, text: str, at: str) -> Any:
        if way.part is not None:  # a geopoint is one answer: latitude longitude altitude accuracy
            text = next(iter(text.split()[way.part :]), "")
            if not text:
                return None
        text = way.values.get(text, text)
        value = self._parsed(kind, text, way.path, at)
        if value is not None and way.between is not None:
            low, high = way.between
            if not low <= value <= high:
                self._problem("out_of_range", way.path, at, value=text[:60], low=low, high=high)
        return value

    def _list(self, kind: Kind, spec: Mapping[str, Any], here: Content, at: str) -> tuple[Any, ...]:
        assert kind.nested is not None
        source = self.root if spec["each"].startswith("/") else here
        built = (
            self.build(kind.nested, spec["fields"], instance, path)
            for path, instance in _instances(source, spec["each"])
        )
        return tuple(each for each in built if each is not None)

    def _parsed(self, kind: Kind, text: str, path: str, at: str) -> Any:
        try:
            value = kind.parse(text)
        except Unreadable as error:
            self._problem(error.code, path, at, value=text[:60])
            return None
        if isinstance(value, date) and value > self.received_on and path.split("/")[-1] not in FUTURE_ALLOWED:
            self._problem("date_in_future", path, at, value=text[:60])
        return value

    def _problem(self, code: str, path: Any, at: str, **params: Any) -> None:
        if isinstance(path, Mapping):
            path = path.get("path") or path.get("each") or ""
        where = str(path) if str(path).startswith("/") or at == "/" else f"{at}/{path}"
        self.problems.append(Problem(code, where.strip("/"), params=params))

    def _has_errors(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)


# Answers that speak of what is planned, so may lie ahead.
FUTURE_ALLOWED = frozenset({"next_visit", "due_on"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What one field of an observation holds."""

    parse: Callable[[str], Any]
    optional: bool = False
    nested: type | None = None


@lru_cache
def shape(cls: type) -> tuple[tuple[str, Kind, bool], ...]:
    """Name, kind and 'has no default' of each field of an observation class."""
    hints = get_type_hints(cls)
    return tuple((each.name, _kind(hints[each.name]), each.default is MISSING) for each in fields(cls))


@dataclass(frozen=True, slots=True)
class _Way:
    """How one field is found: the spec of the mapping, taken apart once.

    `groups` (of a block that may be absent): the groups of the form that hold all of it.
    """

    spec: Any
    path: str = ""
    steps: tuple[str, ...] = ()
    from_root: bool = False
    each: str | None = None
    part: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    between: tuple[float, float] | None = None
    groups: frozenset[str] | None = None


MOST_PLANS = 2_000
_Plan = tuple[tuple[str, Kind, bool, _Way | None], ...]
# By class and identity of the mapping's part; the part is kept, so that its identity stays its own.
_PLANS: dict[tuple[type, int], tuple[Mapping[str, Any], _Plan]] = {}


def _plan(cls: type, spec: Mapping[str, Any]) -> _Plan:
    kept = _PLANS.get((cls, id(spec)))
    if kept is None or kept[0] is not spec:
        if len(_PLANS) > MOST_PLANS:
            _PLANS.clear()
        made = tuple(
            (name, kind, required, _way(kind, spec[name]) if name in spec else None)
            for name, kind, required in shape(cls)
        )
        kept = _PLANS[cls, id(spec)] = (spec, made)
    return kept[1]


def _way(kind: Kind, spec: Any) -> _Way:
    if isinstance(spec, Mapping) and "each" in spec:
        return _Way(spec, each=spec["each"])
    if kind.nested is not None:
        return _Way(spec, groups=_groups(kind, spec))
    details = spec if isinstance(spec, Mapping) else {"path": spec}
    path = details["path"]
    return _Way(
        spec,
        path,
        tuple(path.strip("/").split("/")),
        path.startswith("/"),
        part=details.get("part"),
        values=details.get("values", {}),
        between=tuple(details["between"]) if "between" in details else None,
    )


def _groups(kind: Kind, spec: Mapping[str, Any]) -> frozenset[str] | None:
    """The groups that hold a whole optional block; None when its absence cannot be seen from them."""
    assert kind.nested is not None
    plan = _plan(kind.nested, spec)
    ways = [way for _, _, _, way in plan if way is not None]
    plain = all(way.steps and not way.from_root for way in ways)
    if not kind.optional or not plain or any(required and not inner.optional for _, inner, required, _ in plan):
        return None
    return frozenset(way.steps[0] for way in ways)


def _kind(hint: Any) -> Kind:
    if get_origin(hint) in (Union, types.UnionType):
        inner = _kind(next(arg for arg in get_args(hint) if arg is not type(None)))
        return Kind(inner.parse, True, inner.nested)
    if get_origin(hint) is Literal:
        return Kind(partial(parse_choice, frozenset(get_args(hint))))
    if get_origin(hint) is tuple:
        element = get_args(hint)[0]
        return Kind(_words, nested=element if is_dataclass(element) else None)  # type: ignore[arg-type]
    if is_dataclass(hint):
        return Kind(str, nested=hint)  # type: ignore[arg-type]
    return Kind(_PARSERS[hint])


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def parse_choice(choices: frozenset[str], text: str) -> str:
    """One of the field's own words. Raises `Unreadable('not_a_choice')`."""
    if text not in choices:
        raise Unreadable("not_a_choice")
    return text


def parse_number(text: str) -> float:
    """A finite decimal number, with a point or an Indonesian comma. Raises `Unreadable('not_a_number')`."""
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        raise Unreadable("not_a_number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise Unreadable("not_a_number")
    return value


def parse_whole(text: str) -> int:
    """A whole number. Raises `Unreadable('not_a_number')`."""
    value = parse_number(text)
    if value != int(value):
        raise Unreadable("not_a_number")
    return int(value)


def parse_date(text: str) -> date:
    """A date `YYYY-MM-DD`, a time after it ignored; 1900 or later. Raises `Unreadable('not_a_date')`."""
    try:
        value = date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable("not_a_date") from None
    if value.year < 1900:
        raise Unreadable("not_a_date")
    return value


def parse_area(text: str) -> AreaCode:
    """An official area code, with or without dots. Raises `Unreadable('not_an_area')`."""
    code = text.replace(".", "")
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 10)):
        raise Unreadable("not_an_area")
    return AreaCode(code)


def parse_yes_no(text: str) -> bool:
    """Yes or no in either language, or the 1/2 of official forms. Raises `Unreadable('not_yes_or_no')`."""
    word = text.lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise Unreadable("not_yes_or_no")


_PARSERS: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    float: parse_number,
    int: parse_whole,
    date: parse_date,
    bool: parse_yes_no,
    AreaCode: parse_area,
}


def mapping_for(mappings: Sequence[FormMapping], version: str) -> FormMapping | None:
    """The mapping that speaks for a published version, None when no rule reads the form."""
    for mapping in mappings:
        if mapping.since <= version and (mapping.until is None or version <= mapping.until):
            return mapping
    return None
