"""Grids of the office: the tables of a closing, to be pasted into and sent back as Excel."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import Choices, day, decimal, text_up_to, whole
from muster.exchange.faults import say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.ledger.actor import Actor
from muster.office import queries, services
from muster.office.models import Closing
from muster.office.rules import Can
from muster.packs import ClosingTable, Pack
from muster.season.bridge import pack_of
from muster.tree.models import Account
from muster.tree.permissions import require

MOST_DAYS: Final = 999
LINE: Final = Column(
    key="line",
    label=pgettext_lazy("column", "No."),
    parse=whole,
    required=True,
)
say(
    {
        "closing.days": gettext_lazy("Days are written in halves, from 0 to 999."),
        "closing.heads": gettext_lazy("A line is for one person at least."),
    }
)


def choices_of(rules: Mapping[str, Any]) -> Choices:
    """What the pack names, by every name that it has."""
    return Choices.of(
        (key, str(rule.name), (rule.name.vi, rule.name.en)) for key, rule in rules.items()
    )


def _allowances(pack: Pack) -> Sequence[Column]:
    groups = choices_of(pack.allowances)
    return (
        Column(
            key="group",
            label=pgettext_lazy("column", "Group"),
            parse=groups.one,
            show=lambda key: groups.shown.get(key, key),
            required=True,
        ),
        Column(
            key="name", label=pgettext_lazy("person", "Name"), parse=text_up_to(120), required=True
        ),
        Column(key="unit_name", label=gettext_lazy("Unit"), parse=text_up_to(200)),
        Column(key="heads", label=gettext_lazy("People"), parse=whole, keeps=True),
        Column(key="days", label=gettext_lazy("Days"), parse=decimal, required=True),
        Column(key="rate", label=gettext_lazy("Rate of a day"), parse=whole, keeps=True),
        Column(key="note", label=pgettext_lazy("column", "Remarks"), parse=text_up_to(200)),
    )


def _archive(pack: Pack) -> Sequence[Column]:
    return (
        Column(
            key="title",
            label=pgettext_lazy("archived paper", "Title"),
            parse=text_up_to(500),
            required=True,
        ),
        Column(key="symbol", label=gettext_lazy("Number and symbol"), parse=text_up_to(80)),
        Column(key="dated_on", label=gettext_lazy("Date of the paper"), parse=day, show=as_day),
        Column(key="sheets", label=pgettext_lazy("archived paper", "Sheets"), parse=whole),
        Column(key="note", label=pgettext_lazy("column", "Remarks"), parse=text_up_to(200)),
    )


def _awards(pack: Pack) -> Sequence[Column]:
    kinds = choices_of(pack.awards)
    return (
        Column(
            key="kind",
            label=gettext_lazy("Award"),
            parse=kinds.one,
            show=lambda key: kinds.shown.get(key, key),
            required=True,
        ),
        Column(
            key="name",
            label=gettext_lazy("Unit or own staff"),
            parse=text_up_to(200),
            required=True,
        ),
        Column(key="unit_name", label=gettext_lazy("Unit"), parse=text_up_to(200)),
        Column(
            key="work", label=gettext_lazy("For what work"), parse=text_up_to(500), required=True
        ),
        Column(key="note", label=pgettext_lazy("column", "Remarks"), parse=text_up_to(200)),
    )


def as_day(value: str | None) -> date | None:
    """The day of a plain value."""
    return date.fromisoformat(value) if value else None


COLUMNS: Final[Mapping[ClosingTable, Callable[[Pack], Sequence[Column]]]] = {
    ClosingTable.ALLOWANCES: _allowances,
    ClosingTable.ARCHIVE: _archive,
    ClosingTable.AWARDS: _awards,
}
LABELS: Final[Mapping[ClosingTable, Any]] = {
    ClosingTable.ALLOWANCES: gettext_lazy("Allowances"),
    ClosingTable.ARCHIVE: gettext_lazy("Archive list"),
    ClosingTable.AWARDS: gettext_lazy("Award proposals"),
}


def plain(value: Any) -> Any:
    """A value as a cell is read: a day as text, a number of days as a number."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _current(closing: Closing, table: ClosingTable) -> dict[str, Values]:
    fields = ("line", *services.TABLES[table].fields)
    rows = getattr(closing, table.value).all()
    return {str(row.line): {name: plain(getattr(row, name)) for name in fields} for row in rows}


def _review(rows: Sequence[ReadRow]) -> None:
    """Days in halves, and heads of at least one."""
    for row in rows:
        days, heads = row.values.get("days"), row.values.get("heads")
        if days is not None and not (0 <= days <= MOST_DAYS and (2 * days).is_integer()):
            row.blame("closing.days", column="days")
        if heads == 0:
            row.blame("closing.heads", column="heads")


def _typed(values: Values) -> dict[str, Any]:
    """What the service takes: a day as a day, halves of days exact."""
    typed = dict(values)
    if typed.get("dated_on"):
        typed["dated_on"] = date.fromisoformat(typed["dated_on"])
    if "days" in typed:
        typed["days"] = Decimal(str(typed["days"]))
    return typed


def _opener(table: ClosingTable) -> Callable[[int, str], Grid]:
    def open_table(account_id: int, place: str) -> Grid:
        account = Account.objects.get(pk=account_id)
        rows = queries.closings_of(account)
        closing = get_object_or_404(rows, pk=int(place) if place.isdecimal() else 0)
        require(account, Can.SETTLE, closing)
        pack = pack_of(closing.congress)

        def write(rows: Sequence[Values], actor: Actor, now: datetime) -> None:
            typed = [_typed(values) for values in rows]
            services.save_rows(closing, table, actor=actor, now=now, rows=typed)

        return Grid(
            spec=SheetSpec(
                key=table.value,
                label=LABELS[table],
                columns=(LINE, *COLUMNS[table](pack)),
                key_columns=("line",),
            ),
            subject=closing.congress.season_unit.name,
            back=reverse("office:closing", args=[closing.pk]),
            current=lambda: _current(closing, table),
            review=_review,
            write=write,
            takes_new=True,
            season_id=closing.congress.season_id,
        )

    return open_table


for _table in ClosingTable:
    register_grid(
        GridKind(key=f"closing-{_table.value}", label=LABELS[_table], open=_opener(_table))
    )
