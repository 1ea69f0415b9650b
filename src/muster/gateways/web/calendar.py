"""The events of a unit and those below as an iCalendar feed (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar
from icalendar import Event as Entry

from muster.season.models import Event


def calendar_of(events: Iterable[Event], *, name: str, now: datetime) -> bytes:
    """One entry for each event; what was called off stays in it, as called off."""
    calendar = Calendar()
    calendar.add("prodid", "-//muster//events//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_entry(event, now))
    return bytes(calendar.to_ical())


def _entry(event: Event, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@muster")
    entry.add("dtstamp", now)
    # No count of changes is kept: minutes never go back, and a later reading is a later version.
    entry.add("sequence", int(now.timestamp()) // 60)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.name)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if event.venue is not None:
        place = ", ".join(part for part in (event.venue.name, event.venue.address) if part)
        entry.add("location", place)
        if event.venue.lat is not None and event.venue.lon is not None:
            entry.add("geo", (event.venue.lat, event.venue.lon))
    return entry
