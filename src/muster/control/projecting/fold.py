from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from muster.control.projecting import (
    alerts,
    days,
    dispatches,
    equipment,
    incidents,
    passings,
    phones,
    rooms,
    situations,
)
from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import Look, R, Row

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
    "control.piece_registered": equipment.registered,
    "control.piece_placed": equipment.placed,
    "control.piece_issued": equipment.issued,
    "control.piece_returned": equipment.returned,
    "control.piece_missing": equipment.missing,
    "control.day_begun": days.begun,
    "control.day_called": days.called,
    "control.day_settled": days.settled,
}


def project(fact: Fact, look: Look) -> Sequence[Row]:
    """The rows that *fact* makes or changes. Raises KeyError for a kind or row unknown."""
    return KINDS[fact.kind](fact, look)


@dataclass(slots=True)
class Memory:
    """Rows of one room kept in memory: folds entry after entry."""

    rows: dict[type[Row], dict[UUID, Row]] = field(default_factory=dict)

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
            self.rows.setdefault(type(row), {})[row.uuid] = row
