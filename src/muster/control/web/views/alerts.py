from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import Alert, ControlRoom, Incident, ReceivedAlert
from muster.control.queries.pack import pack_of
from muster.control.rules import Can
from muster.control.web.alert_forms import AlertForm, ReceivedForm, first_words
from muster.control.web.finding import may_write, room_to_write, visible_room
from muster.control.web.words import round_words, said
from muster.engines import cap
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST = 100
CAP_TYPE = "application/cap+xml; charset=utf-8"
KINDS = {"update": Alert.Kind.UPDATE, "cancel": Alert.Kind.CANCEL}


@require_GET
@needs(Can.READ)
def alerts(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What was said to others, what waits for a second person, and what others said."""
    room = visible_room(request, room_id)
    moment = now()
    own = Alert.objects.filter(room=room).order_by("-number")[:MOST]
    context = {
        "room": room,
        "own": own,
        "waiting": sum(one.state == Alert.State.DRAFT for one in own),
        "in_force": sum(_holds(one, moment) for one in own),
        "received": [
            {
                "row": one,
                "status": said("status", one.status),
                "kind": said("msgType", one.kind),
                "severity": said("severity", one.severity),
            }
            for one in ReceivedAlert.objects.filter(room=room).order_by("-number")[:MOST]
        ],
        "moment": moment,
        "may_write": may_write(request, room),
        "form": ReceivedForm(),
    }
    return render(request, "control/alerts.html", context)


def _holds(alert: Alert, moment: Any) -> bool:
    is_over = alert.expires_at is not None and alert.expires_at <= moment
    return alert.state == Alert.State.RELEASED and not is_over


@needs(Can.LOG)
def draft(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Draft an alert, a new one or about one that is in force."""
    room = room_to_write(request, room_id)
    act = request.GET.get("act", "")
    before = _of_room(room, Alert, request.GET.get("of"))
    incident = _of_room(room, Incident, request.GET.get("incident"))
    kind = KINDS.get(act, Alert.Kind.ALERT)
    replaces = before if act in KINDS else None
    event = ""
    if incident is not None:
        event = str(pack_of(room).incident_types[incident.type].name)
    words = first_words(room, before=before, incident=incident, event=event)
    form = AlertForm(request.POST or None, room=room, initial=words)
    if request.method == "POST" and form.is_valid():
        wanted = form.draft(kind=kind, replaces=replaces, incident=incident)
        services.draft_alert(room.pk, actor=actor_of(request), now=now(), draft=wanted)
        messages.success(request, _("Drafted. A second person reads and releases it."))
        return redirect("control:alerts", room.pk)
    context = {
        "room": room,
        "form": form,
        "kind": kind.label,
        "before": replaces,
        "incident": incident,
    }
    return render(request, "control/alert_draft.html", context)


def _of_room(room: ControlRoom, model: Any, key: str | None) -> Any:
    """The alert or incident that an address names, or nothing."""
    if not key:
        return None
    try:
        wanted = UUID(key)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(model, pk=wanted, room=room)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert as its receivers read it, and what can be done with it."""
    alert = _visible(request, alert_id)
    room = visible_room(request, alert.room_id)
    mine = account_of(request).pk == alert.drafter_account
    is_open = room.closed_at is None
    may_release = is_open and is_allowed(request.user, Can.RELEASE, room)
    is_draft = alert.state == Alert.State.DRAFT
    context = {
        "room": room,
        "alert": alert,
        "shown": _shown(alert.message or alert.content),
        "status": said("status", "Exercise" if room.is_exercise else "Actual"),
        "followed_by": alert.followed_by.exclude(state=Alert.State.WITHDRAWN).first(),
        "is_draft": is_draft,
        "is_mine": is_draft and mine,
        "may_release": may_release and is_draft and not mine,
        "may_withdraw": is_draft and may_write(request, room),
        "may_follow": alert.state == Alert.State.RELEASED and may_write(request, room),
        "moment": now(),
    }
    return render(request, "control/alert.html", context)


def _shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that people read, with the words of the standard in their language."""
    infos = [
        {
            **info,
            "categories": ", ".join(said("category", word) for word in info.get("category", [])),
            "responses": ", ".join(
                said("responseType", word) for word in info.get("responseType", [])
            ),
            **{name: said(name, info[name]) for name in ("urgency", "severity", "certainty")},
            "area": [
                {**area, "rounds": [round_words(one) for one in area.get("circle", [])]}
                for area in info.get("area", [])
            ],
        }
        for info in content.get("info", [])
    ]
    receivers = content.get("addresses") or content.get("restriction", "")
    return {
        **content,
        "infos": infos,
        "scope": said("scope", content["scope"]),
        "receivers": receivers,
    }


def _visible(request: HttpRequest, alert_id: UUID) -> Alert:
    rows = scope(request.user, Alert).select_related("incident", "replaces")
    return get_object_or_404(rows, pk=alert_id)


@require_GET
@needs(Can.READ)
def file(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The message as a file of CAP 1.2; of a draft there is none."""
    alert = _visible(request, alert_id)
    if alert.message is None:
        raise Http404
    answer = HttpResponse(cap.written(cap.from_plain(alert.message)), content_type=CAP_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{alert.message["identifier"]}.cap.xml"'
    return answer


@require_POST
@needs(Can.RELEASE)
def release(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Release a draft as the second person."""
    alert = _visible(request, alert_id)
    require(request.user, Can.RELEASE, visible_room(request, alert.room_id))
    services.release_alert(alert, actor=actor_of(request), now=now())
    messages.success(request, _("Released. Receivers get it with the next look at the feed."))
    return redirect("control:alert", alert.pk)


@require_POST
@needs(Can.LOG)
def withdraw(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take a draft back."""
    alert = _visible(request, alert_id)
    room_to_write(request, alert.room_id)
    services.withdraw_alert(alert, actor=actor_of(request), now=now())
    return redirect("control:alerts", alert.room_id)


@require_POST
@needs(Can.LOG)
def receive(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Take in a file with a warning of somebody else."""
    room = room_to_write(request, room_id)
    form = ReceivedForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file and say from whom it is."))
        return redirect("control:alerts", room.pk)
    upload = form.cleaned_data["file"]
    message = services.read_alert(form.content(), name=upload.name)
    services.receive_alert(
        room.pk,
        actor=actor_of(request),
        now=now(),
        message=message,
        giver=f"{form.cleaned_data['giver']} · {upload.name}",
    )
    messages.success(request, _("Taken in. Nothing follows from it by itself: decide what to do."))
    return redirect("control:alerts", room.pk)


@require_GET
@needs(Can.READ)
def received(request: HttpRequest, received_id: UUID) -> HttpResponse:
    """A warning of somebody else, as it came."""
    row = get_object_or_404(scope(request.user, ReceivedAlert), pk=received_id)
    context = {
        "room": visible_room(request, row.room_id),
        "row": row,
        "shown": _shown(row.message),
        "status": said("status", row.status),
        "kind": said("msgType", row.kind),
        "moment": now(),
    }
    return render(request, "control/received_alert.html", context)
