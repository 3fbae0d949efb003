"""`bina device-token`: a key for one phone. `bina accounts`: what a server's keeper does for people's accounts."""

from __future__ import annotations

from pathlib import Path

import click

from binakampung.cli.options import json_option, known_worker, say, with_database


@click.command("device-token")
@click.option("--login", required=True, help="Pemilik telepon.")
@click.option("--label", default="", help="Nama telepon, supaya dikenali saat dicabut.")
@click.option(
    "--base-url", default="", help="Alamat server yang dijangkau telepon (bawaan: alamat bina serve terakhir)."
)
@click.option(
    "--qr", type=click.Path(dir_okay=False, path_type=Path), help="Simpan QR pengaturan ODK Collect (.png atau .svg)."
)
@with_database
@json_option
def device_token(login: str, label: str, base_url: str, qr: Path | None, by: str, as_json: bool) -> None:
    """Buat kunci untuk satu telepon; cetak alamat untuk ODK Collect."""
    from binakampung.intake.collect_settings import settings_qr
    from binakampung.registry.actions.accounts import issue_device_token
    from binakampung.registry.actions.site import base_url as known_base_url

    user = known_worker(login)
    token = issue_device_token(user=user, by=by, label=label)
    url = f"{(base_url or known_base_url()).rstrip('/')}/key/{token}"
    code = settings_qr(url, user.name)
    if qr is not None:
        code.save(str(qr), scale=6, border=4)
    if as_json:
        say({"url": url, "token": token, "login": login}, True, "")
        return
    click.echo(url)
    if qr is None:
        code.terminal(compact=True)
    else:
        click.echo(f"QR: {qr}", err=True)


@click.group()
def accounts() -> None:
    """Akun orang-orang yang memakai sistem ini."""


@accounts.command()
@click.argument("login")
@click.option("--second-step", is_flag=True, help="Hapus juga langkah kedua yang hilang.")
@with_database
@json_option
def reset(login: str, second_step: bool, by: str, as_json: bool) -> None:
    """Buat sandi pertama baru; dicetak sekali, hanya untuk memilih sandi sendiri."""
    from django.utils import timezone

    from binakampung.portal.access import second_factor, sessions
    from binakampung.registry.actions.accounts import give_first_password

    user = known_worker(login)
    if second_step:
        second_factor.remove(user, by)
    password = give_first_password(user=user, today=timezone.localdate(), by=by)
    sessions.sign_out(sessions.browsers(user))
    until = user.first_password_until
    say({"login": login, "password": password, "until": until}, as_json, f"{login}  {password}  (sampai {until})")
