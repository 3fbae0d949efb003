"""`bina forms`: publish any XLSForm, list what is published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from binakampung.cli.options import json_option, say, with_database


@click.group()
def forms() -> None:
    """Formulir: terbitkan dan lihat."""


@forms.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--media",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Berkas yang dibaca formulir (.csv, gambar); yang di folder NAMA-media ikut sendiri.",
)
@with_database
@json_option
def publish_form(file: Path, media: tuple[Path, ...], by: str, as_json: bool) -> None:
    """Terbitkan XLSForm (.xlsx, .xls, .md, .csv) untuk semua jalan masuk."""
    from binakampung.ledger.forms import FormError, publish

    beside = sorted((file.parent / f"{file.stem}-media").glob("*"))
    files = {path.name: path.read_bytes() for path in (*beside, *media) if path.is_file()}
    try:
        form, new = publish(file.read_bytes(), file.name, by, datetime.now(UTC), files)
    except FormError as error:
        raise click.ClickException(f"{file.name} tidak dapat terbit: {error}") from error
    answer = {
        "form_id": form.form_id,
        "version": form.version,
        "title": form.title,
        "new": new,
        "media": form.media,
        "missing_media": missing_media(form),
        "warnings": form.warnings,
    }
    state = "terbit" if new else "sudah terbit sebelumnya"
    say(answer, as_json, f"{form.title} ({form.form_id} versi {form.version}) {state}.")
    if not as_json:
        for name in answer["missing_media"]:
            click.echo(f"  perhatian: formulir membaca {name}, tetapi berkas itu belum ada (--media {name})", err=True)
        for warning in form.warnings:
            click.echo(f"  perhatian: {warning}", err=True)


def missing_media(form: Any) -> list[str]:
    """Files that the form looks up and nobody gave; the lists of children and villages are made for each worker."""
    from binakampung.ledger.forms import stored_media
    from binakampung.registry.lists import MADE

    return [name for name in form.media if name not in MADE and stored_media(form, name) is None]


@forms.command("list")
@with_database
@json_option
def list_forms(by: str, as_json: bool) -> None:
    """Formulir yang ditawarkan, versi terbaru masing-masing."""
    from binakampung.ledger.forms import on_offer

    rows = [{"form_id": form.form_id, "version": form.version, "title": form.title} for form in on_offer()]
    text = "\n".join(f"{row['form_id']:<28} {row['version']:<14} {row['title']}" for row in rows)
    say({"forms": rows}, as_json, text or "Belum ada formulir.")
