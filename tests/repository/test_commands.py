"""Every command a person can type is described where a person looks for it."""

from collections.abc import Iterator

import click
import pytest

from binakampung.cli import main
from tests.paths import ROOT

pytestmark = pytest.mark.once

DOCUMENTS = ["README.md", "docs/operations.md"]


def commands(command: click.Command = main, words: str = "bina") -> Iterator[tuple[str, click.Command]]:
    """The command and everything below it, each with the words that call it."""
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None, f"{words} {name} is listed but missing"
            yield from commands(child, f"{words} {name}")


def test_every_command_is_in_the_documents() -> None:
    written = "\n".join((ROOT / document).read_text() for document in DOCUMENTS)
    callable_ones = [words for words, command in commands() if not isinstance(command, click.Group)]
    assert [words for words in callable_ones if words not in written] == []


def test_every_command_says_what_it_does() -> None:
    assert [words for words, command in commands() if not (command.help or "").strip()] == []
