"""A pair of command posts: built once for a module, copied for each test."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.control import two_posts
from tests.control.two_posts import Pair


@pytest.fixture(scope="module")
def begun_pair(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Pair:
    """A first post, and a second that has begun as its copy; nobody wrote anything since."""
    folder = tmp_path_factory.mktemp("posts")
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "schema.db")])
        return two_posts.build(folder / "begun", schema=folder / "schema.db")


@pytest.fixture
def pair(begun_pair: Pair, tmp_path: Path) -> Pair:
    """The same, of its own for one test."""
    return two_posts.again(begun_pair, tmp_path / "posts")
