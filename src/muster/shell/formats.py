"""Numbers, dates and hours the way people here write them.

20 514 with a no-break space, 2,0 % or 2.0 % by language, 28/8, 09:42, true minus. Times are shown
in the installation's zone. Pure but for the language and the zone that Django has active.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import pgettext

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
Number = int | float | Decimal


def whole(value: Number | None) -> str:
    """20514 -> ``20 514``; nothing becomes a dash."""
    if value is None:
        return DASH
    text = f"{abs(round(value)):,}".replace(",", NBSP)
    return f"{MINUS}{text}" if round(value) < 0 else text


def signed(value: Number) -> str:
    """9 -> ``+9``, -3 -> ``−3``, 0 -> ``0``."""
    text = whole(value)
    return f"+{text}" if round(value) > 0 else text


def decimal(value: Number | None, places: int = 1) -> str:
    """27.44 -> ``27,4`` with the decimal mark of the language."""
    if value is None:
        return DASH
    text = f"{abs(value):,.{places}f}".replace(",", NBSP)
    point = formats.get_format("DECIMAL_SEPARATOR")
    sign = MINUS if value < 0 and float(f"{value:.{places}f}") != 0 else ""
    return sign + text.replace(".", point)


def figure(value: Number | None, places: int = 1) -> str:
    """6.5 -> ``6,5``, but 11.0 -> ``11``: no tail of noughts."""
    if value is None:
        return DASH
    return whole(value) if round(value, places) == round(value) else decimal(value, places)


def share(value: Number | None, places: int = 0) -> str:
    """0.02 -> ``2 %``; with one place ``2,0 %``."""
    return DASH if value is None else f"{decimal(value * 100, places)}{NBSP}%"


def local(value: date | datetime) -> date | datetime:
    """An aware time in the installation's zone; a day stays what it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: date | datetime | None) -> str:
    """28/8."""
    if value is None:
        return DASH
    value = local(value)
    return f"{value.day}/{value.month}"


def day_year(value: date | datetime | None) -> str:
    """28/8/2030."""
    return DASH if value is None else f"{day(value)}/{local(value).year}"


def clock(value: datetime | None) -> str:
    """09:42."""
    return DASH if value is None else f"{local(value):%H:%M}"


def weekday(value: date | datetime) -> str:
    """The short name of the day of the week."""
    return (
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    )[local(value).weekday()]


def weekday_name(value: date | datetime) -> str:
    """The full name of the day of the week."""
    return (
        pgettext("weekday", "Monday"),
        pgettext("weekday", "Tuesday"),
        pgettext("weekday", "Wednesday"),
        pgettext("weekday", "Thursday"),
        pgettext("weekday", "Friday"),
        pgettext("weekday", "Saturday"),
        pgettext("weekday", "Sunday"),
    )[local(value).weekday()]


def moment(value: datetime | None) -> str:
    """Friday 16/8/2030, 09:42."""
    if value is None:
        return DASH
    return f"{weekday_name(value)} {day_year(value)}, {clock(value)}"


def short_moment(value: datetime | None) -> str:
    """16/8 09:42."""
    return DASH if value is None else f"{day(value)} {clock(value)}"


def cell(value: object) -> str:
    """A day as a day, a time as a time, anything else as it is."""
    if isinstance(value, datetime):
        return f"{day_year(value)} {clock(value)}"
    return day_year(value) if isinstance(value, date) else str(value)


def span(start: datetime, end: datetime) -> str:
    """22/8 07:00 – 12:00, or with both days when midnight lies between."""
    first, last = local(start), local(end)
    same_day = (first.year, first.month, first.day) == (last.year, last.month, last.day)
    tail = clock(end) if same_day else short_moment(end)
    return f"{short_moment(start)} {DASH} {tail}"


def duration(value: timedelta | Number | None) -> str:
    """A duration as hours and minutes, ``4:10``; a number is taken as seconds."""
    if value is None:
        return DASH
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    minutes = round(abs(seconds) / 60)
    sign = MINUS if seconds < 0 and minutes else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"
