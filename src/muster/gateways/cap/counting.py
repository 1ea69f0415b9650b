"""What the gateway of warnings did and refused, in words that an operator reads."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.engines.cap import Fault
from muster.gateways.cap.taking import KNOWN, NOBODY_OPEN, TAKEN

FAULT: Final = _("warnings refused: %(fault)s")
WORDS: Final[Mapping[str, Any]] = {
    TAKEN: _("warnings put before a room"),
    KNOWN: _("warnings that a room had already"),
    NOBODY_OPEN: _("warnings for which no room is open"),
    "status_test": _("test messages, shown to nobody"),
    "status_system": _("messages between systems, shown to nobody"),
    "status_draft": _("drafts of others, shown to nobody"),
    "not_fetched": _("folders or feeds that could not be read"),
}


def said(word: str) -> str:
    """A counted word in the reader's language."""
    if word in WORDS:
        return str(WORDS[word])
    return str(FAULT) % {"fault": word} if word in set(Fault) else word


def lines(counts: Counter[str]) -> list[str]:
    """One line a number."""
    return [f"{count:>12} {said(word)}" for word, count in sorted(counts.items()) if count]
