"""Two at once, on real transactions: nothing is lost, and no sum silently misses a report."""

from pathlib import Path

import pytest
from django.db import connection
from tests.office.reports_at_once import stories
from tests.season.test_races import told_by

EXPECTED = {
    "same report": ["1", "office.changed"],
    "sum and report": ["sent", "sent"],
    "sum says so": True,
    "closed": True,
    "sent or told": True,
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("reports_at_once.py"), tmp_path) == EXPECTED
