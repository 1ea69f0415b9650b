"""Put SQLite 3.51.3 or newer under Django, whatever the system ships.

SQLite 3.7.0 to 3.51.2 can lose committed rows in WAL mode (the WAL-reset fault; back-ported
fixes in 3.44.6 and 3.50.7). Python's own ``sqlite3`` links the system's library, so the module
is replaced by ``pysqlite3``, which carries its own. Import this before ``django.db``.
"""

import sys

import pysqlite3
from pysqlite3 import dbapi2

FIXED_FROM = (3, 51, 3)
BACKPORTS = ((3, 44, 6), (3, 50, 7))


class AffectedSqlite(RuntimeError):
    """The SQLite at hand can lose committed rows; muster does not start on it."""


def is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether *version* is free of the WAL-reset fault."""
    same_line = (v for v in BACKPORTS if v[:2] == version[:2])
    return version >= FIXED_FROM or any(version >= fixed for fixed in same_line)


def install() -> None:
    """Make ``import sqlite3`` mean the fixed library. Raises AffectedSqlite if it is not."""
    version = pysqlite3.sqlite_version_info
    if not is_safe(version):
        found = ".".join(map(str, version))
        wanted = ".".join(map(str, FIXED_FROM))
        raise AffectedSqlite(
            f"SQLite {found} can lose committed rows (WAL-reset fault); {wanted} or newer is wanted"
        )
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2
