"""Moving one or many congresses as one act: chosen, previewed whole, applied, undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.models import Audience, Entry
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.season.errors import (
    AlreadyHeld,
    AlreadyUndone,
    ChangedSinceMoving,
    MovesForbidden,
    NothingToMove,
    ReasonMissing,
    RowChanged,
)
from muster.season.models import Congress, MovedCongress, MovedPart, Moving
from muster.season.registry.moving import (
    Act,
    Moves,
    MovingPart,
    NewDays,
    Touched,
    Weight,
    moving_parts,
)
from muster.season.services.drafting import must_be_days
from muster.season.services.hand import day, local
from muster.season.services.moving_days import disorder, final_frame
from muster.tree.clock import day_of
from muster.tree.names import tidy

NAMES: Final = 12
APPLIED: Final = "moving.applied"


@dataclass(frozen=True, slots=True)
class PartPreview:
    """What one part of the house would change, what breaks, what it leaves to people."""

    part: MovingPart
    lines: Sequence[Touched]

    def count(self, weight: str) -> int:
        """How many lines are of that weight."""
        return sum(line.weight == weight for line in self.lines)

    @property
    def changes(self) -> int:
        """How many things the act changes by itself."""
        return self.count(Weight.CHANGES)

    @property
    def breaks(self) -> int:
        """How many things break."""
        return self.count(Weight.BREAKS)

    @property
    def stays(self) -> int:
        """How many things somebody has to do by hand."""
        return self.count(Weight.STAYS)


@dataclass(frozen=True, slots=True)
class MovingPreview:
    """All that a moving touches, part by part. mark: what was looked at, for the act."""

    moves: Moves
    parts: Sequence[PartPreview] = field(default_factory=tuple)

    @property
    def forbidden(self) -> Sequence[Touched]:
        """What stands against it."""
        lines = (line for part in self.parts for line in part.lines)
        return [line for line in lines if line.weight is Weight.FORBIDS]

    @property
    def broken(self) -> int:
        """How many things break."""
        return sum(part.breaks for part in self.parts)

    @property
    def mark(self) -> str:
        """A digest of which congress goes from which days to which."""
        return mark_of(self.moves)


def mark_of(moves: Moves) -> str:
    """A digest of which congress goes from which days to which."""
    rows = {
        str(row.congress.pk): [
            row.congress.starts_on.isoformat(),
            row.congress.ends_on.isoformat(),
            row.starts_on.isoformat(),
            row.ends_on.isoformat(),
        ]
        for row in moves.rows
    }
    return canonical.digest(rows)


def preview_moving(moves: Moves) -> MovingPreview:
    """Everything that a moving touches, by every part of the house; nothing is saved."""
    return MovingPreview(moves, [PartPreview(one, one.preview(moves)) for one in moving_parts()])


@retry_on_deadlock
def apply_moving(
    moves: Moves,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    area: str,
    mark: str = "",
    client_uuid: UUID | None = None,
) -> Moving:
    """Move all of them in one transaction, with every part of the house, or none.

    mark: of the preview that was looked at. Locks the congresses in one order. Raises
    ReasonMissing, NothingToMove, RowChanged (something moved since the preview), AlreadyHeld,
    OutsideSeason, MovesForbidden (the order of the tree, judged on the final state of all).
    """
    if not reason.strip():
        raise ReasonMissing
    if not moves.rows:
        raise NothingToMove
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return _made_before(record)
        fresh = _locked(moves, mark)
        moving = Moving.objects.create(
            season=moves.season,
            season_unit=moves.unit,
            area=tidy(area)[:300] or moves.unit.name,
            reason=reason.strip(),
            made_at=now,
            made_by=actor.name,
        )
        MovedCongress.objects.bulk_create(_moved(moving, row) for row in fresh.rows)
        act = Act(
            moving=moving,
            moves=fresh,
            actor=actor,
            now=now,
            reason=moving.reason,
            shifts={row.congress.pk: row.shift for row in fresh.rows},
        )
        _note(record, APPLIED, moving, {"rows": _days_of(moves), **_apply(act)})
    return moving


def _made_before(record: Record) -> Moving:
    """The moving of the first sending; what its parts recorded stands before its own entry."""
    arrivals = [receipt.arrival for receipt in record.replayed]
    entry = Entry.objects.get(arrival__in=arrivals, kind=APPLIED)
    return Moving.objects.get(pk=int(entry.subject.partition(":")[2]))


def _locked(moves: Moves, mark: str) -> Moves:
    """The same moves over the congresses as they are now, under lock, and judged."""
    rows = {
        row.pk: row
        for row in Congress.objects.select_for_update(of=("self",))
        .filter(pk__in=moves.ids)
        .select_related("season_unit__season", "season")
        .order_by("pk")
    }
    fresh = Moves(
        season=moves.season,
        unit=moves.unit,
        today=moves.today,
        rows=[
            NewDays(congress=rows[one.congress.pk], starts_on=one.starts_on, ends_on=one.ends_on)
            for one in moves.rows
        ],
    )
    for one in fresh.rows:
        _must_be_movable(one)
    if mark_of(fresh) != (mark or mark_of(moves)):
        raise RowChanged(what=_changed_name(moves, rows))
    faults = disorder(final_frame(fresh), fresh)
    if faults:
        raise MovesForbidden(count=len(faults), first=faults[0].what)
    return fresh


def _must_be_movable(one: NewDays) -> None:
    row = one.congress
    if row.held_on is not None:
        raise AlreadyHeld(unit=row.season_unit.name, held_on=day(row.held_on))
    if row.cancelled_at is not None:
        raise RowChanged(what=row.season_unit.name)
    must_be_days(row.season, row.season_unit, one.starts_on, one.ends_on)


def _changed_name(moves: Moves, rows: Mapping[int, Congress]) -> str:
    for one in moves.rows:
        now = rows[one.congress.pk]
        if (now.starts_on, now.ends_on) != (one.congress.starts_on, one.congress.ends_on):
            return now.season_unit.name
    return moves.unit.name


def _moved(moving: Moving, row: NewDays) -> MovedCongress:
    return MovedCongress(
        moving=moving,
        congress=row.congress,
        old_starts_on=row.congress.starts_on,
        old_ends_on=row.congress.ends_on,
        new_starts_on=row.starts_on,
        new_ends_on=row.ends_on,
    )


def _days_of(moves: Moves) -> dict[str, list[str]]:
    return {
        row.congress.season_unit.code: [
            row.congress.starts_on.isoformat(),
            row.starts_on.isoformat(),
        ]
        for row in moves.rows
    }


def _apply(act: Act) -> dict[str, dict[str, int]]:
    touched = {}
    for part in moving_parts():
        count, kept = part.apply(act)
        MovedPart.objects.create(moving=act.moving, key=part.key, touched=count, kept=kept)
        touched[part.key] = count
    return {"touched": touched}


@retry_on_deadlock
def undo_moving(
    moving: Moving,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    client_uuid: UUID | None = None,
) -> Moving:
    """Put everything back as it was before the act, in one transaction.

    Raises ReasonMissing, AlreadyUndone, ChangedSinceMoving with the names of what somebody
    changed since; then move them back by an act of its own.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = Moving.objects.select_for_update(of=("self",)).get(pk=moving.pk)
        if record.is_replay:
            return row
        if row.undone_at is not None:
            raise AlreadyUndone(who=row.undone_by, at=local(row.undone_at))
        act = act_of(row, actor=actor, now=now, reason=reason.strip())
        kept = dict(row.parts.values_list("key", "kept"))
        parts = [part for part in reversed(moving_parts()) if part.key in kept]
        _must_be_untouched(act, [(part, kept[part.key]) for part in parts])
        for part in parts:
            part.undo(act, kept[part.key])
        row.undone_at, row.undone_by, row.undone_reason = now, actor.name, reason.strip()
        row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        _note(record, "moving.undone", row, {"reason": row.undone_reason})
    return row


