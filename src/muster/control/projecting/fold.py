from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

from muster.control.projecting import (
    after_actions,
    alerts,
    contests,
    days,
    dispatches,
    equipment,
    exercises,
    incidents,
    lessons,
    passings,
    phones,
    posts,
    rooms,
    situations,
)
from muster.control.projecting.claims import Claim, claims_of
from muster.control.projecting.contests import Contests
from muster.control.projecting.fact import Fact
from muster.control.projecting.ordering import Knowledge
from muster.control.projecting.rows import EVERY_ROW, ConflictRow, LineRow, Look, R, Row

Projection = Callable[[Fact, Look], Sequence[Row]]

KINDS: Final[Mapping[str, Projection]] = {
    "control.opened": rooms.opened,
    "control.closed": rooms.closed,
    "control.teams_added": rooms.teams_added,
    "control.team_moved": rooms.team_moved,
    "control.channel_taken": rooms.channel_taken,
    "control.channel_left": rooms.channel_left,
    "control.line": rooms.line,
    "control.corrected": rooms.corrected,
    "control.incident_opened": incidents.opened,
    "control.incident_moved": incidents.moved,
    "control.incident_changed": incidents.changed,
    "control.task_given": incidents.task_given,
    "control.task_closed": incidents.task_closed,
    "control.passing_drawn": passings.drawn,
    "control.passing_taken": passings.taken,
    "control.passing_withdrawn": passings.withdrawn,
    "control.alert_drafted": alerts.drafted,
    "control.alert_released": alerts.released,
    "control.alert_withdrawn": alerts.withdrawn,
    "control.alert_received": alerts.received,
    "control.dispatched": dispatches.sent,
    "control.message_sent": phones.message_sent,
    "control.message_acknowledged": phones.message_acknowledged,
    "control.checked_in": phones.checked_in,
    "control.checked_out": phones.checked_out,
    "control.picture_kept": phones.picture_kept,
    "control.situation_reported": situations.reported,
    "control.inject_written": exercises.written,
    "control.exercise_clock": exercises.clock_set,
    "control.injects_timed": exercises.timed,
    "control.inject_out": exercises.gone_out,
    "control.inject_judged": exercises.judged,
    "control.piece_registered": equipment.registered,
    "control.piece_placed": equipment.placed,
    "control.piece_issued": equipment.issued,
    "control.piece_returned": equipment.returned,
    "control.piece_missing": equipment.missing,
    "control.after_action_reported": after_actions.reported,
    "control.lesson_noted": lessons.noted,
    "control.lesson_became_risk": lessons.became_risk,
    "control.lesson_proposed": lessons.proposed,
    "control.lesson_decided": lessons.decided,
    "control.day_begun": days.begun,
    "control.day_called": days.called,
    "control.day_settled": days.settled,
    "control.conflict_decided": contests.decided,
    "control.post_copied": posts.copied,
    "control.post_begun": posts.begun,
    "control.post_enrolled": posts.enrolled,
    "control.bundle_written": posts.written,
    "control.bundle_taken": posts.taken,
    "control.bundle_refused": posts.refused,
}


def project(fact: Fact, look: Look) -> Sequence[Row]:
    """The rows that *fact* makes or changes. Raises KeyError for a kind or row unknown."""
    return KINDS[fact.kind](fact, look)


@dataclass(slots=True)
class Memory:
    """Rows of one room kept in memory: folds entry after entry."""

    rows: dict[type[Row], MutableMapping[UUID, Row]] = field(default_factory=dict)

    def __call__(self, row: type[R], key: UUID) -> R:
        """A row that was made before."""
        found = self.rows[row][key]
        assert isinstance(found, row)
        return found

    def find(self, row: type[R], key: UUID) -> R | None:
        """A row, or nothing if none was made before."""
        found = self.rows.get(row, {}).get(key)
        assert found is None or isinstance(found, row)
        return found

    def take(self, fact: Fact) -> None:
        """Fold one entry in."""
        for row in project(fact, self):
            self.put(row)

    def put(self, row: Row) -> None:
        """Keep a row as it is from now on."""
        self.rows.setdefault(type(row), {})[row.uuid] = row

    def above(self) -> "Memory":
        """A memory that goes on from here and leaves this one as it is."""
        return Memory({kind: ChainMap({}, rows) for kind, rows in self.rows.items()})


# What a well-signed entry with a body that makes no sense may raise when it is folded.
UNFIT: Final = (KeyError, TypeError, ValueError, AttributeError, AssertionError, OverflowError)


def is_sound(row: Row) -> bool:
    """Whether every value of a row is of the kind that its field wants."""
    for name, kinds in WANTED[type(row)].items():
        value = getattr(row, name)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            return False
    return True


def _kinds(row: type[Row]) -> Mapping[str, tuple[type, ...]]:
    hints = get_type_hints(row)
    return {
        name: tuple(get_origin(one) or one for one in _choices(hint))
        for name, hint in hints.items()
    }


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


WANTED: Final = {row: _kinds(row) for row in EVERY_ROW}


@dataclass(slots=True)
class Merging:
    """Folds the facts of several nodes, in their order, and watches what they contest.

    inert: entries that were left out because they do not fit to the rows: what they point at was
    made by an act that another node recorded first, or their body is none of ours.
    """

    knowledge: Knowledge
    memory: Memory = field(default_factory=Memory)
    inert: list[Fact] = field(default_factory=list)
    _contests: Contests = field(init=False)
    _corrected: MutableMapping[UUID, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._contests = Contests(self.knowledge)

    def above(self) -> "Merging":
        """One that goes on from here and leaves this as it is.

        It forgot what was claimed before: its conflicts are not those of the record.
        """
        made = Merging(self.knowledge, self.memory.above())
        made._corrected = ChainMap({}, self._corrected)
        return made

    def take(self, fact: Fact) -> Sequence[Row]:
        """Fold one entry in, whole or not at all, and give the rows that it made or changed."""
        try:
            claims = list(claims_of(fact, self.memory))
            fitted = self._behind_the_other(fact)
            rows = project(fitted, self.memory)
        except UNFIT:
            self.inert.append(fact)
            return ()
        if not all(map(is_sound, rows)):
            self.inert.append(fact)
            return ()
        for row in rows:
            self.memory.put(row)
            if isinstance(row, LineRow) and row.corrects_id is not None:
                self._corrected[row.corrects_id] = row.uuid
        self._heed(fact, claims)
        return rows

    def _heed(self, fact: Fact, claims: list[Claim]) -> None:
        for key, row in self._contests.heed(fact, claims, self.memory):
            if row is None:
                self.memory.rows.get(ConflictRow, {}).pop(key, None)
            else:
                self.memory.put(row)

    def _behind_the_other(self, fact: Fact) -> Fact:
        """A line is corrected once: the second of two corrections is one of the first."""
        if fact.kind != "control.corrected":
            return fact
        older = fact.named("corrects")
        while older in self._corrected:
            older = self._corrected[older]
        self.memory(LineRow, older)
        return replace(fact, body={**fact.body, "corrects": older.hex})
