"""The reports of one form and period as a grid: a unit a row, a field a column.

What a unit has not said stays blank, what muster knows or adds up stands there; a row is sent
when something in it changes. A row of a report that was sent is a correction and says why.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import Choices, text_up_to, whole
from muster.exchange.faults import say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.ledger.actor import Actor
from muster.office import services
from muster.office.bridge import rules_of
from muster.office.models import Report, Via
from muster.office.queries.filled import Fillings, filled_for_all
from muster.office.queries.owing import Owed, reporters
from muster.office.rules import Can
from muster.office.services import ReportDraft, Said
from muster.packs import FieldKind, ReportField
from muster.packs.reporting import is_due_day
from muster.season.models import SeasonUnit
from muster.tree import clock
from muster.tree.models import Account
from muster.tree.permissions import require
from muster.tree.scope import scope

KEY: Final = "reports"
VALUE: Final = "v:"
say(
    {
        "report.say_why": gettext_lazy(
            "This differs from what was sent or what muster has: say why in the note."
        ),
    }
)


def place_of(owed: Owed) -> str:
    """A form and period of a unit that receives it, as it stands in the address of its grid."""
    return f"{owed.unit.pk}.{owed.form.key}.{owed.due_on.isoformat()}"


def _column(field: ReportField) -> Column:
    parse, show = _reading(field)
    return Column(
        key=VALUE + field.key,
        label=str(field.label),
        also=(field.name.vi, field.name.en),
        parse=parse,
        show=show,
        keeps=True,
    )


def _reading(field: ReportField) -> tuple[Any, Any]:
    if field.kind is FieldKind.NUMBER:
        return whole, lambda value: value
    if field.kind is FieldKind.SENTENCE:
        return text_up_to(2000), lambda value: value
    choices = Choices.of(
        (key, str(one.name), (one.name.vi, one.name.en)) for key, one in field.choices.items()
    )
    return choices.one, lambda key: choices.shown.get(key, key)


class ReportsOf:
    """The reports that one unit receives in one form for one period."""

    def __init__(self, owed: Owed) -> None:
        self.owed = owed
        self.fields = [
            one for one in owed.form.fields.values() if one.kind is not FieldKind.INCIDENTS
        ]

    @cached_property
    def units(self) -> dict[str, SeasonUnit]:
        """Who owes it, by code, in the order of the tree."""
        rows = reporters(self.owed.unit, self.owed.form, self.owed.due_on).select_related("season")
        return {unit.code: unit for unit in rows.order_by("first")}

    def _rows(self) -> dict[int, Report]:
        rows = Report.objects.filter(
            season_unit__in=self.units.values(),
            form=self.owed.form.key,
            due_on=self.owed.due_on,
        )
        return {row.season_unit_id: row for row in rows}

    def _filled(self) -> Mapping[int, Fillings]:
        form, due_on = self.owed.form, self.owed.due_on
        return filled_for_all(list(self.units.values()), form, due_on, now=clock.now())

    @cached_property
    def spec(self) -> SheetSpec:
        """Code and name, the fields, the note, and who told it."""
        known = Choices.of((code, code, (one.name,)) for code, one in self.units.items())
        return SheetSpec(
            key=KEY,
            label=gettext_lazy("Reports"),
            columns=(
                Column(
                    key="unit",
                    label=pgettext_lazy("column", "Unit code"),
                    also=(gettext_lazy("Unit"),),
                    parse=known.one,
                    required=True,
                ),
                Column(key="name", label=pgettext_lazy("column", "Unit name"), keeps=True),
                *(_column(field) for field in self.fields),
                Column(key="note", label=gettext_lazy("Note"), parse=text_up_to(300), keeps=True),
                Column(
                    key="told_by", label=gettext_lazy("Told by"), parse=text_up_to(120), keeps=True
                ),
            ),
            key_columns=("unit",),
        )

    def current(self) -> dict[str, Values]:
        """What stands there now: what was sent or begun, and what muster fills in."""
        rows, filled = self._rows(), self._filled()
        return {
            code: {
                "unit": code,
                "name": unit.name,
                **self._values(rows.get(unit.pk), filled[unit.pk]),
                "note": "",
                "told_by": "",
            }
            for code, unit in self.units.items()
        }

    def _values(self, row: Report | None, filled: Fillings) -> Values:
        stands: Mapping[str, Any] = row.values if row is not None else {}
        known = {key: one.value for key, one in filled.items()}
        every = {**known, **stands}
        return {VALUE + one.key: every.get(one.key, _blank(one)) for one in self.fields}

    def review(self, rows: Sequence[ReadRow]) -> None:
        """A correction, and what differs from what muster has, says why."""
        there, filled = self._rows(), self._filled()
        now = self.current()
        for row in rows:
            unit = self.units.get(row.key)
            if unit is None or row.has_error or row.values.get("note"):
                continue
            report = there.get(unit.pk)
            known = {} if report and report.is_sent else filled[unit.pk]
            for key, value in row.values.items():
                if not key.startswith(VALUE) or _same(value, now[row.key].get(key)):
                    continue
                if (report and report.is_sent) or key.removeprefix(VALUE) in known:
                    row.blame("report.say_why", column=key)

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """Send the rows that change, in one act."""
        there = self._rows()
        sent = [self._draft(values, there, now) for values in rows]
        services.send_many(self.owed.unit, sent, actor=actor, now=now)

    def _draft(
        self, values: Values, there: Mapping[int, Report], now: datetime
    ) -> tuple[Owed, ReportDraft]:
        unit = self.units[values["unit"]]
        row = there.get(unit.pk)
        stands: dict[str, Any] = dict(row.values) if row is not None else {}
        for key, value in values.items():
            if key.startswith(VALUE) and value not in (None, ""):
                stands[key.removeprefix(VALUE)] = value
        told_by = values.get("told_by") or ""
        return self.owed.at(unit), ReportDraft(
            values=stands,
            note=values.get("note") or "",
            version=row.version if row is not None else 0,
            via=Via.SHEET,
            said=Said(by=told_by, at=now if told_by else None),
        )


def _blank(field: ReportField) -> Any:
    return None if field.kind is FieldKind.NUMBER else ""


def _same(one: Any, other: Any) -> bool:
    return one == other or one in (None, "")


def open_reports(account_id: int, place: str) -> Grid:
    """The reports that a unit receives in a form for a period."""
    account = Account.objects.get(pk=account_id)
    owed = _owed(account, place)
    require(account, Can.REPORT, owed.unit)
    reports = ReportsOf(owed)
    return Grid(
        spec=reports.spec,
        subject=f"{owed.form.label}, {owed.unit.name}",
        back=reverse(
            "office:reports-below", args=[owed.unit.pk, owed.form.key, owed.due_on.isoformat()]
        ),
        current=reports.current,
        review=reports.review,
        write=reports.write,
        told=("unit", "name"),
        season_id=owed.unit.season_id,
    )


def _owed(account: Account, place: str) -> Owed:
    number, _dot, rest = place.partition(".")
    key, _dot, day = rest.partition(".")
    rows = scope(account, SeasonUnit).select_related("season", "parent")
    unit = get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0)
    form = rules_of(unit).report_forms.get(key)
    try:
        due_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if form is None or not is_due_day(form, due_on):
        raise Http404
    return Owed(unit, form, due_on)


register_grid(GridKind(key=KEY, label=gettext_lazy("Reports"), open=open_reports))
