"""Between the levels: passing on, saying that there is nothing, sending back down."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.papers.errors.remarks import (
    AnsweredAlready,
    NotFromBelow,
    NothingToPass,
    OwnerDecides,
    RemarksLie,
)
from muster.papers.models import DeskState, Remark, RemarkAct, RoundDesk
from muster.papers.services.remarks.counting import add_up, settle, tally_of
from muster.papers.services.remarks.hand import (
    acts,
    must_take_remarks,
    note,
    on_desk,
    some,
    take_desk,
    take_desks,
    wanted,
)
from muster.papers.services.remarks.own import must_be_undecided
from muster.season.services.hand import local
from muster.tree.clock import day_of


@retry_on_deadlock
def pass_on(
    desk: RoundDesk, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> int:
    """Pass all that lies on *desk* on to the desk above; how many remarks that were.

    Locks both desks. What is entered afterwards lies here again and can be passed on again.
    Raises OwnerDecides, NothingToPass, RoundOver, RoundConsolidated.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        rows = take_desks([pk for pk in (desk.pk, desk.above_id) if pk is not None])
        row = rows[desk.pk]
        if record.is_replay:
            return 0
        must_take_remarks(row.round)
        if row.above_id is None:
            raise OwnerDecides(unit=row.season_unit.name)
        above = rows[row.above_id]
        lying = list(Remark.objects.filter(desk=row))
        if not lying:
            raise NothingToPass(unit=row.season_unit.name)
        before = tally_of(lying)
        Remark.objects.filter(desk=row).update(desk=above, returned_reason="")
        for remark in lying:
            remark.desk, remark.returned_reason = above, ""
        acts(lying, RemarkAct.Kind.PASSED, actor=actor, now=now, from_desk=row, to_desk=above)
        settle(before, lying)
        _answer(row, DeskState.PASSED, actor, now)
        note(record, "remarks.passed_on", row, lying, {"to": above.pk})
    return len(lying)


@retry_on_deadlock
def say_nil(
    desk: RoundDesk, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> RoundDesk:
    """Answer for a body that it has no remarks.

    Raises OwnerDecides, RemarksLie, AnsweredAlready, RoundOver, RoundConsolidated.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_desk(desk)
        if record.is_replay:
            return row
        must_take_remarks(row.round)
        if row.is_owner:
            raise OwnerDecides(unit=row.season_unit.name)
        if row.lying:
            raise RemarksLie(count=row.lying, unit=row.season_unit.name)
        if row.answered_at is not None:
            raise AnsweredAlready(
                unit=row.season_unit.name,
                at=local(row.answered_at),
                who=row.answered_by,
                state=row.get_state_display(),
            )
        _answer(row, DeskState.NIL, actor, now)
        _note(record, "remarks.none", row)
    return row


def _answer(desk: RoundDesk, state: DeskState, actor: Actor, now: datetime) -> None:
    """The first answer says whether it was late; what was nil becomes passed on."""
    was = DeskState(desk.state)
    if was == DeskState.WAITING:
        desk.answered_at, desk.answered_by = now, actor.name
        desk.is_late = day_of(now) > desk.due_on
    desk.state = state
    desk.save(update_fields=["state", "answered_at", "answered_by", "is_late"])
    add_up(
        desk,
        answered=int(was == DeskState.WAITING),
        nil=int(state == DeskState.NIL) - int(was == DeskState.NIL),
    )


@retry_on_deadlock
def send_back(
    desk: RoundDesk,
    *,
    actor: Actor,
    now: datetime,
    remarks: Collection[int],
    reason: str,
    client_uuid: UUID | None = None,
) -> list[Remark]:
    """Lay remarks from *desk* back on the desks below from which they came up, with a reason.

    Locks the desks. Raises ReasonMissing, NotFromBelow, RemarkElsewhere, RemarkDecided,
    RoundOver, RoundConsolidated, NothingChosen.
    """
    some(remarks)
    why = wanted(reason)[:500]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        targets = _came_from(desk, remarks)
        rows = take_desks({desk.pk, *targets.values()})
        row = rows[desk.pk]
        if record.is_replay:
            return []
        must_take_remarks(row.round)
        lying = on_desk(row, remarks)
        for remark in lying:
            must_be_undecided(remark)
            if remark.pk not in targets:
                raise NotFromBelow(number=remark.pk, unit=row.season_unit.name)
        before = tally_of(lying)
        for remark in lying:
            remark.desk, remark.returned_reason = rows[targets[remark.pk]], why
        for pk in set(targets.values()):
            down = [remark for remark in lying if targets[remark.pk] == pk]
            Remark.objects.filter(pk__in=[remark.pk for remark in down]).update(
                desk=rows[pk], returned_reason=why
            )
            acts(
                down,
                RemarkAct.Kind.SENT_BACK,
                actor=actor,
                now=now,
                from_desk=row,
                to_desk=rows[pk],
                reason=why,
            )
        settle(before, lying)
        note(record, "remarks.sent_back", row, lying, {"reason": why})
    return lying


def _came_from(desk: RoundDesk, remarks: Collection[int]) -> dict[int, int]:
    """For each remark that came up to *desk*, the desk right below on its way."""
    units = dict(
        Remark.objects.filter(pk__in=remarks)
        .exclude(season_unit=desk.season_unit_id)
        .values_list("pk", "season_unit__first")
    )
    below = list(
        RoundDesk.objects.filter(above=desk).values_list(
            "pk", "season_unit__first", "season_unit__last"
        )
    )
    return {
        remark: pk
        for remark, at in units.items()
        for pk, first, last in below
        if first <= at <= last
    }


def _note(record: Record, kind: str, desk: RoundDesk) -> None:
    record(
        kind,
        f"round_desk:{desk.pk}",
        unit=desk.season_unit.unit_id,
        season=desk.season_unit.season_id,
        audience=Audience.UNIT,
        body={"round": desk.round_id},
    )
