"""Minutes: how many were present, and conclusions, each of which is a task for somebody."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.models import Meeting, MeetingStaff, MeetingUnit
from muster.office.services.instructions import (
    InstructionDraft,
    OrderLine,
    instruct,
    order_more,
)
from muster.office.services.meeting_hand import check, locked, must_stand, note, save
from muster.season.services.hand import day
from muster.tree.clock import day_of


@retry_on_deadlock
def count_present(
    meeting: Meeting,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    present: Mapping[int, int | None],
    attended: Collection[int],
    client_uuid: UUID | None = None,
) -> Meeting:
    """Record how many of each unit were there, and who of the own staff.

    present: by id of the meeting's unit; attended: ids of persons. Raises Changed,
    MeetingCancelled.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(meeting)
        if record.is_replay:
            return row
        check(row, version)
        units = list(MeetingUnit.objects.filter(meeting=row))
        for one in units:
            one.present = present.get(one.pk)
        MeetingUnit.objects.bulk_update(units, ["present"])
        staff = list(MeetingStaff.objects.filter(meeting=row))
        for each in staff:
            each.attended = each.person_id in attended
        MeetingStaff.objects.bulk_update(staff, ["attended"])
        save(row, actor, now)
        body = {
            "present": {one.name: one.present for one in units},
            "staff": sum(bool(each.attended) for each in staff),
        }
        note(record, "meeting.counted", row, body)
    return row


@retry_on_deadlock
def conclude(
    meeting: Meeting,
    *,
    actor: Actor,
    now: datetime,
    lines: Sequence[OrderLine],
    client_uuid: UUID | None = None,
) -> Meeting:
    """Add conclusions: each becomes a task of everybody whom it names, ordered by the chair.

    May be called again while the meeting goes on. Raises what ``instruct`` raises:
    TaskIncomplete for a conclusion without owner or day, AddresseeUnknown, NoTasks.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(meeting)
        if record.is_replay:
            return row
        must_stand(row)
        if row.instruction is None:
            held_on = day_of(row.starts_at)
            draft = InstructionDraft(
                kind=rules_of(row.season_unit).meeting_kinds[row.kind].instruction,
                leader=row.chair,
                given_on=held_on,
                subject=f"{row.subject}, {day(held_on)}",
                lines=lines,
            )
            row.instruction = instruct(row.season_unit, actor=actor, now=now, draft=draft)
        else:
            order_more(row.instruction, actor=actor, now=now, lines=lines)
        save(row, actor, now)
        note(record, "meeting.concluded", row, {"conclusions": len(lines)})
    return row
