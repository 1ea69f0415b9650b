"""All closings of a group as one grid: a congress a row, an item a column, any state a cell.

A day or an ``x`` settles an item; counts are written out/back/destroyed, papers by their number;
a dash says that the congress does not need it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import Choices, day, text
from muster.exchange.faults import BadCell, say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.reading import Cell
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.office import queries, services
from muster.office.models import Closing, ClosingItem
from muster.office.rules import Can
from muster.office.services import Counted, Settling
from muster.packs import ClosedBy
from muster.packs import ClosingItem as Rule
from muster.season.bridge import pack_of
from muster.season.models import SeasonUnit
from muster.tree.models import Account
from muster.tree.permissions import require
from muster.tree.scope import scope

KEY: Final = "closings"
ITEM: Final = "item:"
DONE: Final = "x"
NOT_NEEDED: Final = "-"
DASHES: Final = frozenset("-–—")
say(
    {
        "closing.counts": gettext_lazy(
            "“%(text)s”: write what was given out, came back and was destroyed as 300/298/2."
        ),
        "closing.number": gettext_lazy("Write the number and symbol of the paper."),
        "closing.missing": gettext_lazy(
            "%(count)s are missing: settle it on its page, where which and why is said."
        ),
        "closing.too_many": gettext_lazy("More came back than was given out."),
        "closing.has_table": gettext_lazy("Its table has no lines yet."),
        "closing.settled": gettext_lazy(
            "It is settled already; open it again on its page to change it."
        ),
        "closing.not_asked": gettext_lazy("This tier has no such item."),
    }
)


def _cell_of(rule: Rule) -> Any:
    """How a cell of an item is read, to a plain text."""

    def parse(cell: Cell) -> str:
        words = text(cell)
        if not words or words.casefold() == DONE:
            return words.casefold()
        if words in DASHES:
            return NOT_NEEDED
        if rule.by is ClosedBy.COUNT:
            return _counts(words)
        return words if rule.by is ClosedBy.PAPER else str(day(cell))

    return parse


def _counts(words: str) -> str:
    parts = [part.strip() for part in words.split("/")]
    if len(parts) not in (2, 3) or not all(part.isdecimal() for part in parts):
        raise BadCell("closing.counts", text=words)
    return "/".join([*parts, "0"][:3])


def _shown(value: Any) -> Any:
    """A day as a day; the rest as it was written."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return value


