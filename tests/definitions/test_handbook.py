"""The handbook is what the definition files say today, and a rule that cannot be told whole does not get in."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from binakampung.catalogue import handbook as pages_of
from binakampung.catalogue.examples import RUNNERS
from binakampung.catalogue.handbook import handbook
from binakampung.catalogue.handbook_files import folder, stale, write
from binakampung.catalogue.handbook_parameters import parameters
from binakampung.catalogue.handbook_text import Speaker, handbook_words
from binakampung.catalogue.reading import Node, RuleError, rule_file, rule_head, rule_ids, rule_versions
from binakampung.cli.rules import rules as command
from binakampung.domain.rules import NO_SOURCE

pytestmark = pytest.mark.once
LINK = re.compile(r"\]\(([^)#]+\.md)\)")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(handbook())


def test_every_page_is_what_the_files_say(pages: dict[str, str]) -> None:
    assert stale(pages, folder()) == [], "run `bina rules handbook` and commit docs/handbook"


def test_every_rule_has_a_page_with_its_cases_and_how_to_change_it(pages: dict[str, str]) -> None:
    for rule_id in rule_ids():
        head = rule_head(rule_versions(rule_id)[0])
        for language, what, result, how in (
            ("id", "## Apa", "**Hasil:**", "## Cara mengubahnya"),
            ("en", "## What it is", "**Result:**", "## How to change it"),
        ):
            page = pages[f"{language}/{rule_id}.md"]
            assert all(part in page for part in (what, how, f"`definitions/rules/{rule_id}.yaml`"))
            assert page.count(result) >= len(head.examples), rule_id
            assert f"({rule_id}.md)" in pages[f"{language}/index.md"]


def test_what_is_not_confirmed_says_so(pages: dict[str, str]) -> None:
    for rule_id in rule_ids():
        head = rule_head(rule_versions(rule_id)[0])
        page = pages[f"id/{rule_id}.md"]
        assert ("| Kepastian | **belum dipastikan** |" in page) == (head.certainty != "V")
        assert ("| Sumber | belum ditemukan |" in page) == (head.source == NO_SOURCE)


def test_links_lead_somewhere(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for link in LINK.findall(text):
            target = (Path("/") / Path(name).parent / link).resolve().relative_to("/").as_posix()
            assert target in pages, f"{name}: {link}"


def test_both_languages_have_the_same_pages(pages: dict[str, str]) -> None:
    assert {name[3:] for name in pages if name.startswith("id/")} == {name[3:] for name in pages if name[:3] == "en/"}
    assert all(text.endswith("\n") and not text.endswith("\n\n") and "\n\n\n" not in text for text in pages.values())


def test_a_proposal_is_told_with_what_it_changes(pages: dict[str, str]) -> None:
    page = pages["id/growth_followup.md"]
    assert "### growth_followup@2-usulan: usulan" in page
    assert "| `parameters.red_line_z` | −3 | −2 |" in page


def test_a_rate_names_its_numerator_and_its_denominator(pages: dict[str, str]) -> None:
    page = pages["en/indicators.md"]
    stunting = page[page.index("(`stunting`)") :]
    assert re.search(r"- Numerator: Stunted and severely stunted .*\n- Denominator: Measured, valid z", stunting)
    assert "- Counted: `children`, `class_length_for_age`: `severely_stunted` or `stunted`" in page


def test_the_words_are_there_in_both_languages() -> None:
    stored = handbook_words()
    for part in ("words", "labels", "values"):
        for name, text in stored[part].items():
            assert set(text) == {"id", "en"}, f"{part}: {name}"
            assert set(re.findall(r"{\w+}", text["id"])) == set(re.findall(r"{\w+}", text["en"])), name


def versions() -> Iterator[Any]:
    for rule_id in rule_ids():
        for node in rule_versions(rule_id):
            yield pytest.param(node, id=f"{rule_id}@{node['version']}")


@pytest.mark.parametrize("node", list(versions()))
def test_a_rule_is_told_whole(node: Node) -> None:
    """Source, effective date, words and an example, or it is not read at all; and somebody runs its examples."""
    rule_head(node)
    assert node["rule_id"] in RUNNERS
    for part in ("source", "effective_from", "wording", "title", "certainty", "status", "version", "examples"):
        with pytest.raises(RuleError):
            rule_head({name: value for name, value in node.items() if name != part})


def test_a_rule_without_a_runner_stops_the_handbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_of, "runner", lambda node: None)
    with pytest.raises(RuleError, match="runner"):
        handbook()


def test_a_rule_of_nobody_here_is_told_too() -> None:
    """Any nest of names and values becomes text: an office's own rule needs no change of the program."""
    nest = {
        "limit": 2.5,
        "from_to": {"from": 1, "to": 3},
        "words": {"a": {"id": "satu", "en": "one"}, "b": {"id": "dua", "en": "two"}},
        "kinds": [{"code": "x", "wording": {"id": "iks", "en": "ex"}, "certainty": "K", "source": NO_SOURCE, "low": 1}],
        "deep": {"one": {"two": {"three": [1, {"four": None}]}}},
        "none": {},
    }
    told = "\n".join(parameters(nest, Speaker("id")))
    for part in ("2,5", "1–3", "| `a` | satu |", "iks (`x`)", "*belum dipastikan*", "`three`"):
        assert part in told, part


def test_the_command_writes_and_checks(tmp_path: Path, pages: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_of, "handbook", lambda: pages)
    runner, place = CliRunner(), tmp_path / "handbook"
    first = json.loads(runner.invoke(command, ["handbook", "--out", str(place), "--json"]).output)
    assert first["pages"] == len(first["changed"]) > 20
    again = runner.invoke(command, ["handbook", "--out", str(place), "--check"])
    assert again.exit_code == 0 and " 0 berubah" in again.output
    (place / "id" / "index.md").write_text("old")
    (place / "id" / "gone.md").write_text("a rule that is no more")
    found = runner.invoke(command, ["handbook", "--out", str(place), "--check"])
    assert found.exit_code == 1 and "id/gone.md, id/index.md" in found.output
    assert write(pages, place) == ["id/gone.md", "id/index.md"]
    assert stale(pages, place) == []


def test_based_on_must_name_a_whole_version(tmp_path: Path) -> None:
    proposed = {**rule_file("growth_followup"), "version": "9", "based_on": "no such"}
    from binakampung.catalogue import reading

    with pytest.raises(RuleError, match="based_on must name a version"):
        reading._whole(proposed, reading.rule_files("growth_followup"))
