"""What a decision about the story of an exercise makes so: the chosen side is said again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from muster.control.models import Conflict, Inject
from muster.control.projecting import ExerciseRow, InjectRow
from muster.control.queries.exercises import due_s_of, run_s_at
from muster.control.services.hand import Pen

Body = Mapping[str, Any]


def set_inject(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    """The inject as that post wrote it; one that has gone out was heard and stays."""
    row = pen.live(InjectRow, conflict.thing)
    names = ("after_min", "clock_s", "kind", "text", "team", "expected", "is_dropped")
    if row.out_at is None and any(getattr(row, name) != body[name] for name in names):
        pen.write("control.inject_written", body, about=("inject", row.uuid))


def set_verdict(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    """What that post saw done."""
    row = pen.live(InjectRow, conflict.thing)
    if (row.is_done, row.note) != (body["is_done"], body["note"]):
        pen.write("control.inject_judged", body, about=("inject", row.uuid))


def set_clock(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    """The clock as that post set it, with what has passed on it since."""
    row = pen.live(ExerciseRow, conflict.thing)
    chosen = replace(
        row,
        state=body["state"],
        run_s=body["run_s"],
        speed=body["speed"],
        base_at=datetime.fromisoformat(side["happened_at"]),
    )
    said = {**body, "run_s": run_s_at(chosen, pen.now)}
    pen.write("control.exercise_clock", said, about=("exercise", row.uuid))
    if row.begin_s != body["begin_s"]:
        _time_again(pen, body["begin_s"])


def _time_again(pen: Pen, begin_s: int) -> None:
    """What is to come has its time by the clock that holds; none is due before its beginning."""
    waiting = Inject.objects.filter(room=pen.room.pk, is_dropped=False, out_at=None)
    due = [
        [one.number, max(0, due_s_of(one.after_min, one.clock_s, begin_s=begin_s))]
        for one in waiting.order_by("number")
    ]
    pen.write("control.injects_timed", {"due_s": due})
