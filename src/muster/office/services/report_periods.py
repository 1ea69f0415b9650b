"""What the level above lays down: from when a form is reported, by which hour, until when taken."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import AlreadyClosed, ReasonMissing
from muster.office.errors.reports import DueInPast, PeriodNotOver, PeriodOpen, ReportingRuns
from muster.office.models import DueChange, Report, Reporting, ReportPeriod
from muster.office.queries.owing import Owed, due_at
from muster.office.services.report_rows import lock_period
from muster.packs import ReportForm
from muster.packs.reporting import MINUTE, is_past
from muster.season.models import SeasonUnit
from muster.season.services.hand import day, local


@retry_on_deadlock
def order_reports(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    form: str,
    starts_on: date,
    client_uuid: UUID | None = None,
) -> Reporting:
    """From *starts_on* on *unit* and all below it report in a form of the pack.

    Raises ReportingRuns if that was ordered already.
    """
    rule = rules_of(unit).report_forms[form]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update().get(pk=unit.pk)
        running = Reporting.objects.filter(season_unit=unit, form=rule.key, ends_on=None).first()
        if running is not None and record.is_replay:
            return running
        if running is not None:
            raise _runs(running, rule)
        row = Reporting.objects.create(
            season_unit=unit,
            form=rule.key,
            starts_on=starts_on,
            ordered_by=actor.name,
            ordered_at=now,
        )
        _note(record, "reporting.ordered", unit, {"form": rule.key, "starts_on": starts_on})
    return row


def _runs(running: Reporting, rule: ReportForm) -> ReportingRuns:
    return ReportingRuns(
        who=running.ordered_by,
        form=rule.name,
        unit=running.season_unit.name,
        day=day(running.starts_on),
    )


@retry_on_deadlock
def end_reports(
    reporting: Reporting,
    *,
    actor: Actor,
    now: datetime,
    ends_on: date,
    client_uuid: UUID | None = None,
) -> Reporting:
    """The form is reported for the last time on *ends_on*; what was owed till then stays owed."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        rows = Reporting.objects.select_for_update(of=("self",)).select_related("season_unit")
        row = rows.get(pk=reporting.pk)
        if record.is_replay:
            return row
        row.ends_on, row.ended_by = max(ends_on, row.starts_on), actor.name
        row.save(update_fields=["ends_on", "ended_by"])
        body = {"form": row.form, "ends_on": row.ends_on}
        _note(record, "reporting.ended", row.season_unit, body)
    return row


@retry_on_deadlock
def amend_due(
    owed: Owed,
    *,
    actor: Actor,
    now: datetime,
    new_due_at: datetime,
    reason: str,
    client_uuid: UUID | None = None,
) -> ReportPeriod:
    """Another due hour for what *owed.unit* receives in a period; the old one stays on record.

    A later hour forgives who kept it; an earlier one makes nobody late who had sent before.
    Raises DueInPast, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    if is_past(new_due_at, now):
        raise DueInPast(at=local(new_due_at))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        period = lock_period(owed.unit, owed)
        if record.is_replay:
            return period
        old = due_at(owed.form, owed.due_on, period)
        period.due_at = new_due_at
        period.save(update_fields=["due_at"])
        DueChange.objects.create(
            period=period,
            old_due_at=old,
            new_due_at=new_due_at,
            reason=reason.strip(),
            changed_by=actor.name,
            changed_at=now,
        )
        kept = Report.objects.filter(receiver=owed.unit, form=owed.form.key, due_on=owed.due_on)
        kept.filter(first_sent_at__lt=new_due_at + MINUTE).update(is_late=False)
        body = {"old_due_at": old, "new_due_at": new_due_at, "reason": reason.strip()}
        _note_period(record, "report_period.due_amended", owed, body)
    return period


@retry_on_deadlock
def close_period(
    owed: Owed, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> ReportPeriod:
    """Take no more reports of a period, nor corrections. Raises PeriodNotOver, AlreadyClosed."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        period = lock_period(owed.unit, owed)
        if record.is_replay:
            return period
        if period.closed_at is not None:
            name = f"{owed.form.label} {day(owed.due_on)}"
            raise AlreadyClosed(who=period.closed_by, volume=name, at=local(period.closed_at))
        until = due_at(owed.form, owed.due_on, period)
        if not is_past(until, now):
            raise PeriodNotOver(form=owed.form.name, at=local(until))
        period.closed_at, period.closed_by = now, actor.name
        period.save(update_fields=["closed_at", "closed_by"])
        _note_period(record, "report_period.closed", owed, {})
    return period


@retry_on_deadlock
def reopen_period(
    owed: Owed, *, actor: Actor, now: datetime, reason: str, client_uuid: UUID | None = None
) -> ReportPeriod:
    """Take reports of a closed period again. Raises PeriodOpen, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        period = lock_period(owed.unit, owed)
        if record.is_replay:
            return period
        if period.closed_at is None:
            raise PeriodOpen(form=owed.form.name, day=day(owed.due_on))
        body = {"closed_by": period.closed_by, "closed_at": period.closed_at}
        period.closed_at, period.closed_by = None, ""
        period.save(update_fields=["closed_at", "closed_by"])
        _note_period(record, "report_period.reopened", owed, {**body, "reason": reason.strip()})
    return period


def _note_period(record: Record, kind: str, owed: Owed, body: Mapping[str, Any]) -> None:
    _note(record, kind, owed.unit, {"form": owed.form.key, "due_on": owed.due_on, **body})


def _note(record: Record, kind: str, unit: SeasonUnit, body: Mapping[str, Any]) -> None:
    record(
        kind,
        f"season_unit:{unit.pk}",
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body=body,
    )
