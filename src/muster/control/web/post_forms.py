"""What people fill in about command posts and their conflicts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.control.queries.conflicts import Shown


class CopyForm(forms.Form):
    """A copy for a post that is to begin."""

    name = forms.CharField(label=_("What the post is called"), max_length=80)


class EnrolForm(forms.Form):
    """A post's key, and its fingerprint as its people read it out."""

    key = forms.CharField(label=_("The key line that the post shows"), max_length=250)
    fingerprint = forms.CharField(
        label=_("Its fingerprint, as its people read it out"),
        max_length=60,
        help_text=_("By telephone or face to face, never with the key. Five groups of four."),
    )


class BundleForm(forms.Form):
    """A bundle that somebody brought."""

    file = forms.FileField(label=_("Bundle of another post"))


class DecideForm(forms.Form):
    """Which side holds. judged: the sides that were on the page."""

    chosen = forms.ChoiceField(label=_("What holds"), widget=forms.RadioSelect, choices=())
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)
    judged = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, shown: Shown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        sides = [(side.entry, f"{side.post}: {side.text}") for side in shown.sides]
        field.choices = [*sides, ("both", _("Both stand"))]
        self.initial["judged"] = " ".join(side.entry for side in shown.sides)
