from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from muster.control import services
from muster.control.rules import Can
from muster.control.web.finding import room_to_write
from muster.control.web.forms import TeamForm
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs

ACTS = {
    "take": services.take_channel,
    "relieve": services.relieve_channel,
    "leave": services.leave_channel,
}


@require_POST
@needs(Can.LOG)
def channel(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Take a channel, take it over, or leave it."""
    room = room_to_write(request, room_id)
    act = ACTS.get(request.POST.get("act", ""), services.take_channel)
    act(room.pk, actor=actor_of(request), now=now(), channel=request.POST.get("channel", ""))
    return redirect("control:room", room.pk)


@needs(Can.LOG)
def add(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Another team joins under a number of its own."""
    room = room_to_write(request, room_id)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_team(room.pk, actor=actor_of(request), now=now(), draft=form.draft())
        return redirect("control:room", room.pk)
    return render(request, "control/add_team.html", {"room": room, "form": form})
