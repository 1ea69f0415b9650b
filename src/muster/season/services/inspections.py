"""Inspection visits: a checklist, what was found, who cures it until when, and the proof."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import Pack
from muster.season.bridge import pack_of
from muster.season.errors import AlreadyCured, NotInSeason, ReasonMissing
from muster.season.models import Congress, Finding, Inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    """What a visit found at one item of the checklist.

    due_on None: the visit's day and the item's days to cure, as the pack lays down.
    """

    item: str
    result: str
    text: str = ""
    owner: str = ""
    due_on: date | None = None


@retry_on_deadlock
def record_inspection(
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    checklist: str,
    visited_on: date,
    visited_by: str,
    findings: Sequence[FindingDraft],
    note: str = "",
    client_uuid: UUID | None = None,
) -> Inspection:
    """Record a visit with its findings.

    What is not fine needs an owner; without one the congress's unit owns it. Raises RuleUnknown
    for an unknown checklist or item.
    """
    rules = pack_of(congress)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Inspection.objects.filter(congress=congress, checklist=checklist).latest("pk")
        row = Congress.objects.select_for_update().get(pk=congress.pk)
        if row.cancelled_at is not None:
            raise NotInSeason(unit=congress.season_unit.name)
        visit = Inspection.objects.create(
            congress=row,
            checklist=rules.checklists[checklist].key,
            visited_on=visited_on,
            visited_by=visited_by,
            note=note,
        )
        rows = [_finding(visit, draft, rules, congress.season_unit.name) for draft in findings]
        Finding.objects.bulk_create(rows)
        record(
            "inspection.recorded",
            f"congress:{row.pk}",
            unit=congress.season_unit.unit_id,
            season=row.season_id,
            audience=Audience.UNIT,
            body={
                "checklist": checklist,
                "visited_on": visited_on,
                "visited_by": visited_by,
                "findings": [asdict(draft) for draft in findings],
                "note": note,
            },
        )
    return visit


def _finding(visit: Inspection, draft: FindingDraft, rules: Pack, unit_name: str) -> Finding:
    item = rules.checklists[visit.checklist].items[draft.item]
    is_fine = draft.result == Finding.Result.OK
    due_on = draft.due_on or visit.visited_on + timedelta(
        days=rules.severities[item.severity].cure_days
    )
    return Finding(
        inspection=visit,
        item=item.key,
        result=Finding.Result(draft.result),
        text=draft.text,
        owner=draft.owner if is_fine else (draft.owner or unit_name[:120]),
        due_on=None if is_fine else due_on,
    )


@retry_on_deadlock
def cure(
    finding: Finding,
    *,
    actor: Actor,
    now: datetime,
    proof: str,
    client_uuid: UUID | None = None,
) -> Finding:
    """Report a finding as cured, with what proves it. Raises AlreadyCured, ReasonMissing."""
    if not proof.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Finding.objects.get(pk=finding.pk)
        row = Finding.objects.select_for_update().get(pk=finding.pk)
        if row.cured_at is not None or row.result == Finding.Result.OK:
            raise AlreadyCured(who=row.cured_by)
        row.cured_at, row.cured_by, row.proof = now, actor.name, proof.strip()
        row.save(update_fields=["cured_at", "cured_by", "proof"])
        congress = row.inspection.congress
        record(
            "finding.cured",
            f"congress:{congress.pk}",
            unit=congress.season_unit.unit_id,
            season=congress.season_id,
            audience=Audience.UNIT,
            body={"finding": row.pk, "item": row.item, "proof": row.proof},
        )
    return row
