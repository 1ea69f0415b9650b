from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import Situation
from muster.control.queries.passing import content_of
from muster.control.queries.situations import head_over_report, hour_of, next_hour
from muster.control.rules import Can
from muster.control.web.finding import may_write, room_to_write, visible_room
from muster.control.web.situation_file import situation_document
from muster.control.web.views.passings import as_code, as_times
from muster.exchange.documents import paper_response
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs
from muster.tree.scope import scope

MOST = 50


@require_GET
@needs(Can.READ)
def situations(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What would be reported now, and the reports so far."""
    room, moment = visible_room(request, room_id), now()
    context = {
        "room": room,
        "content": as_times(content_of(room, now=moment)),
        "hour": hour_of(room, now=moment),
        "next": next_hour(room, now=moment),
        "reports": Situation.objects.filter(room=room).order_by("-number")[:MOST],
        "may_write": may_write(request, room),
    }
    return render(request, "control/situations.html", context)


@require_POST
@needs(Can.LOG)
def report(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Freeze the numbers of now."""
    room = room_to_write(request, room_id)
    text = request.POST.get("text", "")
    services.report_situation(room.pk, actor=actor_of(request), now=now(), text=text)
    newest = Situation.objects.filter(room=room).latest("number")
    return redirect("control:situation", newest.pk)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report, for the screen and for paper: with the root of the record that covers it."""
    found = _visible(request, report_id)
    head = head_over_report(found)
    context = {
        "room": visible_room(request, found.room_id),
        "report": found,
        "content": as_times(found.content),
        "head": head,
        "root": bytes(head.root).hex() if head else "",
        "code": as_code(head.note) if head else "",
    }
    return render(request, "control/situation.html", context)


@require_GET
@needs(Can.READ)
def docx(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The report as a Word file."""
    found = _visible(request, report_id)
    made = situation_document(found, as_times(found.content))
    return paper_response(request, made, name=f"{found.number}-{found.room.name}")


def _visible(request: HttpRequest, report_id: UUID) -> Situation:
    rows = scope(request.user, Situation).select_related("room__season_unit__season")
    return get_object_or_404(rows, pk=report_id)
