"""Who sends: an officer with a shift of a published roster, as a team of the room that is open."""

from dataclasses import dataclass
from uuid import UUID

from muster.control.errors import RoomClosed
from muster.control.errors.phones import NotYourShift, RoomNotOpen
from muster.control.models import ControlRoom, Team
from muster.control.queries.pack import pack_of
from muster.duty.models import Assignment, Officer, Roster
from muster.duty.queries.mine import own_officer
from muster.duty.queries.naming import full_name
from muster.season.models import Event
from muster.shell.formats import short_moment
from muster.tree.models import Account

IN_FORCE = (Roster.State.PUBLISHED, Roster.State.SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends from a post: an officer, or a device of the post that is nobody's own."""

    officer: Officer | None
    room_id: UUID
    team_id: UUID
    name: str


def sender_of(account: Account, *, shift: int) -> Sender:
    """The officer behind an account, on the team of a shift.

    A roster that was superseded meanwhile still lets through what was done under it. Raises
    NotYourShift, RoomNotOpen, RoomClosed.
    """
    officer = own_officer(account)
    duty = _duty(officer, shift) if officer is not None else None
    if officer is None or duty is None:
        raise NotYourShift
    post = duty.shift.post
    room = open_room_of(post.plan.event)
    team = Team.objects.filter(room=room, post=post.pk).first()
    if team is None:
        raise RoomNotOpen(event=room.name)
    name = full_name(officer.person, pack=pack_of(room))
    return Sender(officer=officer, room_id=room.pk, team_id=team.pk, name=name)


def _duty(officer: Officer, shift: int) -> Assignment | None:
    rows = Assignment.objects.filter(officer=officer, shift=shift, roster__state__in=IN_FORCE)
    return rows.select_related("shift__post__plan__event").first()


def device_sender(event: Event, *, post: int, name: str) -> Sender:
    """A device as the team of a post. Raises RoomNotOpen, RoomClosed."""
    room = open_room_of(event)
    team = Team.objects.filter(room=room, post=post).first()
    if team is None:
        raise RoomNotOpen(event=room.name)
    return Sender(officer=None, room_id=room.pk, team_id=team.pk, name=name)


def open_room_of(event: Event) -> ControlRoom:
    """The open room of the event; one in earnest before an exercise.

    Raises RoomNotOpen, RoomClosed.
    """
    rooms = ControlRoom.objects.filter(event=event).select_related("season_unit__season")
    found = rooms.filter(closed_at=None).order_by("mode").first()
    if found is not None:
        return found
    last = rooms.order_by("-closed_at").first()
    if last is None:
        raise RoomNotOpen(event=event.name)
    assert last.closed_at is not None
    raise RoomClosed(who=last.closed_by, at=short_moment(last.closed_at))
