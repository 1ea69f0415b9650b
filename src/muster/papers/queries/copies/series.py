"""Series with how many copies are where, their printings, losses and minutes of destruction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from muster.papers.models import (
    Copy,
    CopySeries,
    CopyState,
    Destruction,
    Loss,
    Printing,
)
from muster.papers.ranges import ranges_of, written
from muster.season.bridge import pack_of
from muster.season.queries import season_in_focus
from muster.tree.models import Account
from muster.tree.scope import scope

OUT: Final = Q(state=CopyState.ISSUED)
UNEXPLAINED: Final = Q(state=CopyState.MISSING, loss__explained_at=None)


def _count(rows: QuerySet[Any], what: str = "series") -> Coalesce:
    """How many of *rows* belong to the series of the outer query."""
    mine = rows.filter(**{what: OuterRef("pk")}).order_by().values(what)
    counted = mine.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def series_of(account: Account, *, today: date) -> QuerySet[CopySeries]:
    """The series of the season in scope, each with how many copies are where.

    left_count and so on for each state; late_count: out past their day; red_count: missing and
    not explained; printing_count: printings that are not back, or whose plates are not deleted.
    """
    rows = scope(account, CopySeries).filter(season_unit__season=season_in_focus())
    counts = {
        f"{state.value}_count": _count(Copy.objects.filter(state=state)) for state in CopyState
    }
    return rows.select_related("season_unit__season", "congress").annotate(
        **counts,
        late_count=_count(Copy.objects.filter(OUT, issue__due_on__lt=today)),
        red_count=_count(Copy.objects.filter(UNEXPLAINED)),
        printing_count=_count(Printing.objects.filter(masters_on=None)),
    )


def choose_series(rows: QuerySet[CopySeries], choice: str) -> QuerySet[CopySeries]:
    """The series of one choice of the list. An unknown choice leaves all."""
    chosen = {
        "out": Q(issued_count__gt=0),
        "late": Q(late_count__gt=0),
        "missing": Q(missing_count__gt=0),
        "printing": Q(printing_count__gt=0),
    }
    return rows.filter(chosen.get(choice, Q()))


@dataclass(frozen=True, slots=True)
class CopyFigures:
    """What stands above the list: copies out, past their day, missing without a word."""

    out: int
    late: int
    red: int
    series: int


def copy_figures(account: Account, *, today: date) -> CopyFigures:
    """The figures over every series in scope: two queries."""
    rows = scope(account, CopySeries).filter(season_unit__season=season_in_focus())
    found = Copy.objects.filter(series__in=rows).aggregate(
        out=Count("pk", filter=OUT),
        late=Count("pk", filter=OUT & Q(issue__due_on__lt=today)),
        red=Count("pk", filter=UNEXPLAINED),
    )
    return CopyFigures(**found, series=rows.count())


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What was printed and where it is; for ballots: printed = given out + left + spoiled.

    spoiled_sheets: spoiled at the printing before they got a number.
    """

    printed: int
    left: int = 0
    issued: int = 0
    back: int = 0
    missing: int = 0
    spoiled: int = 0
    destroyed: int = 0
    spoiled_sheets: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every copy is somewhere, and none in two places."""
        found: int = sum(getattr(self, state.value) for state in CopyState)
        return found == self.printed


def balance(series: CopySeries) -> Balance:
    """Where the copies of a series are now: two queries."""
    rows = Copy.objects.filter(series=series).order_by().values_list("state")
    sheets = series.printings.aggregate(n=Sum("spoiled_sheets"))["n"] or 0
    found = dict(rows.annotate(n=Count("pk")))
    return Balance(printed=series.printed, spoiled_sheets=sheets, **found)


def numbers_by_state(series: CopySeries) -> Mapping[str, str]:
    """The numbers in each state as ranges: one query."""
    found: dict[str, list[int]] = {}
    for state, number in Copy.objects.filter(series=series).values_list("state", "number"):
        found.setdefault(state, []).append(number)
    return {state: written(ranges_of(numbers)) for state, numbers in found.items()}


def kind_name(series: CopySeries) -> str:
    """What its kind is called."""
    return str(pack_of(series.season_unit.season).copy_kinds[series.kind].label)


def grade_name(series: CopySeries) -> str:
    """What its grade is called; nothing where none is said."""
    if not series.grade:
        return ""
    return str(pack_of(series.season_unit.season).grades[series.grade].label)


def copies_of(account: Account) -> QuerySet[Copy]:
    """Single copies in scope, with where each is."""
    rows = scope(account, Copy)
    return rows.select_related(
        "series__season_unit__season", "issue__season_unit", "loss", "destruction"
    )


def printings_of(account: Account) -> QuerySet[Printing]:
    """Printings of the season in scope. settled: 0 while something is left at the house."""
    rows = scope(account, Printing).filter(series__season_unit__season=season_in_focus())
    settled = _none_first("masters_on")
    return rows.select_related("series__season_unit__season").annotate(settled=settled)


def _none_first(field: str) -> Case:
    """0 where *field* is empty, else 1: both databases then order alike."""
    return Case(When(**{field: None}, then=0), default=1, output_field=IntegerField())


def losses_of(account: Account) -> QuerySet[Loss]:
    """What is or was missing, in scope.

    still_count: how many of it still are; settled: 0 until it is explained.
    """
    rows = scope(account, Loss).filter(series__season_unit__season=season_in_focus())
    return rows.select_related(
        "series__season_unit__season", "issue__season_unit", "task"
    ).annotate(still_count=Count("copies"), settled=_none_first("explained_at"))


def destructions_of(account: Account) -> QuerySet[Destruction]:
    """Minutes of destruction in scope, with their signatures."""
    rows = scope(account, Destruction).select_related("series__season_unit__season")
    return rows.prefetch_related("signatures")
