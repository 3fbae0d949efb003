"""Publishing a form: an XLSForm in any of its shapes becomes an XForm version that is kept for ever."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from binakampung.domain.forms import Question
from binakampung.ledger.lists import choices_in, with_choices
from binakampung.ledger.models import FormMedia, FormVersion

_MEDIA = re.compile(rb"jr://(?:file|file-csv|images|audio|video)/([^\"'<\s]+)")
_NAMEABLE = re.compile(r"^[A-Za-z0-9._:-]{1,100}$")
# Types that no person answers; they are answers all the same (start, deviceid), so only groups are told apart.
_GROUPS = {"group": "group", "repeat": "repeat"}


class FormError(ValueError):
    """The form cannot be published; the message says what to mend."""


def publish(
    source: bytes,
    source_name: str,
    by: str,
    now: datetime,
    media: Mapping[str, bytes] | None = None,
    offered: bool = True,
) -> tuple[FormVersion, bool]:
    """Compile and store a form with the files it looks up. Returns the version and whether it is new.

    The same source again changes nothing (files that were missing are added). A changed form under a version that
    exists already is refused, since phones that hold that version would send answers to other questions. A form that
    is not `offered` is on nobody's list. Raises `FormError`.
    """
    made = compile_form(source, source_name, now)
    with transaction.atomic():
        existing = FormVersion.objects.filter(form_id=made.form_id, version=made.version).first()
        if existing is not None:
            if bytes(existing.xform) == made.xform:
                _store_media(existing, media or {})
                return existing, False
            raise FormError(
                f"versi {made.version} dari formulir {made.form_id} sudah terbit dan isinya lain: "
                "naikkan 'version' di lembar settings, lalu terbitkan lagi"
            )
        made.published_at, made.published_by, made.offered = now, by, offered
        made.save(force_insert=True)
        _store_media(made, media or {})
    forget_cached()
    return made, True


def is_published(source: bytes) -> bool:
    """Is there a version that was made from exactly this source?"""
    return FormVersion.objects.filter(source=source).exists()


def _store_media(form: FormVersion, media: Mapping[str, bytes]) -> None:
    """Keep the files that the form names; a file kept before stays as phones hold it."""
    rows = [
        FormMedia(
            form=form,
            filename=name,
            content=content,
            content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
        )
        for name, content in media.items()
        if name in form.media
    ]
    FormMedia.objects.bulk_create(rows, ignore_conflicts=True)


def stored_media(form: FormVersion, name: str) -> FormMedia | None:
    """A file published beside a form, None when there is none of that name."""
    return FormMedia.objects.filter(form=form, filename=name).first() if name in form.media else None


def compile_form(source: bytes, source_name: str, now: datetime) -> FormVersion:
    """An unsaved `FormVersion` from XLSForm bytes (.md, .csv, .xlsx, .xls by `source_name`). Raises `FormError`."""
    # Slow to import, and only a publication needs it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    suffix = Path(source_name).suffix.lower()
    if suffix not in (".md", ".csv", ".xlsx", ".xls", ".xlsm"):
        raise FormError(f"berkas {source_name}: formulir harus .xlsx, .xls, .csv atau .md")
    warnings: list[str] = []
    try:
        text_or_bytes: Any = source.decode("utf-8-sig") if suffix in (".md", ".csv") else source
        result = convert(
            text_or_bytes, warnings=warnings, file_type=suffix, form_name="data", default_language=None
        )
    except PyXFormError as error:
        raise FormError(str(error)) from error
    except Exception as error:  # pyxform raises whatever the broken workbook makes Python raise
        raise FormError(f"berkas tidak terbaca sebagai XLSForm ({type(error).__name__}: {error})") from error
    form = result._pyxform
    form_id = str(form.get("id_string") or Path(source_name).stem)
    if not _NAMEABLE.match(form_id):
        raise FormError(f"form_id '{form_id}' hanya boleh huruf, angka, titik, garis bawah dan tanda hubung")
    xform = result.xform.encode()
    version = str(form.get("version") or "")
    if not version:
        version = now.strftime("%Y%m%d%H%M")
        xform = re.sub(rb'(<data id="[^"]*")', rb'\1 version="' + version.encode() + b'"', xform, count=1)
    media = list(dict.fromkeys(name.decode() for name in _MEDIA.findall(xform)))
    return FormVersion(
        form_id=form_id,
        version=version,
        title=str(form.get("title") or form_id)[:200],
        source_name=Path(source_name).name[:100],
        source=source,
        xform=xform,
        md5=hashlib.md5(xform, usedforsecurity=False).hexdigest(),
        schema=[_question(child, form.get("choices") or {}).as_dict() for child in _asked(form)],
        media=media,
        warnings=warnings,
    )


def _asked(node: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (c for c in node.get("children", ()) if c.get("name") != "meta" and c.get("type") != "note" and "name" in c)


def _question(node: Mapping[str, Any], lists: Mapping[str, Any]) -> Question:
    shape = _GROUPS.get(str(node["type"]), "leaf")
    choices = node.get("choices") or lists.get(str(node.get("list_name", "")), ())
    bind = node.get("bind") or {}
    required = str(bind.get("required", "")).lower() in ("yes", "true", "true()")
    itemset = str(node.get("itemset") or "")
    return Question(
        name=str(node["name"]),
        shape=shape,  # type: ignore[arg-type]
        type=str(node["type"]),
        labels=_labels(node.get("label")),
        required=required,
        choices=tuple((str(c["name"]), _labels(c.get("label"))) for c in choices if "name" in c),
        children=tuple(_question(child, lists) for child in _asked(node)) if shape != "leaf" else (),
        relevant=str(bind.get("relevant", "")),
        default=str(node.get("default") or ""),
        items=itemset if "." in itemset else "",
    )


def _labels(label: Any) -> dict[str, str]:
    if isinstance(label, Mapping):
        return {_language(name): str(text) for name, text in label.items()}
    return {"": str(label)} if label else {}


def _language(name: str) -> str:
    match = re.search(r"\((\w+)\)\s*$", name)
    return match.group(1) if match else name


# A version never changes, but whether it is still accepted may, by an act in another process.
KEPT_SECONDS = 5


@lru_cache(maxsize=512)
def _version(form_id: str, version: str, database: str, moment: int) -> FormVersion | None:
    return FormVersion.objects.filter(form_id=form_id, version=version).first()


def published(form_id: str, version: str) -> FormVersion | None:
    """A published version, kept in memory for a few seconds. None when unknown."""
    from django.db import connection

    moment = int(time.monotonic() / KEPT_SECONDS)
    found = _version(form_id, version, str(connection.settings_dict["NAME"]), moment)
    if found is None:
        _version.cache_clear()  # another process may publish it the next moment
    return found


@lru_cache(maxsize=512)
def questions(form_id: str, version: str, md5: str, files: tuple[int, ...] = ()) -> tuple[Question, ...]:
    """The tree of questions of a published version (cached by the XForm's hash and the ids of its lists of choices)."""
    found = published(form_id, version)
    asked = tuple(Question.from_dict(node) for node in found.schema) if found else ()
    lists = FormMedia.objects.filter(pk__in=files) if files else ()
    return with_choices(asked, {file.filename: choices_in(bytes(file.content)) for file in lists})


def schema(form: FormVersion) -> tuple[Question, ...]:
    """The tree of questions of a version, with the choices of the lists that were published beside it."""
    return questions(form.form_id, form.version, form.md5, _lists_beside(form))


def _lists_beside(form: FormVersion) -> tuple[int, ...]:
    """The ids of a form's .csv files; one may be added after the form, but none ever changes."""
    named = [name for name in form.media if name.lower().endswith(".csv")]
    kept = FormMedia.objects.filter(form_id=form.pk, filename__in=named) if named else FormMedia.objects.none()
    return tuple(kept.order_by("id").values_list("id", flat=True))


def current(form_id: str) -> FormVersion | None:
    """The newest version on offer, None when the form is unknown or withdrawn."""
    return FormVersion.objects.filter(form_id=form_id, offered=True).order_by("-published_at", "-id").first()


def newest(form_id: str) -> FormVersion | None:
    """The newest version, on offer or not (the office's own acts are on nobody's list)."""
    return FormVersion.objects.filter(form_id=form_id).order_by("-published_at", "-id").first()


def on_offer() -> list[FormVersion]:
    """The newest offered version of each form, by title."""
    newest: dict[str, FormVersion] = {}
    rows = FormVersion.objects.filter(offered=True).defer("source", "schema").order_by("published_at", "id")
    for form in rows:
        newest[form.form_id] = form
    return sorted(newest.values(), key=lambda form: form.title)


def forget_cached() -> None:
    """Forget cached versions (after publishing, and between tests)."""
    _version.cache_clear()
    questions.cache_clear()
