"""The WSGI application that `bina serve` runs."""

import ctypes
import os
import signal
import sys

from django.core.wsgi import get_wsgi_application


def die_with_server() -> None:
    """A worker must not outlive a killed `bina serve` and keep its port (Linux; elsewhere the system reaps it)."""
    server = os.environ.get("BINA_SERVER_PID")
    if not server or not sys.platform.startswith("linux") or os.getpid() == int(server):
        return
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != int(server):
        os._exit(1)


die_with_server()
SETTINGS = "binakampung.config.settings"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
application = get_wsgi_application()

from binakampung.config.warm import keep_up, warm  # noqa: E402 - needs Django set up

warm()
if os.environ["DJANGO_SETTINGS_MODULE"] == SETTINGS:  # tests bring their own, and their database goes away
    keep_up()
