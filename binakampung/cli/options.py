"""What every command shares: which database, on whose behalf, and how to answer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import click


def with_database(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--database` and `--by`; the command runs with Django set up and the database ready.

    The wrapped function receives `by`, the login that acts.
    """

    @click.option(
        "--database", envvar="BINA_DATABASE", help="Berkas SQLite atau postgres://... (bawaan: var/bina.sqlite3)"
    )
    @click.option("--by", default="bina", show_default=True, metavar="LOGIN", help="Atas nama siapa.")
    @wraps(function)
    def wrapped(*args: Any, database: str | None, by: str, **kwargs: Any) -> Any:
        open_database(database)
        known_worker(by)
        return function(*args, by=by, **kwargs)

    return wrapped


def open_database(address: str | None) -> None:
    """Set Django up on a database and bring it up to date. Ends the command with words when it cannot."""
    if address:
        os.environ["BINA_DATABASE"] = address
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binakampung.config.settings")
    import django
    from django.db import Error

    try:
        django.setup()
        from binakampung.registry.actions.readiness import make_ready

        make_ready()
    except (Error, RuntimeError) as error:
        raise click.ClickException(f"Basis data tidak dapat dibuka: {error}") from error


def known_worker(login: str) -> Any:
    """The account of a login. Ends the command when there is none."""
    from binakampung.registry.models import User

    user = User.objects.filter(login=login, is_active=True).first()
    if user is None:
        raise click.ClickException(f"Tidak ada akun aktif bernama '{login}'.")
    return user


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--json`: the answer is one JSON object on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Jawab dengan satu objek JSON.")(function)


def say(answer: Mapping[str, Any], as_json: bool, text: str) -> None:
    """Print the answer as JSON or as text."""
    click.echo(json.dumps(answer, ensure_ascii=False, default=str) if as_json else text)


class Progress:
    """A progress bar for work that tells how far it is; the total is known from its first word."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.bar: Any = None

    def __enter__(self) -> Any:
        return self

    def __call__(self, done: int, total: int) -> None:
        if self.bar is None:
            self.bar = click.progressbar(length=total, label=self.label, file=click.get_text_stream("stderr"))
            self.bar.__enter__()
        self.bar.update(done - self.bar.pos)

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
