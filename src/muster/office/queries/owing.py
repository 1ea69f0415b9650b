"""Who owes which report by when, and to whom it goes: decided here once for every page and act.

A unit owes a form on its due day if the form is for its tier, somebody above (or the unit itself)
ordered it for that day, the unit is in the season on that day, and, for a form that is due around
congresses only, a congress of the unit or below is near. What it owes goes to the nearest unit
above whose own form adds it up; to its parent where no form does; out of the season where there
is none above.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from muster.office.bridge import rules_of
from muster.office.models import Report, Reporting, ReportPeriod
from muster.packs import Pack, ReportForm
from muster.packs.reporting import due_days, due_moment, is_past, starts_on
from muster.season.models import Congress, Season, SeasonUnit
from muster.season.queries import ancestors

# Tiers that do not add up may lie between a unit and the one that does.
DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Owed:
    """One report: whose, in which form, for the period due on which day."""

    unit: SeasonUnit
    form: ReportForm
    due_on: date

    @property
    def starts_on(self) -> date:
        """The first day that it goes over."""
        return starts_on(self.form, self.due_on)

    def at(self, unit: SeasonUnit) -> "Owed":
        """The same form and period of another unit."""
        return replace(self, unit=unit)


def owed_of(row: Report) -> Owed:
    """Which report a row is."""
    form = rules_of(row.season_unit).report_forms[row.form]
    return Owed(row.season_unit, form, row.due_on)


def forms_of(unit: SeasonUnit) -> list[ReportForm]:
    """The forms that a unit of this tier reports in."""
    return [form for form in rules_of(unit).report_forms.values() if unit.tier in form.tiers]


def collected_by(unit: SeasonUnit) -> list[ReportForm]:
    """The forms that arrive at a unit: those that its own forms add up, or that nobody does."""
    pack = rules_of(unit)
    wanted = {key for form in forms_of(unit) for key in form.collects}
    return [
        form
        for form in pack.report_forms.values()
        if form.key in wanted or not _adding_tiers(pack, form)
    ]


def ordered(season: Season, on: date) -> QuerySet[Reporting]:
    """What is ordered in a season for the due day *on*."""
    rows = Reporting.objects.filter(season_unit__season=season, starts_on__lte=on)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=on))


def owing(season: Season, form: ReportForm, due_on: date) -> QuerySet[SeasonUnit]:
    """The units of a season that owe *form* on *due_on*."""
    over = ordered(season, due_on).filter(
        form=form.key,
        season_unit__first__lte=OuterRef("first"),
        season_unit__last__gte=OuterRef("last"),
    )
    rows = SeasonUnit.objects.filter(
        Exists(over),
        Q(left_on=None) | Q(left_on__gt=due_on),
        season=season,
        tier__in=form.tiers,
        joined_on__lte=due_on,
    )
    return rows if form.around_congress is None else rows.filter(Exists(_near(form, due_on)))


def _near(form: ReportForm, due_on: date) -> QuerySet[Congress]:
    """The congresses of the outer unit or below that are near *due_on*."""
    around = form.around_congress
    assert around is not None
    return Congress.objects.filter(
        season=OuterRef("season"),
        season_unit__first__gte=OuterRef("first"),
        season_unit__first__lte=OuterRef("last"),
        cancelled_at=None,
        starts_on__lte=due_on + timedelta(days=around.before_days),
        ends_on__gte=due_on - timedelta(days=around.after_days),
    )


def does_owe(owed: Owed) -> bool:
    """Whether a unit owes that report."""
    return owing(owed.unit.season, owed.form, owed.due_on).filter(pk=owed.unit.pk).exists()


# ---- to whom it goes


def _adding_tiers(pack: Pack, form: ReportForm) -> frozenset[str]:
    """The tiers whose own forms add up *form*."""
    forms = pack.report_forms.values()
    return frozenset(tier for one in forms if form.key in one.collects for tier in one.tiers)


def receiver_of(owed: Owed) -> SeasonUnit:
    """The unit that a report goes to; its own where it leaves the season."""
    adding = _adding_tiers(rules_of(owed.unit), owed.form)
    above = reversed(ancestors(owed.unit))
    return next((unit for unit in above if not adding or unit.tier in adding), owed.unit)


def reporters(receiver: SeasonUnit, form: ReportForm, due_on: date) -> QuerySet[SeasonUnit]:
    """The units that owe *form* to *receiver* on *due_on*."""
    rows = owing(receiver.season, form, due_on)
    adding = _adding_tiers(rules_of(receiver), form)
    if adding and receiver.tier not in adding:
        return rows.filter(_leaves_here(receiver, form))
    return rows.filter(_below(receiver, adding) | _leaves_here(receiver, form))


def _below(receiver: SeasonUnit, adding: frozenset[str]) -> Q:
    """Directly below, or below units that do not add up themselves."""
    hops, between, path = [Q(parent=receiver)], Q(), "parent"
    for _hop in range(DEEPEST if adding else 0):
        between &= ~Q(**{f"{path}__tier__in": adding})
        path += "__parent"
        hops.append(between & Q(**{path: receiver}))
    return reduce(or_, hops)


def _leaves_here(unit: SeasonUnit, form: ReportForm) -> Q:
    """The unit itself, if nobody above adds up its report."""
    leaves = receiver_of(Owed(unit, form, unit.joined_on)).pk == unit.pk
    return Q(pk=unit.pk) if leaves else Q(pk__in=[])


def forms_above(receiver: SeasonUnit, form: ReportForm) -> list[ReportForm]:
    """The forms of *receiver* that add up *form*."""
    return [one for one in forms_of(receiver) if form.key in one.collects]


def parts_of(owed: Owed) -> QuerySet[Report]:
    """The reports below that a report adds up, as they were sent, in the order of the tree."""
    rows = Report.objects.filter(
        receiver=owed.unit,
        form__in=owed.form.collects,
        due_on__range=(owed.starts_on, owed.due_on),
        issue__gt=0,
    )
    return rows.exclude(season_unit=owed.unit).order_by("season_unit__first", "due_on", "form")


def periods_below(owed: Owed) -> list[tuple[str, date]]:
    """Form and due day of all that a report adds up."""
    pack = rules_of(owed.unit)
    return [
        (key, day)
        for key in sorted(owed.form.collects)
        for day in due_days(pack.report_forms[key], owed.starts_on, owed.due_on)
    ]


# ---- by when


def due_at(form: ReportForm, due_on: date, period: ReportPeriod | None) -> datetime:
    """The hour by which it must be sent: the form's, or what was laid down for the period."""
    if period is not None and period.due_at is not None:
        return period.due_at
    return due_moment(form, due_on, timezone.get_default_timezone())


