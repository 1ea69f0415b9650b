from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import Channel, Conflict, ControlRoom
from muster.control.queries.board import board_of
from muster.control.queries.closing import closing_of
from muster.control.queries.conflicts import undecided
from muster.control.queries.pack import pack_of
from muster.control.queries.placed import placed_in
from muster.control.queries.sketch import sketch_of
from muster.control.rules import Can
from muster.control.services.hand import must_be_open
from muster.control.web.finding import feed_of, may_write, room_to_write, visible_room
from muster.season.models import Event
from muster.shell.tables import Column, Table
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

AHEAD: Final = timedelta(days=2)
BEHIND: Final = timedelta(hours=12)
MOST_EVENTS: Final = 60
COLUMNS: Final = (
    Column(
        "name",
        gettext_lazy("Control room"),
        sort="name",
        link=lambda room: reverse("control:room", args=[room.pk]),
        width=40,
    ),
    Column("mode", gettext_lazy("Mode"), sort="mode", value=lambda room: room.get_mode_display()),
    Column("opened_at", pgettext_lazy("control room", "Opened"), sort="opened_at", kind="moment"),
    Column("opened_by", pgettext_lazy("control room", "By"), sort="opened_by"),
    Column("closed_at", pgettext_lazy("control room", "Closed"), sort="closed_at", kind="moment"),
    Column("under_way", gettext_lazy("Incidents under way"), sort="under_way", kind="number"),
    Column("lines", pgettext_lazy("control room", "Lines"), sort="lines", kind="number"),
)


@require_GET
@needs(Can.READ)
def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms, and the events of these days whose room is not open yet."""
    moment = now()
    rows = scope(request.user, ControlRoom).annotate(
        under_way=Count("incidents_of", filter=Q(incidents_of__is_over=False))
    )
    table = Table(
        request,
        rows,
        COLUMNS,
        order="-opened_at",
        title=_("Control rooms"),
        name="control-rooms",
        empty=_("A room is opened over the plan of an event, on its day."),
    )
    if table.wants_sheet:
        return table.respond("control/rooms.html")
    opened = rows.filter(closed_at=None)
    context = {
        "open_count": opened.count(),
        "under_way": sum(opened.values_list("under_way", flat=True)),
        "events": _events(request, moment),
        "may_open": is_allowed(request.user, Can.OPEN),
        "may_exchange": is_allowed(request.user, Can.EXCHANGE),
        "conflicts": undecided(scope(request.user, Conflict)).count(),
    }
    return table.respond("control/rooms.html", context)


def _events(request: HttpRequest, moment: datetime) -> QuerySet[Event]:
    """What is held these days, has a plan, and no open room in earnest."""
    held = scope(request.user, Event).filter(
        is_cancelled=False,
        plan__isnull=False,
        starts_at__lte=moment + AHEAD,
        ends_at__gte=moment - BEHIND,
    )
    taken = ControlRoom.objects.filter(closed_at=None, mode=ControlRoom.Mode.ACTUAL)
    rows = held.exclude(pk__in=taken.values("event"))
    return rows.select_related("season_unit", "venue").order_by("starts_at", "pk")[:MOST_EVENTS]


@require_POST
@needs(Can.OPEN)
def open_room(request: HttpRequest, event_id: int) -> HttpResponse:
    """Open the room of an event, in earnest or as an exercise."""
    event = get_object_or_404(scope(request.user, Event), pk=event_id)
    require(request.user, Can.OPEN, event)
    exercise = request.POST.get("mode") == ControlRoom.Mode.EXERCISE
    mode = ControlRoom.Mode.EXERCISE if exercise else ControlRoom.Mode.ACTUAL
    room = services.open_room(event, actor=actor_of(request), now=now(), mode=mode)
    return redirect("control:room", room.pk)


@require_GET
@needs(Can.READ)
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The room: what is happening, and the line in which it is written down."""
    found = visible_room(request, room_id)
    context = {**_screen(request, found)}
    if context["may_write"]:
        context |= {
            "words": _words(found),
            "channels": _channels(request, found),
            "may_close": is_allowed(request.user, Can.OPEN, found),
        }
    return render(request, "control/room.html", context)


@require_GET
@needs(Can.READ)
def screen(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What the room's page shows now: the page asks for it again and again."""
    return render(request, "control/_screen.html", _screen(request, visible_room(request, room_id)))


@require_GET
@needs(Can.READ)
def wall(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The same for a screen on the wall: larger, without a line."""
    found = visible_room(request, room_id)
    return render(request, "control/wall.html", {**_screen(request, found), "may_write": False})


def _screen(request: HttpRequest, found: ControlRoom) -> dict[str, Any]:
    # a closed room stays as it was left: nobody falls silent in it any more
    moment = found.closed_at or now()
    feed = feed_of(found)
    board = board_of(found, now=moment)
    placed = placed_in(found, account=request.user, now=moment)
    return {
        "room": found,
        "board": board,
        "sketch": sketch_of(found, board.teams, placed=placed),
        **feed,
        "conflicts": undecided(Conflict.objects.filter(about=found.pk)).count(),
        "moment": moment,
        "may_write": may_write(request, found),
    }


def _words(found: ControlRoom) -> dict[str, Any]:
    """What the log line offers while it is typed."""
    pack = pack_of(found)
    return {
        "kinds": [[one.code, str(one.name)] for one in pack.line_kinds.values()],
        "templates": [
            [one.code, pack.line_kinds[one.kind].code, str(one.text)]
            for one in pack.line_templates.values()
        ],
    }


def _channels(request: HttpRequest, found: ControlRoom) -> list[dict[str, Any]]:
    held = {row.key: row for row in Channel.objects.filter(room=found)}
    mine = account_of(request).pk
    return [
        {
            "key": one.key,
            "name": str(one.label),
            "holder": held[one.key].holder if one.key in held else "",
            "is_mine": one.key in held and held[one.key].account == mine,
        }
        for one in pack_of(found).radio_channels.values()
    ]


@needs(Can.OPEN)
def close(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Close the room, once it is seen what is still open in it."""
    found = visible_room(request, room_id)
    require(request.user, Can.OPEN, found)
    if request.method == "POST":
        services.close_room(found.pk, actor=actor_of(request), now=now())
        messages.success(request, _("The control room is closed. Its log stays readable."))
        return redirect("control:after_actions", found.pk)
    must_be_open(found)
    closing, names = closing_of(found, now=now()), pack_of(found).radio_channels
    context = {
        "room": found,
        "closing": closing,
        "channel_names": [
            (names[row.key].label if row.key in names else row.key, row.holder)
            for row in closing.channels
        ],
    }
    return render(request, "control/close.html", context)


@require_POST
@needs(Can.LOG)
def bring_posts(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Bring in the posts that the plan got meanwhile."""
    found = room_to_write(request, room_id)
    services.bring_posts(found.pk, actor=actor_of(request), now=now())
    return redirect("control:room", found.pk)
