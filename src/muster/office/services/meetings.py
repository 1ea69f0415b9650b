"""Meetings: planned with their agenda and who is convened, changed, cancelled with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import ReasonMissing
from muster.office.errors.meetings import MeetingIncomplete, MeetingPlanned, StaffUnknown
from muster.office.models import Meeting, MeetingStaff, MeetingUnit
from muster.office.models.meeting import STANDING
from muster.office.queries.addressees import units_named
from muster.office.queries.staff import staff_named, staff_near
from muster.office.services.meeting_hand import check, locked, note, save
from muster.office.services.replays import made_before
from muster.season.models import Congress, SeasonUnit
from muster.season.services.hand import local
from muster.tree.models import Person
from muster.tree.names import search_key, tidy
from muster.venues.models import Room, Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """What is said about a meeting before it is held.

    kind: key of the pack. units: codes or names of units, names of tiers or of other bodies, each
    with how many are convened. staff: names or numbers of own staff.
    """

    kind: str
    subject: str
    starts_at: datetime | None
    ends_at: datetime | None
    chair: str
    secretary: str = ""
    venue: Venue | None = None
    room: Room | None = None
    place: str = ""
    congress: Congress | None = None
    series: Meeting | None = None
    agenda: Sequence[str] = ()
    units: Sequence[tuple[str, int]] = ()
    staff: Sequence[str] = ()


@retry_on_deadlock
def plan_meeting(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: MeetingDraft,
    client_uuid: UUID | None = None,
) -> Meeting:
    """Plan a meeting of *unit* and convene units and own staff.

    Raises MeetingIncomplete, MeetingPlanned (naming who was first), StaffUnknown.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Meeting.objects.get(pk=made_before(record))
        # Two who plan the same meeting wait here: the second is told of the first.
        SeasonUnit.objects.select_for_update().get(pk=unit.pk)
        row = Meeting(season_unit=unit, planned_at=now, planned_by=actor.name)
        row.series = draft.series and (draft.series.series or draft.series)
        _fill(row, draft)
        _planned_once(row)
        row.save(force_insert=True)
        convened = _convene(row, draft)
        note(record, "meeting.planned", row, {**_said(row), "convened": convened})
    return row


@retry_on_deadlock
def change_meeting(
    meeting: Meeting,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: MeetingDraft,
    client_uuid: UUID | None = None,
) -> Meeting:
    """Another hour, place, agenda, or others convened; numbers counted already stay.

    Raises Changed, MeetingCancelled and what plan_meeting raises.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update().get(pk=meeting.season_unit_id)
        row = locked(meeting)
        if record.is_replay:
            return row
        check(row, version)
        before = _said(row)
        _fill(row, draft)
        _planned_once(row)
        convened = _convene(row, draft)
        save(row, actor, now)
        after = _said(row)
        changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        note(record, "meeting.changed", row, {"changed": changed, "convened": convened})
    return row


@retry_on_deadlock
def cancel_meeting(
    meeting: Meeting,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Meeting:
    """It does not take place; the reason stays. Raises Changed, MeetingCancelled."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(meeting)
        if record.is_replay:
            return row
        check(row, version)
        row.cancelled_at, row.cancelled_by = now, actor.name
        row.cancelled_reason = reason.strip()
        save(row, actor, now)
        note(record, "meeting.cancelled", row, {"reason": row.cancelled_reason})
    return row


def _complete(draft: MeetingDraft) -> None:
    wanted = []
    if not draft.chair.strip():
        wanted.append(_("who is in the chair"))
    if draft.starts_at is None or draft.ends_at is None:
        wanted.append(_("from when to when"))
    elif draft.ends_at <= draft.starts_at:
        wanted.append(_("an end after the beginning"))
    if wanted:
        raise MeetingIncomplete(wanted=", ".join(wanted))


def _fill(row: Meeting, draft: MeetingDraft) -> None:
    kind = rules_of(row.season_unit).meeting_kinds[draft.kind]
    assert draft.starts_at is not None
    assert draft.ends_at is not None
    row.kind, row.subject = kind.key, tidy(draft.subject) or str(kind.name)
    row.starts_at, row.ends_at = draft.starts_at, draft.ends_at
    row.venue, row.room, row.place = draft.venue, draft.room, tidy(draft.place)
    row.chair, row.secretary = tidy(draft.chair), tidy(draft.secretary)
    row.congress = draft.congress
    row.agenda = [tidy(item) for item in draft.agenda if item.strip()]
    said = (row.subject, row.chair, row.place, str(row.venue or ""), *row.agenda)
    row.search_key = search_key(" ".join((*said, kind.name.vi, kind.name.en)))


def _planned_once(row: Meeting) -> None:
    same = Meeting.objects.filter(
        STANDING,
        season_unit=row.season_unit,
        kind=row.kind,
        subject=row.subject,
        starts_at=row.starts_at,
    )
    other = same.exclude(pk=row.pk).first()
    if other is not None:
        raise MeetingPlanned(
            who=other.planned_by,
            subject=other.subject,
            starts=local(other.starts_at),
            at=local(other.planned_at),
        )


def _convene(row: Meeting, draft: MeetingDraft) -> int:
    """Put those convened in place of those before; how many people that is."""
    wanted = _bodies(row.season_unit, draft.units)
    there = {one.name: one for one in MeetingUnit.objects.filter(meeting=row)}
    MeetingUnit.objects.filter(meeting=row).exclude(name__in=wanted).delete()
    for name, (unit, count) in wanted.items():
        one = there.get(name) or MeetingUnit(meeting=row, name=name)
        one.season_unit, one.convened = unit, count
        one.save()
    persons = _persons(row.season_unit, draft.staff)
    MeetingStaff.objects.filter(meeting=row).exclude(person__in=persons).delete()
    for person in persons:
        MeetingStaff.objects.get_or_create(meeting=row, person=person)
    return sum(count for _unit, count in wanted.values()) + len(persons)


def _bodies(
    unit: SeasonUnit, lines: Sequence[tuple[str, int]]
) -> Mapping[str, tuple[SeasonUnit | None, int]]:
    """Each body with its number; what is no unit of the tree stays as it was written."""
    found: dict[str, tuple[SeasonUnit | None, int]] = {}
    for text, count in lines:
        units = units_named(unit, text) if text.strip() else []
        if units:
            found.update({one.name: (one, count) for one in units})
        elif text.strip():
            found[tidy(text)[:200]] = (None, count)
    return found


def _persons(unit: SeasonUnit, names: Sequence[str]) -> list[Person]:
    found: dict[int, Person] = {}
    for name in (name for name in names if name.strip()):
        person = staff_named(unit, name)
        if person is None:
            near = ", ".join(staff_near(unit, name))
            hint = _("Is it one of these: %(names)s?") % {"names": near} if near else ""
            raise StaffUnknown(name=name.strip(), unit=unit.name, near=hint)
        found[person.pk] = person
    return list(found.values())


def _said(row: Meeting) -> dict[str, Any]:
    place = str(row.room or row.venue or row.place)
    return {
        "subject": row.subject,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "place": place,
        "chair": row.chair,
        "agenda": list(row.agenda),
    }
