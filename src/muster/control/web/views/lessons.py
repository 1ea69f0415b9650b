from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import Incident, Lesson
from muster.control.queries.lessons import line_of
from muster.control.queries.pack import pack_of
from muster.control.rules import Can
from muster.control.web.finding import visible_room
from muster.control.web.forms import ChangeForm
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


@require_POST
@needs(Can.CONCLUDE)
def note(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Note what the day taught."""
    room = visible_room(request, room_id)
    require(request.user, Can.CONCLUDE, room)
    number = request.POST.get("incident", "").strip().removeprefix("#")
    incident = (
        get_object_or_404(Incident, room=room, number=int(number))
        if number.isascii() and number.isdigit()
        else None
    )
    services.note_lesson(
        room.pk,
        actor=actor_of(request),
        now=now(),
        text=request.POST.get("text", ""),
        incident=incident.pk if incident else None,
    )
    return redirect("control:after_actions", room.pk)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """One lesson: what became of it, and what may be made of it."""
    return _page(request, _visible(request, lesson_id), None)


def _page(request: HttpRequest, lesson: Lesson, form: ChangeForm | None) -> HttpResponse:
    room = visible_room(request, lesson.room_id)
    pack = pack_of(room)
    is_free = lesson.state in (Lesson.State.NOTED, Lesson.State.REFUSED)
    is_proposed = lesson.state == Lesson.State.PROPOSED
    context = {
        "room": room,
        "line": line_of(lesson, pack),
        "form": form or ChangeForm(pack=pack, has_venue=room.event.venue_id is not None),
        "may_take": is_free and is_allowed(request.user, Can.CONCLUDE, room),
        "may_decide": is_proposed and is_allowed(request.user, Can.ACCEPT, room),
    }
    return render(request, "control/lesson.html", context, status=422 if form is not None else 200)


def _visible(request: HttpRequest, lesson_id: UUID) -> Lesson:
    rows = scope(request.user, Lesson).select_related("incident", "room__season_unit__season")
    return get_object_or_404(rows, pk=lesson_id)


@require_POST
@needs(Can.CONCLUDE)
def become_risk(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """Let it become a risk that later plans show."""
    lesson = _visible(request, lesson_id)
    require(request.user, Can.CONCLUDE, lesson.room)
    of = Lesson.Of.VENUE if request.POST.get("of") == Lesson.Of.VENUE else Lesson.Of.UNIT
    services.make_risk(lesson, actor=actor_of(request), now=now(), of=of)
    return redirect("control:lesson", lesson.pk)


@require_POST
@needs(Can.CONCLUDE)
def propose(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """Propose a step for a card or a kind of post."""
    lesson = _visible(request, lesson_id)
    room = visible_room(request, lesson.room_id)
    require(request.user, Can.CONCLUDE, room)
    has_venue = room.event.venue_id is not None
    form = ChangeForm(request.POST, pack=pack_of(room), has_venue=has_venue)
    if not form.is_valid():
        return _page(request, lesson, form)
    services.propose_change(lesson, actor=actor_of(request), now=now(), draft=form.draft())
    return redirect("control:lesson", lesson.pk)


@require_POST
@needs(Can.ACCEPT)
def decide(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """Accept the change that was proposed, or refuse it."""
    lesson = _visible(request, lesson_id)
    require(request.user, Can.ACCEPT, lesson.room)
    act = services.accept_change if request.POST.get("act") == "accept" else services.refuse_change
    act(lesson, actor=actor_of(request), now=now(), note=request.POST.get("note", ""))
    return redirect("control:lesson", lesson.pk)