def act_of(moving: Moving, *, actor: Actor, now: datetime, reason: str) -> Act:
    """A moving that was made, as its parts take it; the congresses under lock."""
    made = {row.congress_id: row for row in moving.congresses.all()}
    rows = (
        Congress.objects.select_for_update(of=("self",))
        .filter(pk__in=made)
        .select_related("season_unit__season", "season")
        .order_by("pk")
    )
    moves = Moves(
        season=moving.season,
        unit=moving.season_unit,
        today=day_of(now),
        rows=[
            NewDays(
                congress=row,
                starts_on=made[row.pk].new_starts_on,
                ends_on=made[row.pk].new_ends_on,
            )
            for row in rows
        ],
    )
    shifts = {row.congress_id: row.new_starts_on - row.old_starts_on for row in made.values()}
    return Act(moving=moving, moves=moves, actor=actor, now=now, reason=reason, shifts=shifts)


def _must_be_untouched(act: Act, parts: Sequence[tuple[MovingPart, Mapping[str, object]]]) -> None:
    found = [line for part, kept in parts for line in part.changed_since(act, kept)]
    if found:
        more = " …" if len(found) > NAMES else ""
        raise ChangedSinceMoving(count=len(found), names="; ".join(found[:NAMES]) + more)


def _note(record: Record, kind: str, moving: Moving, body: Mapping[str, object]) -> None:
    record(
        kind,
        f"moving:{moving.pk}",
        unit=moving.season_unit.unit_id,
        season=moving.season_id,
        audience=Audience.SEASON,
        body={"area": moving.area, "reason": moving.reason, **body},
    )
