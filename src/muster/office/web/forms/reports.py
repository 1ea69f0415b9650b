"""Forms of reports on fixed days: the fields are those of the pack's form."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.office.models import Via
from muster.office.queries.owing import Owed
from muster.office.queries.report_pages import FormLine
from muster.office.services import ReportDraft, Said
from muster.packs import FieldKind, Pack, ReportField
from muster.packs.adding import Value
from muster.season.web.forms import LONG, Act, day_field

INCIDENT_LINES: Final = 4
MOST_LINES: Final = 60
CELLS: Final = ("day", "hour", "zone", "kind", "count")


class WholeField(forms.IntegerField):
    """A whole number from 0 up; 1 204 may be written with its space."""

    def to_python(self, value: Any) -> int | None:
        """The number, spaces left out."""
        if isinstance(value, str):
            value = "".join(value.split())
        return super().to_python(value)


class ReportSheet(Act):
    """One report: a field for each of the form's, the note, who told it, and the version shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    told_by = forms.CharField(
        label=_("Told by"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-contacts"}),
    )
    told_at = forms.TimeField(
        label=_("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(
        self, *args: Any, owed: Owed, lines: Sequence[FormLine], pack: Pack, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.owed, self.report_lines, self.pack = owed, lines, pack
        for line in lines:
            key = line.field.key
            self.fields[f"shown_{key}"] = forms.JSONField(
                required=False,
                widget=forms.HiddenInput,
                initial=line.filled.value if line.filled else None,
            )
            if line.field.kind is not FieldKind.INCIDENTS:
                self.fields[f"v_{key}"] = _field(line.field, line.value)

    # ---- showing it

    def rows(self) -> list[dict[str, Any]]:
        """The fields with their bound inputs, for the page."""
        return [
            {
                "line": line,
                "kind": line.field.kind.value,
                "shown": self[f"shown_{line.field.key}"],
                "input": None if self._is_incidents(line) else self[f"v_{line.field.key}"],
                "grid": self.grid(line) if self._is_incidents(line) else [],
            }
            for line in self.report_lines
        ]

    @staticmethod
    def _is_incidents(line: FormLine) -> bool:
        return line.field.kind is FieldKind.INCIDENTS

    def grid(self, line: FormLine) -> list[dict[str, Any]]:
        """Lines of incidents as typed, or as they stand, with empty ones below."""
        key = line.field.key
        if self.is_bound:
            found = [cells for at in range(MOST_LINES) if any(cells := self._typed(key, at))]
        else:
            stands = line.value if isinstance(line.value, list) else []
            found = [["" if part is None else str(part) for part in one] for one in stands]
        blank = [str(self.owed.due_on), "", "", "", ""]
        rows = [*found, *([blank] * INCIDENT_LINES)][: max(len(found) + 1, INCIDENT_LINES)]
        return [{"at": at, **dict(zip(CELLS, row, strict=True))} for at, row in enumerate(rows)]

    def _typed(self, key: str, at: int) -> list[str]:
        """The cells of a line; the day alone says nothing."""
        cells = [self.data.get(f"{key}-{name}-{at}", "").strip() for name in CELLS]
        return cells if any(cells[1:]) else []

    # ---- reading it

    def draft(self) -> ReportDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        keys = [line.field.key for line in self.report_lines]
        return ReportDraft(
            values={line.field.key: self._value(line) for line in self.report_lines},
            shown={key: typed[f"shown_{key}"] for key in keys if typed[f"shown_{key}"] is not None},
            note=typed["note"],
            version=typed["version"],
            via=Via.PAGE,
            said=Said(by=typed["told_by"], at=self._told_at()),
        )

    def _value(self, line: FormLine) -> Value | None:
        key = line.field.key
        if not self._is_incidents(line):
            value: Value | None = self.cleaned_data[f"v_{key}"]
            return value
        rows = [cells for at in range(MOST_LINES) if (cells := self._typed(key, at))]
        return [_incident(cells) for cells in rows]

    def _told_at(self) -> datetime | None:
        told = self.cleaned_data["told_at"]
        if told is None:
            return None
        return datetime.combine(self.owed.due_on, told, tzinfo=timezone.get_default_timezone())


def _incident(cells: Sequence[str]) -> list[Any]:
    """A typed line as the service reads it; what is no number stays text and is refused there."""
    day, hour, zone, kind, count = cells
    return [day, _number(hour) if hour else None, zone, kind, _number(count or "1")]


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text


def _field(field: ReportField, value: Value | None) -> forms.Field:
    said: Mapping[str, Any] = {"label": str(field.name), "required": False, "initial": value}
    if field.kind is FieldKind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "inp num"})
        return WholeField(min_value=0, widget=widget, **said)
    if field.kind is FieldKind.CHOICE:
        options = [(key, str(one.name)) for key, one in field.choices.items()]
        return forms.ChoiceField(choices=options, **said)
    words = forms.Textarea(attrs={"rows": 2, "class": "inp"})
    return forms.CharField(max_length=2000, widget=words, **said)


class OrderForm(Act):
    """From which day a form is reported."""

    form = forms.ChoiceField(label=_("Form"))
    starts_on = day_field(_("From the day"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class EndForm(Act):
    """The last day of a form."""

    ends_on = day_field(_("For the last time on"))


class DueForm(Act):
    """Another due hour for one period."""

    new_due_at = forms.DateTimeField(
        label=_("Due by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class CloseForm(Act):
    """Closing a period."""
