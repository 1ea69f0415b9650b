"""The exercise of a room: its story, its clock, and what was done of what was expected."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.errors.exercises import NoExercise
from muster.control.models import ControlRoom, Exercise, Inject
from muster.control.queries.exercises import story_of, word_of
from muster.control.queries.pack import pack_of
from muster.control.rules import Can
from muster.control.web.finding import feed_of, visible_room
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

ACTS = {
    "pause": services.pause_exercise,
    "resume": services.resume_exercise,
    "stop": services.stop_exercise,
}


@require_GET
@needs(Can.READ)
def exercise(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The story with its clock: what has gone out, what comes, what was expected and done."""
    room = visible_room(request, room_id)
    if not room.is_exercise:
        raise NoExercise(room=room.name)
    feed, moment = feed_of(room), now()
    story = story_of(room, pack=pack_of(room), now=moment)
    state = Exercise.State(story.exercise.state) if story.exercise else Exercise.State.READY
    may = room.closed_at is None and is_allowed(request.user, Can.EXERCISE, room)
    context = {
        **feed,
        "room": room,
        "story": story,
        "state": state,
        "word": word_of(state),
        "speeds": services.SPEEDS,
        "face": f"{timezone.localtime(room.event.starts_at):%H:%M}",
        "may_lead": may,
        "may_judge": may,
    }
    return render(request, "control/exercise.html", context)


def _room_to_lead(request: HttpRequest, room_id: UUID) -> ControlRoom:
    room = visible_room(request, room_id)
    require(request.user, Can.EXERCISE, room)
    return room


@require_POST
@needs(Can.EXERCISE)
def lead(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Start, pause, resume, speed or stop the story."""
    room, act = _room_to_lead(request, room_id), request.POST.get("act", "")
    actor, moment = actor_of(request), now()
    if act == "start":
        services.start_exercise(
            room.pk, actor=actor, now=moment, begin_s=_begin_s(request, room), speed=_speed(request)
        )
    elif act == "speed":
        services.speed_exercise(room.pk, actor=actor, now=moment, speed=_speed(request))
    else:
        ACTS.get(act, services.pause_exercise)(room.pk, actor=actor, now=moment)
    return redirect("control:exercise", room.pk)


def _speed(request: HttpRequest) -> int:
    typed = request.POST.get("speed", "")
    return int(typed[:4]) if typed.isascii() and typed.isdigit() else 1


def _begin_s(request: HttpRequest, room: ControlRoom) -> int:
    """What the story's clock shows at its start: as typed, else when the event begins."""
    try:
        face = datetime.strptime(request.POST.get("face", ""), "%H:%M").time()  # noqa: DTZ007  # a clock, no moment
    except ValueError:
        face = timezone.localtime(room.event.starts_at).time()
    return face.hour * 3600 + face.minute * 60


@require_POST
@needs(Can.EXERCISE)
def judge(request: HttpRequest, inject_id: UUID) -> HttpResponse:
    """Tick whether what was expected was done."""
    inject = get_object_or_404(scope(request.user, Inject), pk=inject_id)
    room = _room_to_lead(request, inject.room_id)
    services.judge_inject(
        inject,
        actor=actor_of(request),
        now=now(),
        is_done=request.POST.get("act") == "done",
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("Inject %(number)s is judged.") % {"number": inject.number})
    return redirect("control:exercise", room.pk)
