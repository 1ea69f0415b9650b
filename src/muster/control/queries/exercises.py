"""The clock of a story, and when each inject comes: pure, from rows and the moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from django.utils.translation import pgettext

from muster.control.models import ControlRoom, Exercise, Inject, Team
from muster.control.projecting import exercise_key
from muster.packs import Pack

DAY_S: Final = 24 * 60 * 60
MOST_INJECTS: Final = 300


class Clock(Protocol):
    """What has the columns of an exercise's clock."""

    @property
    def state(self) -> str:
        """Whether it runs."""

    @property
    def run_s(self) -> int:
        """Seconds of the story at base_at."""

    @property
    def speed(self) -> int:
        """Seconds of the story in each second."""

    @property
    def base_at(self) -> datetime | None:
        """When run_s was right."""


def run_s_at(clock: Clock, now: datetime) -> int:
    """How many seconds of the story have passed; whole ones, never fewer than before."""
    if clock.state != Exercise.State.RUNNING or clock.base_at is None:
        return clock.run_s
    passed_s = max(0.0, (now - clock.base_at).total_seconds())
    return clock.run_s + int(passed_s * clock.speed)


def moment_of(clock: Clock, due_s: int, now: datetime) -> datetime:
    """When a running clock reached that second of the story; at the latest now."""
    if clock.base_at is None:
        return now
    ahead_s = max(0, due_s - clock.run_s) / clock.speed
    return min(now, clock.base_at + timedelta(seconds=ahead_s))


def due_s_of(after_min: int | None, clock_s: int | None, *, begin_s: int) -> int:
    """Seconds from the start of the story; below 0 for a clock time before it."""
    if after_min is not None:
        return after_min * 60
    assert clock_s is not None
    return clock_s - begin_s


def written_clock(seconds: int) -> str:
    """Seconds of the day as the story's clock shows them."""
    return f"{seconds % DAY_S // 3600:02}:{seconds % 3600 // 60:02}"


def word_of(state: Exercise.State) -> str:
    """What a state is called on pages."""
    return {
        Exercise.State.READY: pgettext("exercise", "written, not begun"),
        Exercise.State.RUNNING: pgettext("exercise", "running"),
        Exercise.State.PAUSED: pgettext("exercise", "paused"),
        Exercise.State.STOPPED: pgettext("exercise", "stopped"),
    }[state]


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectLine:
    """One inject on the page. at: by the story's clock, or minutes from the start before it."""

    inject: Inject
    kind: str
    team: str
    at: str
    mark: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An exercise at a moment. clock: what its own shows; next_min: until the next inject."""

    exercise: Exercise | None
    clock: str
    lines: Sequence[InjectLine]
    next_min: int | None

    @property
    def out(self) -> int:
        """How many injects have gone out."""
        return sum(line.inject.out_at is not None for line in self.lines)

    @property
    def done(self) -> int:
        """How many were answered as expected."""
        return sum(line.inject.is_done is True for line in self.lines)


def exercise_of(room: ControlRoom) -> Exercise | None:
    """The clock of a room, once an inject was written."""
    return Exercise.objects.filter(pk=exercise_key(room.pk)).first()


def story_of(room: ControlRoom, *, pack: Pack, now: datetime) -> Story:
    """The whole story of a room: three queries, at most 300 injects."""
    exercise = exercise_of(room)
    rows = Inject.objects.filter(room=room, is_dropped=False)
    injects = sorted(rows[:MOST_INJECTS], key=_order)
    teams = dict(Team.objects.filter(room=room).values_list("number", "name"))
    run_s = run_s_at(exercise, now) if exercise else 0
    begin_s = exercise.begin_s if exercise else 0
    waiting = [one.due_s for one in injects if one.out_at is None and one.due_s is not None]
    ahead = [due_s - run_s for due_s in waiting if due_s > run_s]
    return Story(
        exercise=exercise,
        clock=written_clock(begin_s + run_s) if exercise and exercise.started_at else "",
        lines=[_line(one, pack, teams, begin_s=begin_s) for one in injects],
        next_min=-(-min(ahead) // 60) if ahead else None,
    )


def _order(inject: Inject) -> tuple[int, int, int]:
    """By its time, once it has one; before the start minutes come before clock times."""
    if inject.due_s is not None:
        return (0, inject.due_s, inject.number)
    if inject.after_min is not None:
        return (1, inject.after_min * 60, inject.number)
    return (2, inject.clock_s or 0, inject.number)


def _line(inject: Inject, pack: Pack, teams: dict[int, str], *, begin_s: int) -> InjectLine:
    kinds = pack.line_kinds
    team = inject.team
    return InjectLine(
        inject=inject,
        kind=str(kinds[inject.kind].label) if inject.kind in kinds else inject.kind,
        team=f"@{team} {teams.get(team, '')}".strip() if team is not None else "",
        at=_at(inject, begin_s),
        mark=_mark(inject),
        is_late=inject.is_done is False,
    )


def _at(inject: Inject, begin_s: int) -> str:
    if inject.due_s is not None:
        return written_clock(begin_s + inject.due_s)
    if inject.clock_s is not None:
        return written_clock(inject.clock_s)
    return f"+{inject.after_min}"


def _mark(inject: Inject) -> str:
    if inject.out_at is None:
        return "todo"
    return {None: "doing", True: "done", False: "late"}[inject.is_done]
