"""Forms of standing rosters."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.duty.services.standing import MAX_WEEKS
from muster.duty.web.forms import Day, VersionForm
from muster.packs import Pack
from muster.packs.schema import StandingShift


class OpenForm(forms.Form):
    """A post, from which week on, for how many weeks."""

    name = forms.CharField(
        label=_("Post"),
        max_length=120,
        help_text=_("A name that the post had before: its staff and cover are taken over."),
        widget=forms.TextInput(attrs={"list": "known-posts"}),
    )
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind of post"))
    first_on = forms.DateField(
        label=_("First week"), widget=Day(), help_text=_("It begins on the Monday of that week.")
    )
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=MAX_WEEKS, initial=4)

    def __init__(self, *args: Any, pack: Pack, units: dict[int, str], **more: Any) -> None:
        super().__init__(*args, **more)
        unit, kind = self.fields["unit"], self.fields["kind"]
        assert isinstance(unit, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        unit.choices = list(units.items())
        kind.choices = [(one.key, str(one.name)) for one in pack.standing_posts.values()]


class PlaceForm(VersionForm):
    """One day of one officer: a shift of the post, or a day off."""

    officer = forms.IntegerField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.HiddenInput)
    shift = forms.CharField(required=False, max_length=40)


class BlockForm(VersionForm):
    """Requests as lines, typed or pasted from a sheet."""

    block = forms.CharField(
        label=_("Requests, one a line"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Four columns: number or name, day, shift, weight. The shift by its letter; with a "
            "minus before it: not this one; empty: a day off. Paste from Excel, or separate "
            "with semicolons."
        ),
    )

    @property
    def lines(self) -> list[list[str]]:
        """The cells of each line."""
        mark = "\t" if "\t" in self.cleaned_data["block"] else ";"
        return [line.split(mark) for line in self.cleaned_data["block"].splitlines()]


class RequestForm(VersionForm):
    """One request of one officer."""

    officer = forms.TypedChoiceField(label=_("Who"), coerce=int)
    day = forms.DateField(label=_("Day"), widget=Day())
    what = forms.ChoiceField(label=_("Asks for"))
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=1000)

    def __init__(
        self,
        *args: Any,
        staff: dict[int, str],
        shifts: list[StandingShift],
        days: tuple[date, date],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        who, what = self.fields["officer"], self.fields["what"]
        assert isinstance(who, forms.ChoiceField)
        assert isinstance(what, forms.ChoiceField)
        who.choices = [("", "–"), *staff.items()]
        what.choices = [
            ("-", _("a day off")),
            *((f"+{one.key}", str(one.name)) for one in shifts),
            *((f"-{one.key}", _("not %(shift)s") % {"shift": one.name}) for one in shifts),
        ]
        limits = {"min": days[0].isoformat(), "max": days[1].isoformat()}
        self.fields["day"].widget.attrs.update(limits)

    @property
    def shift(self) -> str:
        """The key of the shift; empty for a day off."""
        return str(self.cleaned_data["what"][1:])

    @property
    def is_wanted(self) -> bool:
        """Whether the shift is wanted."""
        return str(self.cleaned_data["what"]).startswith("+")


class StaffForm(VersionForm):
    """Officers to add, by their numbers, to one group."""

    numbers = forms.CharField(
        label=_("Numbers of officers to add"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Several with spaces or commas; a column pasted from Excel as well."),
    )
    group = forms.ChoiceField(label=_("As"))

    def __init__(self, *args: Any, groups: dict[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(groups.items())
