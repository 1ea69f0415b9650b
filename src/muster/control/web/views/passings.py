from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import ControlRoom, Passing
from muster.control.queries.equipment import stock_of
from muster.control.queries.pack import pack_of
from muster.control.queries.passing import content_of, head_over, under_way
from muster.control.rules import Can
from muster.control.web.finding import visible_room
from muster.control.web.views.equipment import count_typed
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST = 50


@require_GET
@needs(Can.READ)
def passings(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What would be handed over now, and the sheets of earlier shifts."""
    room = visible_room(request, room_id)
    waiting = under_way(room)
    context = {
        "room": room,
        "waiting": waiting,
        "content": None if waiting else as_times(content_of(room, now=now())),
        "sheets": Passing.objects.filter(room=room).order_by("-number")[:MOST],
        "may_relieve": room.closed_at is None and is_allowed(request.user, Can.RELIEVE, room),
    }
    return render(request, "control/passings.html", context)


@require_POST
@needs(Can.RELIEVE)
def draw_up(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Draw the sheet up and sign it as the giver."""
    room = _to_relieve(request, room_id)
    services.draw_up_passing(
        room.pk, actor=actor_of(request), now=now(), note=request.POST.get("note", "")[:2000]
    )
    waiting = under_way(room)
    return redirect("control:passing", waiting.pk) if waiting else redirect("control:room", room.pk)


def _to_relieve(request: HttpRequest, room_id: UUID) -> ControlRoom:
    room = visible_room(request, room_id)
    require(request.user, Can.RELIEVE, room)
    return room


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, passing_id: UUID) -> HttpResponse:
    """One sheet, for the screen and for paper: with the code of the head that covers it."""
    passing = _visible(request, passing_id)
    room = visible_room(request, passing.room_id)
    head = head_over(passing)
    mine = account_of(request).pk == passing.giver_account
    is_waiting = passing.taken_at is None and passing.withdrawn_at is None
    may = is_waiting and is_allowed(request.user, Can.RELIEVE, room)
    context = {
        "room": room,
        "passing": passing,
        "content": as_times(passing.content),
        "head": head,
        "code": as_code(head.note) if head else "",
        "may_take": may and not mine,
        "stock": stock_of(room, pack=pack_of(room)) if may and not mine else None,
        "may_withdraw": may and mine,
        "is_waiting": is_waiting,
    }
    return render(request, "control/passing.html", context)


def _visible(request: HttpRequest, passing_id: UUID) -> Passing:
    return get_object_or_404(scope(request.user, Passing), pk=passing_id)


def as_times(content: Any) -> Any:
    """The content with its times as times, wherever they stand."""
    if isinstance(content, dict):
        return {
            key: datetime.fromisoformat(value)
            if isinstance(value, str) and (key == "at" or key.endswith("_at"))
            else as_times(value)
            for key, value in content.items()
        }
    return [as_times(one) for one in content] if isinstance(content, list) else content


def as_code(note: str) -> SafeString:
    """The whole signed head as a drawing: what a second machine reads and holds against the log."""
    drawn = segno.make(note, error="l", micro=False)
    svg = drawn.svg_inline(scale=1, border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308  a drawing of modules, made here


@require_POST
@needs(Can.RELIEVE)
def take(request: HttpRequest, passing_id: UUID) -> HttpResponse:
    """Sign as the taker."""
    passing = _visible(request, passing_id)
    _to_relieve(request, passing.room_id)
    count = count_typed(request, visible_room(request, passing.room_id))
    services.take_passing(passing, actor=actor_of(request), now=now(), count=count)
    messages.success(
        request, _("You have the shift. Print the sheet: it carries the record's head.")
    )
    return redirect("control:passing", passing.pk)


@require_POST
@needs(Can.RELIEVE)
def withdraw(request: HttpRequest, passing_id: UUID) -> HttpResponse:
    """Take the sheet back before anybody took the shift."""
    passing = _visible(request, passing_id)
    _to_relieve(request, passing.room_id)
    services.withdraw_passing(passing, actor=actor_of(request), now=now())
    return redirect("control:passings", passing.room_id)
