from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import AfterAction, ControlRoom
from muster.control.queries.after_actions import content_after, head_over_after_action
from muster.control.queries.lessons import lessons_of
from muster.control.queries.response import LEAST
from muster.control.rules import Can
from muster.control.web import after_action_words as words
from muster.control.web.after_action_file import after_action_document
from muster.control.web.finding import visible_room
from muster.control.web.views.passings import as_code, as_times
from muster.exchange.documents import paper_response
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST = 50


@require_GET
@needs(Can.READ)
def after_actions(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What the day came to as it stands now, and the reports so far."""
    room = visible_room(request, room_id)
    context = {
        "room": room,
        "reports": AfterAction.objects.filter(room=room).order_by("-number")[:MOST],
        "lessons": lessons_of(room),
        "may_conclude": _may_conclude(request, room),
        **_said(as_times(content_after(room, now=now()))),
    }
    return render(request, "control/after_actions.html", context)


def _may_conclude(request: HttpRequest, room: ControlRoom) -> bool:
    return room.closed_at is not None and is_allowed(request.user, Can.CONCLUDE, room)


def _said(content: Any) -> dict[str, Any]:
    return {
        "content": content,
        "groups": words.groups_of(content),
        "posts": words.posts_of(content),
        "stages": words.stages_of(content),
        "told": words.told_of(content),
        "least": LEAST,
    }


@require_POST
@needs(Can.CONCLUDE)
def report(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Freeze what the day came to."""
    room = visible_room(request, room_id)
    require(request.user, Can.CONCLUDE, room)
    text = request.POST.get("text", "")
    services.report_after_action(room.pk, actor=actor_of(request), now=now(), text=text)
    newest = AfterAction.objects.filter(room=room).latest("number")
    return redirect("control:after_action", newest.pk)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report, for the screen and for paper: with the root of the record that covers it."""
    found = _visible(request, report_id)
    head = head_over_after_action(found)
    context = {
        "room": visible_room(request, found.room_id),
        "report": found,
        "head": head,
        "root": bytes(head.root).hex() if head else "",
        "code": as_code(head.note) if head else "",
        **_said(as_times(found.content)),
    }
    return render(request, "control/after_action.html", context)


@require_GET
@needs(Can.READ)
def docx(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The report as a Word file."""
    found = _visible(request, report_id)
    made = after_action_document(found, as_times(found.content))
    return paper_response(request, made, name=f"{found.number}-{found.room.name}")


def _visible(request: HttpRequest, report_id: UUID) -> AfterAction:
    rows = scope(request.user, AfterAction).select_related("room__season_unit__season")
    return get_object_or_404(rows, pk=report_id)
