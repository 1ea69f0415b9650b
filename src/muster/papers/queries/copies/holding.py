"""Who holds which copies today, and what is past its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.papers.models import Copy, CopyState, Issue
from muster.papers.ranges import ranges_of, written
from muster.papers.rules import Can
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus
from muster.season.registry import Overdue, OverdueLines, overdue_source
from muster.tree.models import Account
from muster.tree.reach import reach_of
from muster.tree.scope import scope

STILL_OUT = Q(copies__state=CopyState.ISSUED)


def issues_of(account: Account) -> QuerySet[Issue]:
    """Handings out of the season in scope: those of own series, and those to own units.

    out_count: how many of it are still out; missing_count: missing. ``held`` are those still out.
    """
    rows = scope(account, Issue).filter(series__season_unit__season=season_in_focus())
    still = Copy.objects.filter(state=CopyState.ISSUED).order_by("number")
    return (
        rows.select_related("series__season_unit__season", "season_unit", "person")
        .annotate(
            out_count=Count("copies", filter=STILL_OUT),
            missing_count=Count("copies", filter=Q(copies__state=CopyState.MISSING)),
        )
        .prefetch_related(Prefetch("copies", queryset=still, to_attr="held"))
    )


def numbers_out(issue: Issue) -> str:
    """Which of a handing out are still out, from what :func:`issues_of` fetched."""
    held: Sequence[Copy] = getattr(issue, "held", ())
    return written(ranges_of(copy.number for copy in held))


def late_issue(issue: Issue, *, today: date) -> int:
    """How many days copies that are out are past their day."""
    if issue.due_on is None or not getattr(issue, "out_count", 0):
        return 0
    return max(0, (today - issue.due_on).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One receiver at one unit with what he holds now. first_due_on: the earliest day of it."""

    unit_id: int
    unit: str
    sort_key: str
    receiver: str
    receiver_key: str
    out: int
    late: int
    missing: int
    series: int
    first_due_on: date | None

    @property
    def url(self) -> str:
        """The page of what he holds."""
        address = reverse("papers:holder", args=[self.unit_id])
        return f"{address}?who={self.receiver_key}"


def holders(account: Account, *, today: date) -> list[Holder]:
    """Everybody who holds copies now, or has some missing: one query."""
    out = Q(copies__state=CopyState.ISSUED)
    rows = (
        scope(account, Issue)
        .filter(
            series__season_unit__season=season_in_focus(),
            copies__state__in=(CopyState.ISSUED, CopyState.MISSING),
        )
        .order_by()
        .values("season_unit", "season_unit__name", "season_unit__sort_key", "receiver_key")
        .annotate(
            receiver=Min("receiver"),
            out=Count("copies", filter=out),
            late=Count("copies", filter=out & Q(due_on__lt=today)),
            missing=Count("copies", filter=Q(copies__state=CopyState.MISSING)),
            series_count=Count("series", distinct=True),
            first_due_on=Min("due_on", filter=out),
        )
    )
    return [
        Holder(
            unit_id=row["season_unit"],
            unit=row["season_unit__name"],
            sort_key=row["season_unit__sort_key"],
            receiver=row["receiver"],
            receiver_key=row["receiver_key"],
            out=row["out"],
            late=row["late"],
            missing=row["missing"],
            series=row["series_count"],
            first_due_on=row["first_due_on"],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class HolderFigures:
    """What stands above the list of holders."""

    holders: int
    out: int
    late_holders: int
    late: int


def holder_figures(rows: Sequence[Holder]) -> HolderFigures:
    """How many hold how much, and how many are past their day."""
    return HolderFigures(
        holders=sum(row.out > 0 for row in rows),
        out=sum(row.out for row in rows),
        late_holders=sum(row.late > 0 for row in rows),
        late=sum(row.late for row in rows),
    )


# ---- beside late steps


@overdue_source
def _overdue_copies(account: Account, unit: SeasonUnit, today: date, limit: int) -> OverdueLines:
    """Copies that units of a stretch of the tree should have brought back."""
    below = Q(
        season_unit__season=unit.season_id,
        season_unit__first__range=(unit.first, unit.last),
    )
    mine = reach_of(account).by(Can.READ_COPIES).season_units("season_unit")
    rows = Issue.objects.filter(below, mine, due_on__lt=today, copies__state=CopyState.ISSUED)
    counted = rows.select_related("series", "season_unit").annotate(n=Count("copies"))
    found = list(counted.order_by("due_on", "pk")[:limit])
    return OverdueLines(
        lines=[_overdue_line(issue, today) for issue in found],
        total=rows.values("pk").distinct().count(),
        url=reverse("papers:holders") + "?kind=late",
        title=_("numbered copies not back"),
    )


def _overdue_line(issue: Issue, today: date) -> Overdue:
    assert issue.due_on is not None
    said = {"count": getattr(issue, "n", 0), "title": issue.series.title}
    return Overdue(
        kind=_("numbered copies"),
        title=_("%(count)s not back: %(title)s") % said,
        url=reverse("papers:issue", args=[issue.pk]),
        unit=issue.season_unit.name,
        owner=issue.receiver,
        due_on=issue.due_on,
        days_late=(today - issue.due_on).days,
    )
