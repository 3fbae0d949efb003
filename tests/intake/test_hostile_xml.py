"""Everything that is thrown at the submission address: a clear message, never a 500, nothing half-written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binakampung.catalogue.forms import office_forms, sources
from binakampung.domain.forms import Question
from binakampung.domain.problems import Outcome
from binakampung.ledger.forms import compile_form
from binakampung.ledger.models import Attachment, Processing
from tests.collect.xml import multipart, raw_multipart, submission_xml, version_of
from tests.intake.conftest import Phone, message, recorded

ROOT = f'<data id="growth_session" version="{version_of("growth_session")}">'.encode()
XML_PART = 'form-data; name="xml_submission_file"; filename="a.xml"'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "Kiriman kosong: tidak ada isian di dalamnya."),
    "only spaces": (b"  \n ", 400, "Kiriman kosong: tidak ada isian di dalamnya."),
    "not xml": (b"hello", 400, "XML rusak pada baris 1, di elemen <>: tidak tersimpan. Kirim ulang dari telepon."),
    "an element left open": (
        ROOT + b"\n<children>\n<weight>9</children></data>",
        400,
        "XML rusak pada baris 3, di elemen <weight>: tidak tersimpan. Kirim ulang dari telepon.",
    ),
    "cut off": (
        ROOT + b"<notes>a",
        400,
        "XML rusak pada baris 1, di elemen <notes>: tidak tersimpan. Kirim ulang dari telepon.",
    ),
    "a million deep": (
        ROOT + b"<a>" * 1_000_000 + b"</a>" * 1_000_000,
        413,
        "Isian lebih besar dari 5 MB. Pecah menjadi beberapa kiriman.",
    ),
    "deep": (ROOT + b"<a>" * 1_000_000, 400, "Elemen <a> pada baris 1 bersarang lebih dari 64 tingkat."),
    "wide": (
        ROOT + b"<a/>" * 1_000_000 + b"</data>",
        400,
        "Isian berisi lebih dari 50000 elemen (baris 1). Pecah menjadi beberapa kiriman.",
    ),
    "thousands of repeats": (
        ROOT + b"<children/>\n" * 5_000 + b"</data>",
        400,
        "Isian berisi lebih dari 1000 ulangan 'children' (baris 1001). Pecah menjadi beberapa kiriman.",
    ),
    "an answer given twice": (
        ROOT + b"<village>1</village>\n<village>2</village></data>",
        400,
        "'village' dijawab dua kali (baris 2), padahal formulir menanyakannya sekali.",
    ),
    "too large": (
        ROOT + b"<notes>" + b"a" * 5_000_001,
        413,
        "Isian lebih besar dari 5 MB. Pecah menjadi beberapa kiriman.",
    ),
    "entities that multiply": (
        LAUGHS + ROOT + b"<notes>&b;</notes></data>",
        400,
        "Isian membawa DOCTYPE pada baris 1; kiriman formulir tidak boleh memakainya.",
    ),
    "an entity from outside": (
        b'<?xml version="1.0"?>\n' + OUTSIDE + ROOT + b"<notes>&a;</notes></data>",
        400,
        "Isian membawa DOCTYPE pada baris 2; kiriman formulir tidak boleh memakainya.",
    ),
    "an empty doctype": (
        b"<!DOCTYPE data>" + ROOT + b"</data>",
        400,
        "Isian membawa DOCTYPE pada baris 1; kiriman formulir tidak boleh memakainya.",
    ),
    "an unknown entity": (
        ROOT + b"<notes>&nbsp;</notes></data>",
        400,
        "XML rusak pada baris 1, di elemen <notes>: tidak tersimpan. Kirim ulang dari telepon.",
    ),
    "NUL": (
        ROOT + b"\n<notes>\0</notes></data>",
        400,
        "Baris 2 berisi karakter kosong (NUL), yang tidak boleh ada dalam XML.",
    ),
    "NUL by number": (
        ROOT + b"<notes>&#0;</notes></data>",
        400,
        "XML rusak pada baris 1, di elemen <notes>: tidak tersimpan. Kirim ulang dari telepon.",
    ),
    "invalid UTF-8": (
        ROOT + b"\n<notes>\xc3\x28</notes></data>",
        400,
        "Baris 2 berisi huruf yang bukan UTF-8. Simpan dan kirim isian sebagai UTF-8.",
    ),
    "Latin-1 that says UTF-8": (
        b'<?xml version="1.0" encoding="UTF-8"?>' + ROOT + "<notes>Zoë</notes></data>".encode("latin-1"),
        400,
        "Baris 1 berisi huruf yang bukan UTF-8. Simpan dan kirim isian sebagai UTF-8.",
    ),
    "UTF-8 that says UTF-16": (
        b'<?xml version="1.0" encoding="UTF-16"?>' + ROOT + b"</data>",
        400,
        "Baris 1 berisi huruf yang bukan UTF-16. Simpan dan kirim isian sebagai UTF-8.",
    ),
    "half of UTF-16": (
        ROOT.decode().encode("utf-16")[:-1],
        400,
        "Baris 1 berisi huruf yang bukan UTF-16. Simpan dan kirim isian sebagai UTF-8.",
    ),
    "a made-up encoding": (
        b'<?xml version="1.0" encoding="zip"?>' + ROOT + b"</data>",
        400,
        "Pengodean huruf 'zip' tidak dikenal. Simpan dan kirim isian sebagai UTF-8.",
    ),
    "no form": (b"<data><notes/></data>", 400, "Elemen pertama kiriman tidak menyebut formulirnya (atribut id)."),
    "a page": (b"<html><body/></html>", 400, "Elemen pertama kiriman tidak menyebut formulirnya (atribut id)."),
    "no version": (
        b'<data id="growth_session"><notes/></data>',
        404,
        "Kiriman formulir growth_session tidak menyebut versinya (atribut version). "
        "Ambil formulir terbaru, lalu kirim lagi.",
    ),
    "a wrong version": (
        b'<data id="growth_session" version="7"/>',
        404,
        "Formulir growth_session versi 7 tidak dikenal di sini. Ambil formulir terbaru, lalu kirim lagi.",
    ),
    "an unknown form": (
        b'<data id="../../etc" version="7"/>',
        404,
        "Formulir ../../etc versi 7 tidak dikenal di sini. Ambil formulir terbaru, lalu kirim lagi.",
    ),
    "a form's name without end": (
        b'<data id="' + b"x" * 100_000 + b'" version="7"/>',
        404,
        f"Formulir {'x' * 60} versi 7 tidak dikenal di sini. Ambil formulir terbaru, lalu kirim lagi.",
    ),
    "a number with spaces": (
        ROOT + b"<meta><instanceID>a b</instanceID></meta></data>",
        400,
        "Nomor kiriman (instanceID) kosong atau terlalu panjang.",
    ),
    "a number without end": (
        ROOT + b"<meta><instanceID>" + b"x" * 1_000 + b"</instanceID></meta></data>",
        400,
        "Nomor kiriman (instanceID) kosong atau terlalu panjang.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_submission(phone: Phone, name: str) -> None:
    body, status, words = BODIES[name]
    before = recorded()
    answer = phone.post(body)
    assert (answer.status_code, message(answer)) == (status, words)
    assert recorded() == before


def test_latin_and_utf16_that_say_so_are_read(phone: Phone) -> None:
    for encoding in ("iso-8859-1", "utf-16"):
        day = phone.day(phone.weighed("Siti"), notes="Zoë").decode()
        day = day.replace('<?xml version="1.0" ?>', f'<?xml version="1.0" encoding="{encoding}"?>')
        assert phone.post(day.encode(encoding)).status_code == 201


BROKEN = "Kiriman terputus atau rusak di jalan; tidak ada yang tersimpan. Kirim ulang."
PART = ('form-data; name="a.jpg"; filename="a.jpg"', "image/jpeg", b"x")
Request = Callable[[bytes], tuple[str, bytes]]
REQUESTS: dict[str, tuple[Request, int, str]] = {
    "json": (
        lambda day: ("application/json", b"{}"),
        415,
        "Kiriman harus multipart/form-data, bukan 'application/json'.",
    ),
    "xml alone": (lambda day: ("text/xml", day), 415, "Kiriman harus multipart/form-data, bukan 'text/xml'."),
    "a web form": (
        lambda day: ("application/x-www-form-urlencoded", b"a=b"),
        415,
        "Kiriman harus multipart/form-data, bukan 'application/x-www-form-urlencoded'.",
    ),
    "no boundary": (lambda day: ("multipart/form-data", multipart(day)[1]), 400, BROKEN),
    "another boundary": (lambda day: ("multipart/form-data; boundary=other", multipart(day)[1]), 400, BROKEN),
    "broken off": (lambda day: (multipart(day)[0], multipart(day)[1][:-30]), 400, BROKEN),
    "an empty line": (lambda day: (multipart(day)[0], b"\r\n"), 400, BROKEN),
    "a part without a name": (lambda day: raw_multipart([("form-data", "text/xml", day)]), 400, BROKEN),
    "no answers": (
        lambda day: raw_multipart([PART]),
        400,
        "Kiriman tidak membawa isian formulir (xml_submission_file).",
    ),
    "answers twice": (
        lambda day: raw_multipart([(XML_PART, "text/xml", day)] * 2),
        400,
        "Kiriman membawa lebih dari satu isian formulir (xml_submission_file). Kirim satu per satu.",
    ),
    "thousands of parts": (
        lambda day: raw_multipart([(XML_PART, "text/xml", day), *[PART] * 20_000]),
        400,
        "Kiriman berisi lebih dari 200 bagian. Kirim lampirannya dalam beberapa kiriman.",
    ),
    "an oversized part": (
        lambda day: multipart(day, {"a.jpg": b"x" * 21_000_000}),
        413,
        "Kiriman lebih besar dari 21 MB. Perkecil lampirannya, lalu kirim lagi.",
    ),
    "a name of dots": (lambda day: multipart(day, {"a/..": b"x"}), 400, "Nama lampiran 'a/..' tidak dapat dipakai."),
    "a folder for a name": (lambda day: multipart(day, {"a/": b"x"}), 400, "Nama lampiran 'a/' tidak dapat dipakai."),
    "an invisible name": (lambda day: multipart(day, {"a\x07b": b"x"}), 400, "Nama lampiran 'ab' tidak dapat dipakai."),
    "a name without end": (
        lambda day: multipart(day, {"n" * 200: b"x"}),
        400,
        f"Nama lampiran '{'n' * 60}' tidak dapat dipakai.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_carries_none(phone: Phone, name: str) -> None:
    make, status, words = REQUESTS[name]
    before = recorded()
    answer = phone.post_body(*make(phone.day(phone.weighed("Siti"), photo="a.jpg")))
    assert (answer.status_code, message(answer)) == (status, words)
    assert recorded() == before


def test_a_request_of_unknown_length(phone: Phone) -> None:
    from django.test import Client

    content_type, body = multipart(phone.day(phone.weighed("Siti")))
    answer = Client().generic("POST", f"{phone.base}/submission", body, content_type, CONTENT_LENGTH="")
    assert (answer.status_code, message(answer)) == (411, "Kiriman tidak menyebut panjangnya (Content-Length).")


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\photos\\passwd", "/passwd", "passwd"])
def test_a_path_in_a_file_name_is_only_a_name(phone: Phone, name: str) -> None:
    assert phone.post(phone.day(phone.weighed("Siti"), photo="passwd"), {name: b"x"}).status_code == 201
    assert Attachment.objects.get().filename == "passwd"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"weight": "9,1 kg"}, "(bukan angka)"),
        ({"weight": "1e999"}, "(bukan angka)"),
        ({"weight": "NaN"}, "(bukan angka)"),
        ({"weight": "-3"}, "(ukuran di luar batas)"),
        ({"weight": "9" * 5_000}, "(bukan angka)"),
        ({"oedema": "mungkin"}, "(bukan ya/tidak)"),
        ({"position": "upside down"}, "(bukan pilihan)"),
    ],
)
def test_an_answer_of_the_wrong_type_is_kept_and_named(phone: Phone, answers: dict[str, str], words: str) -> None:
    answer = phone.post(phone.day(phone.weighed("Siti", **answers), phone.weighed("Budi")))
    assert answer.status_code == 201
    assert message(answer).startswith("Diterima: 1 anak tercatat, 1 perlu diperiksa: ")
    assert words in message(answer)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-02-30", "(tanggal salah)"), ("31-12-2025", "(tanggal salah)"), ("0001-01-01", "(tanggal salah)"),
        ("9999-12-31", "(tanggal belum terjadi)"), ("kemarin", "(tanggal salah)"), ("", "(jawaban wajib kosong)"),
    ],
)  # fmt: skip
def test_an_impossible_date_is_kept_and_named(phone: Phone, day: str, words: str) -> None:
    answer = phone.post(phone.day(phone.weighed("Siti"), session_date=day))
    assert answer.status_code == 201
    assert message(answer).startswith("Diterima: 1 anak perlu diperiksa: ") and words in message(answer)


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300) | st.sampled_from(
    ["x" * 20_000, "1e308", "-0", "inf", "2026-07-06", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
PLAIN = st.sampled_from(
    ["yes", "no", "9.1", "70", "1", "", "Siti", "male", "child", "met", "lying", "2025-04-12", "3528052004"]
)


@cache
def filled(form_id: str) -> st.SearchStrategy[dict[str, Any]]:
    """Anything that could stand in a form's answers, each answer plausible or not, or left out."""
    source = Path(sources()[form_id])
    form = compile_form(source.read_bytes(), source.name, datetime.now(UTC))
    return _filled(tuple(Question.from_dict(node) for node in form.schema))


