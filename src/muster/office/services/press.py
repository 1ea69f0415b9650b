"""The press list of an event: organisations, passes by zone, handed out by number and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.errors import Changed, ReasonMissing
from muster.office.errors.press import PassesNotOut, PassesOut, PressIncomplete, TeamWithdrawn
from muster.office.models import PressTeam
from muster.office.models.press import STANDING
from muster.season.models import Event
from muster.season.services.hand import day, local
from muster.tree.clock import day_of
from muster.tree.names import tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class PressLine:
    """One line of a press list. zone: key of the pack, or nothing if it was not understood."""

    organisation: str
    passes: int | None
    zone: str
    vehicles: int = 0
    equipment: str = ""


@retry_on_deadlock
def list_press(
    event: Event,
    *,
    actor: Actor,
    now: datetime,
    lines: Sequence[PressLine],
    client_uuid: UUID | None = None,
) -> int:
    """Add organisations to the list, or correct those on it that are named again in their zone.

    How many lines were new or other than before. Raises PressIncomplete, PassesOut.
    """
    for at, line in enumerate(lines, start=1):
        _complete(line, at)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return 0
        _lock(event)
        there = {
            (one.organisation, one.zone): one
            for one in PressTeam.objects.filter(STANDING, event=event)
        }
        touched = [line for line in lines if _put(event, line, there, actor=actor, now=now)]
        if touched:
            said = [[line.organisation, line.zone, line.passes] for line in touched]
            _note(record, "press.listed", event, {"lines": said})
    return len(touched)


def _complete(line: PressLine, at: int) -> None:
    wanted = []
    if not line.organisation.strip():
        wanted.append(_("the organisation"))
    if not line.passes:
        wanted.append(_("how many passes"))
    if not line.zone:
        wanted.append(_("a zone of the list"))
    if wanted:
        what = line.organisation.strip() or "–"
        raise PressIncomplete(line=at, what=what, wanted=", ".join(wanted))


def _put(
    event: Event,
    line: PressLine,
    there: dict[tuple[str, str], PressTeam],
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Put one line in its place; whether anything changed by it."""
    assert line.passes is not None
    name = tidy(line.organisation)[:200]
    row = there.get((name, line.zone)) or PressTeam(event=event, organisation=name, zone=line.zone)
    before = (row.passes, row.vehicles, row.equipment)
    if row.handed_on is not None and row.passes != line.passes:
        raise _out(row)
    row.passes, row.vehicles, row.equipment = line.passes, line.vehicles, tidy(line.equipment)
    if row.pk is not None and before == (row.passes, row.vehicles, row.equipment):
        return False
    if row.pk is not None:
        row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()
    there[name, line.zone] = row
    return True


def _out(row: PressTeam) -> PassesOut:
    assert row.handed_on is not None
    return PassesOut(
        organisation=row.organisation,
        first=row.first_pass,
        last=row.last_pass,
        who=row.handed_by,
        on=day(row.handed_on),
    )


@retry_on_deadlock
def hand_out_passes(
    team: PressTeam,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    client_uuid: UUID | None = None,
) -> PressTeam:
    """Hand out the passes of one organisation under the next numbers of the event.

    Locks the event, so that no number is given twice. Raises Changed, TeamWithdrawn, PassesOut.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        _lock(team.event)
        row = _locked(team)
        if record.is_replay:
            return row
        _check(row, version)
        if row.handed_on is not None:
            raise _out(row)
        last = PressTeam.objects.filter(event=row.event).aggregate(
            last=Max(F("first_pass") + F("passes"))
        )["last"]
        row.first_pass = last or 1
        row.handed_on, row.handed_by = day_of(now), actor.name
        _touch(row, actor, now)
        _said(record, "press.handed_out", row)
    return row


@retry_on_deadlock
def take_back_passes(
    team: PressTeam,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    count: int,
    client_uuid: UUID | None = None,
) -> PressTeam:
    """Record that passes came back. Raises Changed, TeamWithdrawn, PassesNotOut."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(team)
        if record.is_replay:
            return row
        _check(row, version)
        if not 1 <= count <= row.outside:
            raise PassesNotOut(organisation=row.organisation, out=row.outside, back=count)
        row.returned += count
        _touch(row, actor, now)
        _said(record, "press.returned", row)
    return row


@retry_on_deadlock
def withdraw_team(
    team: PressTeam,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> PressTeam:
    """Strike an organisation out; passes that are outside come back first."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(team)
        if record.is_replay:
            return row
        _check(row, version)
        if row.outside:
            raise _out(row)
        row.withdrawn_at, row.withdrawn_by = now, actor.name
        row.withdrawn_reason = reason.strip()
        _touch(row, actor, now)
        _said(record, "press.withdrawn", row)
    return row


def _lock(event: Event) -> None:
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


def _locked(team: PressTeam) -> PressTeam:
    rows = PressTeam.objects.select_for_update(of=("self",))
    return rows.select_related("event__season_unit").get(pk=team.pk)


def _check(row: PressTeam, version: int) -> None:
    if row.version != version:
        raise Changed(who=row.changed_by, at=local(row.changed_at))
    if row.withdrawn_at is not None:
        raise TeamWithdrawn(
            organisation=row.organisation, who=row.withdrawn_by, reason=row.withdrawn_reason
        )


def _touch(row: PressTeam, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def _said(record: Record, kind: str, row: PressTeam) -> None:
    body = {
        "organisation": row.organisation,
        "zone": row.zone,
        "passes": row.passes,
        "first_pass": row.first_pass,
        "returned": row.returned,
        "reason": row.withdrawn_reason,
    }
    _note(record, kind, row.event, body)


def _note(record: Record, kind: str, event: Event, body: Mapping[str, Any]) -> None:
    record(
        kind,
        f"press:{event.pk}",
        unit=event.season_unit.unit_id,
        season=event.season_id,
        audience=Audience.UNIT,
        body=dict(body),
    )
