"""The day of an event: calls in, its sheet out. The fact's room is the sheet's key here."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import DayCallRow, DaySheetRow, Look, Row

SPACE = UUID("6f0b8f4e-3d0c-5c7e-9a51-52d7b6a6c0da")


def sheet_key(event_id: int) -> UUID:
    """The key of an event's sheet."""
    return uuid5(SPACE, f"event:{event_id}")


def begun(fact: Fact, look: Look) -> Sequence[Row]:
    """The empty sheet, before the first call here, or at two posts."""
    body = fact.body
    if look.find(DaySheetRow, fact.room) is not None:
        return []
    return [
        DaySheetRow(
            uuid=fact.room, event_id=body["event"], season_unit_id=body["season_unit"], reached={}
        )
    ]


def called(fact: Fact, look: Look) -> Sequence[Row]:
    """One call. What it says of a stage holds from now on, whatever was said before."""
    sheet, body = look(DaySheetRow, fact.room), fact.body
    made = DayCallRow(
        uuid=fact.named("call"),
        sheet_id=fact.room,
        number=sheet.calls + 1,
        way=body["way"],
        stage=body["stage"],
        is_taken_back=body["is_taken_back"],
        is_trouble=body["is_trouble"],
        text=body["text"],
        happened_at=fact.happened_at,
        recorded_at=fact.recorded_at,
        actor=fact.actor,
    )
    reached = {key: at for key, at in sheet.reached.items() if key != made.stage}
    if made.stage and not made.is_taken_back:
        reached[made.stage] = fact.happened_at.isoformat()
    heard_at = max(filter(None, (sheet.heard_at, fact.happened_at)))
    grown = replace(
        sheet,
        reached=dict(sorted(reached.items())),
        calls=made.number,
        troubles=sheet.troubles + made.is_trouble,
        heard_at=heard_at,
        due_at=fact.time("due_at"),
    )
    return [grown, made]


def settled(fact: Fact, look: Look) -> Sequence[Row]:
    """A trouble is no more; who said so first stands."""
    sheet, call = look(DaySheetRow, fact.room), look(DayCallRow, fact.named("call"))
    if call.settled_at is not None:
        return []
    return [
        replace(sheet, troubles=sheet.troubles - 1),
        replace(call, settled_at=fact.happened_at, settled_by=fact.actor),
    ]