def _filled(questions: tuple[Question, ...]) -> st.SearchStrategy[dict[str, Any]]:
    answers: dict[str, st.SearchStrategy[Any]] = {}
    for question in questions:
        inner = _filled(question.children) if question.children else PLAIN | TEXT
        answers[question.name] = st.lists(inner, max_size=3) if question.shape == "repeat" else inner
    return st.fixed_dictionaries({}, optional=answers)


@pytest.mark.parametrize("form_id", sorted(sources().keys() - office_forms()))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_answered_is_received_and_judged(phone: Phone, form_id: str, data: st.DataObject) -> None:
    answer = phone.post(submission_xml(form_id, data.draw(filled(form_id)), ""))
    assert answer.status_code in (201, 202), message(answer)
    problems = Processing.objects.filter(outcome=Outcome.QUARANTINED).values_list("problems", flat=True)
    assert "unexpected" not in {problem["code"] for each in problems for problem in each}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(body=st.binary(max_size=200), whole=st.booleans())
def test_whatever_bytes_come_nothing_breaks_and_nothing_is_kept(phone: Phone, body: bytes, whole: bool) -> None:
    before = recorded()
    answer = phone.post(body) if whole else phone.post_body("multipart/form-data; boundary=x", body)
    assert 400 <= answer.status_code < 500
    assert message(answer)
    assert recorded() == before


NAME = st.sampled_from(["children", "visit", "weight", "meta", "instanceID", "deprecatedID", "data"])
TREE = st.recursive(
    st.sampled_from(["", "9.1", "&amp;", "<![CDATA[x]]>"]),
    lambda inner: st.lists(st.tuples(NAME, inner), max_size=4).map(
        lambda pairs: "".join(f"<{name}>{text}</{name}>" for name, text in pairs)
    ),
    max_leaves=12,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tree=TREE)
def test_whatever_tree_comes_is_answered(phone: Phone, tree: str) -> None:
    answer = phone.post(ROOT + tree.encode() + b"</data>")
    assert answer.status_code < 500
    assert message(answer)
