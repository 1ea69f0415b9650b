"""What the gateway of warnings did and refused, in words that an operator reads."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.engines.cap import Fault
from muster.gateways.cap.taking import KNOWN, NOBODY_OPEN, TAKEN

HARMFUL: Final = {Fault.TOO_LARGE, Fault.MALFORMED, Fault.TOO_DEEP, Fault.TOO_MANY}
WORDS: Final[Mapping[str, Any]] = {
    TAKEN: gettext_lazy("warnings put before a room"),
    KNOWN: gettext_lazy("warnings that a room had already"),
    NOBODY_OPEN: gettext_lazy("warnings for which no room is open"),
    "status_test": gettext_lazy("test messages, shown to nobody"),
    "status_system": gettext_lazy("messages between systems, shown to nobody"),
    "status_draft": gettext_lazy("drafts of others, shown to nobody"),
    "not_fetched": gettext_lazy("folders or feeds that could not be read"),
}
DONE: Final = frozenset({TAKEN, KNOWN})
STRAINED: Final = frozenset[str]()


def said(word: str) -> str:
    """A counted word in the reader's language."""
    if word in WORDS:
        return str(WORDS[word])
    if word not in set(Fault):
        return word
    if word in HARMFUL:
        return _("warnings refused: too large, broken, or built to do harm")
    if word == Fault.NOT_CAP:
        return _("warnings refused: no message of CAP 1.2")
    return _("warnings refused: a rule of CAP 1.2 is broken")


def lines(counts: Counter[str]) -> list[str]:
    """One line a number."""
    return [f"{count:>12} {said(word)}" for word, count in sorted(counts.items()) if count]
