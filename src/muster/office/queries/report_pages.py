"""What the pages of reports show: one report's lines, and the overview of the level above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from muster.office.bridge import rules_of
from muster.office.models import DueChange, Report, ReportIssue, ReportPeriod
from muster.office.queries.filled import BELOW, Filled, filled_for
from muster.office.queries.owing import Owed, due_at, forms_above, period_of, reporters
from muster.packs import FieldKind, ReportField, ReportForm
from muster.packs.adding import Value
from muster.packs.reporting import due_day_before, due_day_on_or_after, is_past
from muster.season.models import SeasonUnit
from muster.season.queries import contacts_of

# ---- one report


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One field of a report's page. value: what stands in it; filled: what muster has for it.

    was: what was sent last, where that differs.
    """

    field: ReportField
    value: Value | None
    filled: Filled | None
    was: Value | None = None

    @property
    def differs(self) -> bool:
        """Whether it was changed from what muster has."""
        return self.filled is not None and self.value != self.filled.value


def form_lines(owed: Owed, row: Report | None, *, now: datetime) -> list[FormLine]:
    """The fields of a report with what is to stand in them when its page is opened."""
    filled = filled_for(owed, now=now)
    return [_line(field, row, filled.get(key)) for key, field in owed.form.fields.items()]


def _line(field: ReportField, row: Report | None, filled: Filled | None) -> FormLine:
    if row is None:
        return FormLine(field=field, value=filled.value if filled else None, filled=filled)
    value = row.values.get(field.key)
    if filled is not None and _follows(row, field.key, filled):
        value = filled.value
    sent = (row.sent or {}).get(field.key)
    return FormLine(
        field=field, value=value, filled=filled, was=sent if row.sent and sent != value else None
    )


def _follows(row: Report, key: str, filled: Filled) -> bool:
    """What was left as filled in follows muster; once sent, only the sum of those below does."""
    kept: Mapping[str, Any] = row.filled.get(key, {})
    if "value" not in kept or row.values.get(key) != kept["value"]:
        return key not in row.values
    return not row.is_sent or filled.source == BELOW


def issues_of(row: Report) -> list[ReportIssue]:
    """Every sending, the newest first."""
    return list(row.issues.all())


# ---- the level above


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One unit below: what it sent, or that it has not, and whom to call."""

    unit: SeasonUnit
    report: Report | None
    person: str
    phone: str
    is_missing: bool

    @property
    def is_sent(self) -> bool:
        """Whether it is here."""
        return self.report is not None and self.report.is_sent

    def number(self, key: str) -> int | None:
        """What it says in a field that takes a number."""
        if self.report is None or self.report.sent is None:
            return None
        value = self.report.sent.get(key)
        return value if isinstance(value, int) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SumLine:
    """One number over all who reported, and the period before."""

    field: ReportField
    total: int
    before: int | None

    @property
    def change(self) -> int | None:
        """How much more than the period before."""
        return None if self.before is None else self.total - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What one unit received in one form for one period."""

    owed: Owed
    period: ReportPeriod | None
    due_at: datetime
    is_over: bool
    lines: Sequence[ReportLine]
    sums: Sequence[SumLine]
    changes: Sequence[DueChange]
    above: Sequence[Owed]

    @property
    def sent(self) -> int:
        """How many are here."""
        return sum(line.is_sent for line in self.lines)

    @property
    def missing(self) -> list[ReportLine]:
        """Who has not reported though the hour is over."""
        return [line for line in self.lines if line.is_missing]

    @property
    def waited_for(self) -> list[ReportLine]:
        """Who has not reported yet, whatever the hour."""
        return [line for line in self.lines if not line.is_sent]

    @property
    def late(self) -> int:
        """How many came after the hour."""
        return sum(bool(line.report and line.report.is_late) for line in self.lines)

    @property
    def nil(self) -> int:
        """How many had nothing to report."""
        return sum(bool(line.is_sent and line.report and line.report.is_nil) for line in self.lines)


def overview(owed: Owed, *, now: datetime) -> Overview:
    """What *owed.unit* received: a few queries, whatever the number of units."""
    receiver, form = owed.unit, owed.form
    period = period_of(receiver, form, owed.due_on)
    until = due_at(form, owed.due_on, period)
    is_over = is_past(until, now)
    units = list(reporters(receiver, form, owed.due_on).order_by("first"))
    before = due_day_before(form, owed.due_on)
    rows = _received(receiver, form, (before, owed.due_on))
    contacts = contacts_of(units, rules_of(receiver))
    lines = []
    for unit in units:
        row = rows.get((unit.pk, owed.due_on))
        lines.append(
            ReportLine(
                unit=unit,
                report=row,
                person=contacts[unit.pk].name,
                phone=contacts[unit.pk].phone,
                is_missing=is_over and not (row is not None and row.is_sent),
            )
        )
    earlier = [row for (_unit, on), row in rows.items() if on == before and row.is_sent]
    return Overview(
        owed=owed,
        period=period,
        due_at=until,
        is_over=is_over,
        lines=lines,
        sums=_sum_lines(form, lines, earlier),
        changes=list(period.changes.all()) if period is not None else [],
        above=[
            Owed(receiver, one, due_day_on_or_after(one, owed.due_on))
            for one in forms_above(receiver, form)
        ],
    )


def _received(
    receiver: SeasonUnit, form: ReportForm, days: Sequence[date]
) -> dict[tuple[int, date], Report]:
    rows = Report.objects.filter(receiver=receiver, form=form.key, due_on__in=days)
    return {(row.season_unit_id, row.due_on): row for row in rows.defer("values", "filled")}


def _sum_lines(
    form: ReportForm, lines: Sequence[ReportLine], earlier: Sequence[Report]
) -> list[SumLine]:
    numbers = [one for one in form.fields.values() if one.kind is FieldKind.NUMBER]
    return [
        SumLine(
            field=one,
            total=sum(line.number(one.key) or 0 for line in lines),
            before=_total(one.key, earlier) if earlier else None,
        )
        for one in numbers
    ]


def _total(key: str, rows: Sequence[Report]) -> int:
    return sum(value for row in rows if isinstance(value := (row.sent or {}).get(key), int))
