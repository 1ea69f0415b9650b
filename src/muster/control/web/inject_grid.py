"""The story of an exercise as a grid: injects pasted, or sent as an Excel sheet.

A row is an inject. Its time is minutes from the start, or a time of the story's clock.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from functools import cached_property
from typing import Final
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from muster.control.errors.exercises import NoExercise
from muster.control.models import ControlRoom, Inject, Team
from muster.control.queries.exercises import (
    MOST_INJECTS,
    due_s_of,
    exercise_of,
    written_clock,
)
from muster.control.queries.pack import pack_of
from muster.control.rules import Can
from muster.control.services import InjectDraft, write_injects
from muster.exchange.cells import Choices, flag, text, text_up_to, whole
from muster.exchange.faults import BadCell, say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.preview import differing
from muster.exchange.reading import Cell
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.ledger.actor import Actor
from muster.tree.models import Account
from muster.tree.permissions import require
from muster.tree.scope import scope

KEY: Final = "injects"
CLOCK: Final = re.compile(r"(\d{1,2})\s*(?::|h|g)\s*(\d{2})?", re.IGNORECASE)
MINUTES: Final = re.compile(r"\+?\s*(\d{1,4})\s*(?:'|ph|p|min|m)?", re.IGNORECASE)
MOST_MIN: Final = 2_880
POST: Final = re.compile(r"@?\s*(\d{1,4})\b.*")
say(
    {
        "inject.time": gettext_lazy(
            "“%(text)s” is no time of the story: write minutes from the start (15), or a clock "
            "time (08:30)."
        ),
        "inject.post": gettext_lazy("“%(text)s” is no post of this room. Known: %(known)s."),
        "inject.gone": gettext_lazy("This inject has gone out and stays as it is."),
        "inject.early": gettext_lazy("The story has begun at %(face)s; this is before it."),
        "inject.too_many": gettext_lazy("A story has at most %(most)d injects."),
        "inject.number": gettext_lazy("Injects are numbered from 1 to %(most)d."),
    }
)
MOST_NUMBER: Final = 9_999


def _at(cell: Cell) -> str:
    """Minutes as "+15", a clock time as "08:30": both stay apart as people wrote them."""
    if isinstance(cell, (time, datetime)):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and 0 < cell < 1:
        # Excel keeps a clock time as a part of a day.
        return written_clock(round(cell * 24 * 60) * 60)
    words = text(cell)
    if not words:
        return ""
    clock = CLOCK.fullmatch(words)
    if clock is not None and int(clock[1]) < 24 and int(clock[2] or 0) < 60:
        return f"{int(clock[1]):02}:{int(clock[2] or 0):02}"
    minutes = MINUTES.fullmatch(words)
    if minutes is not None and int(minutes[1]) <= MOST_MIN:
        return f"+{int(minutes[1])}"
    raise BadCell("inject.time", text=words)


def time_of(at: str) -> tuple[int | None, int | None]:
    """Minutes from the start, or seconds of the story's clock."""
    if at.startswith("+"):
        return int(at[1:]), None
    hours, _colon, minutes = at.partition(":")
    return None, int(hours) * 3600 + int(minutes) * 60


def _post(cell: Cell) -> str:
    words = text(cell)
    if not words:
        return ""
    found = POST.fullmatch(words)
    if found is None:
        raise BadCell("inject.post", text=words, known="@1, @2 …")
    return f"@{int(found[1])}"


def _yes_no(value: object) -> str:
    return pgettext("cell", "yes") if value else ""


