"""`bina demo`: an invented district of any size."""

from __future__ import annotations

from datetime import datetime

import click

from binakampung.cli.options import with_database


@click.command()
@click.option("--villages", default=4, show_default=True, type=click.IntRange(1, 189), help="Banyaknya desa.")
@click.option("--families", default=220, show_default=True, type=click.IntRange(1), help="Keluarga per desa.")
@click.option("--months", default=8, show_default=True, type=click.IntRange(1, 120), help="Bulan posyandu.")
@click.option("--seed", default=2026, show_default=True, type=int, help="Benih acak: benih sama, data sama.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Hari terakhir (bawaan: hari ini).")
@with_database
def demo(villages: int, families: int, months: int, seed: int, until: datetime | None, by: str) -> None:
    """Muat data peragaan (rekaan) ke basis data yang masih kosong."""
    from binakampung.demo.load import Size, load_once

    size = Size(villages, families, months, seed, until.date() if until else None)
    if not load_once(by, click.echo, size):
        raise click.ClickException("Basis data ini sudah berisi kiriman; peragaan hanya dimuat ke yang kosong.")
