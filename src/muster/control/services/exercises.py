"""Exercises: the story is written, its clock runs, and each inject becomes a line once."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from muster.control.errors import NotInRoom
from muster.control.errors.exercises import (
    ExerciseNot,
    InjectEarlier,
    InjectGone,
    InjectNotOut,
    NoExercise,
    NoInjects,
    SpeedUnknown,
)
from muster.control.models import Exercise, Inject, Team
from muster.control.projecting import ExerciseRow, InjectRow, exercise_key, inject_key
from muster.control.queries.exercises import (
    due_s_of,
    moment_of,
    run_s_at,
    word_of,
    written_clock,
)
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.saying import Said, say
from muster.errors import DomainError
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock

SPEEDS: Final = (1, 2, 5, 10, 30, 60)
AT_ONCE: Final = 20
State = Exercise.State
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectDraft:
    """One inject as the story should have it; see the model for its columns."""

    number: int
    after_min: int | None = None
    clock_s: int | None = None
    kind: str = ""
    text: str
    team: int | None = None
    expected: str = ""
    is_dropped: bool = False


@retry_on_deadlock
def write_injects(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    drafts: Sequence[InjectDraft],
    client_uuid: UUID | None = None,
) -> Written:
    """Enter or change injects that have not gone out; also while the story runs.

    Raises NoExercise, NotInRoom for a post that is not there, InjectGone, InjectEarlier,
    RuleUnknown, RoomClosed.
    """
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            _must_be_exercise(pen)
            teams = set(Team.objects.filter(room=room_id).values_list("number", flat=True))
            said = {"count": len(drafts)}
            say(pen, Said(text=_("The story of the exercise: %(count)s injects written") % said))
            for draft in drafts:
                _write(pen, draft, teams)
    return pen.written


def _write(pen: Pen, draft: InjectDraft, teams: set[int]) -> None:
    key = inject_key(pen.room.pk, draft.number)
    there = pen.live.find(InjectRow, key)
    if there is not None and there.out_at is not None:
        raise InjectGone(number=draft.number)
    if draft.team is not None and draft.team not in teams:
        raise NotInRoom(given=f"@{draft.team}", known=", ".join(f"@{one}" for one in sorted(teams)))
    exercise = pen.live.find(ExerciseRow, exercise_key(pen.room.pk))
    due_s = None
    if exercise is not None and exercise.started_at is not None:
        due_s = due_s_of(draft.after_min, draft.clock_s, begin_s=exercise.begin_s)
        if due_s < 0:
            raise InjectEarlier(numbers=draft.number, face=written_clock(exercise.begin_s))
    body = {
        "number": draft.number,
        "after_min": draft.after_min,
        "clock_s": draft.clock_s,
        "kind": pen.pack.line_kinds[draft.kind or pen.pack.control.usual].key,
        "text": draft.text.strip(),
        "team": draft.team,
        "expected": draft.expected.strip(),
        "is_dropped": draft.is_dropped,
        "due_s": due_s,
    }
    pen.write("control.inject_written", body, about=("inject", key))


def start_exercise(
    room_id: UUID, *, actor: Actor, now: datetime, begin_s: int, speed: int = 1
) -> Written:
    """The story begins: its clock shows *begin_s* seconds of the day and goes on at *speed*.

    Raises NoExercise, NoInjects, ExerciseNot, SpeedUnknown, InjectEarlier.
    """
    with writing(room_id, actor=actor, now=now) as pen:
        exercise = _exercise(pen, State.READY)
        injects = list(Inject.objects.filter(room=room_id, is_dropped=False).order_by("number"))
        if not injects:
            raise NoInjects
        due = [
            (one.number, due_s_of(one.after_min, one.clock_s, begin_s=begin_s)) for one in injects
        ]
        early = [str(number) for number, due_s in due if due_s < 0]
        if early:
            raise InjectEarlier(numbers=", ".join(early), face=written_clock(begin_s))
        said = {"at": written_clock(begin_s), "speed": speed}
        say(
            pen, Said(text=_("The exercise begins at %(at)s of its clock, speed ×%(speed)s") % said)
        )
        _set(pen, exercise, state=State.RUNNING, begin_s=begin_s, speed=speed)
        pen.write("control.injects_timed", {"due_s": [list(one) for one in due]})
    return pen.written


def pause_exercise(room_id: UUID, *, actor: Actor, now: datetime) -> Written:
    """The clock of the story stands still. Raises NoExercise, ExerciseNot."""
    with writing(room_id, actor=actor, now=now) as pen:
        exercise = _exercise(pen, State.RUNNING)
        _said(pen, exercise, _("The exercise is paused at %(at)s of its clock"))
        _set(pen, exercise, state=State.PAUSED)
    return pen.written


def resume_exercise(room_id: UUID, *, actor: Actor, now: datetime) -> Written:
    """The clock goes on. Raises NoExercise, ExerciseNot."""
    with writing(room_id, actor=actor, now=now) as pen:
        exercise = _exercise(pen, State.PAUSED)
        _said(pen, exercise, _("The exercise goes on at %(at)s of its clock"))
        _set(pen, exercise, state=State.RUNNING)
    return pen.written


def speed_exercise(room_id: UUID, *, actor: Actor, now: datetime, speed: int) -> Written:
    """The story runs faster or slower from now on. Raises NoExercise, ExerciseNot, SpeedUnknown."""
    with writing(room_id, actor=actor, now=now) as pen:
        exercise = _exercise(pen, State.RUNNING, State.PAUSED)
        text = _("The exercise runs at ×%(speed)s from %(at)s of its clock")
        _said(pen, exercise, text, speed=speed)
        _set(pen, exercise, state=State(exercise.state), speed=speed)
    return pen.written


def stop_exercise(room_id: UUID, *, actor: Actor, now: datetime) -> Written:
    """The story is over; what has not gone out never will. Raises NoExercise, ExerciseNot."""
    with writing(room_id, actor=actor, now=now) as pen:
        exercise = _exercise(pen, State.RUNNING, State.PAUSED)
        _said(pen, exercise, _("The exercise is stopped at %(at)s of its clock"))
        _set(pen, exercise, state=State.STOPPED)
    return pen.written


def _must_be_exercise(pen: Pen) -> None:
    if not pen.room.is_exercise:
        raise NoExercise(room=pen.room.name)


def _exercise(pen: Pen, *states: State) -> ExerciseRow:
    _must_be_exercise(pen)
    row = pen.live.find(ExerciseRow, exercise_key(pen.room.pk))
    if row is None:
        raise NoInjects
    if row.state not in states:
        raise ExerciseNot(state=word_of(State(row.state)))
    return row


def _said(pen: Pen, exercise: ExerciseRow, text: str, **more: Any) -> None:
    at = written_clock(exercise.begin_s + run_s_at(exercise, pen.now))
    say(pen, Said(text=text % {"at": at, **more}))


def _set(
    pen: Pen,
    exercise: ExerciseRow,
    *,
    state: State,
    begin_s: int | None = None,
    speed: int | None = None,
) -> None:
    if speed is not None and speed not in SPEEDS:
        raise SpeedUnknown(speeds=", ".join(f"×{one}" for one in SPEEDS))
    body = {
        "state": state.value,
        "begin_s": exercise.begin_s if begin_s is None else begin_s,
        "run_s": run_s_at(exercise, pen.now),
        "speed": speed or exercise.speed,
    }
    pen.write("control.exercise_clock", body, about=("exercise", exercise.uuid))


def play_due(*, actor: Actor, now: datetime) -> int:
    """Let every inject out whose time has come, in every open room; how many went out.

    Called again and again by the worker. Each inject is one transaction under the room's lock with
    a key of its own, so that one that was let out is never let out again, and one that was not is
    let out at the next call, with the time at which it was due.
    """
    running = Exercise.objects.filter(state=State.RUNNING, room__closed_at=None)
    return sum(_play_room(exercise, actor=actor, now=now) for exercise in running)


def _play_room(exercise: Exercise, *, actor: Actor, now: datetime) -> int:
    run_s = run_s_at(exercise, now)
    waiting = Inject.objects.filter(
        room=exercise.room_id, is_dropped=False, out_at=None, due_s__lte=run_s
    )
    keys = waiting.order_by("due_s", "number").values_list("pk", flat=True)[:AT_ONCE]
    return sum(_let_out(exercise.room_id, keys, actor=actor, now=now))


def _let_out(room: UUID, keys: Iterable[UUID], *, actor: Actor, now: datetime) -> Iterable[bool]:
    for key in list(keys):
        try:
            yield let_out(room, key, actor=actor, now=now)
        except DomainError:
            # A room that was closed meanwhile; the next call does not ask for it any more.
            log.exception("an inject was not let out")
            return


@retry_on_deadlock
def let_out(room_id: UUID, key: UUID, *, actor: Actor, now: datetime) -> bool:
    """One inject becomes a line, unless it did before or the clock was turned back meanwhile."""
    with writing(room_id, actor=actor, now=now, client_uuid=uuid5(key, "out")) as pen:
        if pen.record.is_replay:
            return False
        exercise = pen.live(ExerciseRow, exercise_key(room_id))
        inject = pen.live(InjectRow, key)
        if not _is_due(exercise, inject, now):
            return False
        assert inject.due_s is not None
        at = moment_of(exercise, inject.due_s, now)
        line = say(pen, _line_of(pen, inject, at))
        body = {"number": inject.number, "line": line.hex, "due_s": inject.due_s}
        pen.write("control.inject_out", body, about=("inject", key), happened_at=at)
    return True


def _is_due(exercise: ExerciseRow, inject: InjectRow, now: datetime) -> bool:
    if exercise.state != State.RUNNING or inject.out_at is not None or inject.is_dropped:
        return False
    return inject.due_s is not None and inject.due_s <= run_s_at(exercise, now)


def _line_of(pen: Pen, inject: InjectRow, at: datetime) -> Said:
    """The words say that it is an exercise, wherever the line is read."""
    said = {"number": inject.number, "text": inject.text}
    teams = Team.objects.filter(room=pen.room.pk)
    team = None if inject.team is None else teams.filter(number=inject.team).first()
    return Said(
        text=_("EXERCISE, inject %(number)s: %(text)s") % said,
        kind=inject.kind,
        team=team.pk if team else None,
        happened_at=at,
    )


@retry_on_deadlock
def judge_inject(
    inject: Inject, *, actor: Actor, now: datetime, is_done: bool, note: str = ""
) -> Written:
    """Say whether what was expected was done. Raises InjectNotOut, RoomClosed."""
    with writing(inject.room_id, actor=actor, now=now) as pen:
        row = pen.live(InjectRow, inject.pk)
        if row.out_at is None:
            raise InjectNotOut(number=row.number)
        verdict = _("done as expected") if is_done else _("not done as expected")
        said = {"number": row.number, "verdict": verdict, "note": note.strip()}
        text = _("Inject %(number)s: %(verdict)s. %(note)s") % said
        say(pen, Said(text=text.strip()))
        body = {"number": row.number, "is_done": is_done, "note": note.strip()[:300]}
        pen.write("control.inject_judged", body, about=("inject", inject.pk))
    return pen.written
