"""What muster reads from the environment: one typed table, every fault named."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

MIN_SECRET_LENGTH: Final = 50
MIN_SECRET_LETTERS: Final = 16
KNOWN_WEAK: Final = ("django-insecure", "changeme", "secret", "password")
KEY_FILE: Final = "secret.key"
KEPT_FILE: Final = "muster.env"


class BadEnvironment(RuntimeError):
    """The environment does not say what muster needs; the text names each variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The settings of one installation.

    data: directory of the databases, evidence files, locks and keys.
    now: a fixed clock for demonstrations, aware; None means the real one.
    lan_name: the host name under which other machines reach this one.
    """

    data: Path
    secret_key: str
    database_url: str
    now: datetime | None
    lan_name: str
    node: str
    time_zone: str
    debug: bool


def read_environment(source: Mapping[str, str] | None = None) -> Environment:
    """Read and check every ``MUSTER_*`` variable.

    Raises BadEnvironment with one line per fault, each naming the variable and what is wanted.
    """
    said = os.environ if source is None else source
    faults: list[str] = []
    data = data_directory(said)
    env = {**_kept(data), **said}
    found = Environment(
        data=data,
        secret_key=_secret_key(env, data, faults),
        database_url=_database_url(env, faults),
        now=_now(env, faults),
        lan_name=env.get("MUSTER_LAN_NAME", ""),
        node=env.get("MUSTER_NODE", "main"),
        time_zone=env.get("MUSTER_TIME_ZONE", "Asia/Ho_Chi_Minh"),
        debug=env.get("MUSTER_DEBUG", "") == "1",
    )
    if faults:
        raise BadEnvironment("\n".join(faults))
    return found


def data_directory(env: Mapping[str, str]) -> Path:
    """Where this installation keeps everything: ``MUSTER_DATA``, or ``var`` below here."""
    return Path(env.get("MUSTER_DATA") or "var").absolute()


def _kept(data: Path) -> dict[str, str]:
    """What ``muster.env`` in the data directory says: NAME=value lines, ``#`` starts a remark."""
    path = data / KEPT_FILE
    lines = path.read_text().splitlines() if path.is_file() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def _secret_key(env: Mapping[str, str], data: Path, faults: list[str]) -> str:
    kept = data / KEY_FILE
    key = env.get("MUSTER_SECRET_KEY") or (kept.read_text().strip() if kept.is_file() else "")
    if not key:
        faults.append(f"MUSTER_SECRET_KEY: missing; set it, or let `muster init` write {kept}")
    elif weakness := secret_weakness(key):
        faults.append(f"MUSTER_SECRET_KEY: {weakness}; wanted: {MIN_SECRET_LENGTH} random letters")
    return key


def secret_weakness(key: str) -> str:
    """Say why *key* must not sign sessions, or return an empty text."""
    if len(key) < MIN_SECRET_LENGTH:
        return f"only {len(key)} letters long"
    if len(set(key)) < MIN_SECRET_LETTERS:
        return f"only {len(set(key))} different letters"
    if any(key.lower().startswith(known) for known in KNOWN_WEAK):
        return "a known default"
    return ""


def _database_url(env: Mapping[str, str], faults: list[str]) -> str:
    url = env.get("MUSTER_DATABASE_URL", "")
    if url and urlsplit(url).scheme not in ("postgresql", "postgres"):
        faults.append("MUSTER_DATABASE_URL: wanted postgresql://user:password@host:port/name")
    return url


def _now(env: Mapping[str, str], faults: list[str]) -> datetime | None:
    text = env.get("MUSTER_NOW", "")
    if not text:
        return None
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        now = None
    if now is None or now.tzinfo is None:
        faults.append(f"MUSTER_NOW: {text!r}; wanted a time with its zone, 2030-08-16T09:42+07:00")
        return None
    return now


def postgres_settings(url: str) -> dict[str, Any]:
    """Turn a ``postgresql://`` address into Django's database settings."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host") or parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        # Other threads than the server's kept ones end without a word to their connection.
        "CONN_MAX_AGE": 0,
    }
