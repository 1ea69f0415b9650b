"""A sheet as its page sends it: scores and remarks in one act, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.models import Assignment, ScoreSheet, SheetRemark
from muster.papers.services.appraisals.remarking import (
    RemarkDraft,
    add_remark,
    change_remark,
    remove_remark,
)
from muster.papers.services.appraisals.scoring import SheetDraft, hand_in_sheet, save_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What was typed of remarks. new: further ones; changed: by id; one without words goes."""

    new: Sequence[RemarkDraft] = ()
    changed: Mapping[int, RemarkDraft] = field(default_factory=dict)


@retry_on_deadlock
def fill_sheet(
    assignment: Assignment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: SheetDraft,
    remarks: Remarks,
) -> ScoreSheet:
    """Save scores and remarks. Raises as ``save_sheet`` and ``add_remark`` do."""
    with recorded(actor, now=now):
        reached = _remark(assignment, remarks, actor=actor, now=now, version=version)
        return save_sheet(assignment, actor=actor, now=now, version=reached, draft=draft)


@retry_on_deadlock
def fill_and_hand_in(
    assignment: Assignment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: SheetDraft,
    remarks: Remarks,
    client_uuid: UUID | None = None,
) -> ScoreSheet:
    """Save scores and remarks and hand the sheet in. Raises also SheetIncomplete."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return ScoreSheet.objects.get(assignment=assignment)
        reached = _remark(assignment, remarks, actor=actor, now=now, version=version)
        return hand_in_sheet(assignment, actor=actor, now=now, version=reached, draft=draft)


def _remark(
    assignment: Assignment, remarks: Remarks, *, actor: Actor, now: datetime, version: int
) -> int:
    """Write what was typed of remarks; the version that the sheet then has."""
    standing = {one.pk: one for one in SheetRemark.objects.filter(sheet__assignment=assignment)}
    for pk, draft in remarks.changed.items():
        row = standing.get(pk)
        if row is None or not _differs(row, draft):
            continue
        if draft.text.strip():
            change_remark(row, actor=actor, now=now, version=version, draft=draft)
        else:
            remove_remark(row, actor=actor, now=now, version=version)
        version += 1
    for draft in remarks.new:
        add_remark(assignment, actor=actor, now=now, version=version, draft=draft)
        version += 1
    return version


def _differs(row: SheetRemark, draft: RemarkDraft) -> bool:
    number = row.paragraph.number if row.paragraph is not None else None
    before = (row.text, number, row.place)
    return before != (draft.text.strip(), draft.paragraph, draft.place.strip())
