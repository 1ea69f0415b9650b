"""Visits as a list, by month, and one by one."""

from calendar import Calendar, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import pgettext_lazy

from muster.papers.bridge import rules_of
from muster.papers.models import AppraisalVisit
from muster.papers.models.visit import STANDING
from muster.season.models import Congress
from muster.season.queries import season_in_focus
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.scope import scope

VISIT_WORDS: Final = {
    "visit.planned": pgettext_lazy("visit", "planned"),
    "visit.changed": pgettext_lazy("visit", "changed"),
    "visit.cancelled": pgettext_lazy("visit", "cancelled"),
    "visit.recorded": pgettext_lazy("visit", "minutes written"),
    "visit.ordered": pgettext_lazy("visit", "points became tasks"),
    "visit.numbered": pgettext_lazy("visit", "conclusion numbered"),
}


def visits_of(account: Account) -> QuerySet[AppraisalVisit]:
    """The visits of the season in scope, those of the visited units included."""
    rows = scope(account, AppraisalVisit).filter(congress__season=season_in_focus())
    return rows.select_related(
        "season_unit__season", "congress__season_unit__season", "instruction", "paper"
    ).annotate(member_count=Count("members"))


def unwritten(now: datetime) -> Q:
    """The condition on visits that are over and have no minutes yet."""
    return STANDING & Q(held_at__isnull=True, ends_at__lt=now)


def choose_visits(
    rows: QuerySet[AppraisalVisit], *, choice: str, now: datetime
) -> QuerySet[AppraisalVisit]:
    """The visits of one choice of the list."""
    chosen = {
        "coming": STANDING & Q(ends_at__gte=now),
        "unwritten": unwritten(now),
        "held": STANDING & Q(held_at__isnull=False),
        "cancelled": ~STANDING,
    }
    return rows.filter(chosen.get(choice, Q()))


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """What stands above the list of visits."""

    coming: int
    unwritten: int
    held: int


def visit_figures(rows: QuerySet[AppraisalVisit], *, now: datetime) -> VisitFigures:
    """How many are to come, lack their minutes, are written up: one query."""
    counted = rows.order_by().aggregate(
        coming=Count("pk", filter=STANDING & Q(ends_at__gte=now), distinct=True),
        unwritten=Count("pk", filter=unwritten(now), distinct=True),
        held=Count("pk", filter=STANDING & Q(held_at__isnull=False), distinct=True),
    )
    return VisitFigures(**counted)


def visit_kind(row: AppraisalVisit) -> str:
    """What the pack calls a visit's kind."""
    return str(rules_of(row.season_unit).appraisal.visits[row.kind].name)


def visits_to(account: Account, congress: Congress) -> list[AppraisalVisit]:
    """The visits about one congress, the next first."""
    rows = scope(account, AppraisalVisit).filter(STANDING, congress=congress)
    return list(rows.select_related("season_unit__season").order_by("starts_at"))


# ---- by month


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDay:
    """One day of the calendar with its visits. is_other: it belongs to another month."""

    day: date
    visits: Sequence[AppraisalVisit]
    is_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMonth:
    """A month by weeks, Monday first."""

    first: date
    weeks: Sequence[Sequence[VisitDay]]

    @property
    def total(self) -> int:
        """How many visits begin in the month itself."""
        return sum(len(one.visits) for week in self.weeks for one in week if not one.is_other)

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return self.first + timedelta(days=monthrange(self.first.year, self.first.month)[1])


def month_of(rows: QuerySet[AppraisalVisit], first: date) -> VisitMonth:
    """The visits that stand in the month of *first*, by the local day on which they begin."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    found: dict[date, list[AppraisalVisit]] = {}
    within = rows.filter(STANDING, starts_at__date__range=(weeks[0][0], weeks[-1][-1]))
    for one in within.order_by("starts_at"):
        found.setdefault(day_of(one.starts_at), []).append(one)
    return VisitMonth(
        first=first,
        weeks=[
            [
                VisitDay(day=day, visits=found.get(day, ()), is_other=day.month != first.month)
                for day in week
            ]
            for week in weeks
        ],
    )