def period_of(receiver: SeasonUnit, form: ReportForm, due_on: date) -> ReportPeriod | None:
    """What the receiver laid down about a period, if anything."""
    rows = ReportPeriod.objects.filter(season_unit=receiver, form=form.key, due_on=due_on)
    return rows.first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A unit that has not reported though the hour is past. since: the hour."""

    unit: SeasonUnit
    since: datetime


def missing(
    receiver: SeasonUnit, form: ReportForm, due_on: date, *, now: datetime
) -> Sequence[Missing]:
    """Who owes *receiver* the report and has not sent it; nobody until the minute is over."""
    since = due_at(form, due_on, period_of(receiver, form, due_on))
    if not is_past(since, now):
        return []
    return [Missing(unit=unit, since=since) for unit in unsent(receiver, form, due_on)]


def unsent(receiver: SeasonUnit, form: ReportForm, due_on: date) -> QuerySet[SeasonUnit]:
    """Who owes *receiver* the report and has not sent it, whatever the hour."""
    return reporters(receiver, form, due_on).exclude(Exists(_sent(form, due_on)))


def _sent(form: ReportForm, due_on: date) -> QuerySet[Report]:
    wanted: dict[str, Any] = {"form": form.key, "due_on": due_on, "issue__gt": 0}
    return Report.objects.filter(season_unit=OuterRef("pk"), **wanted)
