"""Django's SQLite backend with the promises of the record checked on every connection."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

PRAGMAS: Final = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
IN_MEMORY_JOURNAL: Final = "memory"


class DatabaseWrapper(base.DatabaseWrapper):
    """WAL, ``synchronous=FULL`` and foreign keys, or no connection at all."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection, set its pragmas and refuse it if one did not take."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        for name, wanted in PRAGMAS.items():
            (found,) = connection.execute(f"PRAGMA {name}").fetchone()
            if found not in (wanted, IN_MEMORY_JOURNAL):
                raise ImproperlyConfigured(f"SQLite {name} is {found!r}, wanted {wanted!r}")
        return connection
