"""Windows of time: which shifts they hold, which roster is in force, which days come next."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from muster.duty.models import Roster, Shift
from muster.season.models import Event, Season


def shifts_of(roster: Roster) -> QuerySet[Shift]:
    """The shifts whose start falls into the roster's window."""
    return shifts_between(roster.season_id, roster.starts_at, roster.ends_at)


def shifts_between(season_id: int, starts_at: datetime, ends_at: datetime) -> QuerySet[Shift]:
    """The shifts of a season that start in ``[starts_at, ends_at)`` and are wanted."""
    return Shift.objects.filter(
        withdrawn_at__isnull=True,
        post__plan__event__season_id=season_id,
        post__plan__event__is_cancelled=False,
        starts_at__gte=starts_at,
        starts_at__lt=ends_at,
    )


def roster_in_force(roster: Roster) -> Roster | None:
    """The published roster over exactly these days, other than *roster* itself."""
    return (
        Roster.objects.filter(
            season_id=roster.season_id,
            state=Roster.State.PUBLISHED,
            starts_at=roster.starts_at,
            ends_at=roster.ends_at,
        )
        .exclude(pk=roster.pk)
        .first()
    )


def overlapping(roster: Roster) -> QuerySet[Roster]:
    """Published rosters of the season that cover an instant of this one's window."""
    return Roster.objects.filter(
        season_id=roster.season_id,
        state=Roster.State.PUBLISHED,
        starts_at__lt=roster.ends_at,
        ends_at__gt=roster.starts_at,
    ).exclude(pk=roster.pk)


def events_between(season_id: int, starts_at: datetime, ends_at: datetime) -> QuerySet[Event]:
    """The events of a season that start in ``[starts_at, ends_at)`` and are not cancelled."""
    return Event.objects.filter(
        season_id=season_id,
        is_cancelled=False,
        starts_at__gte=starts_at,
        starts_at__lt=ends_at,
    )


def midnight(day: date) -> datetime:
    """The first instant of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def first_ahead(season: Season, *, today: date) -> date:
    """The first day with something to guard: the eve of the first event ahead."""
    first = max(season.starts_on, today)
    ahead = Event.objects.filter(season=season, is_cancelled=False, ends_at__gte=midnight(first))
    event = ahead.order_by("starts_at").first()
    if event is None:
        return first
    return max(first, timezone.localdate(event.starts_at) - timedelta(days=1))


def next_window(season: Season, *, days: int, today: date) -> tuple[date, date]:
    """The first *days* days to roster: from the first event ahead, after the rosters in force.

    Returns the first day and the day after the last.
    """
    first = first_ahead(season, today=today)
    last = (
        Roster.objects.filter(season=season, state=Roster.State.PUBLISHED)
        .order_by("-ends_at")
        .first()
    )
    if last is not None:
        first = max(first, timezone.localdate(last.ends_at))
    return first, first + timedelta(days=days)
