"""Parts of a multipart body, whole or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.intake.multipart import MAX_PARTS, parts
from binakampung.intake.xml import Refused
from tests.collect.xml import multipart, raw_multipart

pytestmark = pytest.mark.once
BROKEN = "broken_multipart"


def code(content_type: str, body: bytes) -> str:
    with pytest.raises(Refused) as error:
        parts(content_type, body)
    return error.value.problem.code


def test_the_parts_in_order() -> None:
    read = parts(*multipart(b"<data/>", {"a b.jpg": b"\r\n--x\r\n\x00\xff"}, incomplete=True))
    assert [(part.name, part.filename, part.content) for part in read] == [
        ("xml_submission_file", "filled.xml", b"<data/>"),
        ("*isIncomplete*", "", b"yes"),
        ("a b.jpg", "a b.jpg", b"\r\n--x\r\n\x00\xff"),
    ]
    assert read[0].content_type == "text/xml; charset=utf-8"


def test_a_preamble_an_epilogue_and_a_quoted_boundary() -> None:
    _, body = raw_multipart([("form-data; name=a", "text/plain", b"1")], "x y")
    (part,) = parts('multipart/form-data; boundary="x y"', b"before\r\n" + body + b"after")
    assert part.content == b"1"


def test_names_as_browsers_and_phones_escape_them() -> None:
    content_type, body = raw_multipart(
        [('form-data; name="a%22b"; filename*=UTF-8\'\'foto%20%C3%A9.jpg', "image/jpeg", b"1")]
    )
    (part,) = parts(content_type, body)
    assert (part.name, part.filename) == ('a"b', "foto é.jpg")


@pytest.mark.parametrize("cut", [4, 5, 10, 60, 100])
def test_a_body_that_broke_off_is_refused(cut: int) -> None:
    content_type, body = multipart(b"<data/>", {"a.jpg": b"1" * 50})
    assert code(content_type, body[:-cut]) == BROKEN


@pytest.mark.parametrize(
    ("content_type", "body", "why"),
    [
        ("", b"", "not_multipart"),
        ("text/xml", b"<data/>", "not_multipart"),
        ("multipart/form-data", b"--x--", BROKEN),
        ("multipart/form-data; boundary=", b"----", BROKEN),
        ("multipart/form-data; boundary=\u00e9", b"--x--", BROKEN),
        ("multipart/form-data; boundary=x", b"", BROKEN),
        ("multipart/form-data; boundary=x", b"no delimiter at all", BROKEN),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--", BROKEN),
        ("multipart/form-data; boundary=x", b"--x\nContent-Disposition: form-data; name=a\n\n1\n--x--", BROKEN),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: file; name="a"\r\n\r\n1\r\n--x--', BROKEN),
        ("multipart/form-data; boundary=x", b"--x\r\nA: " + b"b" * 9_000 + b"\r\n\r\n1\r\n--x--", BROKEN),
    ],
)
def test_what_is_not_whole_is_refused(content_type: str, body: bytes, why: str) -> None:
    assert code(content_type, body) == why


def test_no_more_parts_than_anyone_sends() -> None:
    part = ('form-data; name="f"', "text/plain", b"x")
    assert len(parts(*raw_multipart([part] * MAX_PARTS))) == MAX_PARTS
    assert code(*raw_multipart([part] * (MAX_PARTS + 1))) == "too_many_parts"


@given(st.binary(max_size=200), st.text(max_size=60))
def test_any_bytes_are_parts_or_refused(body: bytes, kind: str) -> None:
    for content_type in (kind, "multipart/form-data; boundary=x"):
        for made in (body, b"--x\r\n" + body + b"\r\n--x--"):
            try:
                parts(content_type, made)
            except Refused as error:
                assert error.problem.code
