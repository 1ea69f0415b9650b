"""A season as its windows: which days are covered by which roster, and which by none yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from muster.duty.models import Assignment, Roster
from muster.duty.queries.windows import events_between, first_ahead, midnight
from muster.season.models import Season

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some days of the season. roster: in force over them, or None for days that none covers.

    drafts: of these days. carried: officers whose rest, hours or days in a row reach into it.
    """

    first_on: date
    last_on: date
    roster: Roster | None
    drafts: Sequence[Roster]
    events: int
    people: int = 0
    hours_h: float = 0.0
    carried: int = 0

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_on - self.first_on).days + 1


def windows_of(season: Season, rosters: QuerySet[Roster], *, today: date) -> list[Window]:
    """The rosters in force in the order of their days, with the days between and after them."""
    in_force = list(
        rosters.filter(season=season, state=Roster.State.PUBLISHED).order_by("starts_at")
    )
    drafts = list(rosters.filter(season=season, state=Roster.State.DRAFT).order_by("starts_at"))
    found: list[Window] = []
    begin = first_ahead(season, today=today)
    for roster in in_force:
        if begin < _first(roster):
            found.append(_open(season, begin, _first(roster), drafts))
        found.append(_covered(season, roster, drafts))
        begin = max(begin, _after(roster))
    last = _after_last(season)
    if begin < last:
        found.append(_open(season, begin, last, drafts))
    return found


def _covered(season: Season, roster: Roster, drafts: Sequence[Roster]) -> Window:
    held = Assignment.objects.filter(roster=roster, officer__isnull=False)
    spans = held.values_list("shift__starts_at", "shift__ends_at")
    return Window(
        first_on=_first(roster),
        last_on=_after(roster) - ONE_DAY,
        roster=roster,
        drafts=[
            draft
            for draft in drafts
            if (draft.starts_at, draft.ends_at) == (roster.starts_at, roster.ends_at)
        ],
        events=events_between(season.pk, roster.starts_at, roster.ends_at).count(),
        people=held.values("officer").distinct().count(),
        hours_h=sum((end - start).total_seconds() for start, end in spans) / 3600,
        carried=_carried(roster),
    )


def _open(season: Season, first_on: date, until: date, drafts: Sequence[Roster]) -> Window:
    starts_at, ends_at = midnight(first_on), midnight(until)
    return Window(
        first_on=first_on,
        last_on=until - ONE_DAY,
        roster=None,
        drafts=[d for d in drafts if d.starts_at < ends_at and d.ends_at > starts_at],
        events=events_between(season.pk, starts_at, ends_at).count(),
    )


def _carried(roster: Roster) -> int:
    """Officers of the roster who were on duty in the week before it."""
    before = Assignment.objects.filter(
        roster__season=roster.season_id,
        roster__state=Roster.State.PUBLISHED,
        officer__isnull=False,
        shift__starts_at__lt=roster.starts_at,
        shift__starts_at__gte=roster.starts_at - timedelta(days=7),
    )
    own = Assignment.objects.filter(roster=roster, officer__in=before.values("officer"))
    return own.values("officer").distinct().count()


def _after_last(season: Season) -> date:
    """The day after the last event that is not cancelled."""
    last = season.events.filter(is_cancelled=False).order_by("-starts_at").first()
    return season.starts_on if last is None else timezone.localdate(last.starts_at) + ONE_DAY


def _first(roster: Roster) -> date:
    return timezone.localdate(roster.starts_at)


def _after(roster: Roster) -> date:
    return timezone.localdate(roster.ends_at)
