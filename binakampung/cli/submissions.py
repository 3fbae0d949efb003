"""`bina submissions`: what the ledger holds of a form."""

from __future__ import annotations

from pathlib import Path

import click

from binakampung.cli.options import with_database


@click.group()
def submissions() -> None:
    """Kiriman yang tersimpan."""


@submissions.command("ids")
@click.argument("form")
@with_database
def ids(form: str, by: str) -> None:
    """Nomor (instanceID) setiap kiriman formulir, satu per baris, menurut urutan datang."""
    from binakampung.ledger.models import Submission

    rows = Submission.objects.filter(form_id=form).order_by("seq").values_list("instance_id", flat=True)
    click.echo("".join(f"{row}\n" for row in rows.iterator(5000)), nl=False)


@submissions.command("export")
@click.argument("form")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Berkas .csv")
@with_database
def export(form: str, out: Path, by: str) -> None:
    """Tulis setiap kiriman terbaru sebuah formulir ke CSV, satu baris per kiriman."""
    from binakampung.intake.exporting import export_csv, known_form

    if not known_form(form):
        raise click.ClickException(f"Tidak ada formulir '{form}'. Lihat: bina forms list")
    with out.open("w", encoding="utf-8", newline="") as file:
        count = export_csv(form, file)
    click.echo(f"{count} kiriman ditulis ke {out}")
