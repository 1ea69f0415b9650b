"""Forms of the congress page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.season.web.forms import LONG

MOST_LINES = 40
MOST_GUESTS = 200
LONGEST_GUEST = 200


class InvitationForm(forms.Form):
    """Whom an invitation is for, and what stands on it."""

    to = forms.CharField(
        label=_("Who is invited"),
        max_length=200,
        required=False,
        help_text=_("Left empty, there is room to write the name by hand."),
    )
    guests = forms.CharField(
        label=_("Or many at once, one a line"),
        widget=LONG,
        required=False,
        max_length=MOST_GUESTS * LONGEST_GUEST,
        help_text=_(
            "Title, name, and where they come from, as it is to stand on the paper; lines copied"
            " from Excel will do. One Word file is made, with an invitation to each on a page of"
            " its own."
        ),
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

    def clean_guests(self) -> list[str]:
        """The guests, each once; cells of a pasted row are parted by commas."""
        rows = (row.split("\t") for row in self.cleaned_data["guests"].splitlines())
        lines = [", ".join(filter(None, map(str.strip, row))) for row in rows]
        guests = list(dict.fromkeys(line for line in lines if line))
        if len(guests) > MOST_GUESTS:
            raise forms.ValidationError(
                _("%(n)d guests are too many at once; at most %(most)d. Send them in parts.")
                % {"n": len(guests), "most": MOST_GUESTS}
            )
        for guest in guests:
            if len(guest) > LONGEST_GUEST:
                raise forms.ValidationError(
                    _("This line is longer than %(most)d letters: %(line)s…")
                    % {"most": LONGEST_GUEST, "line": guest[:40]}
                )
        return guests

    def clean(self) -> dict[str, Any]:
        """One guest, or many."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("to") and given.get("guests"):
            raise forms.ValidationError(
                _("Say one guest, or a list of guests; both were filled in.")
            )
        return given

    def clean_programme(self) -> list[str]:
        """The lines with something on them."""
        lines = [line.strip() for line in self.cleaned_data["programme"].splitlines()]
        return [line for line in lines if line][:MOST_LINES]
