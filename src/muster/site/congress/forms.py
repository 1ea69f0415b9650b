"""Forms of the congress page."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.season.web.forms import LONG

MOST_LINES = 40


class InvitationForm(forms.Form):
    """Whom an invitation is for, and what stands on it."""

    to = forms.CharField(
        label=_("Who is invited"),
        max_length=200,
        required=False,
        help_text=_("Left empty, there is room to write the name by hand."),
    )
    programme = forms.CharField(
        label=_("Programme, one line each"), widget=LONG, required=False, max_length=4000
    )
    note = forms.CharField(
        label=pgettext_lazy("invitation", "What the guest should know"),
        widget=LONG,
        required=False,
        max_length=1000,
    )

    def clean_programme(self) -> list[str]:
        """The lines with something on them."""
        lines = [line.strip() for line in self.cleaned_data["programme"].splitlines()]
        return [line for line in lines if line][:MOST_LINES]
