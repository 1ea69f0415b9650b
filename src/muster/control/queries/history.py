"""Through whose hands a piece went, as the record has it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.control.models import ControlRoom, Piece
from muster.control.projecting import subject_of_piece
from muster.ledger.queries import entries_about

MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry about a piece, in words. number: of the record; actor: who entered it."""

    number: int
    at: datetime
    said: str
    actor: str


def acts_on(piece: Piece) -> Sequence[Act]:
    """The newest entries about a piece, newest first: two queries."""
    rows = entries_about(subject_of_piece(piece.pk)).order_by("-arrival")
    entries = [
        (counter, at, kind, json.loads(text), actor)
        for counter, at, kind, text, actor in rows.values_list(
            "counter", "happened_at", "kind", "text", "actor"
        )[:MOST]
    ]
    keys = {body["room"] for _number, _at, _kind, body, _actor in entries if body.get("room")}
    rooms = {
        key.hex: name
        for key, name in ControlRoom.objects.filter(pk__in=keys).values_list("pk", "name")
    }
    return [
        Act(number=number, at=at, said=_said(kind, body, rooms), actor=actor)
        for number, at, kind, body, actor in entries
    ]


def _said(kind: str, body: dict[str, Any], rooms: dict[str, str]) -> str:
    room = rooms.get(body.get("room") or "", "")
    hands = {"giver": body.get("giver_name", ""), "taker": body.get("taker_name", "")}
    match kind:
        case "control.piece_issued":
            return _("issued by %(giver)s to %(taker)s") % hands
        case "control.piece_returned":
            return _("returned by %(giver)s to %(taker)s") % hands
        case "control.piece_missing":
            return _("missing at the passing on of the shift")
        case "control.piece_placed" if room:
            return _("in the control room %(room)s") % {"room": room}
        case "control.piece_placed":
            return _("back with its unit")
    return _("struck off the register") if body.get("is_struck") else _("entered in the register")
