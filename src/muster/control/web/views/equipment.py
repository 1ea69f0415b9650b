"""Own equipment: the register, and what is in a room and in whose hands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.errors.equipment import NumbersMissing
from muster.control.models import ControlRoom, Piece
from muster.control.queries.equipment import kind_name, numbers_in, stock_of
from muster.control.queries.history import acts_on
from muster.control.queries.pack import pack_of
from muster.control.queries.staff import staff_for, written
from muster.control.rules import Can
from muster.control.services import Hands
from muster.control.web.finding import may_write, room_to_write, visible_room
from muster.control.web.typed import officer_typed, pieces_typed
from muster.duty.models import Officer
from muster.duty.queries.people import unit_names
from muster.duty.web.focus import season_of
from muster.packs import Pack, load
from muster.shell.tables import Column, Table
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs
from muster.tree.scope import scope

MOST_PICKED = 400
ACTS = {"issue": services.issue_pieces, "return": services.return_pieces}


@require_GET
@needs(Can.READ)
def register(request: HttpRequest) -> HttpResponse:
    """Every piece that the reader sees, and where it is."""
    pack = _pack_for(request)
    rows = scope(request.user, Piece)
    units = unit_names(rows.order_by().values_list("unit_id", flat=True).distinct())
    keys = rows.order_by().exclude(room=None).values_list("room", flat=True).distinct()
    rooms = dict(ControlRoom.objects.filter(pk__in=keys).values_list("pk", "name"))
    table = Table(
        request,
        rows,
        (
            Column(
                "number",
                pgettext_lazy("equipment", "Number"),
                sort="number",
                link=lambda row: reverse("control:piece", args=[row.pk]),
            ),
            Column(
                "kind",
                pgettext_lazy("equipment", "Kind"),
                sort="kind",
                value=lambda row: kind_name(row.kind, pack),
            ),
            Column("unit", gettext_lazy("Unit"), value=lambda row: units.get(row.unit_id, "")),
            Column("call_sign", gettext_lazy("Call sign"), sort="call_sign"),
            Column(
                "where",
                pgettext_lazy("equipment", "Where it is"),
                value=lambda row: where_is(row, rooms),
                width=40,
            ),
            Column("since", pgettext_lazy("equipment", "Since"), sort="since", kind="moment"),
        ),
        search=("number",),
        order="number",
        title=_("Own equipment"),
        name="equipment",
        empty=_("The register is empty. Paste it, or send it as a sheet."),
    )
    context = {
        "total": rows.filter(is_struck=False).count(),
        "out": rows.exclude(holder=None).filter(missing_at=None).count(),
        "missing": rows.exclude(missing_at=None).count(),
        "may_equip": is_allowed(request.user, Can.EQUIP),
    }
    return table.respond("control/equipment_register.html", context)


def where_is(piece: Piece, rooms: dict[UUID, str]) -> str:
    """Where a piece is, in words."""
    if piece.is_struck:
        return _("struck off")
    if piece.missing_at is not None:
        return _("missing")
    if piece.holder is not None:
        return _("with %(who)s") % {"who": piece.holder_name}
    if piece.room is not None:
        return _("in the control room %(room)s") % {"room": rooms.get(piece.room, "")}
    return _("with its unit")


@require_GET
@needs(Can.READ)
def piece(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """One piece: where it is, and through whose hands it went."""
    found = get_object_or_404(scope(request.user, Piece), pk=piece_id)
    rooms = scope(request.user, ControlRoom).filter(pk__in=[found.room] if found.room else [])
    context = {
        "piece": found,
        "kind": kind_name(found.kind, _pack_for(request)),
        "unit": unit_names([found.unit_id]).get(found.unit_id, ""),
        "where": where_is(found, dict(rooms.values_list("pk", "name"))),
        "room": rooms.first(),
        "acts": acts_on(found),
    }
    return render(request, "control/piece.html", context)


@require_GET
@needs(Can.READ)
def equipment(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """What a room has charge of: here, out and with whom, missing."""
    room = visible_room(request, room_id)
    context: dict[str, Any] = {
        "room": room,
        "stock": stock_of(room, pack=pack_of(room)),
        "may_write": may_write(request, room),
    }
    if context["may_write"]:
        context |= _known(request, room)
    return render(request, "control/equipment.html", context)


def _known(request: HttpRequest, room: ControlRoom) -> dict[str, Any]:
    """Who can be picked; the reader first, if the reader serves."""
    rows = staff_for(request.user, room)
    own = rows.filter(person=account_of(request).person_id).first()
    return {
        "staff": [written(one) for one in rows.filter(is_available=True)[:MOST_PICKED]],
        "own": written(own) if own else "",
    }


@require_POST
@needs(Can.LOG)
def hand(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Issue or take back what was typed, from one hand to another."""
    room = room_to_write(request, room_id)
    act = request.POST.get("act", "")
    pieces = pieces_typed(request, request.POST.get("numbers", ""))
    if not pieces:
        raise NumbersMissing
    hands = Hands(
        giver=_giver(request, room, pieces, act),
        taker=officer_typed(request, room, request.POST.get("taker", "")),
    )
    run = ACTS.get(act, services.issue_pieces)
    done = run(room.pk, actor=actor_of(request), now=now(), pieces=pieces, hands=hands)
    messages.success(request, _("Recorded under number %(number)s.") % {"number": done.number})
    return redirect("control:equipment", room.pk)


def _giver(request: HttpRequest, room: ControlRoom, pieces: list[UUID], act: str) -> Officer:
    """Who was typed; for a return without a name, the one who has the pieces."""
    typed = request.POST.get("giver", "")
    if act == "return" and not typed.strip():
        rows = Piece.objects.filter(pk__in=pieces).exclude(holder=None)
        holders = Officer.objects.filter(pk__in=rows.values("holder")).select_related("person")
        if len(holders) == 1:
            return holders[0]
    return officer_typed(request, room, typed)


@require_POST
@needs(Can.LOG)
def place(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Take what was typed into the charge of the room, or give it back to its units."""
    room = room_to_write(request, room_id)
    pieces = pieces_typed(request, request.POST.get("numbers", ""))
    is_here = request.POST.get("act") != "back"
    done = services.place_pieces(
        room.pk, actor=actor_of(request), now=now(), pieces=pieces, is_here=is_here
    )
    messages.success(request, _("Recorded under number %(number)s.") % {"number": done.number})
    return redirect("control:equipment", room.pk)


def count_typed(request: HttpRequest, room: ControlRoom) -> services.Count:
    """The count of a passing on: a field for each kind, and the numbers that are missing."""
    stock, counted = stock_of(room, pack=pack_of(room)), {}
    for one in stock.kinds:
        typed = request.POST.get(f"counted-{one.key}", "").strip()
        if typed.isascii() and typed.isdigit():
            counted[one.key] = int(typed[:6])
    return services.Count(counted=counted, missing=numbers_in(request.POST.get("missing", "")))


def _pack_for(request: HttpRequest) -> Pack:
    """The pack of the season that the reader is in."""
    season = season_of(request)
    return load(season.pack, season.pack_version)
