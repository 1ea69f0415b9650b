"""Own equipment: a register, and who has what. The fact's room is the piece's key here."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import Look, PieceRow, Row

SPACE = UUID("0d2f7f0e-52a4-5d0b-9f6e-8f1d8f1f2a6b")


def piece_key(number: str) -> UUID:
    """The key of the piece with that number: the same on every node."""
    return uuid5(SPACE, number)


def registered(fact: Fact, look: Look) -> Sequence[Row]:
    """A piece as the register has it from now on; where it is does not change by that."""
    body = fact.body
    said = {name: body[name] for name in ("kind", "call_sign", "is_struck")}
    there = look.find(PieceRow, fact.room)
    if there is not None:
        return [replace(there, unit_id=body["unit"], **said)]
    return [PieceRow(uuid=fact.room, number=body["number"], unit_id=body["unit"], **said)]


def placed(fact: Fact, look: Look) -> Sequence[Row]:
    """A room takes it into its charge, or gives it back to the unit."""
    piece = look(PieceRow, fact.room)
    return [replace(piece, room=fact.uuid("room"), since=fact.happened_at)]


def issued(fact: Fact, look: Look) -> Sequence[Row]:
    """One hand gives it to another."""
    piece, body = look(PieceRow, fact.room), fact.body
    return [
        replace(
            piece,
            room=fact.uuid("room"),
            holder=body["taker"],
            holder_name=body["taker_name"],
            giver_name=body["giver_name"],
            since=fact.happened_at,
        )
    ]


def returned(fact: Fact, look: Look) -> Sequence[Row]:
    """It is back in the room; one that was missing is missing no more."""
    return [
        replace(
            look(PieceRow, fact.room),
            room=fact.uuid("room"),
            holder=None,
            holder_name="",
            giver_name="",
            since=fact.happened_at,
            missing_at=None,
            incident=None,
        )
    ]


def missing(fact: Fact, look: Look) -> Sequence[Row]:
    """The count did not find it; who had it last stays beside it."""
    piece = look(PieceRow, fact.room)
    return [replace(piece, missing_at=fact.happened_at, incident=fact.uuid("incident"))]
