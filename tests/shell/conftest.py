import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _few_addresses(settings: Settings) -> None:
    """The frame alone: its own addresses, static files under their plain names."""
    settings.ROOT_URLCONF = "tests.shell.addresses"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
