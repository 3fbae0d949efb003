"""A closed month: equal at closing, deaf to late data, mended only when asked, and without anybody's name."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from binakampung.analytics.closing import NotEnded
from binakampung.analytics.provenance import unmask
from binakampung.analytics.report import figures, same_figures
from binakampung.analytics.snapshots import Snapshot
from binakampung.analytics.storage import DamagedSnapshot
from binakampung.catalogue import reports
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import ReportDocument
from binakampung.portal.reports import sources
from binakampung.registry.models import FamilyMembership, GrowthMeasurement, Person, Task
from tests.analytics.villages import a_district
from tests.builders import NEIGHBOUR, VILLAGE, AChild, a_family, a_posyandu_day, send

pytestmark = pytest.mark.usefixtures("ready")
OCTOBER = ReportingPeriod(2026, 10)
NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
SUBDISTRICT = VILLAGE[:6]


def close(area: str = VILLAGE, restate: bool = False) -> Snapshot:
    return sources.close(area, OCTOBER, "bina", restate=restate, now=NOW)


def read(area: str = VILLAGE, live: bool = False) -> ReportDocument:
    return sources.reading(NOW).open(area, OCTOBER, live=live).document


def late_weighing(children: list[AChild]) -> None:
    """A posyandu day of October that arrives in December: everyone of the village, weighed and short."""
    day = a_posyandu_day(date(2026, 10, 30))
    for child in children:
        if child.village == VILLAGE and child.born < day.on:
            day = day.measuring(child, weight_kg=9.9, length_cm=70.5, has_book=True)
    send(day, received=date(2026, 12, 2))


def test_equal_at_closing_then_unchanged_while_live_moves_on() -> None:
    children = a_district(3, 16)
    before = read()
    close()
    at_closing, live = read(), read(live=True)
    assert at_closing.state == "frozen" and live.state == before.state == "live"
    assert same_figures(at_closing, before) and same_figures(at_closing, live)
    assert at_closing.checks == before.checks
    late_weighing(children)
    assert same_figures(read(), at_closing)
    assert read().trend == at_closing.trend
    assert not same_figures(read(live=True), at_closing)
    assert figures(read(live=True))["D"]["value"] > (figures(at_closing)["D"]["value"] or 0)  # type: ignore[operator]


def test_a_month_that_has_not_ended_cannot_be_closed() -> None:
    with pytest.raises(NotEnded):
        sources.close(VILLAGE, OCTOBER, "bina", now=datetime(2026, 10, 31, 16, 0, tzinfo=UTC))
    assert sources.shelf().latest(sources.REPORT, VILLAGE, OCTOBER) is None


def test_the_local_day_decides_whether_it_has_ended() -> None:
    """1 November 00.30 WIB is still 31 October in London."""
    sources.close(VILLAGE, OCTOBER, "bina", now=datetime(2026, 10, 31, 17, 30, tzinfo=UTC))
    assert sources.shelf().latest(sources.REPORT, VILLAGE, OCTOBER) is not None


def test_closing_twice_changes_nothing_and_restating_needs_a_change() -> None:
    children = a_district(4)
    first = close()
    late_weighing(children)
    assert close() == first
    second = close(restate=True)
    assert (second.number, second.restates) == (2, 1)
    assert close(restate=True) == second
    shelf = sources.shelf()
    assert [each.number for each in shelf.all(sources.REPORT, VILLAGE, OCTOBER)] == [1, 2]
    assert same_figures(read(), read(live=True))
    assert not shelf.tables(first)["children"].equals(shelf.tables(second)["children"])


def test_an_area_above_names_its_villages_and_totals_hold() -> None:
    children = a_district(5)
    village = close()
    late_weighing(children)
    subdistrict = close(SUBDISTRICT)
    named = {part.area: part.number for part in subdistrict.parts}
    assert len(named) == 27 and named[VILLAGE] == village.number == 1
    frozen = [figures(read(area))["D"]["value"] for area in (VILLAGE, NEIGHBOUR)]
    assert figures(read(SUBDISTRICT))["D"]["value"] == sum(value or 0 for value in frozen)
    assert not same_figures(read(SUBDISTRICT), read(SUBDISTRICT, live=True))
    mended = close(SUBDISTRICT, restate=True)
    assert (mended.number, {part.number for part in mended.parts}) == (2, {1, 2})
    assert same_figures(read(SUBDISTRICT), read(SUBDISTRICT, live=True))
    assert {part.number for part in subdistrict.parts} == {1}


def test_the_manifest_says_what_it_is() -> None:
    a_district(6)
    snapshot = close()
    stored = json.loads(_manifest(snapshot).read_text())
    assert stored["as_of"] == "2026-10-31"
    assert (stored["closed_by"], stored["closed_at"]) == ("bina", NOW.isoformat())
    assert stored["position"]["ledger_seq"] > 0 and stored["position"]["feed"] > 0
    told = figures(read())
    assert stored["files"]["children"]["rows"] == told["S"]["value"]
    followed = {"all_children": "S", "weighed": "D", "gained": "N", "comparable": "D'"}
    assert stored["followed"] == {id: told[code]["value"] for id, code in followed.items()}
    assert (sources.shelf().root / "definitions" / f"{stored['definitions']}.json").exists()


def test_files_carry_nobodys_id_or_name() -> None:
    a_district(6)
    close(SUBDISTRICT)
    frozen = sources.reading(NOW).open(SUBDISTRICT, OCTOBER)
    told = {value for table in frozen.tables.values() for row in table.to_pylist() for value in row.values()}
    assert frozen.masked and len(told) > 50
    people = {value for person in Person.objects.all() for value in (person.pk, person.name, person.family_id)}
    rows = {row.pk for table in (GrowthMeasurement, Task, FamilyMembership) for row in table.objects.all()}
    assert told & (people | rows) == set()


def test_lists_of_a_closed_month_lead_back_to_the_children() -> None:
    a_district(6)
    live = sources.reading(NOW).open(VILLAGE, OCTOBER)
    close()
    frozen = sources.reading(NOW).open(VILLAGE, OCTOBER)
    wanted = {row.child for row in live.listed("weighed.total")}
    pseudonyms = [row.child for row in frozen.listed("weighed.total")]
    found = unmask(sources.query, sources.shelf(), VILLAGE, OCTOBER.last_day, pseudonyms)
    assert wanted and set(found.values()) == wanted


def test_a_changed_file_is_noticed() -> None:
    a_district(6)
    path = _manifest(close()).parent / "children.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(DamagedSnapshot):
        read()


def test_a_closing_that_died_half_way_left_the_month_open(monkeypatch: pytest.MonkeyPatch) -> None:
    a_district(6)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("binakampung.analytics.snapshots.write_durably", dies)
        with pytest.raises(KeyboardInterrupt):
            close()
    assert read().state == "live"
    assert close().number == 1


def test_a_closed_month_keeps_the_definitions_that_closed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    family = a_family().with_child("Siti", date(2025, 1, 1))
    send(family)
    close()
    changed = json.loads(json.dumps(reports.bundled(sources.REPORT)))
    changed["report"]["columns"] = changed["report"]["columns"][:1]
    now = reports.report_from(changed)
    monkeypatch.setattr("binakampung.analytics.report.report", lambda _: now)
    assert len(read(live=True).definition.columns) == 1
    assert len(read().definition.columns) == 7


def _manifest(snapshot: Snapshot) -> Path:
    folder = sources.shelf().root / snapshot.report_id / snapshot.period / snapshot.area
    return folder / f"{snapshot.number:04d}" / "manifest.json"


def test_the_trend_of_a_month_shows_closed_months_as_they_were_closed() -> None:
    children = a_district(3, 12)
    before = read().trend[-1]
    close(SUBDISTRICT)
    late_weighing(children)
    november = sources.reading(NOW).open(VILLAGE, OCTOBER.later()).document.trend
    above = sources.reading(NOW).open(SUBDISTRICT, OCTOBER.later()).document.trend
    assert [point.frozen for point in november] == [False, False, False, False, True, False]
    assert november[-2].cells == before.cells
    assert [str(point.period) for point in above] == ["2026-10", "2026-11"]
    assert above[0].cells == read(SUBDISTRICT).trend[-1].cells
