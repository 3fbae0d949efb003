"""Where one installation keeps its own files: database, secret key, snapshots.

`BINA_HOME` says it; otherwise a checkout keeps them in `var/`, an installed package in the user's data folder.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The folder of this installation, made (owner-only) when missing."""
    chosen = os.environ.get("BINA_HOME")
    if chosen:
        folder = Path(chosen)
    elif (ROOT / "pyproject.toml").exists():
        folder = ROOT / "var"
    else:
        folder = Path.home() / ".local" / "share" / "bina"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """The installation's secret, made once. Payloads are sealed with it: losing it loses them."""
    given = os.environ.get("BINA_SECRET_KEY")
    if given:
        return given
    path = home() / "secret.key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _written_key(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return _written_key(path)


def _written_key(path: Path) -> str:
    key = path.read_text().strip()
    if len(key) < 32:
        raise RuntimeError(f"{path} is empty or damaged: restore it from the backup, payloads are sealed with it")
    return key


def database_settings(address: str | None = None) -> dict[str, object]:
    """Django's settings for `BINA_DATABASE`: a file (SQLite, the default) or `postgres://user:pass@host:port/name`."""
    address = address or os.environ.get("BINA_DATABASE") or str(home() / "bina.sqlite3")
    if address.startswith(("postgres://", "postgresql://")):
        return _postgres(address)
    return _sqlite(Path(address.removeprefix("sqlite:///") if address.startswith("sqlite:") else address))


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.resolve()),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # One writer at a time, asked for at BEGIN: no lock upgrade can fail half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: what was acknowledged survives a power cut, not only a killed process.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        },
    }


def _postgres(address: str) -> dict[str, object]:
    parts = urlsplit(address)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "bina",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or unquote(query.pop("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A database that does not answer is a refusal in words, not a wait.
        "OPTIONS": {"connect_timeout": 5, **{key: unquote(value) for key, value in query.items()}},
    }
