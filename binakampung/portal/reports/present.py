"""A document in words and written numbers: what page, PDF and workbook all print, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.utils import timezone, translation

from binakampung.domain.indicators import Indicator
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import Cell, CheckResult, Frozen, ReportDocument, Row
from binakampung.domain.rules import Wording
from binakampung.portal.reports.chart import Series, Trend
from binakampung.portal.words import formats, phrase, say
from binakampung.portal.words.codes import KIND_NAMES

# How sure a definition is, as a mark beside its name. V needs none.
MARKS = {"V": "", "K": "†", "U": "‡"}
SMALL = "°"
FOOTNOTES = {
    "K": phrase("belum dipastikan: dipakai umum, tetapi sumber resminya belum kami baca."),
    "U": phrase("belum dipastikan: sumber berbeda-beda atau belum tegas; aturannya dapat berubah."),
}
SMALL_NOTE = phrase("penyebut kurang dari {n}: baca jumlahnya, bukan persennya.")
DEMONSTRATION = phrase("Data peragaan (rekaan)")
ENDED = phrase("Angka langsung, dibaca {time}. Masih berubah bila ada catatan susulan.")
RUNNING = phrase("Angka langsung, dibaca {time}. Bulan ini masih berjalan.")
CLOSED = phrase("Angka beku per {day}, ditutup {time}. Tidak berubah lagi.")
UP = phrase("naik {points} poin dari {month}")
DOWN = phrase("turun {points} poin dari {month}")
SAME = phrase("sama dengan {month}")
LEGEND = phrase("Persen per bulan. Tanda penuh: bulan sudah ditutup; tanda kosong: masih dapat berubah.")
RESTATED = phrase("Angka beku per {day}, perbaikan ke-{n}, ditutup {time}. Menggantikan angka sebelumnya.")


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: the figure, under it what it was divided from, and the keys of the lists behind (none of nobody)."""

    text: str
    under: str = ""
    key: str = ""
    denominator_key: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `unit` is `%` for rates; `beside` marks a line that only accompanies the one above it."""

    label: str
    figures: tuple[Figure, ...]
    mark: str = ""
    unit: str = ""
    about: str = ""
    main: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    title: str
    lines: tuple[Line, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """`D = N + T + O + B` in words and in numbers."""

    title: str
    numbers: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is printed, in one language."""

    language: str
    title: str
    period: str
    area: str
    code: str
    places: tuple[tuple[str, str], ...]
    state: str
    frozen: bool
    demonstration: str
    prepared: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    blocks: tuple[Block, ...]
    trend: Trend | None
    sums: tuple[Sum, ...]
    notes: tuple[str, ...]
    footnotes: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    signatures: tuple[tuple[str, str], ...]
    words: dict[str, str] = field(default_factory=dict)


def sheet(document: ReportDocument, language: str = "id") -> Sheet:
    """The document in a language (`id` or `en`)."""
    with translation.override(language):
        return _sheet(document, language)


def _sheet(document: ReportDocument, language: str) -> Sheet:
    definition, area = document.definition, document.area
    return Sheet(
        language=language,
        title=_in(definition.title, language),
        period=formats.month(document.period.first_day, language),
        area=place_name(area.kind, area.name),
        code=formats.dotted(area.code),
        places=tuple((say(KIND_NAMES[kind]), _bare(kind, name)) for kind, name in area.line),
        state=state_words(document.frozen, document.period, document.read_at, language),
        frozen=document.frozen is not None,
        demonstration=say(DEMONSTRATION) if document.demonstration else "",
        prepared=tuple(_prepared(document, language)),
        groups=_groups(document, language),
        columns=tuple(_in(column.title, language) for column in definition.columns),
        blocks=tuple(
            Block(_in(section.title, language), tuple(_lines(section.rows, language)), section.new_page)
            for section in document.sections
        ),
        trend=_trend(document, language),
        sums=tuple(_sum(check, language) for check in document.checks),
        notes=tuple(_in(note, language) for note in definition.notes),
        footnotes=tuple(_footnotes(document)),
        sources=tuple(_sources(document)),
        signatures=tuple((_in(each.role, language), _in(each.who, language)) for each in definition.signatures),
        words={
            "uraian": say("Uraian"),
            "keterangan": say("Keterangan"),
            "sumber": say("Sumber"),
            "halaman": say("Halaman"),
            "nama": say("Nama"),
            "tanggal": say("Tanggal"),
            "periksa": say("Pemeriksaan jumlah"),
            "cocok": say("cocok"),
            "tidak": say("tidak cocok"),
            "kode": say("Kode wilayah"),
        },
    )


def place_name(kind: str, name: str) -> str:
    """`Desa Batu Kalangan`; a district's name carries its kind already."""
    return f"{say(KIND_NAMES[kind])} {_bare(kind, name)}"


def state_words(frozen: Frozen | None, period: ReportingPeriod, read_at: datetime, language: str) -> str:
    """Live or frozen, since when."""
    if frozen is not None:
        return _frozen_words(frozen, formats.day(period.last_day, language), language)
    time = formats.moment(read_at, language)
    running = timezone.localtime(read_at).date() <= period.last_day
    return say(RUNNING if running else ENDED, time=time)


