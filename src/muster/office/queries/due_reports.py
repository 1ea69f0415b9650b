"""What units owe over days: for the desk, the calendar and the list of reports.

Says the same as :func:`muster.office.queries.owing.owing`, which asks the database for many units
on one day; here it is asked for a few units over many days. A test holds the two together.
"""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.office.bridge import rules_of
from muster.office.models import Report, Reporting, ReportPeriod
from muster.office.queries.owing import Owed, due_at, forms_of, owing, receiver_of
from muster.office.rules import Can
from muster.packs import ReportForm
from muster.packs.reporting import due_day_before, due_day_on_or_after, due_days, is_past
from muster.season.models import Congress, SeasonUnit
from muster.season.queries import season_in_focus
from muster.season.registry import Overdue, OverdueLines, overdue_source
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.reach import reach_of

BACK: Final = timedelta(days=14)
AHEAD: Final = timedelta(days=7)
OWN_UNITS: Final = 12
LONGEST_WAIT: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReport:
    """One report that is owed, and how it stands. closed: nothing is taken any more."""

    owed: Owed
    receiver: SeasonUnit
    due_at: datetime
    report: Report | None
    is_missing: bool
    is_closed: bool

    @property
    def is_sent(self) -> bool:
        """Whether the level above has it."""
        return self.report is not None and self.report.is_sent

    @property
    def needs_signature(self) -> bool:
        """Whether it is sent on only after it was signed."""
        return self.owed.form.signed and rules_of(self.owed.unit).approvals["report"].needed

    @property
    def is_behind(self) -> bool:
        """Whether something below was corrected after it was sent on."""
        return self.report is not None and self.report.is_behind

    @property
    def waits(self) -> bool:
        """Whether somebody has something to do."""
        return (not self.is_sent and not self.is_closed) or self.is_behind


def own_units(account: Account) -> list[SeasonUnit]:
    """The units of the season on which the account holds a role that reports."""
    own = [hold.unit_id for hold in reach_of(account).by(Can.REPORT).holds]
    rows = SeasonUnit.objects.filter(season=season_in_focus(), unit__in=own)
    return list(rows.select_related("season", "parent").order_by("first")[:OWN_UNITS])


def owed_days(units: Sequence[SeasonUnit], first: date, last: date) -> list[Owed]:
    """Every report that *units* of one season owe from *first* to *last*: two queries."""
    if not units:
        return []
    reportings = list(Reporting.objects.filter(_above(units)).select_related("season_unit"))
    near = _congresses(units, first, last)
    found = [
        Owed(unit, form, day)
        for unit in units
        for form in forms_of(unit)
        for day in due_days(form, first, last)
        if _is_in_season(unit, day)
        and any(_covers(one, unit, form, day) for one in reportings)
        and (form.around_congress is None or _is_near(unit, form, day, near))
    ]
    return sorted(found, key=lambda owed: (owed.due_on, owed.form.at, owed.unit.first))


def _above(units: Iterable[SeasonUnit]) -> Q:
    spans = (
        Q(season_unit__first__lte=unit.first, season_unit__last__gte=unit.last)
        & Q(season_unit__season=unit.season_id)
        for unit in units
    )
    return reduce(or_, spans)


def _is_in_season(unit: SeasonUnit, day: date) -> bool:
    return unit.joined_on <= day and (unit.left_on is None or unit.left_on > day)


def _covers(one: Reporting, unit: SeasonUnit, form: ReportForm, day: date) -> bool:
    above = one.season_unit
    return (
        one.form == form.key
        and above.first <= unit.first
        and unit.last <= above.last
        and one.starts_on <= day
        and (one.ends_on is None or day <= one.ends_on)
    )


Span = tuple[int, date, date]


def _congresses(units: Sequence[SeasonUnit], first: date, last: date) -> list[Span]:
    """(place in the tree, first day, last day) of the congresses below that may be near."""
    rows = Congress.objects.filter(
        season=units[0].season_id,
        season_unit__first__gte=min(unit.first for unit in units),
        season_unit__first__lte=max(unit.last for unit in units),
        cancelled_at=None,
        starts_on__lte=last + LONGEST_WAIT,
        ends_on__gte=first - LONGEST_WAIT,
    )
    return list(rows.values_list("season_unit__first", "starts_on", "ends_on"))


def _is_near(unit: SeasonUnit, form: ReportForm, day: date, congresses: Sequence[Span]) -> bool:
    around = form.around_congress
    assert around is not None
    before, after = timedelta(days=around.before_days), timedelta(days=around.after_days)
    return any(
        unit.first <= place <= unit.last and starts_on - before <= day <= ends_on + after
        for place, starts_on, ends_on in congresses
    )


