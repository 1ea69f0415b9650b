"""When a fixed-day report is due and over which days it goes: pure, from its form alone.

A period is named by the day on which it is due and goes from the day after the due day before.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from muster.packs.schema.reporting import Cycle, ReportForm

DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)


def due_day_on_or_after(form: ReportForm, day: date) -> date:
    """The due day of the period that holds *day*."""
    if form.weekday is not None:
        return day + ((form.weekday - day.isoweekday()) % 7) * DAY
    if form.month_day is not None:
        found = _in_month(day, form.month_day)
        return found if found >= day else _in_month(_next_month(day), form.month_day)
    return day


def due_day_before(form: ReportForm, due_on: date) -> date:
    """The due day before *due_on*, which is one itself."""
    if form.cycle is Cycle.WEEK:
        return due_on - 7 * DAY
    if form.month_day is not None:
        return _in_month(due_on.replace(day=1) - DAY, form.month_day)
    return due_on - DAY


def due_days(form: ReportForm, first: date, last: date) -> list[date]:
    """Every due day from *first* to *last*."""
    found: list[date] = []
    day = due_day_on_or_after(form, first)
    while day <= last:
        found.append(day)
        day = due_day_on_or_after(form, day + DAY)
    return found


def is_due_day(form: ReportForm, day: date) -> bool:
    """Whether a period of the form is due on *day*."""
    return due_day_on_or_after(form, day) == day


def starts_on(form: ReportForm, due_on: date) -> date:
    """The first day that the period due on *due_on* goes over."""
    return due_day_before(form, due_on) + DAY


def due_moment(form: ReportForm, due_on: date, zone: tzinfo) -> datetime:
    """The hour by which the period is due, as the form lays it down."""
    return datetime.combine(due_on, form.at, tzinfo=zone)


def is_past(due_at: datetime, now: datetime) -> bool:
    """Whether the minute of the due hour is over: what is sent within that minute is on time."""
    return now >= due_at + MINUTE


def _in_month(day: date, month_day: int) -> date:
    return day.replace(day=min(month_day, monthrange(day.year, day.month)[1]))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1)
