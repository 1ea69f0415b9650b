"""What the position gateway did and what it refused, in words that an operator reads."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.gateways.gps.door import Verdict
from muster.gateways.gps.fix import Fault

WORDS: Final[Mapping[Verdict | Fault, Any]] = {
    Verdict.TAKEN: _("positions taken"),
    Verdict.SKEWED: _("taken, though the clock of the device is ahead: put it right"),
    Verdict.UNKNOWN: _("refused: the device is not enrolled, or was revoked"),
    Verdict.OUT_OF_DUTY: _("not kept: out of duty"),
    Verdict.FROM_FUTURE: _("not kept: from the future, the clock of the device is wrong"),
    Verdict.FLOODED: _("refused: one source sent too many"),
    Fault.MALFORMED: _("refused: cannot be read"),
    Fault.NO_DEVICE: _("refused: no device is named"),
    Fault.NO_PLACE: _("refused: no place is given"),
    Fault.NO_TIME: _("refused: no time, or one that cannot be read"),
    Fault.BAD_NUMBER: _("refused: a number cannot be read"),
    Fault.OUT_OF_RANGE: _("refused: a place that is not on earth"),
    Fault.NOT_VALID: _("refused: the device itself says that it does not know where it is"),
}
DONE: Final = frozenset({Verdict.TAKEN})
STRAINED: Final = frozenset({Verdict.FLOODED})
BY_VALUE: Final = {str(key): word for key, word in WORDS.items()}


def said(word: str) -> str:
    """A counted word in the reader's language."""
    return str(BY_VALUE.get(word, word))


def lines(counts: Counter[Verdict | Fault]) -> list[str]:
    """One line a number, in the order of the table; zeros are left out."""
    return [f"{counts[key]:>12} {word}" for key, word in WORDS.items() if counts[key]]
