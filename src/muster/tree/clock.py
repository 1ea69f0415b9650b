"""What time it is: the real time, or the demonstration's fixed one (``MUSTER_NOW``)."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware; views, commands and tasks pass it on as an argument."""
    fixed: datetime | None = settings.MUSTER_NOW
    return fixed or timezone.now()


def today() -> date:
    """The present day in the installation's time zone."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day of *moment* in the installation's time zone."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()