def _frozen_words(frozen: Frozen, day: str, language: str) -> str:
    time = formats.moment(frozen.closed_at, language)
    if frozen.number > 1:
        return say(RESTATED, day=day, n=frozen.number - 1, time=time)
    return say(CLOSED, day=day, time=time)


def _bare(kind: str, name: str) -> str:
    return name.removeprefix("Kabupaten ").removeprefix("Kota ") if kind == "district" else name


def _prepared(document: ReportDocument, language: str) -> Iterable[tuple[str, str]]:
    definition = document.definition
    yield say("Disusun oleh"), _in(definition.prepared_by, language)
    yield say("Dikirim kepada"), _in(definition.sent_to, language)
    due = formats.day(definition.due_on(document.period), language)
    yield say("Paling lambat"), f"{due}{MARKS[definition.due.certainty]}"


def _groups(document: ReportDocument, language: str) -> tuple[tuple[str, int], ...]:
    titles = [_in(column.group, language) if column.group else "" for column in document.definition.columns]
    return tuple((title, len(list(neighbours))) for title, neighbours in groupby(titles))


def _lines(rows: Sequence[Row], language: str) -> Iterable[Line]:
    for row in rows:
        yield _line(row, language, beside=False)
        if row.beside is not None:
            yield _line(row.beside, language, beside=True)


def _line(row: Row, language: str, beside: bool) -> Line:
    figures = tuple(_figure(cell, language) for cell in row.cells)
    indicator = row.indicator
    return Line(
        label=_in(indicator.title, language),
        figures=figures,
        mark=MARKS[indicator.certainty],
        unit="%" if row.cells[0].is_rate else "",
        about=_in(indicator.wording, language),
        main=row.main,
        beside=beside,
    )


def _figure(cell: Cell, language: str) -> Figure:
    key = cell.key if cell.numerator and cell.value is not None else ""
    if cell.denominator is None:
        return Figure(formats.number(cell.numerator, 0, language), key=key)
    text = formats.number(cell.value, 1, language)
    under = f"{formats.number(cell.numerator, 0, language)}/{formats.number(cell.denominator, 0, language)}"
    whole = cell.denominator_key if cell.denominator and cell.denominator_key else ""
    return Figure(text, under, key, whole, cell.small and cell.denominator > 0)


def _sum(check: CheckResult, language: str) -> Sum:
    whole, *parts = (formats.number(value, 0, language) for value in (check.whole, *check.parts))
    return Sum(_in(check.title, language), f"{whole} = {' + '.join(parts)}", check.holds)


def _trend(document: ReportDocument, language: str) -> Trend | None:
    points = document.trend
    if len(points) < 2:
        return None
    series = tuple(_series(document, place, language) for place in range(len(points[-1].cells)))
    return Trend(
        finding="; ".join(_finding(document, place, language) for place in range(len(series))),
        months=tuple(formats.month(point.period.first_day, language)[:3] for point in points),
        frozen=tuple(point.frozen for point in points),
        series=series,
        legend=say(LEGEND),
    )


def _series(document: ReportDocument, place: int, language: str) -> Series:
    code = document.definition.indicators[document.definition.trend.indicators[place]].code
    values = tuple(point.cells[place].value for point in document.trend)
    return Series(code, values, formats.number(values[-1], 1, language))


def _finding(document: ReportDocument, place: int, language: str) -> str:
    """`D/S 77,5 %, naik 3,1 poin dari September 2026`."""
    series = _series(document, place, language)
    before, now = series.values[-2], series.values[-1]
    if now is None:
        return f"{series.name} –"
    text = f"{series.name} {series.last} %"
    if before is None:
        return text
    points, month = round(now - before, 1), formats.month(document.trend[-2].period.first_day, language)
    way = SAME if not points else UP if points > 0 else DOWN
    return f"{text}, {say(way, points=formats.number(abs(points), 1, language), month=month)}"


def _footnotes(document: ReportDocument) -> Iterable[tuple[str, str]]:
    used = {indicator.certainty for indicator in _indicators(document)} | {document.definition.due.certainty}
    for certainty, text in FOOTNOTES.items():
        if certainty in used:
            yield MARKS[certainty], say(text)
    if any(cell.small and cell.denominator for row in document.rows() for cell in row.cells):
        yield SMALL, say(SMALL_NOTE, n=document.definition.small_denominator)


def _sources(document: ReportDocument) -> Iterable[str]:
    """Where the confirmed definitions were read, each once."""
    read = [indicator.source for indicator in _indicators(document) if indicator.confirmed]
    yield from dict.fromkeys(part.strip() for source in read for part in source.split(";"))


def _indicators(document: ReportDocument) -> Iterable[Indicator]:
    for row in document.rows():
        yield row.indicator
        if row.beside is not None:
            yield row.beside.indicator


def _in(wording: Wording, language: str) -> str:
    return wording.en if language == "en" else wording.id
