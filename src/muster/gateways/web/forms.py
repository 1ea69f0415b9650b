"""Whose device is enrolled, and who reads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from muster.duty.models import Officer, Vehicle
from muster.gateways.models import FeedKey
from muster.gateways.queries.duties import on_duty
from muster.gateways.services import DeviceDraft
from muster.season.models import Event


class DeviceForm(forms.Form):
    """A device of somebody, or of a vehicle, that has duty at the event; or of the event itself."""

    officer = forms.ModelChoiceField(
        Officer.objects.none(), label=_("Officer on duty"), required=False
    )
    vehicle = forms.ModelChoiceField(
        Vehicle.objects.none(),
        label=_("Vehicle on duty"),
        required=False,
        help_text=_("With neither, it is a device of the event itself."),
    )
    name = forms.CharField(
        label=pgettext_lazy("device", "Name on the map"),
        max_length=40,
        help_text=_("As the radio calls it: no name of a person is needed."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duties = on_duty(event)
        choices = {
            "officer": Officer.objects.filter(pk__in=duties.values("officer")).select_related(
                "person"
            ),
            "vehicle": Vehicle.objects.filter(pk__in=duties.values("vehicle")),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            field.empty_label = pgettext("device", "none")

    def clean(self) -> dict[str, Any]:
        """An officer's or a vehicle's, not both."""
        given = super().clean() or {}
        if given.get("officer") and given.get("vehicle"):
            self.add_error("vehicle", _("Choose an officer or a vehicle, not both."))
        return given

    def draft(self) -> DeviceDraft:
        """What the service wants."""
        return DeviceDraft(**self.cleaned_data)


class FeedForm(forms.Form):
    """Who reads, what, and for how long."""

    name = forms.CharField(label=_("Who reads"), max_length=120)
    opens = forms.MultipleChoiceField(
        label=_("What they may read"),
        choices=FeedKey.Opens.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("For so many days"), min_value=1, max_value=400, initial=30)
