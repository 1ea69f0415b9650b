"""A volume of a register as a grid: papers are entered and corrected from a block of cells.

A row with a number that is there corrects that paper; a row without one, or with the next one,
enters a paper. A row that gives a taken number to another paper names who took it.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from muster.exchange.faults import say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.preview import differing
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Values
from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.office import services
from muster.office.errors import OfficeError, PaperCancelled
from muster.office.models import Paper, Volume
from muster.office.rules import Can
from muster.office.services import PaperDraft
from muster.office.web.grids import as_day, plain
from muster.office.web.paper_columns import KEY, NAMES_IT, spec_of
from muster.packs import Direction
from muster.season.services.hand import day as written_day
from muster.tree import clock
from muster.tree.models import Account
from muster.tree.permissions import require
from muster.tree.scope import scope

PASSES_ON: Final = frozenset(("holder", "due_on"))
DAYS: Final = ("dated_on", "registered_on", "due_on")
CORRECTED: Final = tuple(
    field.name for field in fields(PaperDraft) if field.name in {f.name for f in Paper._meta.fields}
)
say(
    {
        "paper.entered": gettext_lazy(
            "%(symbol)s of that date is number %(number)s of %(register)s already, entered by "
            "%(who)s. If it is another paper, enter it by itself."
        ),
        "paper.entry_day": gettext_lazy("The day on which a paper was entered stays."),
        "paper.other_days": gettext_lazy(
            "%(day)s lies outside %(volume)s, whose numbers these are."
        ),
    }
)


class PapersOf:
    """The papers of a volume as one account may enter and correct them."""

    def __init__(self, volume: Volume) -> None:
        self.volume, self.register = volume, volume.register
        self.goes_out = self.register.direction == Direction.OUTGOING
        self.entry_day = "dated_on" if self.goes_out else "registered_on"
        self.spec = spec_of(self.register)

    @cached_property
    def papers(self) -> dict[str, Paper]:
        """By number, in its order; cancelled ones too."""
        rows = Paper.objects.filter(volume=self.volume).order_by("number")
        return {str(row.number): row for row in rows}

    def current(self) -> dict[str, Values]:
        """Every paper as it stands in the register."""
        return {number: self._values(paper) for number, paper in self.papers.items()}

    def _values(self, paper: Paper) -> Values:
        return {key: plain(getattr(paper, key)) for key in self.spec.by_key}

    def review(self, rows: Sequence[ReadRow]) -> None:
        """Corrections that may be made; numbers that follow; nothing entered twice."""
        following = self.volume.last_number + 1
        fresh: list[ReadRow] = []
        for row in rows:
            paper = self.papers.get(row.key)
            if paper is not None:
                self._judge_correction(row, paper)
                continue
            if self._may_take(row, following):
                following += 1
            fresh.append(row)
            row.key = row.key or f"+{len(fresh)}"
        for row in fresh:
            self._judge_day(row)
        if not self.goes_out:
            self._judge_twice([row for row in fresh if row.values.get("symbol")])

    def _judge_correction(self, row: ReadRow, paper: Paper) -> None:
        changed = differing(row.values, self._values(paper)).keys()
        if not changed or row.has_error:
            return
        if paper.cancelled_at is not None:
            who, why = paper.cancelled_by, paper.cancelled_reason
            refused = PaperCancelled(symbol=str(paper), who=who, reason=why)
            row.blame("as_said", column="number", text=str(refused))
        elif changed >= NAMES_IT:
            # Neither who nor what agrees: it is another paper, not a correction of this one.
            self._may_take(row, self.volume.last_number + 1)
        elif "registered_on" in changed:
            row.blame("paper.entry_day", column="registered_on")

    def _may_take(self, row: ReadRow, following: int) -> bool:
        """Whether the row can have the number that follows; says at its cell why not."""
        try:
            services.must_be_open_volume(self.volume)
            services.must_follow(self.volume, row.values.get("number") or following, following)
        except OfficeError as refused:
            row.blame("as_said", column="number", text=str(refused))
            return False
        return True

    def _judge_day(self, row: ReadRow) -> None:
        """The day by which a paper takes its number; today if it says none."""
        if row.has_error:
            return
        said = date.fromisoformat(row.values.setdefault(self.entry_day, clock.today().isoformat()))
        last = self.volume.ends_on or date.max
        if not self.volume.starts_on <= said <= last:
            name = f"{self.register.name} {self.volume.name}"
            row.blame("paper.other_days", column=self.entry_day, day=written_day(said), volume=name)

    def _judge_twice(self, rows: Sequence[ReadRow]) -> None:
        """The same paper may have come in by two ways, or stand twice in the block."""
        there = {
            (paper.symbol, plain(paper.dated_on)): paper
            for paper in Paper.objects.filter(
                season_unit=self.register.season_unit,
                symbol__in={row.values["symbol"] for row in rows},
                cancelled_at=None,
                volume__register__direction=Direction.INCOMING,
            ).select_related("volume__register")
        }
        seen: dict[tuple[str, str | None], int] = {}
        for row in rows:
            symbol = row.values["symbol"]
            name = (symbol, row.values.get("dated_on"))
            if name in there:
                other = there[name]
                row.blame(
                    "paper.entered",
                    column="symbol",
                    symbol=symbol,
                    number=other.number,
                    register=other.volume.register.name,
                    who=other.registered_by,
                )
            elif name in seen:
                row.blame("row.twice", column="symbol", key=symbol, row=seen[name])
            seen.setdefault(name, row.number)

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """Enter and correct in the order of the block, all or nothing."""
        with recorded(actor, now=now):
            for values in rows:
                paper = self.papers.get(str(values.get("number")))
                if paper is None:
                    draft = PaperDraft(**_typed(values))
                    services.register_paper(self.register, actor=actor, now=now, draft=draft)
                else:
                    self._correct(paper, values, actor=actor, now=now)

    def _correct(self, paper: Paper, values: Values, *, actor: Actor, now: datetime) -> None:
        changed = differing(values, self._values(paper)).keys()
        was = PaperDraft(**{name: getattr(paper, name) for name in CORRECTED})
        draft = replace(was, **_typed(values))
        passes = changed <= PASSES_ON and draft.holder and paper.settled_at is None
        if passes:
            services.pass_on(
                paper,
                actor=actor,
                now=now,
                version=paper.version,
                holder=draft.holder,
                due_on=draft.due_on,
            )
        else:
            services.change_paper(paper, actor=actor, now=now, version=paper.version, draft=draft)


def _typed(values: Values) -> dict[str, Any]:
    """What the services take: days as days."""
    return values | {name: as_day(values[name]) for name in DAYS if name in values}


def open_papers_grid(account_id: int, place: str) -> Grid:
    """The papers of a volume. place: its number."""
    account = Account.objects.get(pk=account_id)
    rows = scope(account, Volume).select_related("register__season_unit__season")
    volume = get_object_or_404(rows, pk=int(place) if place.isdecimal() else 0)
    require(account, Can.REGISTER, volume.register)
    papers = PapersOf(volume)
    return Grid(
        spec=papers.spec,
        subject=f"{volume.register.name} {volume.name}",
        back=reverse("office:volume", args=[volume.pk]),
        current=papers.current,
        review=papers.review,
        write=papers.write,
        takes_new=True,
        season_id=volume.register.season_unit.season_id,
    )


register_grid(GridKind(key=KEY, label=gettext_lazy("Papers"), open=open_papers_grid))
