"""The room of an address, as far as the reader may see it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from muster.control.models import ControlRoom
from muster.control.projecting import subject_of_room
from muster.control.rules import Can
from muster.ledger.queries import latest
from muster.tree.permissions import is_allowed, require
from muster.tree.scope import scope


def visible_room(request: HttpRequest, room_id: UUID) -> ControlRoom:
    """The room, or 404 for one that the reader may not see."""
    return _room(request, room_id, "season_unit__season", "event__venue")


def room_to_write(request: HttpRequest, room_id: UUID) -> ControlRoom:
    """The room, for somebody who may write its log. Raises NotAllowed."""
    room = _room(request, room_id, "season_unit__season")
    require(request.user, Can.LOG, room)
    return room


def _room(request: HttpRequest, room_id: UUID, *with_these: str) -> ControlRoom:
    rows = scope(request.user, ControlRoom).select_related(*with_these)
    return get_object_or_404(rows, pk=room_id)


def may_write(request: HttpRequest, room: ControlRoom) -> bool:
    """Whether the reader may write the log of a room that is open."""
    return room.closed_at is None and is_allowed(request.user, Can.LOG, room)


def feed_of(room: ControlRoom) -> dict[str, Any]:
    """What a page of the room says to the live feed.

    Asked before the page reads anything: what is recorded meanwhile, the feed tells again.
    """
    return {
        "latest": latest(),
        "live_about": subject_of_room(room.pk),
        "live_fires": "room:changed",
    }
