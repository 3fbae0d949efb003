"""The process that works on one file for a web page: `python -m binakampung.cli.import_run NUMBER`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Do the work of the run whose number is the only argument."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binakampung.config.settings")
    import django

    django.setup()
    from binakampung.portal.screens.importing.runs import work

    work(int(sys.argv[1]))


if __name__ == "__main__":
    main()
