"""Forms of call lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.packs import Pack
from muster.season.web.forms import LONG, Act, day_field


class OpenForm(Act):
    """Whom to call, what for, what to say."""

    purpose = forms.ChoiceField(label=_("What for"))
    subject = forms.CharField(label=_("About what"), max_length=300)
    to = forms.CharField(
        label=pgettext_lazy("call", "Whom to call"),
        widget=LONG,
        help_text=_("Codes or names of units, or a tier's name for all of it; semicolons between."),
    )
    what = forms.CharField(
        label=_("What is said"),
        required=False,
        widget=LONG,
        help_text=_("Stands where the ready-made words say {what}."),
    )

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in pack.call_purposes.items()]


class CallForm(Act):
    """What came of ringing, with the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    promised_on = day_field(_("Promised for"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class BackForm(Act):
    """The sheet that was printed or sent out, filled in."""

    sheet = forms.FileField(label=_("The sheet, filled in"))
