"""Forms of the venues: they read what was typed; the services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muster.tree.models import Account, Unit, UnitVersion
from muster.tree.names import tidy
from muster.tree.permissions import is_allowed
from muster.venues.models import Room, Venue, VenueContact
from muster.venues.rules import Can


class VenueForm(forms.ModelForm[Venue]):
    """A venue; its unit is named by code and must be one where the asker may change venues."""

    unit_code = forms.CharField(
        label=_("Unit"), max_length=40, help_text=_("The code of the unit that answers for it.")
    )

    class Meta:
        model = Venue
        fields = ("code", "name", "kind", "address", "lat", "lon")
        labels = {
            "code": _("Code"),
            "name": _("Name"),
            "kind": _("Kind"),
            "address": _("Address"),
            "lat": _("Latitude"),
            "lon": _("Longitude"),
        }
        help_texts = {"lat": _("Degrees (WGS 84), for example 10.3605.")}

    def __init__(self, *args: Any, account: Account, **more: Any) -> None:
        super().__init__(*args, **more)
        self.account = account
        if self.instance.pk:
            version = UnitVersion.objects.filter(unit=self.instance.unit_id).latest("valid_from")
            self.fields["unit_code"].initial = version.code

    def clean_unit_code(self) -> Unit:
        """The unit of that code."""
        code = tidy(self.cleaned_data["unit_code"])
        version = UnitVersion.objects.filter(code=code, valid_to=None).select_related("unit")
        found = version.first()
        if found is None or not is_allowed(self.account, Can.CHANGE, found.unit):
            raise ValidationError(
                gettext("There is no unit %(code)s where you may change venues."),
                code="unit",
                params={"code": code},
            )
        return found.unit

    def _post_clean(self) -> None:
        """Leave uniqueness and ranges to the service, which refuses with names."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields)
        unit = self.cleaned_data.get("unit_code")
        if isinstance(unit, Unit):
            self.instance.unit = unit


class RoomForm(forms.ModelForm[Room]):
    """A room and what somebody stated of it."""

    class Meta:
        model = Room
        fields = ("name", "capacity_people", "capacity_stated_by", "capacity_stated_on")
        labels = {
            "name": _("Room"),
            "capacity_people": _("Holds (people)"),
            "capacity_stated_by": _("Stated by"),
            "capacity_stated_on": _("Stated on"),
        }
        help_texts = {
            "capacity_people": _("What somebody stated, not what was calculated."),
        }
        widgets = {"capacity_stated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class ContactForm(forms.ModelForm[VenueContact]):
    """Whom to call at the venue."""

    class Meta:
        model = VenueContact
        fields = ("name", "duty", "phone")
        labels = {"name": _("Name"), "duty": _("For what"), "phone": _("Telephone")}