def due_reports(
    units: Sequence[SeasonUnit], first: date, last: date, *, now: datetime
) -> list[DueReport]:
    """What *units* owe from *first* to *last* with how it stands; the first due first."""
    owed = owed_days(units, first, last)
    days = Q(due_on__range=(first, last))
    reports = {
        (row.season_unit_id, row.form, row.due_on): row
        for row in Report.objects.filter(days, season_unit__in=units)
    }
    receivers: dict[tuple[int, str], SeasonUnit] = {}
    for one in owed:
        key = (one.unit.pk, one.form.key)
        if key not in receivers:
            receivers[key] = receiver_of(one)
    periods = {
        (row.season_unit_id, row.form, row.due_on): row
        for row in ReportPeriod.objects.filter(days, season_unit__in=set(receivers.values()))
    }
    return [
        _due_report(
            one,
            receiver := receivers[one.unit.pk, one.form.key],
            reports.get((one.unit.pk, one.form.key, one.due_on)),
            periods.get((receiver.pk, one.form.key, one.due_on)),
            now,
        )
        for one in owed
    ]


def _due_report(
    owed: Owed,
    receiver: SeasonUnit,
    report: Report | None,
    period: ReportPeriod | None,
    now: datetime,
) -> DueReport:
    until = due_at(owed.form, owed.due_on, period)
    sent = report is not None and report.is_sent
    return DueReport(
        owed=owed,
        receiver=receiver,
        due_at=until,
        report=report,
        is_missing=not sent and is_past(until, now),
        is_closed=period is not None and period.closed_at is not None,
    )


def desk_reports(account: Account, *, now: datetime) -> list[DueReport]:
    """What the account's own units still have to report: missing, due within a week, behind."""
    today = day_of(now)
    rows = due_reports(own_units(account), today - BACK, today + AHEAD, now=now)
    return [row for row in rows if row.waits]


@dataclass(frozen=True, slots=True)
class ReportDay:
    """One day of the calendar with what is due on it. is_other: of a neighbouring month."""

    day: date
    reports: Sequence[DueReport]
    is_other: bool


@dataclass(frozen=True, slots=True)
class ReportMonth:
    """A month of due reports by weeks, Monday first."""

    first: date
    weeks: Sequence[Sequence[ReportDay]]

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)


def report_month(units: Sequence[SeasonUnit], first: date, *, now: datetime) -> ReportMonth:
    """What *units* owe in the month of *first*, with the days around it that fill its weeks."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    found: dict[date, list[DueReport]] = {}
    for row in due_reports(units, weeks[0][0], weeks[-1][-1], now=now):
        found.setdefault(row.owed.due_on, []).append(row)
    return ReportMonth(
        first=first,
        weeks=[
            [ReportDay(day, found.get(day, []), day.month != first.month) for day in week]
            for week in weeks
        ],
    )


# ---- beside late steps


@overdue_source
def _overdue_reports(account: Account, unit: SeasonUnit, today: date, limit: int) -> OverdueLines:
    """Of each ordered form the newest period due before today: how many have not reported."""
    lines: list[Overdue] = []
    seen = reach_of(account).by(Can.READ).season_trees()
    keys = Reporting.objects.filter(season_unit__season=unit.season_id).values_list("form")
    for key in sorted({key for (key,) in keys}):
        form = rules_of(unit).report_forms[key]
        due_on = due_day_before(form, due_day_on_or_after(form, today))
        below = Q(first__gte=unit.first, first__lte=unit.last)
        rows = owing(unit.season, form, due_on).filter(below, seen)
        late = rows.exclude(_has_time(form, due_on, today) | _is_sent(form, due_on))
        first = late.order_by("first").first()
        if first is not None:
            lines.append(_overdue_line(Owed(first, form, due_on), late.count(), today))
    return OverdueLines(
        lines=lines[:limit],
        total=len(lines),
        url=reverse("office:reports"),
        title=_("Reports that did not come"),
    )


def _overdue_line(owed: Owed, count: int, today: date) -> Overdue:
    """One form that did not come; named is the only unit, or how many they are."""
    units = ngettext("%(count)d unit", "%(count)d units", count) % {"count": count}
    return Overdue(
        kind=_("report on a fixed day"),
        title=str(owed.form.name),
        url=reverse("office:reports"),
        unit=units if count > 1 else owed.unit.name,
        owner=str(owed.form.recipient),
        due_on=owed.due_on,
        days_late=(today - owed.due_on).days,
    )


def _is_sent(form: ReportForm, due_on: date) -> Q:
    sent = Report.objects.filter(form=form.key, due_on=due_on, issue__gt=0)
    return Q(pk__in=sent.values("season_unit"))


def _has_time(form: ReportForm, due_on: date, today: date) -> Q:
    """Units whose superior moved the hour to today or later, or closed the period."""
    midnight = datetime.combine(today, time.min, tzinfo=timezone.get_default_timezone())
    settled = ReportPeriod.objects.filter(
        Q(due_at__gte=midnight) | Q(closed_at__isnull=False), form=form.key, due_on=due_on
    ).values("season_unit")
    return Q(parent__in=settled) | Q(parent__parent__in=settled, parent__tier__in=form.tiers)
