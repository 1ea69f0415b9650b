"""Duties as an iCalendar feed (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from muster.duty.models import Assignment, StandingDuty
from muster.duty.queries.naming import hours, post_name
from muster.packs import load

CALENDAR_TYPE: Final = "text/calendar; charset=utf-8"


def calendar_of(
    duties: Iterable[Assignment], standing: Iterable[StandingDuty], *, now: datetime
) -> bytes:
    """One entry for each duty; a later roster changes the same entry, told by its UID."""
    calendar = Calendar()
    calendar.add("prodid", "-//muster//duty//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Duty"))
    for duty in duties:
        calendar.add_component(_entry(duty, now))
    for watch in standing:
        calendar.add_component(_standing_entry(watch, now))
    return bytes(calendar.to_ical())


def _standing_entry(duty: StandingDuty, now: datetime) -> Event:
    post = duty.roster.post
    pack = load(post.season.pack, post.season.pack_version)
    entry = Event()
    entry.add("uid", f"standing-{post.pk}-{duty.officer_id}-{duty.day:%Y%m%d}@muster")
    entry.add("dtstamp", now)
    entry.add("sequence", duty.roster.number)
    entry.add("dtstart", duty.starts_at)
    entry.add("dtend", duty.ends_at)
    entry.add("summary", f"{pack.standing_shifts[duty.shift].name} · {post.name}")
    entry.add("description", hours(duty.starts_at, duty.ends_at))
    return entry


def _entry(duty: Assignment, now: datetime) -> Event:
    shift, event = duty.shift, duty.shift.post.plan.event
    entry = Event()
    entry.add("uid", f"duty-{shift.post_id}-{shift.starts_at:%Y%m%dT%H%M}@muster")
    entry.add("dtstamp", now)
    entry.add("sequence", duty.roster.number)
    entry.add("dtstart", shift.starts_at)
    entry.add("dtend", shift.ends_at)
    entry.add("summary", f"{post_name(shift.post)} · {event.name}")
    when = hours(shift.starts_at, shift.ends_at)
    orders = [f"{n}. {line}" for n, line in enumerate(shift.post.orders, start=1)]
    entry.add("description", "\n".join([when, *orders]))
    if event.venue is not None:
        place = ", ".join(part for part in (event.venue.name, event.venue.address) if part)
        entry.add("location", place)
    if shift.post.lat is not None and shift.post.lon is not None:
        entry.add("geo", (shift.post.lat, shift.post.lon))
    return entry
