"""Two at once, on real transactions: one is told, and no remark is lost or counted twice."""

from pathlib import Path

import pytest
from django.db import connection
from tests.papers.remarks_at_once import stories
from tests.season.test_races import told_by

EXPECTED = {
    "merged": ["papers.remark_elsewhere", "whole"],
    "in one whole": 1,
    "held": ["mine", "papers.held_by_another"],
    "decided": ["accepted", "papers.remark_decided"],
    "all there": 4,
    "closed": 3,
    "kept": 3,
    "ended": ["ended", "papers.round_consolidated"],
    "versions": 2,
    "whole": True,
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("remarks_at_once.py"), tmp_path) == EXPECTED
