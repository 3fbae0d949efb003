"""The `bina` command. A command's module is imported only when it is called, so each starts at once."""

from __future__ import annotations

import os
from importlib import import_module
from keyword import iskeyword

import click

# Command name -> module of binakampung.cli that defines it (under the same name, dashes as underscores;
# a word that Python keeps for itself with an underscore after it).
COMMANDS = {
    "accounts": "accounts",
    "close": "reporting",
    "demo": "demo",
    "device-token": "accounts",
    "doctor": "ledger",
    "duplicates": "duplicates",
    "forms": "forms",
    "growth": "growth",
    "import": "importing",
    "imports": "importing",
    "nightly": "nightly",
    "rebuild": "ledger",
    "replay": "ledger",
    "report": "reporting",
    "risk": "risk",
    "rules": "rules",
    "serve": "serving",
    "submissions": "submissions",
    "survey": "survey",
    "template": "importing",
    "undo-import": "importing",
}


class LazyGroup(click.Group):
    """Finds commands by name without importing all of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"binakampung.cli.{COMMANDS[cmd_name]}")
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="binakampung", prog_name="bina")
def main() -> None:
    """Bina Kampung: sistem informasi Kampung Keluarga Berkualitas."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binakampung.config.settings")
