"""A person decides what two posts changed differently: a new entry, and what makes it so."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors import RoomOpenAlready
from muster.control.errors.posts import ConflictDecided, ConflictMoved, SideUnknown
from muster.control.models import Conflict, ControlRoom, DaySheet
from muster.control.projecting import ConflictRow, IncidentRow, TaskRow, TeamRow
from muster.control.projecting.claims import ENDED
from muster.control.queries.conflicts import heading_of, shown_conflicts
from muster.control.services.days import decide_on_day
from muster.control.services.hand import Pen, must_be_open, writing_even_closed
from muster.control.services.posts.story import set_clock, set_inject, set_verdict
from muster.control.services.saying import MOST_LETTERS, Said, say
from muster.ledger.actor import Actor
from muster.ledger.models import Entry
from muster.ledger.services import retry_on_deadlock
from muster.shell.formats import short_moment

DECIDED: Final = "control.conflict_decided"
MOST_NOTE: Final = 300
Body = Mapping[str, Any]


@retry_on_deadlock
def decide_conflict(
    conflict: Conflict,
    *,
    chosen: str,
    judged: tuple[str, ...],
    actor: Actor,
    now: datetime,
    note: str = "",
    client_uuid: UUID | None = None,
) -> None:
    """Decide which side holds, and make it so where acts of the room can.

    chosen: the entry of a side, hex, or "" where both stand. judged: the sides that were looked
    at. What went out to others or bears a signature is not undone by it: people follow it up.
    Raises SideUnknown, ConflictMoved, ConflictDecided, RoomOpenAlready, RoomClosed.
    """
    body = {
        "conflict": conflict.pk.hex,
        "chosen": chosen,
        "judged": sorted(judged),
        "note": note.strip()[:MOST_NOTE],
        "reopens": False,
    }
    if DaySheet.objects.filter(pk=conflict.about).exists():
        row = _still_open(Conflict.objects.get(pk=conflict.pk), body)
        again = _body_of(row, chosen)
        decide_on_day(
            conflict.about, body=body, again=again, actor=actor, now=now, client_uuid=client_uuid
        )
        return
    with writing_even_closed(conflict.about, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if pen.record.is_replay:
            return
        _still_open(Conflict.objects.get(pk=conflict.pk), body)
        if conflict.topic == "room":
            body["reopens"] = _reopens(pen, conflict, chosen)
        elif conflict.topic != "lesson":  # lessons are of closed rooms
            must_be_open(pen.room)
        text = _("%(who)s decides: %(what)s") % {"who": actor.name, "what": _said(conflict, body)}
        say(pen, Said(text=text[:MOST_LETTERS]))
        pen.live(ConflictRow, conflict.pk)
        pen.write(DECIDED, body, about=("conflict", conflict.pk))
        follow = FOLLOWING.get(conflict.topic)
        if chosen and follow is not None:
            follow(pen, conflict, _side(conflict, chosen), _body_of(conflict, chosen))


def _still_open(conflict: Conflict, body: Body) -> Conflict:
    if conflict.decided_at is not None:
        at = short_moment(conflict.decided_at)
        raise ConflictDecided(who=conflict.decided_by, at=at)
    sides = sorted(side["entry"] for side in conflict.sides)
    if sides != body["judged"]:
        raise ConflictMoved
    if body["chosen"] and body["chosen"] not in sides:
        raise SideUnknown
    return conflict


def _said(conflict: Conflict, body: Body) -> str:
    (shown,) = shown_conflicts([conflict])
    what = heading_of(shown)
    side = next((one for one in shown.sides if one.entry == body["chosen"]), None)
    outcome = _("both stand") if side is None else f"{side.post}: {side.text}"
    return f"{what} → {outcome}" + (f". {body['note']}" if body["note"] else "")


def _side(conflict: Conflict, chosen: str) -> Body:
    side: Body = next(one for one in conflict.sides if one["entry"] == chosen)
    return side


def _body_of(conflict: Conflict, chosen: str) -> dict[str, Any] | None:
    if not chosen:
        return None
    log = _side(conflict, chosen)["log"]
    return Entry.objects.get(uuid=UUID(chosen), node__log_id=log).body


def _reopens(pen: Pen, conflict: Conflict, chosen: str) -> bool:
    """Whether the room, closed at one post, goes on. Raises RoomOpenAlready."""
    if not chosen or _side(conflict, chosen)["value"] == ENDED or pen.room.closed_at is None:
        return False
    room = pen.room
    other = ControlRoom.objects.filter(event=room.event_id, mode=room.mode, closed_at=None).first()
    if other is not None:
        at = short_moment(other.opened_at)
        raise RoomOpenAlready(event=room.name, who=other.opened_by, at=at)
    return True


def _life(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    _set_life(pen, conflict.thing, state=body["state"], ends=body["ends"])


def _end(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    """It has ended, or goes on in the state from which the other post ended it."""
    if side["kind"] == "control.incident_moved":
        _set_life(pen, conflict.thing, state=body["state"], ends=body["ends"])
        return
    row = pen.live(IncidentRow, conflict.thing)
    if row.is_over:
        ended = next(side for side in conflict.sides if side["value"] == ENDED)
        was = _body_of(conflict, ended["entry"])
        assert was is not None
        _set_life(pen, conflict.thing, state=was["was"], ends=False)


def _set_life(pen: Pen, key: UUID, *, state: str, ends: bool) -> None:
    row = pen.live(IncidentRow, key)
    if row.state == state:
        return
    body = {
        "incident": key.hex,
        "number": row.number,
        "was": row.state,
        "state": state,
        "ends": ends,
    }
    pen.write("control.incident_moved", body, about=("incident", key))


def _called(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    row = pen.live(IncidentRow, conflict.thing)
    if (row.type, row.priority, row.title) != (body["type"], body["priority"], body["title"]):
        pen.write("control.incident_changed", body, about=("incident", conflict.thing))


def _team(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    row = pen.live(TeamRow, conflict.thing)
    stands = (
        row.state,
        row.incident_id and row.incident_id.hex,
        row.towards_id and row.towards_id.hex,
    )
    if stands != (body["state"], body["incident"], body["towards"]):
        again = {**body, "was": row.state}
        pen.write("control.team_moved", again, about=("team", conflict.thing))


def _task(pen: Pen, conflict: Conflict, side: Body, body: Body) -> None:
    if pen.live(TaskRow, conflict.thing).state != body["state"]:
        pen.write("control.task_closed", body, about=("task", conflict.thing))


# Alerts went out, signatures stand, words were said, a loggist takes a channel in person, a risk or
# a card has its lesson: there the decision says what holds, and people act on it.
FOLLOWING: Final[Mapping[str, Callable[[Pen, Conflict, Body, Any], None]]] = {
    "life": _life,
    "end": _end,
    "called": _called,
    "team": _team,
    "task": _task,
    "inject": set_inject,
    "verdict": set_verdict,
    "story": set_clock,
}
