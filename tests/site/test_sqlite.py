"""What every SQLite connection must promise before it may hold the record."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from muster.site.sqlite.base import DatabaseWrapper

pytestmark = [pytest.mark.sqlite_only, pytest.mark.django_db(databases=["default", "queue"])]


def file_connection(path: Path) -> DatabaseWrapper:
    options = {**settings.DATABASES["queue"], "NAME": str(path), "TEST": {}}
    options = {**connections["queue"].settings_dict, **options}
    return DatabaseWrapper(options, alias="probe")


@pytest.mark.parametrize(
    ("pragma", "wanted"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_a_file_connection_keeps_its_promises(tmp_path: Path, pragma: str, wanted: object) -> None:
    opened = file_connection(tmp_path / "probe.db")

    with opened.cursor() as cursor:
        (found,) = cursor.execute(f"PRAGMA {pragma}").fetchone()
    opened.close()

    assert found == wanted


def test_the_library_inside_is_a_fixed_one() -> None:
    with connection.cursor() as cursor:
        (version,) = cursor.execute("SELECT sqlite_version()").fetchone()

    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


def test_a_write_takes_the_lock_at_once() -> None:
    options = settings.DATABASES["default"]["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == settings.SQLITE_BUSY_TIMEOUT_S
