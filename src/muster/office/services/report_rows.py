"""A report in hand: its period's lock, its row of the version that the page showed.

Locks: the periods of what is added up, then the period that the report belongs to, then rows
from below upward. A period's row keeps senders, the one who closes and the one who adds up apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from muster.ledger.actor import Actor
from muster.office.errors import Changed
from muster.office.errors.reports import PeriodClosed, ReportNotDue
from muster.office.models import Report, ReportPeriod, Via
from muster.office.queries.owing import Owed, does_owe, periods_below
from muster.office.services.report_values import Typed
from muster.season.models import SeasonUnit
from muster.season.services.hand import day, local


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who told a clerk on the telephone, and when; nobody where a unit enters its own."""

    by: str = ""
    at: datetime | None = None


NOBODY: Final = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """What was typed. shown: what the page had filled in; note: why something differs from it.

    version: of the report as the page showed it, 0 where there was none.
    """

    values: Typed
    shown: Typed = field(default_factory=dict)
    note: str = ""
    version: int = 0
    via: Via = Via.PAGE
    said: Said = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts on reports, when, and the period's row, which is locked."""

    actor: Actor
    now: datetime
    period: ReportPeriod


def lock_below(units: Sequence[SeasonUnit], owed: Owed) -> None:
    """Whoever sends below *units* waits until their sums are sent on, and then flags them."""
    wanted = periods_below(owed)
    inner = [unit for unit in units if not unit.is_leaf]
    if not wanted or not inner:
        return
    made = [
        ReportPeriod(season_unit=unit, form=key, due_on=on) for unit in inner for key, on in wanted
    ]
    ReportPeriod.objects.bulk_create(made, ignore_conflicts=True)
    rows = ReportPeriod.objects.select_for_update().filter(
        season_unit__in=inner,
        form__in=owed.form.collects,
        due_on__range=(owed.starts_on, owed.due_on),
    )
    list(rows.order_by("pk").values_list("pk"))


def lock_period(receiver: SeasonUnit, owed: Owed) -> ReportPeriod:
    """The period of a report under lock, made if nothing was laid down about it yet."""
    names: dict[str, Any] = {
        "season_unit": receiver,
        "form": owed.form.key,
        "due_on": owed.due_on,
    }
    ReportPeriod.objects.bulk_create([ReportPeriod(**names)], ignore_conflicts=True)
    return ReportPeriod.objects.select_for_update().get(**names)


def open_period(receiver: SeasonUnit, owed: Owed) -> ReportPeriod:
    """The period under lock. Raises PeriodClosed, naming who closed it and when."""
    period = lock_period(receiver, owed)
    if period.closed_at is None:
        return period
    raise PeriodClosed(
        form=owed.form.name,
        day=day(owed.due_on),
        who=period.closed_by,
        at=local(period.closed_at),
        receiver=receiver.name,
    )


def not_due(owed: Owed) -> ReportNotDue:
    """The refusal of a report that nobody asked for."""
    return ReportNotDue(unit=owed.unit.name, form=owed.form.name, day=day(owed.due_on))


def take(owed: Owed, draft: ReportDraft, *, receiver: SeasonUnit, hand: Hand) -> Report:
    """The report under lock; a new one where there is none. Raises ReportNotDue, Changed."""
    if not does_owe(owed):
        raise not_due(owed)
    rows = take_all([owed.unit], owed.form.key, owed.due_on)
    return of_version(rows.get(owed.unit.pk), owed, draft, receiver=receiver, hand=hand)


def take_all(units: Sequence[SeasonUnit], form: str, due_on: date) -> dict[int, Report]:
    """The reports of *units* that are there, under lock, by unit."""
    rows = Report.objects.select_for_update().filter(
        season_unit__in=units, form=form, due_on=due_on
    )
    return {row.season_unit_id: row for row in rows.order_by("pk")}


def of_version(
    row: Report | None, owed: Owed, draft: ReportDraft, *, receiver: SeasonUnit, hand: Hand
) -> Report:
    """The row as the page showed it. Raises Changed for the second of two clerks."""
    if row is None:
        return Report(
            season_unit=owed.unit,
            receiver=receiver,
            form=owed.form.key,
            due_on=owed.due_on,
            version=0,
            changed_by=hand.actor.name,
            changed_at=hand.now,
        )
    if row.version != draft.version:
        raise Changed(who=row.changed_by, at=local(row.changed_at))
    return row
