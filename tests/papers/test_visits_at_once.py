"""Two at one visit, on real transactions: one is told of the other, and nothing is half saved."""

from pathlib import Path

import pytest
from django.db import connection
from tests.papers.visits_at_once import stories
from tests.season.test_races import told_by

EXPECTED = {
    "planned": ["papers.visit_planned", "planned"],
    "changed": ["changed", "papers.round_changed"],
    "is of one": True,
    "moved or written up": ["papers.round_changed", "saved"],
    "numbered": ["numbered", "papers.round_changed"],
    "numbers": 1,
    "moved or cancelled": True,
    "agrees": True,
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("visits_at_once.py"), tmp_path) == EXPECTED
