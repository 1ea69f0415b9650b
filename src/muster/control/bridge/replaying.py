"""The day of a room again: what its record says of each moment, as plain data for a drawing.

Nothing is written and nothing decided. A moment is what the tables would be if the record held
only what had happened by then: entries in the order of the record, folded as for the tables.
"""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from muster.control.bridge.merging import standing_now
from muster.control.bridge.rebuilding import entries_of, facts_in_order
from muster.control.drawing import FOOT, HEIGHT, WIDTH
from muster.control.models import ControlRoom
from muster.control.projecting import (
    Fact,
    IncidentRow,
    Knowledge,
    LineRow,
    Merging,
    Row,
    TeamRow,
)
from muster.control.queries.board import PLAIN
from muster.control.queries.pack import pack_of
from muster.control.queries.placed import Track, tracks_in
from muster.control.queries.sketch import Stage, stage_of
from muster.packs import Pack
from muster.packs.schema import TeamState

LONGEST: Final = timedelta(hours=24)
MOST_ENTRIES: Final = 20_000
# How many foldings entries that were written down late may cost: some seconds.
MOST_AGAIN: Final = 100_000
MARKS: Final[Mapping[TeamState, tuple[str, str]]] = {
    **PLAIN,
    TeamState.AVAILABLE: ("p-in", ""),
    TeamState.ON_SCENE: ("p-in", "move"),
    TeamState.MOVING: ("p-move", "move"),
    TeamState.OFF: ("todo", "wait"),
}
MOVING: Final = (TeamRow, IncidentRow)

