"""A submission's XML becomes answers in the shape of its form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.forms import Question
from binakampung.intake.xml import ParsedXml, Refused, Shape, parse_submission, shape_from
from tests.collect.xml import submission_xml

pytestmark = pytest.mark.once


def leaf(name: str) -> Question:
    return Question(name, "leaf", "text")


FORM = (
    leaf("day"),
    Question("visit", "group", "group", children=(leaf("advice"), leaf("next"))),
    Question(
        "children", "repeat", "repeat",
        children=(leaf("weight"), Question("doses", "repeat", "repeat", children=(leaf("vaccine"),))),
    ),
    leaf("notes"),
)  # fmt: skip


def read(body: bytes) -> ParsedXml:
    return parse_submission(body, lambda form_id, version: shape_from(FORM))


def answers(inner: str, root: str = 'id="f" version="1"') -> Any:
    return read(f'<data {root} xmlns:jr="http://openrosa.org/javarosa">{inner}</data>'.encode()).content


def refused(body: bytes) -> Refused:
    with pytest.raises(Refused) as error:
        read(body)
    return error.value


def test_groups_repeats_and_leaves() -> None:
    assert answers(
        "<day>2026-07-06</day><visit><advice>a b</advice><next/></visit>"
        "<children><weight>9.1</weight><doses><vaccine>BCG</vaccine></doses></children><notes> two\nlines </notes>"
    ) == {
        "day": "2026-07-06",
        "visit": {"advice": "a b", "next": ""},
        "children": [{"weight": "9.1", "doses": [{"vaccine": "BCG"}]}],
        "notes": " two\nlines ",
    }


def test_a_repeat_is_a_list_however_many_instances_it_has() -> None:
    assert answers("<children><weight>1</weight></children>")["children"] == [{"weight": "1"}]
    assert len(answers("<children/><children/>")["children"]) == 2
    assert "children" not in answers("<day/>")


def test_an_empty_group_is_a_group() -> None:
    assert answers("<visit/>") == {"visit": {}}


def test_a_template_of_a_repeat_is_not_an_instance() -> None:
    template = '<children jr:template=""><weight>0</weight><doses jr:template=""/></children>'
    assert answers(f"{template}<children><weight>9</weight></children>") == {"children": [{"weight": "9"}]}


def test_what_the_form_does_not_ask_is_kept() -> None:
    assert answers("<extra>x</extra><more><a>1</a></more><more><a>2</a></more><tag>p</tag><tag>q</tag>") == {
        "extra": "x",
        "more": [{"a": "1"}, {"a": "2"}],
        "tag": [{"": "p"}, {"": "q"}],
    }


def test_entities_and_character_data() -> None:
    notes = "<notes>a &amp; &lt;b&gt; &#233; <![CDATA[<raw>]]></notes><!-- no --><?no pi?>"
    assert answers(notes) == {"notes": "a & <b> é <raw>"}


@pytest.mark.parametrize("prefix", ["", "orx:"])
def test_meta_with_and_without_its_prefix(prefix: str) -> None:
    meta = (
        f"<{prefix}meta><{prefix}instanceID> uuid:7 </{prefix}instanceID>"
        f"<{prefix}deprecatedID>uuid:6</{prefix}deprecatedID>"
        f"<{prefix}instanceName>Melati</{prefix}instanceName></{prefix}meta>"
    )
    body = f'<data xmlns:orx="http://openrosa.org/xforms" id="f" version="1"><day/>{meta}</data>'.encode()
    parsed = read(body)
    assert (parsed.form_id, parsed.form_version) == ("f", "1")
    assert (parsed.instance_id, parsed.deprecated_id) == ("uuid:7", "uuid:6")
    assert parsed.content == {"day": "", "meta": {"instanceName": "Melati"}}


def test_entity_declarations_keep_their_attributes() -> None:
    entity = '<meta><entity dataset="children" id="x" create="1"><label>Siti</label></entity></meta>'
    assert answers(entity)["meta"]["entity"] == {"@dataset": "children", "@id": "x", "@create": "1", "label": "Siti"}


def test_a_missing_number_is_made_from_the_bytes() -> None:
    body = b'<data id="f" version="1"><day/></data>'
    made = read(body).instance_id
    assert made == read(body).instance_id
    assert made.startswith("uuid:") and len(made) == 41
    assert made != read(body + b"\n").instance_id


def test_a_default_namespace_changes_nothing() -> None:
    assert answers("<day>d</day>", 'id="f" version="1" xmlns="http://example.org/form"') == {"day": "d"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "us-ascii"])
def test_a_declared_encoding_that_is_true(encoding: str) -> None:
    word = "Siti" if encoding == "us-ascii" else "Zoë"
    text = f'<?xml version="1.0" encoding="{encoding}"?><data id="f" version="1"><day>{word}</day></data>'
    assert read(text.encode(encoding)).content == {"day": word}


def test_a_byte_order_mark_is_not_content() -> None:
    assert read(b'\xef\xbb\xbf<data id="f" version="1"><day>d</day></data>').content == {"day": "d"}


@pytest.mark.parametrize(
    ("body", "code", "line", "element"),
    [
        (b"<data id='f' version='1'>\n<day>1</day>\n<visit><next></visit></data>", "malformed_xml", 3, "next"),
        (b"<data id='f' version='1'><day>", "malformed_xml", 1, "day"),
        (b"<data id='f' version='1'/><data/>", "malformed_xml", 1, ""),
        (b"<data id='f' version='1'><day>&nbsp;</day></data>", "malformed_xml", 1, "day"),
        (b"<data id='f' version='1'><day>&#0;</day></data>", "malformed_xml", 1, "day"),
        (b"<data id='f' version='1'><orx:meta/></data>", "malformed_xml", 1, "data"),
        (b"<data id='f' version='1'>\n<day>\xff</day></data>", "bad_encoding", 2, "day"),
        (b"<data id='f' version='1'>\n<day>\xed\xa0\x80</day></data>", "bad_encoding", 2, "day"),
        (b"<data id='f' version='1'><day>a</day>\n<day>b</day></data>", "repeated_answer", 2, "day"),
        (b"<data id='f' version='1'><visit/><visit/></data>", "repeated_answer", 1, "visit"),
    ],
)
def test_the_place_is_named(body: bytes, code: str, line: int, element: str) -> None:
    problem = refused(body).problem
    assert (problem.code, problem.params["line"], problem.params["element"]) == (code, line, element)


@pytest.mark.parametrize(
    "number", ["a b", "a\nb", "x" * 201, "\u200b", "<a/>"]
)  # spaces, lines, too long, invisible, not a text
def test_a_number_that_is_none(number: str) -> None:
    body = f"<data id='f' version='1'><meta><instanceID>{number}</instanceID></meta></data>"
    assert refused(body.encode()).problem.code == "bad_instance_id"


def test_an_unknown_shape_reads_all_the_same() -> None:
    parsed = parse_submission(b"<data id='f' version='1'><a>1</a><b><c/></b></data>", lambda *_: Shape())
    assert parsed.content == {"a": "1", "b": {"c": ""}}


ANSWER = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20
) | st.sampled_from(["a\tb", "a\nb"])
DOSES = st.lists(st.fixed_dictionaries({"vaccine": ANSWER}))
ROWS = st.lists(st.fixed_dictionaries({"weight": ANSWER, "doses": DOSES}))


@given(st.fixed_dictionaries({"day": ANSWER, "visit": st.fixed_dictionaries({"advice": ANSWER}), "children": ROWS}))
def test_what_collect_writes_is_what_is_read(told: dict[str, Any]) -> None:
    parsed = read(submission_xml("f", told, "uuid:1"))
    assert parsed.content == _without_empty_lists(told)


def _without_empty_lists(told: Any) -> Any:
    if isinstance(told, list):
        return [_without_empty_lists(each) for each in told]
    if isinstance(told, dict):
        return {name: _without_empty_lists(value) for name, value in told.items() if value != []}
    return told


@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda more: b"<data id='f' version='1'>" + more))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        assert read(body).form_id
    except Refused as error:
        assert error.problem.code
