"""Forms of publicity: lines of a press list, and press releases."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.office.services import PressLine, ReleaseDraft
from muster.office.web.forms.papers import listed
from muster.packs import PressZone
from muster.season.models import Event
from muster.season.web.forms import Act
from muster.tree.names import search_key

CELLS: Final = 5
MOST_LINES: Final = 400


class PressForm(Act):
    """Lines of a press list: organisation, passes, zone, vehicles, equipment."""

    lines = forms.CharField(
        label=_("Organisations, one a line"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=_("Organisation; passes; zone; vehicles; equipment. Rows can be pasted."),
    )

    def __init__(self, *args: Any, zones: Mapping[str, PressZone], **more: Any) -> None:
        super().__init__(*args, **more)
        self.zones = {
            search_key(text): key
            for key, zone in zones.items()
            for text in (zone.name.vi, zone.name.en, zone.label.vi, zone.label.en)
        }

    def press_lines(self) -> list[PressLine]:
        """What was typed or pasted, as the service takes it; what is not understood stays empty."""
        rows = [row for row in self.cleaned_data["lines"].splitlines() if row.strip()]
        return [self._line(row) for row in rows[:MOST_LINES]]

    def _line(self, row: str) -> PressLine:
        cells = [cell.strip() for cell in row.split("\t" if "\t" in row else ";")]
        organisation, passes, zone, vehicles, equipment = (*cells, *[""] * CELLS)[:CELLS]
        return PressLine(
            organisation=organisation,
            passes=_number(passes),
            zone=self.zones.get(search_key(zone), ""),
            vehicles=_number(vehicles) or 0,
            equipment=equipment[:200],
        )


def _number(text: str) -> int | None:
    return min(int(text), 30_000) if text.isdecimal() and text.isascii() else None


class TeamForm(Act):
    """Handing out passes: the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class BackForm(TeamForm):
    """Passes that came back."""

    count = forms.IntegerField(label=_("How many came back"), min_value=1, max_value=30_000)


class ReleaseForm(Act):
    """A press release."""

    title = forms.CharField(label=pgettext_lazy("archived paper", "Title"), max_length=300)
    event = forms.ChoiceField(label=_("About which event"), required=False)
    to = listed(_("By which ways it goes out"), "known-ways", required=False, most=300)
    text = forms.CharField(
        label=_("What it says"), max_length=60_000, widget=forms.Textarea(attrs={"rows": 16})
    )

    def __init__(self, *args: Any, events: Sequence[Event], **more: Any) -> None:
        super().__init__(*args, **more)
        self.events = {str(event.pk): event for event in events}
        field = self.fields["event"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *((key, event.name) for key, event in self.events.items())]

    def draft(self) -> ReleaseDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return ReleaseDraft(
            title=typed["title"],
            text=typed["text"],
            to=typed["to"],
            event=self.events.get(typed["event"]),
        )


class ChangeReleaseForm(ReleaseForm):
    """A release to be corrected."""

    version = forms.IntegerField(widget=forms.HiddenInput)
