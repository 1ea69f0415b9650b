"""Every test of the workbook runs on the demonstration's clock, with the catalogues compiled."""

import pytest
from pytest_django import Settings
from tests import make_workbook

from muster.site.catalogues import compile_all


@pytest.fixture(autouse=True)
def _clock(settings: Settings) -> None:
    compile_all()
    settings.MUSTER_NOW = make_workbook.CLOCK
    settings.LANGUAGE_CODE = "vi"
