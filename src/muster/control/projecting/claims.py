"""Which thing an entry sets to which value: what another node may contradict."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from muster.control.projecting.exercises import exercise_key, inject_key
from muster.control.projecting.fact import Fact
from muster.control.projecting.rooms import channel_key
from muster.control.projecting.rows import AlertRow, Look, RoomRow

ENDED, GOES_ON = "ended", "goes_on"
WAITS, OUT = "waits", "out"
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


def _inject_written(fact: Fact, look: Look) -> Iterator[Claim]:
    names = ("after_min", "clock_s", "kind", "text", "team", "expected", "is_dropped")
    thing = inject_key(fact.room, fact.body["number"])
    yield Claim("inject", thing, [fact.body[name] for name in names])
    yield Claim("out", thing, WAITS)


def _inject_out(fact: Fact, look: Look) -> Iterator[Claim]:
    yield Claim("out", inject_key(fact.room, fact.body["number"]), OUT)


def _inject_judged(fact: Fact, look: Look) -> Iterator[Claim]:
    value = [fact.body["is_done"], fact.body["note"]]
    yield Claim("verdict", inject_key(fact.room, fact.body["number"]), value)


def _exercise_clock(fact: Fact, look: Look) -> Iterator[Claim]:
    """One story has one clock: set apart at two moments, it shows two times."""
    value = [fact.body[name] for name in ("state", "begin_s", "run_s", "speed")]
    yield Claim("story", exercise_key(fact.room), [*value, fact.happened_at.isoformat()])


def _lesson(fact: Fact, look: Look) -> Iterator[Claim]:
    """Whatever became of it: a lesson becomes one thing."""
    names = ("state", "of", "key", "change", "owner", "due_min", "risk")
    value = [fact.body.get(name) for name in names]
    yield Claim("lesson", fact.named("lesson"), [fact.kind, *value])


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
    "control.inject_written": _inject_written,
    "control.inject_out": _inject_out,
    "control.inject_judged": _inject_judged,
    "control.exercise_clock": _exercise_clock,
    "control.lesson_became_risk": _lesson,
    "control.lesson_proposed": _lesson,
    "control.lesson_decided": _lesson,
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
