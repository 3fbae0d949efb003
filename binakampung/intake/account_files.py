"""A list of people from any spreadsheet: which column is what, and each row as an account that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from binakampung.catalogue.account_columns import column_words, fields, role_words
from binakampung.catalogue.spreadsheets import folded
from binakampung.domain.access import ROLES, TEAM_ROLES
from binakampung.domain.problems import Problem
from binakampung.intake.cells import BadCell, clean, day_of, text_of
from binakampung.intake.tables import Cell, Fault, FileRefused, Row, Table, is_blank
from binakampung.intake.workbook import open_tables
from binakampung.registry.actions.account_import import Asked, Trouble

HEADING_ROWS = 60
MOST_ROWS = 20_000
IGNORE = "-"


@dataclass(frozen=True, slots=True)
class AccountFile:
    """What a file says. `columns`: heading -> field as understood; `ignored`: headings that mean nothing here."""

    columns: Mapping[str, str]
    ignored: Sequence[str]
    rows: Sequence[Asked]
    problems: Sequence[Trouble] = field(default=())


@dataclass(frozen=True, slots=True)
class _Layout:
    table: Table
    number: int
    titles: Mapping[int, str]
    meaning: Mapping[int, str]


def read_accounts(
    content: bytes, today: date, mapping: Mapping[str, str], remembered: Mapping[str, str]
) -> AccountFile:
    """Read a file. `mapping`: heading -> field, chosen by a person (`-`: none); `remembered`: from earlier files.

    Raises `FileRefused` when it is no table, or no row of headings has a name and one of role, team or village.
    """
    words = {folded(title): name for title, name in {**remembered, **mapping}.items()}
    unknown = sorted(set(mapping.values()) - set(fields()) - {IGNORE})
    if unknown:
        raise FileRefused("account_field_unknown", field=unknown[0], fields=", ".join(fields()))
    layout = _best(open_tables(content), words)
    rows: list[Asked] = []
    problems: list[Trouble] = []
    for number, cells in _below(layout):
        if len(rows) + len(problems) >= MOST_ROWS:
            raise FileRefused("account_file_too_long", most=f"{MOST_ROWS:,}".replace(",", "."))
        read = _row(number, {name: cells[at] for at, name in layout.meaning.items() if at < len(cells)}, today)
        if isinstance(read, Trouble):
            problems.append(read)
        elif read is not None:
            rows.append(read)
    if not rows and not problems:
        raise FileRefused("no_rows")
    columns = {layout.titles[at]: name for at, name in layout.meaning.items()}
    ignored = [title for at, title in layout.titles.items() if at not in layout.meaning]
    return AccountFile(columns, ignored, rows, problems)


def _best(tables: Sequence[Table], words: Mapping[str, str]) -> _Layout:
    found = [layout for table in tables for layout in _layouts(table, words)]
    fit = [each for each in found if _fits(set(each.meaning.values()))]
    if not fit:
        raise FileRefused("account_headings_unknown", fields=", ".join(fields()))
    return max(fit, key=lambda each: (len(each.meaning), -each.number))


def _fits(names: set[str]) -> bool:
    return "name" in names and bool(names & {"role", "team", "village"})


def _layouts(table: Table, words: Mapping[str, str]) -> Iterator[_Layout]:
    for number, cells in islice(table.rows(), HEADING_ROWS):
        whole = {at: cell for at, cell in enumerate(cells) if not (is_blank(cell) or isinstance(cell, Fault))}
        titles = {at: clean(text_of(cell)) for at, cell in whole.items()}
        meaning: dict[int, str] = {}
        for at, title in titles.items():
            name = words.get(folded(title)) or column_words().get(folded(title), "")
            if name and name != IGNORE and name not in meaning.values():
                meaning[at] = name
        if meaning:
            yield _Layout(table, number, titles, meaning)


def _below(layout: _Layout) -> Iterator[Row]:
    return ((number, cells) for number, cells in layout.table.rows() if number > layout.number)


def _row(number: int, cells: Mapping[str, Cell], today: date) -> Asked | Trouble | None:
    """A row as it is wanted; None when it is empty."""
    broken = next((cell for cell in cells.values() if isinstance(cell, Fault)), None)
    if broken is not None:
        return Trouble(number, Problem("account_cell_broken", params={"value": broken.text}))
    texts = {name: "" if is_blank(cell) else clean(text_of(cell)) for name, cell in cells.items()}
    if not any(texts.get(name) for name in ("name", "login", "team", "village")):
        return None
    if not texts.get("name"):
        return Trouble(number, Problem("account_without_name"))
    if len(texts["name"]) > 200 or any(len(text) > 300 for text in texts.values()):
        return Trouble(number, Problem("account_text_too_long"))
    role = _role(texts.get("role", ""), bool(texts.get("team")))
    if not role:
        known = Problem("account_role_unknown", params={"value": texts.get("role", "")})
        return Trouble(number, known if texts.get("role") else Problem("account_without_role"))
    since: date | None = None
    if texts.get("since"):
        since = _day(cells["since"], today)
        if since is None:
            return Trouble(number, Problem("account_day_unreadable", params={"value": texts["since"]}))
    rest = {name: texts.get(name, "") for name in ("team", "village", "subdistrict", "service_area", "office")}
    return Asked(number, texts["name"], role, texts.get("login", "").lower(), since=since, **rest)


def _day(cell: Cell, today: date) -> date | None:
    try:
        return day_of(today, cell)
    except BadCell:
        return None


def _role(word: str, in_team: bool) -> str:
    """The role that a word means; a unit's row without one is the village's own account."""
    if not word:
        return ""
    known = [role for role in role_words().get(folded(word), ()) if role in ROLES]
    return next((role for role in known if (role in TEAM_ROLES) == in_team), known[0] if known else "")
