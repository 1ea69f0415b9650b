"""Plugins and databases of the whole test tree; ``tests/environment.py`` sets the environment."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from tests.migrated import FILES, template

pytest_plugins = ("tests.ledger.flushing",)
# A busy machine is no fault of the code; what is slow is measured in benchmarks.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> Iterator[bool]:
    """Let SQLite's test databases begin as copies of files that were migrated before."""
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        yield False
        return
    paths = [Path(settings.DATABASES[alias]["TEST"]["NAME"]) for alias in ("default", "queue")]
    for name, path in zip(FILES, paths, strict=True):
        shutil.copyfile(template() / name, path)
    yield True
    for path in paths:
        path.unlink()
