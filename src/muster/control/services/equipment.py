"""Own equipment: the register, and what goes from hand to hand in a room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.bridge.live import Live
from muster.control.errors.equipment import (
    HandsSame,
    NumbersMissing,
    PieceElsewhere,
    PieceLost,
    PieceNotOut,
    PieceOfOtherUnit,
    PieceOut,
    PiecesLeft,
    PieceStruck,
    PieceTaken,
    RoomFull,
    TooManyPieces,
)
from muster.control.models import ControlRoom, Piece
from muster.control.projecting import Fact, PieceRow, piece_key, subject_of_piece
from muster.control.queries.equipment import MOST, lots_of, units_over
from muster.control.services.hand import Pen, Written, as_recorded, writing
from muster.control.services.saying import Said, say
from muster.duty.models import Officer
from muster.duty.queries.people import unit_names
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.packs import Pack
from muster.shell.formats import short_moment

MOST_AT_ONCE: Final = 150
MOST_NAMED: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceDraft:
    """A piece as the register should have it. number: as ``number_of`` writes it."""

    number: str
    kind: str
    unit_id: int
    call_sign: str = ""
    is_struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who gives and who takes: officers of the own force."""

    giver: Officer
    taker: Officer

    def must_be_two(self) -> None:
        """Raises HandsSame."""
        if self.giver.pk == self.taker.pk:
            raise HandsSame(who=self.giver.person.name)

    @property
    def body(self) -> dict[str, Any]:
        """As entries hold them."""
        return {
            "giver": self.giver.pk,
            "giver_name": self.giver.person.name,
            "taker": self.taker.pk,
            "taker_name": self.taker.person.name,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Records entries about pieces and folds each into its row."""

    record: Record
    live: Live
    actor: Actor
    now: datetime

    @classmethod
    def of(cls, pen: Pen) -> "Bench":
        """As part of an act in a room."""
        return cls(record=pen.record, live=pen.live, actor=pen.actor, now=pen.now)

    def write(self, kind: str, key: UUID, body: Mapping[str, Any], *, unit: int) -> None:
        """Record one entry about the piece under *key*, which belongs to *unit*."""
        entry = self.record(
            kind, subject_of_piece(key), audience=Audience.SAFETY, unit=unit, body=body
        )
        self.live.take(
            Fact(
                key=entry,
                kind=kind,
                room=key,
                happened_at=self.now,
                recorded_at=self.now,
                actor=self.actor.name,
                account=self.actor.account_id,
                body=as_recorded(body),
            )
        )


@retry_on_deadlock
def register_pieces(
    actor: Actor, *, now: datetime, drafts: Sequence[PieceDraft], within: frozenset[int], pack: Pack
) -> int:
    """Enter or change pieces; one that is as drafted is left alone. How many were written.

    within: the units whose registers the actor keeps. Raises PieceTaken for a number of another
    unit, PieceOut and PieceElsewhere for striking off what is not with its unit, RuleUnknown.
    """
    with recorded(actor, now=now) as record:
        bench = Bench(record=record, live=Live(), actor=actor, now=now)
        _locked(piece_key(draft.number) for draft in drafts)
        written = sum(_register(bench, draft, within, pack) for draft in drafts)
        bench.live.save()
    return written


def _register(bench: Bench, draft: PieceDraft, within: frozenset[int], pack: Pack) -> bool:
    key, rule = piece_key(draft.number), pack.equipment_kinds[draft.kind]
    there = bench.live.find(PieceRow, key)
    if there is not None and there.unit_id not in within:
        raise PieceTaken(number=draft.number)
    body = {
        "number": draft.number,
        "kind": rule.key,
        "unit": draft.unit_id,
        "call_sign": draft.call_sign if rule.call_sign else "",
        "is_struck": draft.is_struck,
    }
    if there is not None:
        was = (there.kind, there.unit_id, there.call_sign, there.is_struck)
        if was == tuple(body[name] for name in ("kind", "unit", "call_sign", "is_struck")):
            return False
        if draft.is_struck and there.room is not None:
            _must_be_in(there)
            raise PieceElsewhere(number=there.number, room=_room_name(there.room))
    bench.write("control.piece_registered", key, body, unit=draft.unit_id)
    return True


@retry_on_deadlock
def issue_pieces(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    pieces: Sequence[UUID],
    hands: Hands,
    client_uuid: UUID | None = None,
) -> Written:
    """Give pieces out from one hand to another; what lay with its unit is the room's from now on.

    Raises NumbersMissing, TooManyPieces, HandsSame, PieceStruck, PieceOut, PieceLost,
    PieceElsewhere, PieceOfOtherUnit, RoomFull, RoomClosed; then nothing is recorded.
    """
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            hands.must_be_two()
            rows = _taken(pen, pieces)
            for row in rows:
                _must_be_free(pen, row)
            _must_fit(pen, rows)
            _must_suit(pen, rows, hands.taker)
            said = {
                "lots": lots_of(rows, pen.pack),
                "giver": hands.giver.person.name,
                "taker": hands.taker.person.name,
            }
            say(pen, Said(text=_("Issued to %(taker)s by %(giver)s: %(lots)s") % said))
            body = {"room": room_id.hex, **hands.body}
            _write_all(pen, "control.piece_issued", rows, body)
    return pen.written


@retry_on_deadlock
def return_pieces(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    pieces: Sequence[UUID],
    hands: Hands,
    client_uuid: UUID | None = None,
) -> Written:
    """Take pieces back, also those that were missing and are found.

    Raises NumbersMissing, TooManyPieces, HandsSame, PieceNotOut, PieceElsewhere, RoomClosed.
    """
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            hands.must_be_two()
            rows = _taken(pen, pieces)
            for row in rows:
                _must_come_back(pen, row)
            said = {
                "lots": lots_of(rows, pen.pack),
                "giver": hands.giver.person.name,
                "taker": hands.taker.person.name,
            }
            say(pen, Said(text=_("Returned by %(giver)s to %(taker)s: %(lots)s") % said))
            body = {"room": room_id.hex, **hands.body}
            _write_all(pen, "control.piece_returned", rows, body)
    return pen.written


@retry_on_deadlock
def place_pieces(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    pieces: Sequence[UUID],
    is_here: bool,
    client_uuid: UUID | None = None,
) -> Written:
    """Take pieces into the charge of the room, or give them back to their units.

    Raises NumbersMissing, TooManyPieces, PieceStruck, PieceOut, PieceLost, PieceElsewhere,
    RoomFull.
    """
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            rows = _taken(pen, pieces)
            for row in rows:
                _must_be_free(pen, row)
            if is_here:
                _must_fit(pen, rows)
            text = _("Into the charge of the room: %(lots)s")
            if not is_here:
                text = _("Given back to the units: %(lots)s")
            say(pen, Said(text=text % {"lots": lots_of(rows, pen.pack)}))
            body = {"room": room_id.hex if is_here else None}
            _write_all(pen, "control.piece_placed", rows, body)
    return pen.written


def put_pieces_back(pen: Pen) -> None:
    """Give everything that is in the room back to its units, as part of closing it.

    Raises PiecesLeft while somebody has a piece that no count has missed.
    """
    held = Piece.objects.filter(room=pen.room.pk, missing_at=None).order_by("number")
    left = list(held.exclude(holder=None).values_list("number", flat=True)[:MOST_NAMED])
    if left:
        raise PiecesLeft(numbers=", ".join(left))
    keys = list(held.values_list("pk", flat=True))
    _locked(keys)
    rows = [pen.live(PieceRow, key) for key in keys]
    _write_all(pen, "control.piece_placed", rows, {"room": None})


def put_missing(pen: Pen, rows: Iterable[PieceRow], *, incident: UUID) -> None:
    """Record as part of an act that pieces were not found."""
    body = {"room": pen.room.pk.hex, "incident": incident.hex}
    _write_all(pen, "control.piece_missing", rows, body)


def _write_all(pen: Pen, kind: str, rows: Iterable[PieceRow], body: Mapping[str, Any]) -> None:
    bench = Bench.of(pen)
    for row in rows:
        bench.write(kind, row.uuid, body, unit=row.unit_id)


def _taken(pen: Pen, pieces: Sequence[UUID]) -> list[PieceRow]:
    """The rows of an act under lock, in the order in which they were typed."""
    keys = list(dict.fromkeys(pieces))
    if not keys:
        raise NumbersMissing
    if len(keys) > MOST_AT_ONCE:
        raise TooManyPieces(count=len(keys), most=MOST_AT_ONCE)
    _locked(keys)
    return [pen.live(PieceRow, key) for key in keys]


def _locked(keys: Iterable[UUID]) -> None:
    """Lock pieces till the commit, always in the same order."""
    rows = Piece.objects.select_for_update(of=("self",)).filter(pk__in=list(keys))
    list(rows.order_by("pk").values_list("pk"))


def _must_be_free(pen: Pen, row: PieceRow) -> None:
    if row.is_struck:
        raise PieceStruck(number=row.number)
    _must_be_in(row)
    if row.room is not None and row.room != pen.room.pk:
        raise PieceElsewhere(number=row.number, room=_room_name(row.room))


def _must_be_in(row: PieceRow) -> None:
    if row.missing_at is not None:
        raise PieceLost(number=row.number, at=short_moment(row.missing_at))
    if row.holder is not None:
        at = short_moment(row.since) if row.since else ""
        raise PieceOut(number=row.number, who=row.holder_name, at=at)


def _must_come_back(pen: Pen, row: PieceRow) -> None:
    if row.missing_at is not None:
        return
    if row.holder is None or row.room is None:
        raise PieceNotOut(number=row.number)
    if row.room != pen.room.pk:
        raise PieceElsewhere(number=row.number, room=_room_name(row.room))


def _must_fit(pen: Pen, rows: Sequence[PieceRow]) -> None:
    here = Piece.objects.filter(room=pen.room.pk).count()
    count = here + sum(row.room is None for row in rows)
    if count > MOST:
        raise RoomFull(count=count, most=MOST)


def _room_name(key: UUID) -> str:
    found = ControlRoom.objects.filter(pk=key).values_list("name", flat=True).first()
    return found or "?"


def _must_suit(pen: Pen, rows: Sequence[PieceRow], taker: Officer) -> None:
    bound = [row for row in rows if _stays(row, pen.pack)]
    if not bound:
        return
    over = units_over(taker.unit_id, season_id=pen.room.season_unit.season_id)
    for row in bound:
        if row.unit_id not in over:
            unit = unit_names([row.unit_id]).get(row.unit_id, "")
            raise PieceOfOtherUnit(number=row.number, unit=unit, who=taker.person.name)


def _stays(row: PieceRow, pack: Pack) -> bool:
    """Whether it goes to staff of its unit alone; a kind that the pack lost does not say so."""
    return row.kind in pack.equipment_kinds and pack.equipment_kinds[row.kind].own_unit
