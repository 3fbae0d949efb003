"""`bina device-token`: a key for one phone. `bina accounts`: what a server's keeper does for people's accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from binakampung.catalogue.problems import wording
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


@accounts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "pairs", multiple=True, metavar="KOLOM=ISIAN", help="Kolom berkas untuk isian; - = abaikan.")
@click.option("--dry-run", is_flag=True, help="Coba saja: jawaban yang sama, tidak ada yang disimpan.")
@click.option(
    "--passwords",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Cetak lembar sandi pertama (.pdf) bagi yang belum pernah masuk.",
)
@with_database
@json_option
def import_(file: Path, pairs: tuple[str, ...], dry_run: bool, passwords: Path | None, by: str, as_json: bool) -> None:
    """Buat akun dari daftar (.xlsx, .xls, .csv): anggota TPK, Kampung KB, siapa saja. Berkas sama dua kali aman."""
    from django.utils import timezone

    from binakampung.cli.importing import pair
    from binakampung.intake.account_importing import import_accounts
    from binakampung.intake.tables import FileRefused

    today, user = timezone.localdate(), known_worker(by)
    try:
        result = import_accounts(file.name, file.read_bytes(), user, today, dict(map(pair, pairs)), dry_run)
    except FileRefused as refused:
        if as_json:
            say({"error": refused.problem.code, "message": refused.message()}, True, "")
        raise click.ClickException(f"Berkas tidak diimpor. {refused.message()}") from refused
    printed = _print_passwords(result.batch, passwords, by) if passwords and result.batch else 0
    answer = {
        "dry_run": dry_run,
        "counts": result.counts,
        "batch": result.batch.pk if result.batch else None,
        "columns": result.file.columns,
        "ignored": list(result.file.ignored),
        "printed": printed,
        "problems": [{"row": each.row, "code": each.problem.code, "message": wording(each.problem),
                      "stops": each.stops} for each in result.troubles],
    }  # fmt: skip
    say(answer, as_json, _in_words(answer))


SHOWN = 30


def _in_words(answer: dict[str, Any]) -> str:
    counts = answer["counts"]
    lines = [
        f"{counts['new']} akun baru, {counts['changed']} berubah, {counts['same']} sama, "
        f"{counts['refused']} baris ditolak, {counts['teams']} tim baru."
    ]
    if answer["dry_run"]:
        lines.append("Hanya percobaan; tidak ada yang disimpan.")
    elif answer["batch"]:
        lines.append(f"Untuk membatalkan semuanya: bina accounts undo {answer['batch']}")
    if answer["ignored"]:
        lines.append(f"Kolom yang tidak dipakai: {'; '.join(answer['ignored'])}")
    lines += [f"Baris {each['row']}: {each['message']}" for each in answer["problems"][:SHOWN]]
    left = len(answer["problems"]) - SHOWN
    return "\n".join([*lines, *([f"... dan {left} masalah lain (lihat semuanya dengan --json)."] if left > 0 else [])])


def _print_passwords(batch: Any, path: Path, by: str) -> int:
    from django.utils import timezone

    from binakampung.portal.screens.accounts.slips import pdf
    from binakampung.registry.actions.first_sheet import make_slips, waiting
    from binakampung.registry.models import User

    users = waiting(User.objects.filter(accountimportrow__batch=batch).distinct())
    slips = make_slips(users, today=timezone.localdate(), by=by)
    path.touch(mode=0o600)
    path.write_bytes(pdf(slips, timezone.localdate()))
    return len(slips)


@accounts.command()
@click.argument("batch", type=int)
@with_database
@json_option
def undo(batch: int, by: str, as_json: bool) -> None:
    """Batalkan satu impor akun seluruhnya. Akun yang sudah dipakai ditutup, riwayatnya tetap ada."""
    from django.utils import timezone

    from binakampung.registry.actions.account_import import undo as undo_import
    from binakampung.registry.models import AccountImport

    found = AccountImport.objects.filter(pk=batch).first()
    if found is None or found.undone_at is not None:
        raise click.ClickException(f"Tidak ada impor akun nomor {batch} yang masih dapat dibatalkan.")
    counts = undo_import(found, today=timezone.localdate(), by=by)
    words = f"{counts['removed']} akun dihapus, {counts['closed']} ditutup, {counts['kept']} akun lama tetap."
    say(counts, as_json, words)
