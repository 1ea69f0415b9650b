"""Builders of fixed-day reports, through the services."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from tests import make_season as make

from muster.ledger.actor import Actor
from muster.office import services
from muster.office.bridge import rules_of
from muster.office.models import Report
from muster.office.queries.owing import Owed
from muster.office.services import ReportDraft
from muster.packs import Cycle, FieldKind, ReportForm
from muster.season.models import SeasonUnit

# A Thursday; the report of grassroots units is due on it.
THURSDAY = date(2030, 6, 6)


def form(unit: SeasonUnit, cycle: Cycle = Cycle.WEEK) -> ReportForm:
    """The form of that cycle that a unit of this tier reports in."""
    every = rules_of(unit).report_forms.values()
    return next(one for one in every if one.cycle is cycle and unit.tier in one.tiers)


def order_all(top: SeasonUnit, starts_on: date = make.TREE_ON) -> None:
    """Every form of the pack is reported from that day on."""
    for key in rules_of(top).report_forms:
        services.order_reports(top, actor=make.ACTOR, now=make.NOW, form=key, starts_on=starts_on)


def owed(unit: SeasonUnit, due_on: date = THURSDAY, cycle: Cycle = Cycle.WEEK) -> Owed:
    """One report of a unit."""
    return Owed(unit, form(unit, cycle), due_on)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of a day here."""
    zone = timezone.get_default_timezone()
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)


def numbers(one: Owed, value: int = 1) -> dict[str, Any]:
    """That number in every field that takes one and that muster does not know."""
    fields = one.form.fields.values()
    return {
        field.key: value
        for field in fields
        if field.kind is FieldKind.NUMBER and field.known is None
    }


def draft(values: Mapping[str, Any] | None = None, **said: Any) -> ReportDraft:
    """What was typed."""
    return ReportDraft(values=values or {}, **said)


def send(
    one: Owed,
    values: Mapping[str, Any] | None = None,
    *,
    actor: Actor = make.ACTOR,
    now: datetime = make.NOW,
    **said: Any,
) -> Report:
    """Send a report; one that needs a signature as its issue does."""
    if not one.form.signed:
        return services.send_report(one, actor=actor, now=now, draft=draft(values, **said))
    there = Report.objects.filter(season_unit=one.unit, form=one.form.key, due_on=one.due_on)
    kept = there.first()
    said["version"] = kept.version if kept else 0
    row = services.save_report(one, actor=actor, now=now, draft=draft(values, **said))
    services.send_kept(row.pk, actor, now)
    return again(row)


def again(row: Report) -> Report:
    """A report as it is in the database now."""
    return Report.objects.get(pk=row.pk)


def sent(row: Report) -> Mapping[str, Any]:
    """The values of the newest issue."""
    values: Mapping[str, Any] | None = row.sent
    assert values is not None
    return values
