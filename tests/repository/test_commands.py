"""Every command a person can type is described where a person looks for it."""

from collections.abc import Iterator

import click
import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.once

DOCUMENTS = ["README.md", "docs/operations.md"]


def commands(command: click.Command, words: tuple[str, ...]) -> Iterator[str]:
    if isinstance(command, click.Group):
        for key, child in command.commands.items():
            yield from commands(child, (*words, key))
    elif not command.hidden:
        yield " ".join(words)


def test_every_command_is_in_the_documents() -> None:
    from binakampung.cli import main

    written = "\n".join((ROOT / document).read_text() for document in DOCUMENTS)
    assert [words for words in commands(main, ("bina",)) if words not in written] == []


def test_every_command_says_what_it_does() -> None:
    from binakampung.cli import main

    assert [words for words, command in helps(main, ("bina",)) if not (command.help or "").strip()] == []


def helps(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(words), command
    if isinstance(command, click.Group):
        for key, child in command.commands.items():
            yield from helps(child, (*words, key))
