import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.bridge.advising import advice_for, as_recorded
from muster.control.models import Conflict, Incident, Line, Task, Team
from muster.control.queries.conflicts import shown_conflicts, undecided
from muster.control.queries.dispatches import in_words, names_of, sent_to
from muster.control.queries.pack import pack_of
from muster.control.queries.timeline import shown
from muster.control.rules import Can
from muster.control.web.finding import feed_of, may_write, room_to_write, visible_room
from muster.control.web.forms import IncidentForm
from muster.control.web.typed import uuid_typed
from muster.packs.schema import TeamState
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs
from muster.tree.scope import scope
from muster.venues.queries import card_for

MOST_LINES = 200
MOST_SENT = 20
NUMBER = re.compile(r"\b\d{1,4}\b", re.ASCII)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident: its card, its tasks, who is there, what was said."""
    incident = _visible(request, incident_id)
    room = visible_room(request, incident.room_id)
    feed, pack = feed_of(room), pack_of(room)
    rule, state = pack.incident_types[incident.type], pack.incident_states[incident.state]
    moment, names = now(), names_of(room.pk)
    field = None if incident.is_over else advice_for(incident, now=moment)
    lines = Line.objects.filter(incident=incident).order_by("-place")
    context = {
        **feed,
        "room": room,
        "incident": incident,
        "type": rule,
        "priority": pack.priorities[incident.priority],
        "state": state,
        "moves": [pack.incident_states[key] for key in state.moves],
        "card": card_for(room.event.venue, rule.card, pack) if rule.card else None,
        "tasks": Task.objects.filter(incident=incident),
        "teams": [
            (team, pack.team_states[TeamState(team.state)].name)
            for team in Team.objects.filter(incident=incident).order_by("number")
        ],
        "lines": shown(lines, pack=pack, most=MOST_LINES),
        "offered": in_words(as_recorded(field), names) if field else None,
        "sent": sent_to(incident, names),
        "conflicts": shown_conflicts(undecided(Conflict.objects.filter(thing=incident.pk))),
        "moment": moment,
        "may_write": may_write(request, room),
        "form": IncidentForm(incident=incident, pack=pack),
    }
    return render(request, "control/incident.html", context)


def _visible(request: HttpRequest, incident_id: UUID) -> Incident:
    rows = scope(request.user, Incident).select_related(
        "team", "room__season_unit__season", "room__event__venue"
    )
    return get_object_or_404(rows, pk=incident_id)


@require_POST
@needs(Can.LOG)
def life(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """An incident goes on in its life."""
    incident = _visible(request, incident_id)
    room_to_write(request, incident.room_id)
    services.move_incident(
        incident,
        actor=actor_of(request),
        now=now(),
        state=request.POST.get("state", ""),
        note=request.POST.get("note", "")[:300],
    )
    return redirect("control:incident", incident.pk)


@require_POST
@needs(Can.LOG)
def send(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Send who was chosen: one of the options, or others with a word on why."""
    incident = _visible(request, incident_id)
    room_to_write(request, incident.room_id)
    typed = request.POST.get("teams", "") or request.POST.get("others", "")
    written = services.send_teams(
        incident,
        actor=actor_of(request),
        now=now(),
        numbers=[int(number) for number in NUMBER.findall(typed)[:MOST_SENT]],
        reason=request.POST.get("reason", ""),
        fills=request.POST.get("fills") == "yes",
    )
    messages.success(request, " · ".join(written.made))
    return redirect("control:incident", incident.pk)


@require_POST
@needs(Can.LOG)
def change(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """An incident turned out to be something else."""
    incident = _visible(request, incident_id)
    room = room_to_write(request, incident.room_id)
    form = IncidentForm(request.POST, incident=incident, pack=pack_of(room))
    if form.is_valid():
        services.change_incident(incident, actor=actor_of(request), now=now(), draft=form.draft())
    return redirect("control:incident", incident.pk)


@require_POST
@needs(Can.LOG)
def close_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A task is done, no longer needed, or taken up again. Scripts get the receipt as JSON."""
    task = get_object_or_404(scope(request.user, Task), pk=task_id)
    room_to_write(request, task.room_id)
    wanted = request.POST.get("state", "")
    state = Task.State(wanted) if wanted in Task.State.values else Task.State.DONE
    written = services.close_task(
        task,
        actor=actor_of(request),
        now=now(),
        state=state,
        note=request.POST.get("note", ""),
        client_uuid=uuid_typed(request.POST.get("uuid", "")),
    )
    if not request.accepts("text/html"):
        return JsonResponse({"number": written.number})
    if request.POST.get("back") == "room" or task.incident_id is None:
        return redirect("control:room", task.room_id)
    return redirect("control:incident", task.incident_id)
