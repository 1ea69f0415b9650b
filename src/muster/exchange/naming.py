"""Every name of a thing, so that a workbook may use any of them."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from muster.exchange.text import fold


def names_of(label: Any) -> set[str]:
    """Every name of a label, folded: in each language of the installation, and as written."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(fold(str(label)))
    return found
