"""Every test of the grids runs on the season builders' clock, in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_django import Settings
from tests import make_season as make


@pytest.fixture(autouse=True)
def english(settings: Settings) -> Iterator[None]:
    settings.MUSTER_NOW = make.NOW
    with translation.override("en"):
        yield
