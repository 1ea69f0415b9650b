"""Two at once, on real transactions: one has the copies, the other is told who."""

from pathlib import Path

import pytest
from django.db import connection
from tests.papers.copies.copies_at_once import stories
from tests.season.test_races import told_by

EXPECTED = {
    "given out": ["copies.elsewhere", "mine"],
    "holders": ["1"],
    "printed": ["back", "copies.printing_back"],
    "signed": ["copies.signed_already", "signed"],
    "last": ["55", "1"],
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("copies_at_once.py"), tmp_path) == EXPECTED
