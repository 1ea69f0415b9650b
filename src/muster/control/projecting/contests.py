"""What two nodes changed differently while neither could see the other: conflicts for people.

Each kind of entry claims that a thing has a value (``claims``). Two claims of different nodes that
give one thing two values, neither author having seen the other's, are the two sides of a conflict.
As long as both go on without seeing each other the sides move on with them; if they come to agree
by themselves there is none. The key of a conflict follows from the first two entries that
contradict each other, so every node gives it the same.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID, uuid5

from muster.control.projecting.claims import Claim
from muster.control.projecting.fact import Fact
from muster.control.projecting.ordering import Knowledge
from muster.control.projecting.rows import (
    AlertRow,
    ConflictRow,
    DaySheetRow,
    IncidentRow,
    InjectRow,
    LessonRow,
    Look,
    RoomRow,
    Row,
    TaskRow,
    TeamRow,
)


@dataclass(slots=True)
class _Episode:
    """One conflict in the making: the newest entry of each side, and what it sets."""

    key: UUID
    claim: Claim
    sides: dict[str, tuple[Fact, Claim]]


@dataclass(slots=True)
class Contests:
    """Watches the facts of one room or sheet in their order, and gives its conflicts."""

    knowledge: Knowledge
    _past: dict[tuple[str, UUID], dict[str, list[tuple[Fact, Claim]]]] = field(default_factory=dict)
    _open: dict[tuple[str, UUID, str, str, UUID], _Episode] = field(default_factory=dict)

    def heed(self, fact: Fact, claims: list[Claim], look: Look) -> Iterator[tuple[UUID, Any]]:
        """The conflicts that *fact* makes, moves or ends: key and row, or None where it is over."""
        for claim in claims:
            past = self._past.setdefault((claim.topic, claim.thing), {})
            for log in sorted(past.keys() - {fact.log}):
                unseen = self._first_unseen(fact, past[log])
                if unseen is not None:
                    episode = self._episode(fact, claim, past[log][unseen][0])
                    episode.sides[fact.log] = (fact, claim)
                    episode.sides[log] = past[log][-1]
                    if not _is_settled(episode, look):
                        yield episode.key, self._row(episode, look)
            past.setdefault(fact.log, []).append((fact, claim))

    def _first_unseen(self, fact: Fact, past: list[tuple[Fact, Claim]]) -> int | None:
        known = self.knowledge.seen(fact.log, fact.counter).get(past[0][0].log, 0)
        place = bisect_right(past, known, key=lambda one: one[0].counter)
        return place if place < len(past) else None

    def _episode(self, fact: Fact, claim: Claim, other: Fact) -> _Episode:
        """That in which *other* is the first of its side; a new one if there is none."""
        place = (claim.topic, claim.thing)
        found = self._open.get((*place, fact.log, other.log, other.key))
        if found is None:
            pair = sorted((fact, other), key=lambda one: one.log)
            marks = ":".join(f"{one.log}/{one.counter}" for one in pair)
            key = uuid5(claim.thing, f"conflict:{claim.topic}:{marks}")
            found = _Episode(key=key, claim=claim, sides={})
            self._open[(*place, fact.log, other.log, other.key)] = found
            self._open[(*place, other.log, fact.log, fact.key)] = found
        return found

    def _row(self, episode: _Episode, look: Look) -> ConflictRow | None:
        sides = [episode.sides[log] for log in sorted(episode.sides)]
        (one, other) = sides
        topic, thing, about = episode.claim.topic, episode.claim.thing, one[0].room
        if one[1].value == other[1].value or _is_said_already(topic, one[0], other[0]):
            return None
        return ConflictRow(
            uuid=episode.key,
            about=about,
            season_unit_id=_season_unit(look, about),
            topic=topic,
            thing=thing,
            number=_number(look, topic, thing),
            sides=[_side(fact, claim) for fact, claim in sides],
            found_at=max(fact.recorded_at for fact, _claim in sides),
        )


def _is_settled(episode: _Episode, look: Look) -> bool:
    """Whether a room that was closed on one side was decided about: lines may follow for hours."""
    row = look.find(ConflictRow, episode.key) if episode.claim.topic == "room" else None
    return row is not None and row.decided_at is not None


def _is_said_already(topic: str, one: Fact, other: Fact) -> bool:
    """Whether the conflict about the incident's life says the same as the one about its end."""
    return topic == "end" and one.kind == other.kind == "control.incident_moved"


def _season_unit(look: Look, about: UUID) -> int:
    room = look.find(RoomRow, about)
    return room.season_unit_id if room is not None else look(DaySheetRow, about).season_unit_id


NUMBERED: Final = {
    **dict.fromkeys(("life", "end", "called"), IncidentRow),
    **dict.fromkeys(("inject", "out", "verdict"), InjectRow),
    "team": TeamRow,
    "task": TaskRow,
    "alert": AlertRow,
    "lesson": LessonRow,
}


def _number(look: Look, topic: str, thing: UUID) -> int | None:
    """The number under which people know the thing, if it has one."""
    kind = NUMBERED.get(topic)
    row = look.find(kind, thing) if kind is not None else None
    return None if row is None else row.number


def _side(fact: Fact, claim: Claim) -> dict[str, Any]:
    return {
        "log": fact.log,
        "counter": fact.counter,
        "entry": fact.key.hex,
        "kind": fact.kind,
        "actor": fact.actor,
        "happened_at": fact.happened_at.isoformat(),
        "recorded_at": fact.recorded_at.isoformat(),
        "value": claim.value,
    }


def decided(fact: Fact, look: Look) -> Sequence[Row]:
    """A person decides; of a conflict that has moved on since it decides nothing.

    Where the room was closed on one side and the other is chosen, it is open again.
    """
    made: list[Row] = []
    conflict = look.find(ConflictRow, fact.named("conflict"))
    if conflict is not None and (conflict.topic == "room" or _is_judged(conflict, fact)):
        made.append(
            replace(
                conflict,
                chosen=fact.body["chosen"],
                note=fact.body["note"],
                decided_at=fact.happened_at,
                decided_by=fact.actor,
            )
        )
    if fact.body["reopens"]:
        made.append(replace(look(RoomRow, fact.room), closed_at=None, closed_by=""))
    return made


def _is_judged(conflict: ConflictRow, fact: Fact) -> bool:
    return sorted(side["entry"] for side in conflict.sides) == sorted(fact.body["judged"])
