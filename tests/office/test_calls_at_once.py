"""Two at once, on real transactions: one rings, one moves, one undoes; the other is told."""

from pathlib import Path

import pytest
from django.db import connection
from tests.office.calls_at_once import stories
from tests.season.test_races import told_by

EXPECTED = {
    "taken": ["mine", "office.call_taken"],
    "applied": ["moved", "season.row_changed"],
    "undone": ["season.already_undone", "undone"],
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("calls_at_once.py"), tmp_path) == EXPECTED
