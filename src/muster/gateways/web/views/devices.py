from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.control.models import ControlRoom
from muster.gateways import services
from muster.gateways.cot.authority import authority
from muster.gateways.cot.package import Setup, package
from muster.gateways.gps.store import NOBODY, Tally, store
from muster.gateways.models import Device
from muster.gateways.queries.duties import rules_of
from muster.gateways.queries.positions import device_lines
from muster.gateways.rules import Can
from muster.gateways.web.forms import DeviceForm
from muster.gateways.web.words import is_done, said
from muster.season.models import Event
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

PORT: Final = 5055
EVERY_S: Final = 15


@require_GET
@needs(Can.SEE_POSITIONS)
def devices(request: HttpRequest, event_id: int) -> HttpResponse:
    """The devices of an event, what was heard of each, and what was refused at the door."""
    event = _event(request, event_id, Can.SEE_POSITIONS)
    lines = device_lines(event, now=now())
    context = {
        "event": event,
        "open_room": scope(request.user, ControlRoom).filter(event=event, closed_at=None).first(),
        "lines": [(line, [_told(one) for one in line.tallies]) for line in lines],
        "heard": sum(line.mark == "done" for line in lines),
        "refused": [
            _told(one) for one in store().tallies() if one.device == NOBODY and not is_done(one)
        ],
        "rules": rules_of(event),
        "kept": store().count(event.pk),
        "form": DeviceForm(event=event),
        "may_enrol": is_allowed(request.user, Can.ENROL, event),
    }
    return render(request, "gateways/devices.html", context)


def _told(one: Tally) -> tuple[str, int, datetime]:
    return said(one), one.count, one.last


def _event(request: HttpRequest, event_id: int, can: Can) -> Event:
    rows = scope(request.user, Event).select_related("season", "season_unit__unit", "venue")
    event = get_object_or_404(rows, pk=event_id)
    require(request.user, can, event)
    return event


@require_POST
@needs(Can.ENROL)
def enrol(request: HttpRequest, event_id: int) -> HttpResponse:
    """Enrol a device; its secret and its code are shown this once."""
    event = _event(request, event_id, Can.ENROL)
    form = DeviceForm(request.POST, event=event)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("gateways:devices", event.pk)
    device, secret = services.enrol_device(
        actor_of(request), event=event, draft=form.draft(), now=now()
    )
    scheme = "https" if request.is_secure() else "http"
    server = f"{scheme}://{_host(request)}:{PORT}"
    address = f"{server}/?{urlencode({'id': secret, 'interval': EVERY_S})}"
    context = {
        "event": event,
        "device": device,
        "server": server,
        "secret": secret,
        "code": _code(address),
    }
    answer = render(request, "gateways/enrolled.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _host(request: HttpRequest) -> str:
    """What the reader calls this machine, without the port."""
    return request.get_host().rpartition(":")[0] or request.get_host()


@require_POST
@needs(Can.ENROL)
def certify(request: HttpRequest, device_id: int) -> HttpResponse:
    """Give out the package by which a device connects to the relay; an older one ends."""
    device = get_object_or_404(scope(request.user, Device), pk=device_id)
    event = _event(request, device.event_id, Can.ENROL)
    moment = now()
    own = authority(settings.MUSTER_DATA, settings.MUSTER_NODE, now=moment)
    row, signed = services.certify_device(
        actor_of(request), device=device, authority=own, now=moment
    )
    setup = Setup(callsign=row.name, server=f"muster {event.name}", host=_host(request))
    content = package(setup, signed=signed, authority=own.own.certificate)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="muster-device-{row.pk}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def _code(address: str) -> SafeString:
    """The address with the secret as a drawing: a phone reads it and is set up."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(scale=1, border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308  a drawing of modules, made here


@require_POST
@needs(Can.ENROL)
def revoke(request: HttpRequest, device_id: int) -> HttpResponse:
    """Let a device speak no more."""
    device = get_object_or_404(scope(request.user, Device), pk=device_id)
    _event(request, device.event_id, Can.ENROL)
    services.revoke_device(actor_of(request), device=device, now=now())
    messages.success(request, _("Revoked: nothing more is taken from it."))
    return redirect("gateways:devices", device.event_id)
