"""`bina serve`: the whole system on one address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from binakampung.cli.options import Progress, open_database

WORKERS_POSTGRES = 2
# Most of a thread's time is waiting: for the database, for its turn, for a slow phone.
THREADS = 16


@click.command()
@click.option("--database", envvar="BINA_DATABASE", help="Berkas SQLite atau postgres://... (bawaan: var/bina.sqlite3)")
@click.option("--by", default="bina", show_default=True, metavar="LOGIN", help="Atas nama siapa data peragaan dimuat.")
@click.option("--demo", is_flag=True, help="Muat data peragaan (rekaan) bila basis data masih kosong.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: pilih sendiri.")
@click.option("--workers", type=click.IntRange(1, 16), help="Bawaan: 1 untuk SQLite, 2 untuk PostgreSQL.")
def serve(database: str | None, by: str, demo: bool, host: str, port: int, workers: int | None) -> None:
    """Jalankan sistem; mencetak 'ready URL' ketika siap."""
    port = port or _free_port(host)
    _refuse_taken_port(host, port)
    open_database(database)
    url = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    _prepare(url, demo, by)
    vendor = _vendor()
    _announce_when_ready(url, demo)
    with _loading_the_rest(by):
        _run(host, port, workers or (WORKERS_POSTGRES if vendor == "postgresql" else 1))


def _prepare(url: str, demo: bool, by: str) -> None:
    """Everything that must be true before the first request: demonstration, left-behind submissions, address."""
    from binakampung.registry.actions.site import remember
    from binakampung.registry.interpret import catch_up
    from binakampung.registry.rederive import ensure_derived

    remember("base_url", url)
    _rebuild_if_needed()
    left = catch_up(datetime.now(UTC))
    if left:
        click.echo(f"{left} kiriman yang belum sempat dibaca, dibaca sekarang.", err=True)
    changed = ensure_derived()
    if changed:
        click.echo(f"Aturan berubah: {changed} penilaian dan tugas dihitung ulang.", err=True)
    if demo:
        from binakampung.demo.load import load_once

        load_once(by=by, say=lambda text: click.echo(text, err=True), whole=False)


@contextmanager
def _loading_the_rest(by: str) -> Iterator[None]:
    """While it serves, a process beside it loads what a demonstration still misses; it ends with the server."""
    from django.db import connections

    from binakampung.demo.load import unfinished

    left = unfinished()
    connections.close_all()
    if not left:
        yield
        return
    click.echo("Peragaan: desa lainnya dimuat sambil sistem berjalan.", err=True)
    # A new interpreter: a fork would share the server's open database.
    command = [sys.executable, "-c", "from binakampung.cli import main; main()", "demo", "--go-on", "--by", by]
    with subprocess.Popen(command, stdout=sys.stderr) as loader:
        threading.Thread(target=loader.wait, daemon=True).start()  # it is gone when it is done
        try:
            yield
        finally:
            loader.terminate()


def _rebuild_if_needed() -> None:
    """A database from before statements were kept gets them from its ledger, once."""
    from binakampung.registry.rebuild import needed, rebuild_all

    if needed():
        with Progress("Menyusun ulang data keluarga dari buku besar") as progress:
            rebuild_all(datetime.now(UTC), progress)


def _vendor() -> str:
    from django.db import connections

    vendor = connections["default"].vendor
    connections.close_all()
    return vendor


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            words = f"Alamat {host}:{port} tidak dapat dipakai ({error.strerror}). Pilih port lain: --port 0"
            raise click.ClickException(words) from error


def _announce_when_ready(url: str, demo: bool) -> None:
    from binakampung.demo.accounts import logins

    lines = [f"  {login:<12} {password}   {words}" for login, password, words in logins()] if demo else []

    def wait() -> None:
        while True:
            try:
                urllib.request.urlopen(f"{url}/sehat", timeout=2).close()
                break
            except OSError:
                time.sleep(0.05)
        if lines:
            print("Masuk sebagai (peragaan; nama, sandi, siapa):", *lines, sep="\n", flush=True)
        print(f"ready {url}", flush=True)

    threading.Thread(target=wait, daemon=True).start()


def _run(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from binakampung.config.warm import warm

    warm()  # once, before the workers are forked off
    os.environ["BINA_SERVER_PID"] = str(os.getpid())
    server = Granian(
        "binakampung.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=1024,
        blocking_threads_idle_timeout=600,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        websockets=False,
    )
    try:
        server.serve()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
