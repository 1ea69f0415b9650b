"""A report on paper: a Word file from a template that a user can edit, and a workbook."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Each, Grid, Heading, Text
from muster.office.models import Approval, Report
from muster.office.queries.letterheads import Written, around_of
from muster.office.queries.owing import Owed, parts_of
from muster.office.services.report_values import blank_of, written
from muster.office.services.word_files import word_file
from muster.packs import FieldKind
from muster.shell.formats import day, day_year
from muster.shell.xlsx import Sheet

REPORT: Final = register(
    Template(
        key="office.report",
        label=_("Report on a fixed day"),
        abstract="{{ title }} ({{ period }})",
        fields=(
            Field("addressee", _("To whom, as one line")),
            Field("title", _("What the report is called")),
            Field("period", _("Days that it goes over")),
            Field("note", pgettext_lazy("column", "Remarks")),
        ),
        rows=(
            Rows(
                "rows",
                _("Figures"),
                (
                    Field("n", pgettext_lazy("template", "No.")),
                    Field("name", pgettext_lazy("report", "Field")),
                    Field("value", _("Value")),
                ),
            ),
            Rows(
                "texts",
                _("Sentences"),
                (
                    Field("name", pgettext_lazy("report", "Field")),
                    Field("value", _("Value")),
                ),
            ),
        ),
        body=(
            Heading(_("Figures"), "rows"),
            Grid(
                rows="rows",
                given="rows",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(pgettext_lazy("report", "Field"), "{{ row.name }}", 9),
                    Column(_("Value"), "{{ row.value }}", 4, "center"),
                ),
            ),
            Each(rows="texts", text="{{ row.name }}: {{ row.value }}"),
            Text("{{ note }}", "note"),
        ),
    )
)


def report_document(owed: Owed, row: Report, approval: Approval | None, *, to: str) -> bytes:
    """The report as it stands, with its number and signer where it was signed."""
    lines = [
        (str(field.name), field.kind, written(owed, key, row.values.get(key, blank_of(field))))
        for key, field in owed.form.fields.items()
    ]
    figures = [(name, value) for name, kind, value in lines if kind is not FieldKind.SENTENCE]
    values = {
        "addressee": around_of(owed.unit).addressees.format(name=to),
        "title": str(owed.form.name),
        "period": period_words(owed),
        "note": row.note,
        "rows": [
            {"n": str(n), "name": name, "value": value}
            for n, (name, value) in enumerate(figures, start=1)
        ],
        "texts": [
            {"name": name, "value": value}
            for name, kind, value in lines
            if kind is FieldKind.SENTENCE
        ],
    }
    return word_file(REPORT, owed.unit, values, Written(approval=approval, to=[to]))


def period_words(owed: Owed) -> str:
    """The days that it goes over."""
    if owed.starts_on == owed.due_on:
        return day_year(owed.due_on)
    return f"{day(owed.starts_on)} – {day_year(owed.due_on)}"


def report_sheets(owed: Owed, row: Report) -> list[Sheet]:
    """The report's fields, and the reports that it adds up, each in a line."""
    numbers = [one for one in owed.form.fields.values() if one.kind is FieldKind.NUMBER]
    fields = Sheet(
        title=str(owed.form.label),
        heads=[pgettext("report", "Field"), str(_("Value")), str(_("Filled in by muster"))],
        rows=[
            (
                str(field.name),
                _cell(owed, row, key),
                row.filled[key]["value"] if key in row.filled and field in numbers else None,
            )
            for key, field in owed.form.fields.items()
        ],
        widths=[56, 30, 18],
    )
    if not owed.form.collects:
        return [fields]
    parts = Sheet(
        title=str(_("The units' reports")),
        heads=[str(_("Unit")), str(_("Due")), *(str(one.label) for one in numbers)],
        rows=[
            (
                part.season_unit.name,
                part.due_on,
                *((part.sent or {}).get(one.sources[0]) for one in numbers),
            )
            for part in parts_of(owed).select_related("season_unit")
        ],
        widths=[36, 12],
    )
    return [fields, parts]


def _cell(owed: Owed, row: Report, key: str) -> int | str:
    value = row.values.get(key)
    return value if isinstance(value, int) else written(owed, key, value)