class ClosingsOf:
    """The closings of a group as one account may settle them."""

    def __init__(self, account: Account, unit: SeasonUnit) -> None:
        self.account, self.unit = account, unit
        self.pack = pack_of(unit.season)

    @cached_property
    def closings(self) -> dict[str, Closing]:
        """Those that are not signed, by code of the unit, in the order of the tree."""
        unit = self.unit
        rows = queries.closings_of(self.account).filter(
            closed_at=None,
            congress__season=unit.season_id,
            congress__season_unit__first__range=(unit.first, unit.last),
        )
        rows = rows.order_by("congress__season_unit__first").prefetch_related("items")
        return {row.congress.season_unit.code: row for row in rows}

    @cached_property
    def spec(self) -> SheetSpec:
        """Code and name of the unit, and the items that the group's tiers have."""
        units = [row.congress.season_unit for row in self.closings.values()]
        tiers = {unit.tier for unit in units}
        rules = [
            rule for rule in self.pack.closing.values() if not rule.tiers or tiers & set(rule.tiers)
        ]
        known = Choices.of((unit.code, unit.code, (unit.name,)) for unit in units)
        return SheetSpec(
            key=KEY,
            label=gettext_lazy("Closing"),
            columns=(
                Column(
                    key="unit",
                    label=pgettext_lazy("column", "Unit code"),
                    also=(gettext_lazy("Unit"),),
                    parse=known.one,
                    required=True,
                ),
                Column(key="name", label=pgettext_lazy("column", "Unit name"), keeps=True),
                *(
                    Column(
                        key=ITEM + rule.key,
                        label=str(rule.label),
                        also=(rule.name.vi, rule.name.en),
                        parse=_cell_of(rule),
                        show=_shown,
                        keeps=True,
                    )
                    for rule in rules
                ),
            ),
            key_columns=("unit",),
        )

    def current(self) -> dict[str, Values]:
        """Every closing with its items as they are now."""
        return {
            code: {
                "unit": code,
                "name": row.congress.season_unit.name,
                **{ITEM + item.key: self._written(item) for item in row.items.all()},
            }
            for code, row in self.closings.items()
        }

    def _written(self, item: ClosingItem) -> str:
        if item.state == ClosingItem.State.OPEN:
            return ""
        if item.state == ClosingItem.State.EXCUSED:
            return NOT_NEEDED
        if item.given_out is not None:
            return f"{item.given_out}/{item.returned}/{item.destroyed}"
        return item.symbol or str(item.done_on)

    def review(self, rows: Sequence[ReadRow]) -> None:
        """See that each cell can settle its item."""
        for row in rows:
            closing = self.closings.get(row.key)
            if closing is None or row.has_error:
                continue
            items = {ITEM + item.key: item for item in closing.items.all()}
            for name in [name for name in row.values if name.startswith(ITEM)]:
                if not row.values[name]:
                    row.values.pop(name)
                elif name not in items:
                    row.blame("closing.not_asked", column=name)
                else:
                    self._judge(row, name, items[name], closing)

    def _judge(self, row: ReadRow, name: str, item: ClosingItem, closing: Closing) -> None:
        value = row.values[name]
        if value == self._written(item):
            return
        rule = self.pack.closing[item.key]
        if item.state != ClosingItem.State.OPEN:
            row.blame("closing.settled", column=name)
        elif value == NOT_NEEDED:
            return
        elif rule.table is not None and not getattr(closing, rule.table.value).exists():
            row.blame("closing.has_table", column=name)
        elif rule.by is ClosedBy.PAPER and value == DONE:
            row.blame("closing.number", column=name)
        elif rule.by is ClosedBy.COUNT:
            self._judge_counts(row, name, value)

    def _judge_counts(self, row: ReadRow, name: str, value: str) -> None:
        if value == DONE:
            row.blame("closing.counts", column=name, text=value)
            return
        missing = counted(value).missing
        if missing:
            code = "closing.missing" if missing > 0 else "closing.too_many"
            row.blame(code, column=name, count=missing)

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """Settle all items that a cell speaks of, in one transaction."""
        with recorded(actor, now=now):
            for values in rows:
                items = {ITEM + one.key: one for one in self.closings[values["unit"]].items.all()}
                for name, value in values.items():
                    if name in items and value and value != self._written(items[name]):
                        self._settle(items[name], value, actor=actor, now=now)

    def _settle(self, item: ClosingItem, value: str, *, actor: Actor, now: datetime) -> None:
        if value == NOT_NEEDED:
            reason = _("Marked as not needed in the list of closings")
            services.excuse(item, actor=actor, now=now, version=item.version, reason=reason)
            return
        rule = self.pack.closing[item.key]
        services.settle_item(
            item, actor=actor, now=now, version=item.version, said=settling(rule, value)
        )


def counted(value: str) -> Counted:
    """Counts as they stand in a cell."""
    out, back, destroyed = map(int, value.split("/"))
    return Counted(given_out=out, returned=back, destroyed=destroyed)


def settling(rule: Rule, value: str) -> Settling:
    """What a cell says, as the service takes it."""
    if rule.by is ClosedBy.COUNT:
        return Settling(counted=counted(value))
    if rule.by is ClosedBy.PAPER:
        return Settling(symbol=value)
    return Settling() if value == DONE else Settling(done_on=date.fromisoformat(value))


def open_closings_grid(account_id: int, place: str) -> Grid:
    """The closings of a season unit and everything below it. place: its number."""
    account = Account.objects.get(pk=account_id)
    rows = scope(account, SeasonUnit).select_related("season")
    unit = get_object_or_404(rows, pk=int(place) if place.isdecimal() else 0)
    require(account, Can.SETTLE, unit)
    closings = ClosingsOf(account, unit)
    return Grid(
        spec=closings.spec,
        subject=unit.name,
        back=reverse("office:closings"),
        current=closings.current,
        review=closings.review,
        write=closings.write,
        told=("unit", "name"),
        season_id=unit.season_id,
    )


register_grid(GridKind(key=KEY, label=gettext_lazy("Closing"), open=open_closings_grid))