class InjectsOf:
    """The injects of one room that is an exercise."""

    def __init__(self, room: ControlRoom) -> None:
        self.room, self.pack = room, pack_of(room)
        kinds = Choices.of(
            (
                rule.key,
                str(rule.name),
                (rule.name.vi, rule.name.en, rule.code, f"/{rule.code}"),
            )
            for rule in self.pack.line_kinds.values()
        )
        self.spec = SheetSpec(
            key=KEY,
            label=gettext_lazy("Story of the exercise"),
            columns=(
                Column(
                    key="number",
                    label=pgettext_lazy("column", "No."),
                    parse=whole,
                    required=True,
                ),
                Column(
                    key="at",
                    label=gettext_lazy("Minute or clock time"),
                    also=(gettext_lazy("Minute"), pgettext_lazy("log", "Time")),
                    parse=_at,
                    required=True,
                ),
                Column(
                    key="kind",
                    label=gettext_lazy("Kind of line"),
                    also=(pgettext_lazy("equipment", "Kind"),),
                    parse=kinds.one,
                    show=lambda key: kinds.shown.get(key, key),
                ),
                Column(
                    key="text",
                    label=gettext_lazy("What happens"),
                    parse=text_up_to(1000),
                    required=True,
                ),
                Column(key="team", label=gettext_lazy("Post"), parse=_post),
                Column(
                    key="expected",
                    label=gettext_lazy("What is expected"),
                    parse=text_up_to(500),
                ),
                Column(
                    key="is_dropped",
                    label=gettext_lazy("Dropped"),
                    parse=flag(default=False),
                    show=_yes_no,
                    keeps=True,
                ),
            ),
            key_columns=("number",),
        )

    @cached_property
    def injects(self) -> Mapping[str, Inject]:
        """By number."""
        rows = Inject.objects.filter(room=self.room).order_by("number")
        return {str(row.number): row for row in rows}

    def current(self) -> dict[str, Values]:
        """Every inject as it stands."""
        return {number: _values(row) for number, row in self.injects.items()}

    def review(self, rows: Sequence[ReadRow]) -> None:
        """See that posts are there, that nothing that has gone out changes, that all fits."""
        known = [f"@{number}" for number in self._teams()]
        fresh = 0
        for row in rows:
            there = self.injects.get(row.key)
            fresh += there is None
            if len(self.injects) + fresh > MOST_INJECTS:
                row.blame("inject.too_many", most=MOST_INJECTS)
            if not 1 <= (row.values.get("number") or 1) <= MOST_NUMBER:
                row.blame("inject.number", column="number", most=MOST_NUMBER)
            if row.values.get("team") and row.values["team"] not in known:
                said = ", ".join(known[:20])
                row.blame("inject.post", column="team", text=row.values["team"], known=said)
            if not row.has_error:
                self._judge(row, there)

    def _judge(self, row: ReadRow, there: Inject | None) -> None:
        if there is not None and there.out_at is not None:
            changed = differing(row.values, _values(there))
            if changed:
                row.blame("inject.gone", column=min(changed))
            return
        exercise = exercise_of(self.room)
        if exercise is None or exercise.started_at is None:
            return
        after_min, clock_s = time_of(row.values["at"])
        if due_s_of(after_min, clock_s, begin_s=exercise.begin_s) < 0:
            row.blame("inject.early", column="at", face=written_clock(exercise.begin_s))

    def _teams(self) -> Sequence[int]:
        rows = Team.objects.filter(room=self.room).order_by("number")
        return list(rows.values_list("number", flat=True))

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """All rows in one act."""
        drafts = [self._draft(values) for values in rows]
        write_injects(self.room.pk, actor=actor, now=now, drafts=drafts)

    def _draft(self, values: Values) -> InjectDraft:
        there = self.injects.get(str(values["number"]))
        full = {**(_values(there) if there else {}), **values}
        after_min, clock_s = time_of(full["at"])
        return InjectDraft(
            number=full["number"],
            after_min=after_min,
            clock_s=clock_s,
            kind=full.get("kind") or "",
            text=full["text"],
            team=int(full["team"][1:]) if full.get("team") else None,
            expected=full.get("expected") or "",
            is_dropped=bool(full.get("is_dropped")),
        )


def _values(row: Inject) -> Values:
    return {
        "number": row.number,
        "at": f"+{row.after_min}" if row.clock_s is None else written_clock(row.clock_s),
        "kind": row.kind,
        "text": row.text,
        "team": f"@{row.team}" if row.team is not None else "",
        "expected": row.expected,
        "is_dropped": row.is_dropped,
    }


def open_injects(account_id: int, place: str) -> Grid:
    """The story of a room. place: its key. Raises Http404, NotAllowed, NoExercise."""
    account = Account.objects.get(pk=account_id)
    try:
        key = UUID(place)
    except ValueError:
        raise Http404 from None
    rows = scope(account, ControlRoom).select_related("season_unit__season", "event__venue")
    room = get_object_or_404(rows, pk=key)
    require(account, Can.EXERCISE, room)
    if not room.is_exercise:
        raise NoExercise(room=room.name)
    injects = InjectsOf(room)
    return Grid(
        spec=injects.spec,
        subject=room.name,
        back=reverse("control:exercise", args=[room.pk]),
        current=injects.current,
        review=injects.review,
        write=injects.write,
        takes_new=True,
        season_id=room.season_unit.season_id,
    )


register_grid(GridKind(key=KEY, label=gettext_lazy("Story of the exercise"), open=open_injects))
