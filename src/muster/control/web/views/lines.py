from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import ControlRoom, Line, Message
from muster.control.queries.pack import pack_of
from muster.control.queries.timeline import numbers_of, shown
from muster.control.rules import Can
from muster.control.services import Typed
from muster.control.web.finding import feed_of, may_write, room_to_write, visible_room
from muster.control.web.forms import CorrectForm
from muster.control.web.typed import uuid_typed
from muster.errors import DomainError
from muster.shell.tables import Column, Table
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs
from muster.tree.scope import scope

LONGEST_MS: Final = 10**9
COLUMNS: Final = (
    Column("place", pgettext_lazy("log", "Line"), sort="place", kind="number"),
    Column("happened_at", gettext_lazy("Happened"), sort="happened_at", kind="moment"),
    Column("recorded_at", gettext_lazy("Recorded"), sort="recorded_at", kind="moment"),
    Column("team", gettext_lazy("Team"), sort="team__number", value=lambda line: line.team or ""),
    Column(
        "text",
        pgettext_lazy("log", "What happened"),
        link=lambda line: reverse("control:line", args=[line.pk]),
        width=60,
    ),
    Column(
        "incident",
        gettext_lazy("Incident"),
        sort="incident__number",
        value=lambda line: line.incident or "",
        width=30,
    ),
    Column("actor", gettext_lazy("Written by"), sort="actor"),
)


@require_POST
@needs(Can.LOG)
def write(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Record a typed line. Scripts get the receipt as JSON; a plain form goes back to the room."""
    room = room_to_write(request, room_id)
    written = services.write_line(
        room.pk,
        actor=actor_of(request),
        now=now(),
        typed=_typed(request),
        client_uuid=uuid_typed(request.POST.get("uuid", "")),
    )
    if request.accepts("text/html"):
        said = {"number": written.number}
        messages.success(request, _("Recorded under number %(number)s.") % said)
        return redirect("control:room", room.pk)
    return JsonResponse({"number": written.number, "line": written.uuid, "made": written.made})


@require_GET
@needs(Can.LOG)
def reading(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What the line so far would bring, or why it would be refused."""
    room = room_to_write(request, room_id)
    try:
        typed = Typed(text=request.GET.get("text", "")[: services.MOST_LETTERS])
        return JsonResponse({"said": services.foresee(room, typed, now=now())})
    except DomainError as refusal:
        return JsonResponse({"refused": str(refusal), "code": refusal.code})


def _typed(request: HttpRequest) -> Typed:
    ms = request.POST.get("age_ms", "")
    age_ms = int(ms) if ms.isascii() and ms.isdigit() and len(ms) < len(str(LONGEST_MS)) else 0
    return Typed(
        text=request.POST.get("text", ""),
        age=timedelta(milliseconds=age_ms),
        channel=request.POST.get("channel", ""),
    )


@require_GET
@needs(Can.READ)
def log(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The whole log, as a list that sorts and leaves as Excel."""
    room = visible_room(request, room_id)
    feed = feed_of(room)
    mode = str(room.get_mode_display())
    # Each row says it, so that a row copied out of the sheet does.
    marked = (Column("mode", gettext_lazy("Mode"), value=lambda _line: mode),)
    name = f"{room.name} · {mode}" if room.is_exercise else room.name
    table = Table(
        request,
        scope(request.user, Line).filter(room=room).select_related("team", "incident"),
        (*COLUMNS, *(marked if room.is_exercise else ())),
        order="-place",
        title=_("Log of %(room)s") % {"room": name},
        name="control-log",
        empty=_("Nothing has been written down yet."),
    )
    return table.respond("control/log.html", {"room": room, **feed})


@needs(Can.READ)
def one(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One line with its two times and its corrections, and the form that corrects it."""
    rows = scope(request.user, Line).select_related("team", "incident", "corrects", "room")
    line = get_object_or_404(rows, pk=line_id)
    room = visible_room(request, line.room_id)
    form = CorrectForm(request.POST or None, initial={"text": line.text})
    if request.method == "POST" and form.is_valid():
        return _correct(request, room, line, form)
    newer = Line.objects.filter(corrects=line).first()
    context = {
        "room": room,
        "line": shown(rows.filter(pk=line.pk), pack=pack_of(room))[0],
        "older": line.corrects,
        "newer": newer,
        "numbers": numbers_of([one.pk for one in (line, line.corrects, newer) if one]),
        "kind": pack_of(room).line_kinds[line.kind].name,
        "copies": Message.objects.filter(line=line).select_related("team").order_by("team__number"),
        "form": form if may_write(request, room) and newer is None else None,
    }
    return render(request, "control/line.html", context)


def _correct(
    request: HttpRequest, room: ControlRoom, line: Line, form: CorrectForm
) -> HttpResponse:
    room_to_write(request, room.pk)
    said = form.cleaned_data
    written = services.correct_line(
        line,
        actor=actor_of(request),
        now=now(),
        text=said["text"],
        reason=said["reason"],
        happened_at=said["happened_at"],
    )
    messages.success(
        request,
        _("The correction is recorded under number %(number)s.") % {"number": written.number},
    )
    return redirect("control:line", written.uuid)
