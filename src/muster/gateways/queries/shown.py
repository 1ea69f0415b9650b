"""What a command post shows to the devices of its event, as plain values.

Nothing above the grade that the pack lets stay on a device in the field: what another program
keeps there is out of our hands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import cos, pi, radians, sin
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from muster.control.models import Alert, ControlRoom, Message, Team
from muster.control.queries.pack import kept_parts, pack_of
from muster.control.queries.phone import ADDRESSED
from muster.duty.models import Post
from muster.engines import cap
from muster.engines.cot.shapes import Place, hull
from muster.packs.schema import PhonePart, RingDrawn
from muster.shell.formats import short_moment
from muster.venues.models import Venue

MOST_POSTS: Final = 300
MOST_ORDERS: Final = 300
MOST_ALERTS: Final = 50
ORDER_FOR: Final = timedelta(hours=2)
AFTER: Final = timedelta(hours=6)
"""How long after the event its places stay on a device that nobody tells more."""
M_PER_DEGREE: Final = 111_320.0
CORNERS: Final = 24


class Form(StrEnum):
    """How it is drawn."""

    SPOT = "spot"
    UNIT = "unit"
    AREA = "area"
    ROUTE = "route"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing on the map. points: one, or the corners, or the way, each with its name.

    Two that are equal need no second telling.
    """

    uid: str
    form: Form
    name: str
    remarks: str
    points: tuple[tuple[str, Place], ...]
    stale_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A message of the room. teams: whose; is_for_all: of the whole room, also without a team."""

    key: UUID
    text: str
    by: str
    sent_at: datetime
    teams: frozenset[UUID]
    is_for_all: bool


def uid_of(room: ControlRoom) -> str:
    """By which the room is known to devices."""
    return f"muster.room.{room.pk.hex}"


def callsign_of(room: ControlRoom) -> str:
    """What the room is called on devices."""
    return marked(room, _("Command post"))


def marked(room: ControlRoom, text: str) -> str:
    """The text; of an exercise it says so."""
    return _("EXERCISE %(text)s") % {"text": text} if room.is_exercise else text


def may_show(room: ControlRoom, part: PhonePart) -> bool:
    """Whether the grade of that part of a duty lets it stay on a device."""
    return part in kept_parts(pack_of(room))


def places_of(room: ControlRoom, *, now: datetime) -> Iterator[Shown]:
    """The room, its venue, posts, rings, and the areas of its alerts in force. Three queries."""
    stale_at = room.event.ends_at + AFTER
    posts = _posts(room)
    venue = room.event.venue
    hall = _place(venue) if venue else None
    if venue is not None and hall is not None:
        yield Shown(
            uid=f"muster.venue.{venue.pk}",
            form=Form.SPOT,
            name=marked(room, venue.name),
            remarks=venue.address,
            points=(("", hall),),
            stale_at=stale_at,
        )
    seat = hall or next((place for _post, place in posts), None)
    if seat is not None:
        yield Shown(
            uid=uid_of(room),
            form=Form.UNIT,
            name=callsign_of(room),
            remarks=marked(room, room.name),
            points=(("", seat),),
            stale_at=stale_at,
        )
    yield from _of_posts(room, posts, stale_at)
    yield from _of_rings(room, posts, stale_at)
    yield from _of_alerts(room, now, stale_at)


def _posts(room: ControlRoom) -> Sequence[tuple[Post, Place]]:
    rows = Post.objects.filter(plan__event=room.event_id, lat__isnull=False, lon__isnull=False)
    found = ((row, _place(row)) for row in rows.order_by("number")[:MOST_POSTS])
    return [(row, place) for row, place in found if place is not None]


def _place(row: Post | Venue) -> Place | None:
    return (row.lat, row.lon) if row.lat is not None and row.lon is not None else None


def _of_posts(
    room: ControlRoom, posts: Sequence[tuple[Post, Place]], stale_at: datetime
) -> Iterator[Shown]:
    rings = pack_of(room).rings
    for post, place in posts:
        ring = rings.get(post.ring)
        yield Shown(
            uid=f"muster.post.{post.pk}",
            form=Form.SPOT,
            name=marked(room, f"{post.number} {post.name}"),
            remarks=str(ring.name) if ring else "",
            points=(("", place),),
            stale_at=stale_at,
        )


def _of_rings(
    room: ControlRoom, posts: Sequence[tuple[Post, Place]], stale_at: datetime
) -> Iterator[Shown]:
    """Nobody drew these: they are the posts of a ring together, and say so."""
    for key, ring in pack_of(room).rings.items():
        stood = [(f"{post.number} {post.name}", at) for post, at in posts if post.ring == key]
        if ring.drawn is RingDrawn.AROUND:
            form, points = Form.AREA, [("", at) for at in hull(at for _name, at in stood)]
        elif ring.drawn is RingDrawn.ALONG and len(stood) > 1:
            form, points = Form.ROUTE, stood
        else:
            continue
        if points:
            yield Shown(
                uid=f"muster.ring.{room.pk.hex}.{key}",
                form=form,
                name=marked(room, str(ring.name)),
                remarks=_("Drawn through the posts of the plan."),
                points=tuple(points),
                stale_at=stale_at,
            )


def _of_alerts(room: ControlRoom, now: datetime, stale_at: datetime) -> Iterator[Shown]:
    rows = Alert.objects.filter(room=room, state=Alert.State.RELEASED, message__isnull=False)
    for row in rows.exclude(expires_at__lte=now).order_by("number")[:MOST_ALERTS]:
        message = cap.from_plain(row.message or {})
        areas = [area for info in message.infos for area in info.areas]
        rings = [polygon for area in areas for polygon in area.polygons]
        rings += [_round(one) for area in areas for one in area.circles]
        for number, corners in enumerate(rings, 1):
            until = row.expires_at or stale_at
            yield Shown(
                uid=f"muster.alert.{row.pk.hex}.{number}",
                form=Form.AREA,
                name=marked(room, row.headline),
                remarks=_("Alert %(number)s, in force until %(at)s.")
                % {"number": row.number, "at": short_moment(until)},
                points=tuple(("", corner) for corner in corners),
                stale_at=until,
            )


def _round(circle: cap.Circle) -> tuple[Place, ...]:
    """A circle as an area of so many corners: every program draws those alike."""
    high = circle.radius_km * 1_000 / M_PER_DEGREE
    wide = high / max(cos(radians(circle.lat)), 0.01)
    turns = (2 * pi * number / CORNERS for number in range(CORNERS))
    return tuple((circle.lat + high * sin(a), circle.lon + wide * cos(a)) for a in turns)


def orders_of(rooms: Sequence[ControlRoom], *, now: datetime) -> Mapping[UUID, list[Order]]:
    """By room, the messages of the last two hours that some team has not acknowledged.

    Three queries.
    """
    rows = Message.objects.filter(
        room__in=[room.pk for room in rooms],
        acknowledged_at=None,
        line__recorded_at__gt=now - ORDER_FOR,
    ).select_related("line")
    by_line: dict[UUID, list[Message]] = {}
    for row in rows.order_by("-line__recorded_at", "line", "team")[:MOST_ORDERS]:
        by_line.setdefault(row.line_id, []).append(row)
    found: dict[UUID, list[Order]] = {room.pk: [] for room in rooms}
    everyone = _sizes(rooms)
    sent = _sent(list(by_line))
    for key, messages in by_line.items():
        line = messages[0].line
        found[line.room_id].append(
            Order(
                key=key,
                text=ADDRESSED.sub("", line.text),
                by=line.actor,
                sent_at=line.recorded_at,
                teams=frozenset(one.team_id for one in messages),
                is_for_all=sent[key] == everyone[line.room_id],
            )
        )
    return found


def _sizes(rooms: Sequence[ControlRoom]) -> Mapping[UUID, int]:
    rows = Team.objects.filter(room__in=[room.pk for room in rooms])
    return dict(rows.order_by().values_list("room").annotate(n=Count("pk")))


def _sent(lines: Sequence[UUID]) -> Mapping[UUID, int]:
    """By line, how many teams it went to."""
    rows = Message.objects.filter(line__in=lines)
    return dict(rows.order_by().values_list("line").annotate(n=Count("pk")))
