"""What the sending gateway did and did not get rid of, in words that an operator reads."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy

from muster.gateways.sending.outcomes import WORDS as REASONS

GATEWAY: Final = "out"
DELIVERED, AGAIN, QUEUED = "delivered", "again", "queued"
WORDS: Final[Mapping[str, Any]] = {
    DELIVERED: gettext_lazy("delivered"),
    QUEUED: gettext_lazy("put into the queue"),
    AGAIN: gettext_lazy("tries that failed and are made again"),
}
DONE: Final = frozenset({DELIVERED, QUEUED})
STRAINED: Final = frozenset({AGAIN})


def said(word: str) -> str:
    """A counted word in the reader's language; else it is the reason why something was given up."""
    return str(WORDS.get(word) or REASONS.get(word, word))


def lines(counts: Counter[str]) -> list[str]:
    """One line a number."""
    return [f"{count:>12} {said(word)}" for word, count in sorted(counts.items()) if count]
