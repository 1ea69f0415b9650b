"""Forms of templates and letterheads."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.season.web.forms import Act


class TemplateForm(Act):
    """A Word file that becomes the next version of a template."""

    file = forms.FileField(
        label=pgettext_lazy("template", "Word file"),
        help_text=_("Take ours below, change it in Word, and upload it here."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )
    note = forms.CharField(label=_("What was changed"), max_length=300, required=False)


class LetterheadForm(Act):
    """What stands above and below every document of a unit."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    superior = forms.CharField(
        label=_("The body above, as papers name it"), max_length=200, required=False
    )
    issuer = forms.CharField(
        label=_("This body, as papers name it"), max_length=200, required=False
    )
    place = forms.CharField(
        label=_("Where papers are dated"),
        max_length=80,
        required=False,
        help_text=_("Also for the units below that say nothing else."),
    )
    keeper = forms.CharField(
        label=_("Keeper of the file copy"),
        max_length=80,
        required=False,
        help_text=_("Also for the units below that say nothing else."),
    )
