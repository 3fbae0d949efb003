"""Publishing any form that an office brings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from binakampung.ledger.forms import FormError, current, publish, published, schema, stored_media

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
FORM = """
| survey |
|        | type | name | label |
|        | text | name | Nama kader |
|        | select_one_from_file gudang.csv | store | Gudang |
|        | begin_repeat | goods | Barang |
|        | integer | amount | Jumlah |
|        | end_repeat | | |
| settings |
|          | form_title | form_id | version |
|          | Stok | stock | {version} |
"""


def form(version: str = "1", **changed: str) -> bytes:
    text = FORM.format(version=version)
    for old, new in changed.items():
        text = text.replace(old, new)
    return text.encode()


def test_a_form_is_published_once_and_read_back() -> None:
    made, new = publish(form(), "stok.md", "kabupaten", NOW)
    assert new and (made.form_id, made.version, made.title) == ("stock", "1", "Stok")
    again, new = publish(form(), "stok.md", "kabupaten", NOW)
    assert not new and again.pk == made.pk
    assert [(question.name, question.shape) for question in schema(made)] == [
        ("name", "leaf"),
        ("store", "leaf"),
        ("goods", "repeat"),
    ]
    assert made.media == ["gudang.csv"]


def test_other_questions_under_the_same_version_are_refused() -> None:
    publish(form(), "stok.md", "kabupaten", NOW)
    with pytest.raises(FormError, match="naikkan 'version'"):
        publish(form(Gudang="Toko"), "stok.md", "kabupaten", NOW)


def test_old_versions_stay_and_the_newest_is_offered() -> None:
    publish(form("1"), "stok.md", "kabupaten", NOW)
    publish(form("2", Gudang="Toko"), "stok.md", "kabupaten", NOW.replace(day=2))
    newest = current("stock")
    assert newest is not None and newest.version == "2"
    assert published("stock", "1") is not None


def test_a_form_without_version_gets_the_day_as_its_version() -> None:
    text = form().replace(b"| version |", b"|").replace(b"| 1 |", b"|")
    made, _ = publish(text, "stok.md", "kabupaten", NOW)
    assert made.version == "202611010300"
    assert b'version="202611010300"' in bytes(made.xform)


def test_files_beside_a_form_are_kept_and_only_those_it_reads() -> None:
    made, _ = publish(form(), "stok.md", "kabupaten", NOW, {"gudang.csv": b"name,label\n1,A\n", "other.csv": b"x"})
    stored = stored_media(made, "gudang.csv")
    assert stored is not None and bytes(stored.content).startswith(b"name,label")
    assert stored_media(made, "other.csv") is None


def test_a_file_that_came_late_is_added_and_a_kept_one_stays() -> None:
    made, _ = publish(form(), "stok.md", "kabupaten", NOW)
    assert stored_media(made, "gudang.csv") is None
    publish(form(), "stok.md", "kabupaten", NOW, {"gudang.csv": b"first"})
    publish(form(), "stok.md", "kabupaten", NOW, {"gudang.csv": b"second"})
    stored = stored_media(made, "gudang.csv")
    assert stored is not None and bytes(stored.content) == b"first"


def store_choices() -> dict[str, dict[str, str]]:
    made = current("stock")
    assert made is not None
    return {code: dict(labels) for code, labels in schema(made)[1].choices}


def test_a_list_of_choices_beside_the_form_is_known_as_its_choices() -> None:
    publish(form(), "stok.md", "kabupaten", NOW)
    assert store_choices() == {}
    listed = "\ufeffname,label,label::English (en),rack\na,Gudang A,Store A,1\nb,,,2\n,tanpa nama,,3\n"
    publish(form(), "stok.md", "kabupaten", NOW, {"gudang.csv": listed.encode()})
    assert store_choices() == {"a": {"": "Gudang A", "en": "Store A"}, "b": {}}


@pytest.mark.parametrize("content", [b"first", b"", b"\xff\xfe\x00", b'name,label\n"a', b"label\nGudang A\n"])
def test_a_file_that_is_no_list_of_choices_gives_none(content: bytes) -> None:
    publish(form(), "stok.md", "kabupaten", NOW, {"gudang.csv": content})
    assert set(store_choices()) <= {"a"}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b"| survey |\n| | type | name |\n| | nonsense | x |", "a.md"),
        (b"", "a.md"),
        (b"not a workbook", "a.xlsx"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (form().replace(b"stock", b"a/../b"), "a.md"),
        (b"\xff\xfe\x00", "a.csv"),
        (form(), "a.pdf"),
        (form().replace(b"goods", b"go ods"), "a.md"),
    ],
)
def test_what_is_no_form_is_refused_in_words(source: bytes, name: str) -> None:
    with pytest.raises(FormError) as refused:
        publish(source, name, "kabupaten", NOW)
    assert len(str(refused.value)) > 10
