"""What the tests of documents share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals are compared in the language that they are written in."""
    with translation.override("en"):
        yield