Key = tuple[type[Row], UUID]
Frame = tuple[datetime, Row | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The stretch of time that is shown, 24 hours at most."""

    starts_at: datetime
    ends_at: datetime


def windows_of(room: ControlRoom, *, now: datetime) -> list[Window]:
    """The days of a room from its opening on, the last one to its closing or to now."""
    ends_at = max(room.opened_at, room.closed_at or now)
    found, starts_at = [], room.opened_at
    while starts_at + LONGEST < ends_at:
        found.append(Window(starts_at=starts_at, ends_at=starts_at + LONGEST))
        starts_at += LONGEST
    return [*found, Window(starts_at=starts_at, ends_at=ends_at)]


@dataclass(slots=True)
class Film:
    """frames: of each team and incident, from when on it was which row; None where it was not.

    is_cut: what came later would have taken too long.
    """

    frames: dict[Key, list[Frame]] = field(default_factory=dict)
    lines: Sequence[LineRow] = ()
    is_cut: bool = False

    def note(self, moment: datetime, keys: Iterable[Key], folded: Merging) -> None:
        """Note what changed at a moment."""
        for kind, key in keys:
            row = folded.memory.find(kind, key)
            frames = self.frames.setdefault((kind, key), [])
            if row != (frames[-1][1] if frames else None):
                frames.append((moment, row))

    def last(self, kind: type[Row]) -> list[tuple[Any, list[Frame]]]:
        """Every row of a kind as it was last, and its frames."""
        return [
            (next(row for _at, row in reversed(frames) if row is not None), frames)
            for (one, _key), frames in self.frames.items()
            if one is kind and frames
        ]


def film_of(facts: Sequence[Fact], knowledge: Knowledge) -> Film:
    """Every moment at which something happened; *facts* in the order in which they hold.

    What happened before something that the record has further in front is folded, from then until
    that has happened too, over the rest and not into it.
    """
    film, folded = Film(), Merging(knowledge)
    shown, over, again, done = folded, set[Key](), 0, 0
    waiting: list[int] = []
    by_time = sorted(range(len(facts)), key=lambda place: facts[place].happened_at)
    for moment, places in groupby(by_time, key=lambda place: facts[place].happened_at):
        for place in places:
            insort(waiting, place)
        changed = set(over)
        ready = next((n for n, place in enumerate(waiting) if place != done + n), len(waiting))
        for place in waiting[:ready]:
            changed |= _moved(folded.take(facts[place]))
        del waiting[:ready]
        done += ready
        again += len(waiting)
        if again > MOST_AGAIN:
            film.is_cut = True
            break
        shown, over = folded.above() if waiting else folded, set()
        for place in waiting:
            over |= _moved(shown.take(facts[place]))
        film.note(moment, changed | over, shown)
    film.lines = _read(shown)
    return film


def _moved(rows: Sequence[Row]) -> set[Key]:
    return {(type(row), row.uuid) for row in rows if isinstance(row, MOVING)}


def _read(folded: Merging) -> list[LineRow]:
    """The log in the order in which things happened; of a line and its correction the latter."""
    rows = folded.memory.rows.get(LineRow, {}).values()
    lines = [row for row in rows if isinstance(row, LineRow)]
    corrected = {line.corrects_id for line in lines}
    kept = (line for line in lines if line.uuid not in corrected)
    return sorted(kept, key=lambda line: (line.happened_at, line.place))


def ms(moment: datetime) -> int:
    """A moment as browsers count it."""
    return round(moment.timestamp() * 1000)


def replay_of(room: ControlRoom, window: Window, *, account: Any) -> Mapping[str, Any]:
    """Everything that the page needs to show any moment of a window; at most 20,000 entries.

    A team or an incident has frames: from when on it was how, None where it was not. A window that
    begins later begins with what was before it. Times are milliseconds.
    """
    pack, standing, entries = pack_of(room), standing_now(), entries_of(room.pk)
    is_long = entries.count() > MOST_ENTRIES
    facts = list(facts_in_order(room.pk, entries[:MOST_ENTRIES], standing))
    film = film_of(facts, standing.knowledge)
    teams = sorted(film.last(TeamRow), key=lambda one: one[0].number)
    incidents = sorted(film.last(IncidentRow), key=lambda one: one[0].number)
    stage = stage_of(room, [row.post for row, _frames in teams if row.post is not None])
    drawn = _drawn(stage, [row for row, _frames in teams])
    tracks = tracks_in(room, account=account, since=window.starts_at, until=window.ends_at)
    return {
        "from": ms(window.starts_at),
        "to": ms(window.ends_at),
        "is_cut": is_long or film.is_cut,
        "calls_missed": room.calls_missed,
        "states": _states(pack),
        "types": {key: str(rule.name) for key, rule in pack.incident_types.items()},
        "lives": {key: str(rule.name) for key, rule in pack.incident_states.items()},
        "teams": [_team(row, frames, drawn, window) for row, frames in teams],
        "incidents": [_incident(row, frames, window) for row, frames in incidents],
        "lines": [
            [ms(line.happened_at), line.text]
            for line in film.lines
            if window.starts_at <= line.happened_at <= window.ends_at
        ],
        "sketch": _sketch(stage) if stage else None,
        "tracks": [_track(one, stage) for one in tracks] if stage else [],
    }


def _states(pack: Pack) -> dict[str, Any]:
    return {
        state.value: {"name": str(rule.label), "mark": MARKS[state][0], "tone": MARKS[state][1]}
        for state, rule in pack.team_states.items()
    }


def _drawn(stage: Stage | None, rows: Sequence[TeamRow]) -> dict[int, dict[str, Any]]:
    """By post where its team stands in the drawing, and where its number is written."""
    if stage is None:
        return {}
    labels = stage.labels({row.post: str(row.number) for row in rows if row.post is not None})
    return {
        post: {
            "at": stage.places[post],
            "letter": astuple(letter),
            "away": stage.away.get(post, ""),
        }
        for post, letter in stage.letters(labels).items()
    }


def _team(
    row: TeamRow, frames: list[Frame], drawn: Mapping[int, Any], window: Window
) -> dict[str, Any]:
    return {
        "at": None,
        **(drawn.get(row.post, {}) if row.post is not None else {}),
        "key": row.uuid.hex,
        "number": row.number,
        "name": row.name,
        "frames": [
            [ms(at), _of_team(one) if isinstance(one, TeamRow) else None]
            for at, one in _within(frames, window)
        ],
    }


def _of_team(row: TeamRow) -> dict[str, Any]:
    return {
        "state": row.state,
        "incident": row.incident_id and row.incident_id.hex,
        "towards": row.towards_id and row.towards_id.hex,
        "due": ms(row.due_at) if row.due_at else None,
        "missed": row.missed,
    }


def _incident(row: IncidentRow, frames: list[Frame], window: Window) -> dict[str, Any]:
    return {
        "key": row.uuid.hex,
        "number": row.number,
        "team": row.team_id and row.team_id.hex,
        "frames": [
            [ms(at), _of_incident(one) if isinstance(one, IncidentRow) else None]
            for at, one in _within(frames, window)
        ],
    }


def _of_incident(row: IncidentRow) -> dict[str, Any]:
    return {
        "state": row.state,
        "title": row.title,
        "type": row.type,
        "level": row.level,
        "is_over": row.is_over,
    }


def _within(frames: list[Frame], window: Window) -> list[Frame]:
    """The frames of a window, the last one before it first."""
    before = [frame for frame in frames if frame[0] < window.starts_at][-1:]
    return before + [frame for frame in frames if window.starts_at <= frame[0] <= window.ends_at]


def _sketch(stage: Stage) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "height": HEIGHT + FOOT,
        "venue": stage.hall,
        "scale_m": stage.view.scale_m,
        "scale_px": stage.scale_px,
    }


def _track(track: Track, stage: Stage) -> dict[str, Any]:
    """The points of a device; where it was outside the drawing, nothing."""
    points = [(ms(at), *stage.view(lat, lon)) for at, lat, lon in track.points]
    return {
        "name": track.name,
        "points": [
            [at, [x, y] if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None] for at, x, y in points
        ],
    }
