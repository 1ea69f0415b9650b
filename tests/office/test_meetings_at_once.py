"""Two at once, on real transactions: the second is told of the first, and no number doubles."""

from pathlib import Path

import pytest
from django.db import connection
from tests.office.meetings_at_once import stories
from tests.season.test_races import told_by

EXPECTED = {
    "planned": ["office.meeting_planned", "planned"],
    "passes": ["1", "4"],
    "answered": ["answered", "office.changed"],
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("meetings_at_once.py"), tmp_path) == EXPECTED
