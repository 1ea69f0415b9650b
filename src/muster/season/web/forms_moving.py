"""Forms of a moving: which congresses, by how much, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.season.web.forms import LONG, Act, day_field

MOST_DAYS = 200


class AreaForm(forms.Form):
    """Which congresses, and by how many days. All but the unit may stay empty."""

    unit = forms.ChoiceField(label=_("Unit and all below it"))
    first_on = day_field(_("That are on or after"), required=False)
    last_on = day_field(_("That are on or before"), required=False)
    venue = forms.IntegerField(required=False, widget=forms.HiddenInput)
    km = forms.IntegerField(required=False, min_value=0, max_value=200, widget=forms.HiddenInput)
    congress = forms.IntegerField(required=False, widget=forms.HiddenInput)
    days = forms.IntegerField(
        label=_("By how many days"),
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
        help_text=_("Later is 2, earlier is −2. A day of its own can be given to each below."),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(pk), name) for pk, name in units]


class ApplyForm(Act):
    """The act itself: why, and the mark of the preview that was looked at."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)
    mark = forms.CharField(widget=forms.HiddenInput)


class UndoForm(Act):
    """Undoing: why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)
