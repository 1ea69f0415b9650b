"""Conclusions as they are typed during a meeting: one line each, ``what #unit @owner 20/8``.

A line pasted from Excel has its cells apart: what, owner, by when, with the unit second if there
are four. The lines are read here and judged by the service.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.office.queries.addressees import units_named
from muster.office.services import OrderLine, TaskDraft
from muster.office.services.tasks import missing_of
from muster.office.web.forms.tasks import MOST_LINES, typed_day
from muster.season.models import SeasonUnit
from muster.season.web.forms import Act

DAY: Final = re.compile(r"(?:^|\s)(\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?)\s*[.;]?\s*$")
MARK: Final = re.compile(r"(?:^|\s)([@#])\s*")
# A day without its year that lies so far back is next year's.
LONG_PAST: Final = timedelta(days=60)


def read_line(text: str, *, held_on: date) -> OrderLine:
    """One typed or pasted line; what it does not say stays empty."""
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) in (3, 4):
        what, to, owner, when = (cells[0], "", *cells[1:]) if len(cells) == 3 else cells
        return _line(what, to, owner, _day(when, held_on))
    rest, due_on = " ".join(cells).strip(), None
    found = DAY.search(rest)
    if found and (due_on := _day(found[1], held_on)) is not None:
        rest = rest[: found.start()]
    what, *marked = MARK.split(rest)
    said = dict(zip(marked[::2], marked[1::2], strict=True))
    return _line(what, said.get("#", ""), said.get("@", ""), due_on)


def _line(what: str, to: str, owner: str, due_on: date | None) -> OrderLine:
    task = TaskDraft(title=what.strip(" ,;")[:300], owner=owner.strip(" ,;")[:120], due_on=due_on)
    return OrderLine(to=to.strip(" ,"), task=task)


def _day(text: str, held_on: date) -> date | None:
    found = typed_day(text, held_on.year)
    if found is None or found >= held_on - LONG_PAST or found.year != held_on.year:
        return found
    return typed_day(text, held_on.year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """One line as it was understood. units: how many it reaches, none if it names nobody."""

    number: int
    line: OrderLine
    units: int
    wanted: Sequence[str]

    @property
    def is_whole(self) -> bool:
        """Whether the service will take it."""
        return not self.wanted and self.units > 0


def preview(lines: Sequence[OrderLine], unit: SeasonUnit) -> list[Previewed]:
    """What each line would become."""
    return [
        Previewed(
            number=number,
            line=line,
            units=len(units_named(unit, line.to)),
            wanted=missing_of(line.task),
        )
        for number, line in enumerate(lines, start=1)
    ]


class ConclusionsForm(Act):
    """Lines of conclusions. held_on: the day of the meeting, for days without a year."""

    lines = forms.CharField(
        label=_("Conclusions, one a line"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("What is to be done @owner 20/8; a # before the owner names another unit."),
    )

    def __init__(self, *args: Any, held_on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.held_on = held_on

    def orders(self) -> list[OrderLine]:
        """What is to be done, as the service takes it."""
        text = str(self.data.get(self.add_prefix("lines"), ""))
        rows = [row for row in text.splitlines() if row.strip()]
        return [read_line(row, held_on=self.held_on) for row in rows[:MOST_LINES]]
