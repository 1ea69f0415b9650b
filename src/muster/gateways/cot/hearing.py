"""What an enrolled device says, in the forms in which it is kept: a position, words, an alarm."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import isfinite
from typing import Final
from uuid import UUID, uuid5

from muster.engines.cot import Event, Node, chat, kinds
from muster.gateways.gps.fix import Fix
from muster.gateways.listening.certified import Certified

WORDS: Final = UUID("0b6f1f0e-6d4e-5d6b-9f67-3a3a1c2f6a38")
"""The space of the keys that are made of what devices send."""


class Sort(StrEnum):
    """What becomes of it in a room."""

    WORD = "word"
    HELP = "help"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something for the log of a room. at: when it came, by our clock."""

    device: Certified
    sort: Sort
    event: Event
    text: str
    at: datetime

    @property
    def key(self) -> UUID:
        """The same for the same event of the same device, however often it comes.

        The end of an alarm has the uid of the alarm, and may have its moment.
        """
        event = self.event
        said = (str(self.device.pk), self.sort, event.uid, event.made_at.isoformat())
        return uuid5(WORDS, "\n".join(said))


def fix_of(event: Event) -> Fix | None:
    """The position that an event tells; None: the device does not know where it is."""
    point = event.point
    if kinds.is_nowhere(point):
        return None
    track, status = event.part("track"), event.part("status")
    battery = _number(status, "battery")
    return Fix(
        name="",
        at=event.made_at,
        lat=point.lat,
        lon=point.lon,
        accuracy_m=point.ce_m,
        speed_m_s=_number(track, "speed"),
        course_deg=_number(track, "course"),
        altitude_m=point.hae_m,
        battery=None if battery is None else min(max(battery / 100, 0.0), 1.0),
    )


def _number(node: Node | None, name: str) -> float | None:
    """A figure of a part that may be missing or wrong: the position stands without it."""
    with suppress(ValueError, OverflowError):
        found = float(node.get(name)) if node else float("nan")
        return found if isfinite(found) else None
    return None


def heard(device: Certified, event: Event, *, at: datetime) -> Heard | None:
    """What an event says to a room; None: nothing."""
    if kinds.is_alert(event):
        return Heard(device=device, sort=_sort(event), event=event, text=alarm_text(event), at=at)
    said = chat.read_chat(event)
    if said is None or not said.text:
        return None
    return Heard(device=device, sort=Sort.WORD, event=event, text=said.text, at=at)


def _sort(event: Event) -> Sort:
    if kinds.ends_alert(event):
        return Sort.CLEAR
    return Sort.HELP if kinds.is_call_for_help(event) else Sort.WORD


def alarm_text(event: Event) -> str:
    """What an alarm says of itself: its kind, and the remarks of who raised it."""
    kind, remarks = event.part("emergency"), event.part("remarks")
    words = (kind.get("type") if kind else "", remarks.text.strip() if remarks else "")
    return ". ".join(word for word in words if word) or event.type
