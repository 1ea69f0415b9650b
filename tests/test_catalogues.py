"""What a capability says in Vietnamese is what is shown, though all catalogues are one at the end.

The catalogue of another capability may hold the same words with another meaning, and then only one
of the two is ever seen; a context keeps them apart.
"""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.utils.translation.trans_real import translation

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "muster"


CAPABILITIES = sorted(path.parents[2].name for path in PACKAGE.glob("*/locale/vi/LC_MESSAGES"))


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_the_words_of_a_capability_are_its_own(capability: str) -> None:
    path = PACKAGE / capability / "locale" / "vi" / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        own = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    shown = translation("vi")._catalog  # type: ignore[attr-defined]

    other = [f"{key}: {said}, not {shown[key]}" for key, said in own.items() if shown[key] != said]

    assert [one for one in other if not one.startswith(": ")] == []
