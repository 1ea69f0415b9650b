"""What two nodes changed differently while neither could see the other: conflicts for people.

Each kind of entry says which thing it sets to which value. Two entries of different nodes that set
one thing differently, neither author having seen the other's, are the two sides of a conflict. As
long as both go on without seeing each other the sides move on with them; if they come to agree by
themselves there is none. The key of a conflict follows from the first two entries that contradict
each other, so every node gives it the same.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.ordering import Knowledge
from muster.control.projecting.rooms import channel_key
from muster.control.projecting.rows import (
    AlertRow,
    ConflictRow,
    DaySheetRow,
    IncidentRow,
    Look,
    RoomRow,
    Row,
    TaskRow,
    TeamRow,
)

ENDED, GOES_ON = "ended", "goes_on"
OPENED: Final = ("control.opened", "control.day_begun")
DECIDED: Final = "control.conflict_decided"


@dataclass(frozen=True, slots=True)
class Claim:
    """One entry sets one aspect of one thing. value: as canonical JSON gives it back."""

    topic: str
    thing: UUID
    value: Any


def _incident_moved(fact: Fact, look: Look) -> Iterator[Claim]:
    thing, ends = fact.named("incident"), fact.body["ends"]
    yield Claim("life", thing, fact.body["state"])
    yield Claim("end", thing, ENDED if ends else GOES_ON)


def _incident_changed(fact: Fact, look: Look) -> Iterator[Claim]:
    thing = fact.named("incident")
    yield Claim("called", thing, [fact.body[name] for name in ("type", "priority", "title")])
    yield Claim("end", thing, GOES_ON)


def _team_moved(fact: Fact, look: Look) -> Iterator[Claim]:
    body = fact.body
    yield Claim("team", fact.named("team"), [body["state"], body["incident"], body["towards"]])
    if body["incident"]:
        yield Claim("end", fact.named("incident"), GOES_ON)


def _task_given(fact: Fact, look: Look) -> Iterator[Claim]:
    if fact.body["incident"]:
        yield Claim("end", fact.named("incident"), GOES_ON)


def _task_closed(fact: Fact, look: Look) -> Iterator[Claim]:
    yield Claim("task", fact.named("task"), fact.body["state"])


def _released(fact: Fact, look: Look) -> Iterator[Claim]:
    yield Claim("alert", fact.named("alert"), ["released", fact.body["message"]["sent"]])
    alert = look(AlertRow, fact.named("alert"))
    if alert.replaces_id is not None:
        yield Claim("alert", alert.replaces_id, [alert.kind, alert.uuid.hex])


def _withdrawn(fact: Fact, look: Look) -> Iterator[Claim]:
    yield Claim("alert", fact.named("alert"), ["withdrawn", ""])


def _passing_taken(fact: Fact, look: Look) -> Iterator[Claim]:
    yield Claim("passing", fact.named("passing"), ["taken", fact.account])
    yield Claim("shift", fact.room, fact.body["passing"])


def _passing_withdrawn(fact: Fact, look: Look) -> Iterator[Claim]:
    yield Claim("passing", fact.named("passing"), ["withdrawn", None])


def _channel(fact: Fact, look: Look) -> Iterator[Claim]:
    holder = fact.account if fact.kind == "control.channel_taken" else None
    yield Claim("channel", channel_key(fact.room, fact.body["channel"]), holder)


def _corrected(fact: Fact, look: Look) -> Iterator[Claim]:
    value = [fact.body["text"], fact.happened_at.isoformat()]
    yield Claim("correction", fact.named("corrects"), value)


def _day_called(fact: Fact, look: Look) -> Iterator[Claim]:
    if stage := fact.body["stage"]:
        value = [stage, fact.body["is_taken_back"], fact.happened_at.isoformat()]
        yield Claim("stage", uuid5(fact.room, f"stage:{stage}"), value)


def _conflict_decided(fact: Fact, look: Look) -> Iterator[Claim]:
    yield Claim("decision", fact.named("conflict"), fact.body["chosen"])


CLAIMS: Final[Mapping[str, Callable[[Fact, Look], Iterator[Claim]]]] = {
    "control.incident_moved": _incident_moved,
    "control.incident_changed": _incident_changed,
    "control.team_moved": _team_moved,
    "control.task_given": _task_given,
    "control.task_closed": _task_closed,
    "control.alert_released": _released,
    "control.alert_withdrawn": _withdrawn,
    "control.passing_taken": _passing_taken,
    "control.passing_withdrawn": _passing_withdrawn,
    "control.channel_taken": _channel,
    "control.channel_left": _channel,
    "control.corrected": _corrected,
    "control.day_called": _day_called,
    DECIDED: _conflict_decided,
}
# Nobody contests that something was added to the log of a room, unless the room was closed there.
CLOSED: Final = "control.closed"


def claims_of(fact: Fact, look: Look) -> Iterator[Claim]:
    """What an entry sets; asked before it is folded in."""
    if fact.kind in CLAIMS:
        yield from CLAIMS[fact.kind](fact, look)
    if fact.kind not in OPENED and look.find(RoomRow, fact.room) is not None:
        yield Claim("room", fact.room, ENDED if fact.kind == CLOSED else GOES_ON)


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


NUMBERED: Final = {"team": TeamRow, "task": TaskRow, "alert": AlertRow}


def _number(look: Look, topic: str, thing: UUID) -> int | None:
    """The number under which people know the thing, if it has one."""
    kind = IncidentRow if topic in ("life", "end", "called") else NUMBERED.get(topic)
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
