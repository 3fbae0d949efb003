"""`bina demo`: an invented district of any size."""

from __future__ import annotations

import os
from datetime import datetime

import click

from binakampung.cli.options import with_database

# Beside a server: how long others have after each batch, as a share of what the batch took.
PAUSE = 0.3


@click.command()
@click.option("--villages", default=189, show_default=True, type=click.IntRange(1, 189), help="Banyaknya desa.")
@click.option(
    "--families", default=106, show_default=True, type=click.IntRange(1), help="Keluarga per desa, rata-rata."
)
@click.option(
    "--months", default=8, show_default=True, type=click.IntRange(1, 120), help="Bulan posyandu di desa rinci."
)
@click.option("--deep", default=4, show_default=True, type=click.IntRange(1, 189), help="Desa dengan riwayat rinci.")
@click.option("--seed", default=2026, show_default=True, type=int, help="Benih acak: benih sama, data sama.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Hari terakhir (bawaan: hari ini).")
@click.option("--first", is_flag=True, help="Hanya desa rinci; sisanya dimuat ketika 'bina serve' berjalan.")
@click.option("--go-on", "rest", is_flag=True, help="Lanjutkan peragaan yang belum selesai dimuat.")
@with_database
def demo(
    villages: int,
    families: int,
    months: int,
    deep: int,
    seed: int,
    until: datetime | None,
    first: bool,
    rest: bool,
    by: str,
) -> None:
    """Muat data peragaan (rekaan) ke basis data yang masih kosong."""
    from binakampung.demo.load import Size, go_on, load_once

    if rest:
        parent = os.getppid()
        os.nice(5)
        go_on(click.echo, pause=PAUSE, stop=lambda: os.getppid() != parent)
        return
    size = Size(villages, families, months, seed, until.date() if until else None, deep)
    if not load_once(by, click.echo, size, whole=not first):
        raise click.ClickException("Basis data ini sudah berisi kiriman; peragaan hanya dimuat ke yang kosong.")
