"""Closings: which congresses are over and not closed, one with its items and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from muster.office.models import AllowanceRow, Closing, ClosingItem
from muster.office.rules import Can
from muster.packs import ClosedBy
from muster.packs import ClosingItem as Rule
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit
from muster.season.queries import season_in_focus
from muster.season.registry import Overdue, OverdueLines, overdue_source
from muster.tree.models import Account
from muster.tree.reach import reach_of
from muster.tree.scope import scope

CLOSING_WORDS: Final = {
    "closing.opened": pgettext_lazy("closing", "opened"),
    "closing.settled": pgettext_lazy("closing", "settled"),
    "closing.excused": pgettext_lazy("closing", "not needed"),
    "closing.item_reopened": pgettext_lazy("closing", "opened again"),
    "closing.table_saved": pgettext_lazy("closing", "lines saved"),
    "closing.line_removed": pgettext_lazy("closing", "line removed"),
    "closing.closed": pgettext_lazy("closing", "signed as closed"),
    "closing.reopened": pgettext_lazy("closing", "opened again"),
}
OPEN: Final = Q(state=ClosingItem.State.OPEN)


def over(account: Account, *, today: date, choice: str = "") -> QuerySet[Congress]:
    """Congresses in scope that are over, with how much each has to settle and the first day.

    item_count, open_count, late_count, first_due_on: None or 0 where nothing is opened.
    An unknown choice leaves all.
    """
    rows = scope(account, Congress).filter(
        season=season_in_focus(), cancelled_at=None, ends_on__lte=today
    )
    late = Q(OPEN, due_on__lt=today)
    chosen = {
        "open": Q(closing__closed_at=None),
        "closed": Q(closing__closed_at__isnull=False),
        "late": Q(closing__in=ClosingItem.objects.filter(late).values("closing")),
    }
    rows = rows.filter(chosen.get(choice, Q()))
    first = ClosingItem.objects.filter(OPEN, closing__congress=OuterRef("pk")).order_by("due_on")
    return rows.select_related("season_unit", "season", "closing").annotate(
        item_count=Count("closing__items"),
        open_count=Count("closing__items", filter=Q(closing__items__state="open")),
        late_count=Count(
            "closing__items",
            filter=Q(closing__items__state="open", closing__items__due_on__lt=today),
        ),
        first_due_on=Subquery(first.values("due_on")[:1]),
    )


@dataclass(frozen=True, slots=True)
class ClosingFigures:
    """What stands above the list."""

    over: int
    opened: int
    closed: int
    late: int


def closing_figures(account: Account, *, today: date) -> ClosingFigures:
    """How many congresses are over, opened, closed, and late with something: one query."""
    rows = scope(account, Congress).filter(
        season=season_in_focus(), cancelled_at=None, ends_on__lte=today
    )
    late = Q(closing__items__state="open", closing__items__due_on__lt=today)
    found = rows.order_by().aggregate(
        over=Count("pk", distinct=True),
        opened=Count("closing", distinct=True),
        closed=Count("closing", filter=Q(closing__closed_at__isnull=False), distinct=True),
        late=Count("pk", filter=late, distinct=True),
    )
    return ClosingFigures(**found)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with its rule and how many days it is late."""

    item: ClosingItem
    rule: Rule
    days_late: int

    @property
    def is_counted(self) -> bool:
        """Whether it is settled by counts."""
        return self.rule.by is ClosedBy.COUNT

    @property
    def is_by_paper(self) -> bool:
        """Whether it is settled by the number of a paper."""
        return self.rule.by is ClosedBy.PAPER


def closings_of(account: Account) -> QuerySet[Closing]:
    """The closings in scope."""
    rows = scope(account, Closing)
    return rows.select_related("congress__season_unit", "congress__season")


def item_lines(closing: Closing, *, today: date) -> list[ItemLine]:
    """The items in the pack's order: one query."""
    rules = pack_of(closing.congress).closing
    return [
        ItemLine(item, rules[item.key], max(0, (today - item.due_on).days) if is_open(item) else 0)
        for item in closing.items.select_related("paper")
    ]


def is_open(item: ClosingItem) -> bool:
    """Whether something is still owed."""
    return item.state == ClosingItem.State.OPEN


@dataclass(frozen=True, slots=True)
class AllowanceGroup:
    """The lines of one group of the table to sign, with their sum."""

    name: str
    rows: Sequence[AllowanceRow]

    @property
    def total(self) -> int:
        """What the group gets together."""
        return sum(row.amount for row in self.rows)


def allowance_groups(closing: Closing) -> list[AllowanceGroup]:
    """The table of allowances by group, in the pack's order: one query."""
    found: dict[str, list[AllowanceRow]] = {}
    for row in closing.allowances.all():
        found.setdefault(row.group, []).append(row)
    rules = pack_of(closing.congress).allowances
    return [
        AllowanceGroup(str(rule.name), found[key]) for key, rule in rules.items() if key in found
    ]


@overdue_source
def _overdue_items(account: Account, unit: SeasonUnit, today: date, limit: int) -> OverdueLines:
    """What should have been settled after congresses of a unit and below it."""
    path = "closing__congress__season_unit"
    below = Q(
        (f"{path}__season", unit.season_id), (f"{path}__first__range", (unit.first, unit.last))
    )
    mine = reach_of(account).by(Can.READ).season_units(path)
    rows = ClosingItem.objects.filter(OPEN, below, mine, due_on__lt=today)
    found = rows.select_related(path, "closing__congress__season").order_by("due_on", "pk")
    return OverdueLines(
        lines=[_overdue_line(item, today) for item in found[:limit]],
        total=rows.count(),
        url=reverse("office:closings") + "?kind=late",
    )


def _overdue_line(item: ClosingItem, today: date) -> Overdue:
    congress = item.closing.congress
    pack = pack_of(congress)
    rule = pack.closing[item.key]
    desk = pack.subcommittees[rule.subcommittee] if rule.subcommittee else None
    return Overdue(
        kind=_("closing"),
        title=str(rule.label),
        url=reverse("office:closing", args=[item.closing_id]),
        unit=congress.season_unit.name,
        owner=str(desk.label) if desk else "",
        due_on=item.due_on,
        days_late=(today - item.due_on).days,
    )
