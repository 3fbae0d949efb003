"""The product's own settings, on the database that `BINA_TEST_DATABASE` names: `sqlite` (default) or `postgres://...`.

The installation's folder (secret key, files) is a temporary one, so a test run never touches a person's `var/`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEST_DATABASE = os.environ.get("BINA_TEST_DATABASE", "sqlite")

# pytest-xdist's workers inherit the environment, and with it the folder that the first process made and removes.
# Each works in a part of its own: the installation's cache counts wrong passwords, and a test may empty it.
if "BINA_TEST_HOME" not in os.environ:
    os.environ["BINA_TEST_HOME"] = tempfile.mkdtemp(prefix="bina-test-")
    atexit.register(shutil.rmtree, os.environ["BINA_TEST_HOME"], ignore_errors=True)
TEST_HOME = Path(os.environ["BINA_TEST_HOME"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")

os.environ["BINA_HOME"] = str(TEST_HOME)
os.environ["BINA_DATABASE"] = str(TEST_HOME / "bina.sqlite3") if TEST_DATABASE == "sqlite" else TEST_DATABASE

# Playwright's synchronous interface keeps an event loop in the test's thread; Django would take it for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from binakampung.config.settings import *  # noqa: E402, F403 - after the environment it reads
from binakampung.config.settings import DATABASES  # noqa: E402
from binakampung.config.settings import PASSWORD_HASHERS as USUAL_HASHERS  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", USUAL_HASHERS[-1]]

if TEST_DATABASE == "sqlite":
    # A file, not memory: threads and the live server then meet the locking that users meet. Nobody mourns it
    # after a power cut, so it need not wait for the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_HOME / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
