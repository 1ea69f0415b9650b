"""Two at once, on real transactions: no sheet counts that was refused, none is lost."""

from pathlib import Path

import pytest
from django.db import connection
from tests.papers.appraisals_at_once import stories
from tests.season.test_races import told_by

EXPECTED = {
    "handed in twice": ["papers.dossier_under_way", "waiting"],
    "both score": ["handed in", "handed in"],
    "both count": True,
    "closing": True,
    "closing agrees": True,
    "saved": True,
    "taken": ["papers.taken_already", "taken"],
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("appraisals_at_once.py"), tmp_path) == EXPECTED
