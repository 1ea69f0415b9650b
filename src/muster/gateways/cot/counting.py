"""What a relay did and what it refused, in numbers that an operator reads."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.engines.cot import Fault
from muster.gateways.gps.counting import WORDS as OF_POSITIONS
from muster.gateways.gps.door import Verdict


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
    OURS = "ours"
    UNKNOWN = "unknown_device"
    OFF_DUTY = "off_duty"
    CUT = "cut"
    ELSEWHERE = "elsewhere"
    NO_PLACE = "no_place"
    LOGGED = "logged"
    HELP = "help"
    PRIVATE = "private"
    WORDY = "wordy"
    REPEATED = "repeated"
    NO_ROOM = "no_room"
    NOT_LOGGED = "not_logged"


WORDS: Final[Mapping[Count | Fault | Verdict, Any]] = {
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
    Count.OURS: _("refused: events that claim to be a place of this command post"),
    Count.UNKNOWN: _("turned away: the certificate is of no enrolled device, or was revoked"),
    Count.OFF_DUTY: _("turned away: out of duty"),
    Count.CUT: _("cut off: the device was revoked, or its duty ended"),
    Count.ELSEWHERE: _("cut off: the same device connected again, from elsewhere"),
    Count.NO_PLACE: _("not kept: the device itself does not know where it is"),
    Count.LOGGED: _("messages put into the log of a room"),
    Count.HELP: _("alarms put into the log of a room"),
    Count.PRIVATE: _("messages from one device to another, in no log"),
    Count.WORDY: _("not logged: one device wrote too many messages"),
    Count.REPEATED: _("alarms repeated while they are open, logged once"),
    Count.NO_ROOM: _("not logged: the event has no open room"),
    Count.NOT_LOGGED: _("not logged: the room refused it"),
    Fault.TOO_LARGE: _("refused: too large"),
    Fault.MALFORMED: _("refused: not well-formed"),
    Fault.TOO_DEEP: _("refused: nested too deep"),
    Fault.TOO_MANY: _("refused: too many elements"),
    Fault.NOT_EVENT: _("refused: no event of version 2.0"),
    Fault.MISSING: _("refused: something required is missing"),
    Fault.BAD_TIME: _("refused: a time cannot be read"),
    Fault.BAD_NUMBER: _("refused: a number cannot be read"),
    Fault.OUT_OF_RANGE: _("refused: a place that is not on earth"),
    **{word: OF_POSITIONS[word] for word in (Verdict.TAKEN, Verdict.SKEWED, Verdict.OUT_OF_DUTY)},
}
DONE: Final = frozenset(
    {
        *(Count.CONNECTED, Count.RECEIVED, Count.RELAYED, Count.ALERTS, Count.PINGS),
        *(Count.LOGGED, Count.HELP, Count.PRIVATE, Verdict.TAKEN),
    }
)
STRAINED: Final = frozenset(
    {
        *(Count.TURNED_AWAY, Count.TOO_SLOW, Count.REPLACED, Count.DROPPED, Count.FLOODED),
        *(Count.SLOWED_DOWN, Count.WORDY, Count.REPEATED, Count.ELSEWHERE),
    }
)
"""Too much of one source, or a client that does not read; everything else is refused."""
BY_VALUE: Final = {str(key): word for key, word in WORDS.items()}


def said(word: str) -> str:
    """A counted word in the reader's language."""
    return str(BY_VALUE.get(word, word))


def lines(counts: Mapping[str, int]) -> list[str]:
    """One line a number, in the order of the table; zeros are left out."""
    return [f"{counts[key]:>12} {word}" for key, word in BY_VALUE.items() if counts.get(key)]
