"""What a relay did and what it refused, in numbers that an operator reads."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.engines.cot import Fault


class Count(StrEnum):
    """What is counted, beside the faults of what came in."""

    CONNECTED = "connected"
    TURNED_AWAY = "turned_away"
    TOO_SLOW = "too_slow"
    RECEIVED = "received"
    RELAYED = "relayed"
    ALERTS = "alerts"
    PINGS = "pings"
    REPLACED = "replaced"
    DROPPED = "dropped"
    FLOODED = "flooded"
    SLOWED_DOWN = "slowed_down"
    TWICE = "twice"
    LOOPED = "looped"
    OLDER = "older"
    EXPIRED = "expired"
    FROM_FUTURE = "from_future"
    NOBODY = "nobody"


WORDS: Final[Mapping[Count | Fault, Any]] = {
    Count.CONNECTED: _("clients that connected"),
    Count.TURNED_AWAY: _("clients turned away: the gateway was full"),
    Count.TOO_SLOW: _("clients cut off: they did not read their alerts"),
    Count.RECEIVED: _("events received"),
    Count.RELAYED: _("events put into line for a client"),
    Count.ALERTS: _("alerts received"),
    Count.PINGS: _("pings answered"),
    Count.REPLACED: _("positions replaced by newer ones before a slow client read them"),
    Count.DROPPED: _("messages dropped for a slow client"),
    Count.FLOODED: _("events dropped: one source sent too many"),
    Count.SLOWED_DOWN: _("times that a source was made to wait"),
    Count.TWICE: _("events that came twice"),
    Count.LOOPED: _("events that came back in a loop"),
    Count.OLDER: _("positions older than the one held"),
    Count.EXPIRED: _("events that were out of date"),
    Count.FROM_FUTURE: _("events from the future: check the clock of the device"),
    Count.NOBODY: _("messages for somebody who is not connected"),
    Fault.TOO_LARGE: _("refused: too large"),
    Fault.MALFORMED: _("refused: not well-formed"),
    Fault.TOO_DEEP: _("refused: nested too deep"),
    Fault.TOO_MANY: _("refused: too many elements"),
    Fault.NOT_EVENT: _("refused: no event of version 2.0"),
    Fault.MISSING: _("refused: something required is missing"),
    Fault.BAD_TIME: _("refused: a time cannot be read"),
    Fault.BAD_NUMBER: _("refused: a number cannot be read"),
    Fault.OUT_OF_RANGE: _("refused: a place that is not on earth"),
}


def lines(counts: Counter[Count | Fault]) -> list[str]:
    """One line a number, in the order of the table; zeros are left out."""
    return [f"{counts[key]:>12} {word}" for key, word in WORDS.items() if counts[key]]
