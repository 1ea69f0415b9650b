"""Visits are planned, changed, and cancelled with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.queries.staff import staff_named, staff_near
from muster.office.services.replays import made_before
from muster.papers.bridge import rules_of
from muster.papers.errors.appraisal import (
    ReasonMissing,
    StaffUnknown,
    VisitIncomplete,
    VisitNotAbove,
    VisitPlanned,
)
from muster.papers.models import AppraisalVisit, VisitMember
from muster.papers.models.visit import STANDING
from muster.papers.services.visits.hand import check, locked, note, save
from muster.season.models import Congress, SeasonUnit
from muster.season.services.hand import local
from muster.tree.models import Person
from muster.tree.names import search_key, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """What is said of a visit before it is held.

    kind: key of the pack. members: names or numbers of own staff. car: which one, in words. task:
    what is looked at.
    """

    kind: str
    congress: Congress
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    lead: str
    members: Sequence[str] = ()
    car: str = ""
    task: str = ""


@retry_on_deadlock
def plan_visit(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: VisitDraft,
    client_uuid: UUID | None = None,
) -> AppraisalVisit:
    """Plan a visit of *unit* to a unit below it about its congress.

    Locks the visiting unit, so that the second of two who plan the same visit is told of the
    first. Raises VisitIncomplete, VisitNotAbove, VisitPlanned, StaffUnknown.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return AppraisalVisit.objects.get(pk=made_before(record))
        SeasonUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        _must_be_below(unit, draft.congress.season_unit)
        members = _staff(unit, draft.members)
        row = AppraisalVisit(season_unit=unit, planned_at=now, planned_by=actor.name)
        _fill(row, draft)
        row.save(force_insert=True)
        _go_along(row, members)
        note(record, "visit.planned", row, {**_said(row), "members": _names(members)})
    return row


@retry_on_deadlock
def change_visit(
    visit: AppraisalVisit,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: VisitDraft,
    client_uuid: UUID | None = None,
) -> AppraisalVisit:
    """Another hour, place, lead, car, or others who go along.

    Raises RoundChanged, VisitCancelled and what :func:`plan_visit` raises.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update(no_key=True).get(pk=visit.season_unit_id)
        row = locked(visit)
        if record.is_replay:
            return row
        check(row, version)
        _must_be_below(row.season_unit, draft.congress.season_unit)
        members = _staff(row.season_unit, draft.members)
        before = _said(row)
        _fill(row, draft)
        save(row, actor, now)
        _go_along(row, members)
        after = _said(row)
        changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        note(record, "visit.changed", row, {"changed": changed, "members": _names(members)})
    return row


@retry_on_deadlock
def cancel_visit(
    visit: AppraisalVisit,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> AppraisalVisit:
    """It does not take place; the reason stays.

    Raises ReasonMissing, RoundChanged, VisitCancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(visit)
        if record.is_replay:
            return row
        check(row, version)
        row.cancelled_at, row.cancelled_by = now, actor.name
        row.cancelled_reason = reason.strip()[:300]
        save(row, actor, now)
        note(record, "visit.cancelled", row, {"reason": row.cancelled_reason})
    return row


def _complete(draft: VisitDraft) -> None:
    wanted = []
    if draft.starts_at is None or draft.ends_at is None:
        wanted.append(_("from when to when"))
    elif draft.ends_at <= draft.starts_at:
        wanted.append(_("an end after the beginning"))
    if not draft.place.strip():
        wanted.append(_("where"))
    if not draft.lead.strip():
        wanted.append(_("who leads it"))
    if wanted:
        raise VisitIncomplete(wanted=", ".join(wanted))


def _must_be_below(unit: SeasonUnit, visited: SeasonUnit) -> None:
    inside = unit.season_id == visited.season_id and unit.first < visited.first <= unit.last
    if not inside:
        raise VisitNotAbove(unit=unit.name, visited=visited.name)


def _fill(row: AppraisalVisit, draft: VisitDraft) -> None:
    assert draft.starts_at is not None
    assert draft.ends_at is not None
    row.congress = draft.congress
    row.kind = rules_of(row.season_unit).appraisal.visits[draft.kind].key
    row.starts_at, row.ends_at = draft.starts_at, draft.ends_at
    row.place, row.lead = tidy(draft.place)[:200], tidy(draft.lead)[:120]
    row.car, row.task = tidy(draft.car)[:120], draft.task.strip()[:500]
    unit = row.congress.season_unit
    row.search_key = search_key(f"{unit.name} {unit.code} {row.place} {row.lead}")
    other = (
        AppraisalVisit.objects.filter(
            STANDING,
            season_unit=row.season_unit,
            congress=row.congress,
            kind=row.kind,
            starts_at=row.starts_at,
        )
        .exclude(pk=row.pk)
        .first()
    )
    if other is not None:
        raise VisitPlanned(who=other.planned_by, unit=unit.name, at=local(other.starts_at))


def _staff(unit: SeasonUnit, names: Sequence[str]) -> list[Person]:
    found: dict[int, Person] = {}
    for name in names:
        if not name.strip():
            continue
        person = staff_named(unit, name)
        if person is None:
            near = ", ".join(staff_near(unit, name))
            said = " " + _("Near it: %(names)s.") % {"names": near} if near else ""
            raise StaffUnknown(typed=name.strip(), unit=unit.name, near=said)
        found[person.pk] = person
    return list(found.values())


def _go_along(row: AppraisalVisit, members: Sequence[Person]) -> None:
    VisitMember.objects.filter(visit=row).delete()
    VisitMember.objects.bulk_create(VisitMember(visit=row, person=one) for one in members)


def _names(members: Sequence[Person]) -> list[str]:
    return [one.name for one in members]


def _said(row: AppraisalVisit) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "place": row.place,
        "lead": row.lead,
        "car": row.car,
    }
