"""Control rooms: opened over the posts of a plan, closed when nothing is under way."""

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from muster.control.errors import IncidentsLeft, RoomHasNoPlan, RoomOpenAlready
from muster.control.errors.posts import PostOpensNoRoom
from muster.control.models import ControlRoom, Incident, Team
from muster.control.queries.pack import pack_of
from muster.control.services.equipment import put_pieces_back
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import own_ordinal
from muster.control.services.saying import Said, say
from muster.control.services.teams import teams_of
from muster.duty.models import Plan
from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.season.models import Event
from muster.shell.formats import short_moment


@retry_on_deadlock
def open_room(
    event: Event,
    *,
    actor: Actor,
    now: datetime,
    mode: ControlRoom.Mode = ControlRoom.Mode.ACTUAL,
    client_uuid: UUID | None = None,
) -> ControlRoom:
    """Open the control room of an event, with a team for each post of its plan.

    Locks the event. Raises RoomHasNoPlan, RoomOpenAlready, PostOpensNoRoom.
    """
    first = client_uuid or uuid4()
    with recorded(actor, now=now, client_uuid=first) as record:
        row = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
        if record.is_replay:
            return ControlRoom.objects.get(pk=first)
        plan = Plan.objects.filter(event=row).first()
        if plan is None:
            raise RoomHasNoPlan(event=row.name)
        if own_ordinal():
            raise PostOpensNoRoom
        _only_one(row, mode)
        room = ControlRoom(
            uuid=first, event=row, season_unit=row.season_unit, name=row.name, mode=mode
        )
        pen = Pen(record=record, room=room, actor=actor, now=now, first=first)
        _open(pen, plan)
        pen.live.save()
    return ControlRoom.objects.get(pk=first)


def _only_one(event: Event, mode: ControlRoom.Mode) -> None:
    there = ControlRoom.objects.filter(event=event, mode=mode, closed_at=None).first()
    if there is not None:
        at = short_moment(there.opened_at)
        raise RoomOpenAlready(event=event.name, who=there.opened_by, at=at)


def _open(pen: Pen, plan: Plan) -> None:
    room, rules = pen.room, pack_of(pen.room).control
    body = {
        "event": room.event_id,
        "season_unit": room.season_unit_id,
        "name": room.name,
        "mode": str(room.mode),
        "grace_min": rules.grace_min,
        "calls_missed": rules.calls_missed,
        "teams": teams_of(plan, pack_of(room)),
    }
    pen.write("control.opened", body)


@retry_on_deadlock
def bring_posts(
    room_id: UUID, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Written:
    """Add the posts that the plan got since the room was opened; none is taken away."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            plan = Plan.objects.get(event=pen.room.event_id)
            there = set(Team.objects.filter(room=room_id).values_list("number", flat=True))
            new = [one for one in teams_of(plan, pen.pack) if one["number"] not in there]
            names = ", ".join(f"@{one['number']} {one['name']}" for one in new) or _("none")
            say(pen, Said(text=_("Posts added from the plan: %(names)s") % {"names": names}))
            if new:
                pen.write("control.teams_added", {"teams": new})
    return pen.written


@retry_on_deadlock
def close_room(
    room_id: UUID, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Written:
    """Close the room: its log is complete.

    Raises IncidentsLeft, PiecesLeft, RoomClosed, PostOpensNoRoom.
    """
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            if own_ordinal():
                raise PostOpensNoRoom
            left = Incident.objects.filter(room=room_id, is_over=False).order_by("number")
            numbers = ", ".join(f"#{one}" for one in left.values_list("number", flat=True))
            if numbers:
                raise IncidentsLeft(numbers=numbers)
            say(pen, Said(text=_("The control room is closed")))
            put_pieces_back(pen)
            pen.write("control.closed", {})
    return pen.written
