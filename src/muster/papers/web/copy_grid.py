"""Who gets which copies of a series, as a grid: a row a handing out, also what came back of it.

A row without a number hands copies out; a row with one may say which of its copies came back.
What must say why (missing, spoiled) is left to the page of the series.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import day, text_up_to, whole
from muster.exchange.faults import say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.preview import differing
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.office.queries.staff import staff_named
from muster.office.web.grids import as_day, plain
from muster.papers.errors import PapersError
from muster.papers.models import Copy, CopySeries, CopyState, Issue
from muster.papers.ranges import numbers_of, ranges_of, read_numbers, written
from muster.papers.rules import Can
from muster.papers.services import copies as services
from muster.papers.services.copies import IssueDraft
from muster.papers.services.copies.hand import where_is
from muster.papers.web.views.copies.finding import unit_named
from muster.season.models import SeasonUnit
from muster.tree.models import Account
from muster.tree.permissions import require
from muster.tree.scope import scope

KEY: Final = "copies"
SAME: Final = ("numbers", "unit", "receiver", "due_on", "note")
LONGEST: Final = 2000
say(
    {
        "copies.unknown": gettext_lazy("No handing out of this series has the number %(number)s."),
        "copies.fixed": gettext_lazy(
            "What was handed out stays: take it back, and hand it out again."
        ),
        "copies.back_of_new": gettext_lazy("Hand it out first; then say what came back."),
        "copies.stays_back": gettext_lazy("What came back stays back: hand it out again."),
        "copies.twice": gettext_lazy("Number %(numbers)s stands in row %(row)s already."),
        "copies.not_here": gettext_lazy("Copy %(number)s cannot be taken: %(where)s."),
        "copies.not_printed": gettext_lazy("Number %(numbers)s was not printed."),
        "copies.not_of_it": gettext_lazy("Copy %(numbers)s is not out under this number."),
    }
)


def _columns() -> Sequence[Column]:
    return (
        Column(key="number", label=pgettext_lazy("issue of copies", "No."), parse=whole),
        Column(
            key="numbers",
            label=pgettext_lazy("copies", "Numbers"),
            parse=text_up_to(LONGEST),
            required=True,
        ),
        Column(key="unit", label=gettext_lazy("Unit"), required=True),
        Column(
            key="receiver",
            label=gettext_lazy("Receiver"),
            parse=text_up_to(120),
            required=True,
        ),
        Column(key="due_on", label=gettext_lazy("Back by"), parse=day, show=as_day, keeps=True),
        Column(key="note", label=gettext_lazy("Remarks"), parse=text_up_to(300), keeps=True),
        Column(
            key="back",
            label=pgettext_lazy("copies", "Came back, numbers"),
            parse=text_up_to(LONGEST),
            keeps=True,
        ),
    )


class IssuesOf:
    """The handings out of a series as one account may enter them."""

    def __init__(self, series: CopySeries) -> None:
        self.series = series
        self.spec = SheetSpec(
            key=KEY,
            label=pgettext_lazy("copies", "Handings out"),
            columns=_columns(),
            key_columns=("number",),
        )

    @cached_property
    def issues(self) -> dict[str, Issue]:
        """By number."""
        rows = self.series.issues.select_related("season_unit").order_by("number")
        return {str(row.number): row for row in rows}

    @cached_property
    def copies(self) -> Mapping[int, Copy]:
        """Every copy by its number."""
        rows = self.series.copies.select_related("issue__season_unit", "destruction")
        return {row.number: row for row in rows}

    def current(self) -> dict[str, Values]:
        """Every handing out as it stands."""
        back: dict[int, list[int]] = {}
        for copy in self.copies.values():
            if copy.issue_id is not None and copy.state != CopyState.ISSUED:
                back.setdefault(copy.issue_id, []).append(copy.number)
        return {
            number: self._values(issue, back.get(issue.pk, ()))
            for number, issue in self.issues.items()
        }

    def _values(self, issue: Issue, back: Sequence[int]) -> Values:
        return {
            "number": issue.number,
            "numbers": issue.numbers,
            "unit": issue.season_unit.name,
            "receiver": issue.receiver,
            "due_on": plain(issue.due_on),
            "note": issue.note,
            "back": written(ranges_of(back)),
        }

    def review(self, rows: Sequence[ReadRow]) -> None:
        """See that each row can be done, and that no copy stands in two of them."""
        there, fresh = self.current(), 0
        taken: dict[int, int] = {}
        for row in rows:
            issue = self.issues.get(row.key)
            if issue is not None:
                if not row.has_error:
                    self._judge_back(row, issue, there[row.key])
                continue
            fresh += 1
            self._judge_new(row, taken)
            row.key = row.key or f"+{fresh}"

    def _judge_new(self, row: ReadRow, taken: dict[int, int]) -> None:
        if row.has_error:
            return
        number = row.values.get("number")
        if number is not None:
            row.blame("copies.unknown", column="number", number=number)
        if row.values.get("back"):
            row.blame("copies.back_of_new", column="back")
        self._judge_unit(row)
        self._judge_numbers(row, taken)

    def _judge_unit(self, row: ReadRow) -> None:
        try:
            row.values["unit"] = unit_named(self.series, str(row.values["unit"])).name
        except PapersError as refused:
            row.blame("as_said", column="unit", text=str(refused))

    def _judge_numbers(self, row: ReadRow, taken: dict[int, int]) -> None:
        numbers = self._read(row, "numbers")
        outside = [number for number in numbers if number not in self.copies]
        if outside:
            row.blame("copies.not_printed", column="numbers", numbers=written(ranges_of(outside)))
            return
        twice = [number for number in numbers if number in taken]
        if twice:
            said = written(ranges_of(twice))
            row.blame("copies.twice", column="numbers", numbers=said, row=taken[twice[0]])
        taken |= {number: row.number for number in numbers if number not in taken}
        held = next(
            (one for one in map(self.copies.__getitem__, numbers) if not _is_here(one)), None
        )
        if held is not None:
            where = where_is(held)
            row.blame("copies.not_here", column="numbers", number=held.number, where=where)

    def _read(self, row: ReadRow, column: str) -> list[int]:
        try:
            ranges = read_numbers(str(row.values[column]), series=self.series.pk)
        except PapersError as refused:
            row.blame("as_said", column=column, text=str(refused))
            return []
        row.values[column] = written(ranges)
        return numbers_of(ranges)

    def _judge_back(self, row: ReadRow, issue: Issue, there: Values) -> None:
        changed = differing(row.values, there).keys()
        for name in SAME:
            if name in changed:
                row.blame("copies.fixed", column=name)
        if "back" not in changed or row.has_error:
            return
        known = set(_numbers(there["back"]))
        wanted = set(self._read(row, "back")) if row.values["back"] else set()
        if known - wanted:
            row.blame("copies.stays_back", column="back")
        wrong = [number for number in wanted - known if not self._is_out(number, issue)]
        if wrong:
            row.blame("copies.not_of_it", column="back", numbers=written(ranges_of(wrong)))

    def _is_out(self, number: int, issue: Issue) -> bool:
        copy = self.copies.get(number)
        return copy is not None and (copy.state, copy.issue_id) == (CopyState.ISSUED, issue.pk)

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """Hand out and take back, all or nothing."""
        there = self.current()
        with recorded(actor, now=now):
            for values in rows:
                issue = self.issues.get(str(values.get("number")))
                if issue is None:
                    draft = self._draft(values)
                    services.issue_copies(self.series, actor=actor, now=now, draft=draft)
                    continue
                known = _numbers(there[str(issue.number)]["back"])
                new = set(_numbers(values.get("back", ""))) - set(known)
                if new:
                    services.take_back_copies(
                        self.series, actor=actor, now=now, numbers=ranges_of(new), giver=issue
                    )

    def _draft(self, values: Values) -> IssueDraft:
        unit: SeasonUnit = unit_named(self.series, str(values["unit"]))
        return IssueDraft(
            numbers=read_numbers(str(values["numbers"]), series=self.series.pk),
            unit=unit,
            receiver=values["receiver"],
            person=staff_named(unit, values["receiver"]),
            due_on=as_day(values.get("due_on")),
            note=values.get("note") or "",
        )


def _numbers(text: str | None) -> list[int]:
    return numbers_of(read_numbers(text)) if text else []


def _is_here(copy: Copy) -> bool:
    return copy.state in (CopyState.LEFT, CopyState.BACK) and copy.destruction_id is None


def open_copies_grid(account_id: int, place: str) -> Grid:
    """The handings out of a series. place: its number."""
    account = Account.objects.get(pk=account_id)
    rows = scope(account, CopySeries).select_related("season_unit__season", "congress")
    series = get_object_or_404(rows, pk=int(place) if place.isdecimal() else 0)
    require(account, Can.KEEP_COPIES, series)
    issues = IssuesOf(series)
    return Grid(
        spec=issues.spec,
        subject=series.title,
        back=reverse("papers:series", args=[series.pk]),
        current=issues.current,
        review=issues.review,
        write=issues.write,
        takes_new=True,
        season_id=series.season_unit.season_id,
    )


register_grid(GridKind(key=KEY, label=gettext_lazy("Numbered copies"), open=open_copies_grid))
