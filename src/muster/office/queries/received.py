"""What a unit receives: of each form the period that just ended and the one that runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from muster.office.bridge import rules_of
from muster.office.models import Reporting, ReportPeriod
from muster.office.queries.owing import Owed, collected_by, due_at, reporters, unsent
from muster.packs import ReportForm
from muster.packs.reporting import due_day_before, due_day_on_or_after, is_past
from muster.season.models import SeasonUnit
from muster.tree.clock import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One form and period as the unit that receives it sees it from afar."""

    owed: Owed
    due_at: datetime
    total: int
    waited_for: int
    is_past: bool
    is_closed: bool

    @property
    def sent(self) -> int:
        """How many are here."""
        return self.total - self.waited_for


def received(unit: SeasonUnit, *, now: datetime) -> list[Received]:
    """What *unit* receives now: a few queries for each form."""
    keys = {one.form for one in ordered_for(unit)}
    forms = [form for form in collected_by(unit) if form.key in keys]
    periods = {
        (row.form, row.due_on): row
        for row in ReportPeriod.objects.filter(season_unit=unit, form__in=keys)
    }
    found = []
    for form in forms:
        running = due_day_on_or_after(form, day_of(now))
        for due_on in (due_day_before(form, running), running):
            owed = Owed(unit, form, due_on)
            total = reporters(unit, form, due_on).exclude(pk=unit.pk).count()
            if total:
                period = periods.get((form.key, due_on))
                found.append(_received(owed, period, total, now))
    return sorted(found, key=lambda one: one.due_at)


def _received(owed: Owed, period: ReportPeriod | None, total: int, now: datetime) -> Received:
    until = due_at(owed.form, owed.due_on, period)
    return Received(
        owed=owed,
        due_at=until,
        total=total,
        waited_for=unsent(owed.unit, owed.form, owed.due_on).exclude(pk=owed.unit.pk).count(),
        is_past=is_past(until, now),
        is_closed=period is not None and period.closed_at is not None,
    )


def ordered_for(unit: SeasonUnit) -> list[Reporting]:
    """What is ordered at a unit, above it and below it."""
    over = Q(season_unit__first__lte=unit.first, season_unit__last__gte=unit.last)
    under = Q(season_unit__first__gte=unit.first, season_unit__first__lte=unit.last)
    rows = Reporting.objects.filter(over | under, season_unit__season=unit.season_id)
    return list(rows.select_related("season_unit__season").order_by("starts_on", "pk"))


def forms_to_order(unit: SeasonUnit, ordered: Sequence[Reporting]) -> list[ReportForm]:
    """The forms of the pack that the unit has not ordered yet."""
    running = {one.form for one in ordered if one.season_unit_id == unit.pk and one.ends_on is None}
    return [form for form in rules_of(unit).report_forms.values() if form.key not in running]
