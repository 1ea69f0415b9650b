"""What each empty field would unlock, and in how many rows it is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from muster.exchange.sheets import SheetSpec
from muster.season.bridge import pack_of
from muster.season.models import Season
from muster.season.rules import Can
from muster.shell.tables import Column, Table
from muster.site.workbook.current.register import Register
from muster.site.workbook.export import shown_columns
from muster.site.workbook.rights import must_reach
from muster.site.workbook.sheets import all_sheets
from muster.tree.actors import account_of
from muster.tree.permissions import needs

LOCKED: Final = (
    Column("sheet", _("Sheet"), sort="sheet"),
    Column("column", _("Column"), sort="column", width=24),
    Column("empty", _("Rows without it"), sort="empty", kind="number"),
    Column("total", _("Rows"), sort="total", kind="number"),
    Column("unlocks", _("What it unlocks"), width=60),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One field, or a whole sheet without a row. empty of total rows do not have it."""

    sheet: str
    column: str
    unlocks: str
    empty: int
    total: int

    @property
    def share(self) -> float:
        """How much of it is empty."""
        return self.empty / self.total if self.total else 1.0


def locked_in(season: Season) -> list[Locked]:
    """The fields that are empty somewhere; what is empty everywhere first, in sheet order."""
    register = Register(pack_of(season), season)
    found = [
        line
        for spec in all_sheets(register.pack)
        if _says_something(spec)
        for line in _lines(spec, list(register.current(spec).values()))
    ]
    return sorted(found, key=lambda line: -line.share)


def _says_something(spec: SheetSpec) -> bool:
    return any(column.unlocks for column in spec.columns)


def _lines(spec: SheetSpec, rows: list[Any]) -> Iterator[Locked]:
    if not rows:
        yield Locked(sheet=str(spec.label), column="", unlocks=str(spec.about), empty=0, total=0)
        return
    for column in shown_columns(spec):
        empty = sum(row.get(column.key) in (None, "", []) for row in rows)
        if column.unlocks and empty:
            yield Locked(
                sheet=str(spec.label),
                column=str(column.label),
                unlocks=str(column.unlocks),
                empty=empty,
                total=len(rows),
            )


@needs(Can.OPEN)
def unlocks(request: HttpRequest, season: str) -> HttpResponse:
    """What each empty field would unlock, with how many rows have it empty."""
    found = get_object_or_404(Season, key=season)
    must_reach(account_of(request), found.pk)
    table = Table(
        request, locked_in(found), LOCKED, title=_("What would unlock more"), name="unlocks"
    )
    return table.respond("site/unlocks.html", {"season": found})
