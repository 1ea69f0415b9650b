"""Reads of the record. What a person may see of it is decided above, by unit, season, audience."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from muster.ledger.models import Entry

LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """How far the record has come: shown on every page as "recorded up to number"."""

    number: int
    recorded_at: datetime | None


def latest() -> Latest:
    """The newest entry's arrival number and time; number 0 in an empty record."""
    row = Entry.objects.order_by("-arrival").values_list("arrival", "recorded_at").first()
    return Latest(number=row[0], recorded_at=row[1]) if row else Latest(number=0, recorded_at=None)


def entries_for(
    *, unit: int | None = None, season: int | None = None, subject_prefix: str = ""
) -> QuerySet[Entry]:
    """Entries of a unit, of a season or about subjects with this prefix, oldest first."""
    found = Entry.objects.all()
    if unit is not None:
        found = found.filter(unit=unit)
    if season is not None:
        found = found.filter(season=season)
    return found.filter(_begins_with(subject_prefix)) if subject_prefix else found


def entries_about(subject: str) -> QuerySet[Entry]:
    """Everything recorded about one subject, oldest first."""
    return Entry.objects.filter(subject=subject)


def _begins_with(prefix: str) -> Q:
    if connection.vendor == "sqlite":
        # LIKE ignores case there and so cannot use the index; a range can.
        return Q(subject__gte=prefix, subject__lt=prefix + LAST_LETTER)
    return Q(subject__startswith=prefix)
