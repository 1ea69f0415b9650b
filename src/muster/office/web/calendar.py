"""Meetings as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from muster.office.models import Meeting
from muster.office.queries import where

CALENDAR_TYPE: Final = "text/calendar; charset=utf-8"


def calendar_of(meetings: Iterable[Meeting], *, now: datetime) -> bytes:
    """One entry for each meeting; a changed or cancelled one changes the same entry, by its UID."""
    calendar = Calendar()
    calendar.add("prodid", "-//muster//office//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Meetings"))
    for meeting in meetings:
        calendar.add_component(_entry(meeting, now))
    return bytes(calendar.to_ical())


def _entry(meeting: Meeting, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"meeting-{meeting.pk}@muster")
    entry.add("dtstamp", now)
    entry.add("sequence", meeting.version)
    entry.add("dtstart", meeting.starts_at)
    entry.add("dtend", meeting.ends_at)
    entry.add("summary", meeting.subject)
    entry.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    items = [f"{n}. {item}" for n, item in enumerate(meeting.agenda, start=1)]
    chair = _("In the chair: %(chair)s") % {"chair": meeting.chair}
    entry.add("description", "\n".join([chair, *items]))
    if where(meeting):
        entry.add("location", where(meeting))
    return entry
