"""The same request of a device twice at once: recorded once, answered alike."""

from pathlib import Path

import pytest
from django.db import connection
from tests.api.races import stories
from tests.season.test_races import told_by

EXPECTED = {
    "same": True,
    "lines of it": 1,
    "incidents": 1,
    "other": ["200", "422"],
    "lines of the other": 1,
    "named": ["api.token_name_taken", "khác"],
    "tokens": 1,
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("races.py"), tmp_path) == EXPECTED
