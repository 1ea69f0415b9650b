"""A day of a room again: read-only, by the same scope."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from muster.control.bridge.replaying import Window, replay_of, windows_of
from muster.control.rules import Can
from muster.control.web.finding import visible_room
from muster.tree.clock import now
from muster.tree.permissions import needs

SPEEDS = (1, 10, 60, 300, 900)


@require_GET
@needs(Can.READ)
def replay(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The page; what it shows it fetches once."""
    room = visible_room(request, room_id)
    windows = windows_of(room, now=now())
    chosen = _chosen(request, windows)
    east = timezone.localtime(windows[chosen - 1].starts_at).utcoffset()
    context = {
        "room": room,
        "windows": windows,
        "window": windows[chosen - 1],
        "chosen": chosen,
        "speeds": SPEEDS,
        "east_min": round(east.total_seconds() / 60) if east else 0,
    }
    return render(request, "control/replay.html", context)


@require_GET
@needs(Can.READ)
def data(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Everything of one day of the room, as the page draws it."""
    room = visible_room(request, room_id)
    moment = now()
    windows = windows_of(room, now=moment)
    window = windows[_chosen(request, windows) - 1]
    return JsonResponse(replay_of(room, window, account=request.user))


def _chosen(request: HttpRequest, windows: list[Window]) -> int:
    """Which day, from 1; the last one if none is asked for."""
    typed = request.GET.get("day", "")
    asked = int(typed[:4]) if typed.isascii() and typed.isdigit() else len(windows)
    return min(max(asked, 1), len(windows))
