"""Visits as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from muster.papers.models import AppraisalVisit
from muster.papers.queries.appraisals.visits import visit_kind


def calendar_of(visits: Iterable[AppraisalVisit], *, now: datetime) -> bytes:
    """One entry for each visit; a changed or cancelled one changes the same entry, by its UID."""
    calendar = Calendar()
    calendar.add("prodid", "-//muster//papers//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Visits"))
    for visit in visits:
        calendar.add_component(_entry(visit, now))
    return bytes(calendar.to_ical())


def _entry(visit: AppraisalVisit, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"visit-{visit.pk}@muster")
    entry.add("dtstamp", now)
    entry.add("sequence", visit.version)
    entry.add("dtstart", visit.starts_at)
    entry.add("dtend", visit.ends_at)
    entry.add("summary", f"{visit_kind(visit)}: {visit.congress.season_unit.name}")
    entry.add("status", "CANCELLED" if visit.is_cancelled else "CONFIRMED")
    lead = _("Led by: %(lead)s") % {"lead": visit.lead}
    car = _("Car: %(car)s") % {"car": visit.car} if visit.car else ""
    entry.add("description", "\n".join(line for line in (lead, car, visit.task) if line))
    entry.add("location", visit.place)
    return entry
