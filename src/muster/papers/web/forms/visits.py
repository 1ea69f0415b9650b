"""Forms of visits."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.office.models import Register
from muster.office.web.forms.papers import listed
from muster.packs import Pack
from muster.papers.models import AppraisalVisit
from muster.papers.services.visits import VisitDraft
from muster.season.models import Congress
from muster.season.web.forms import LONG, Act, day_field


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class VisitForm(Act):
    """A visit: to whom, when, where, who goes, by which car."""

    kind = forms.ChoiceField(label=pgettext_lazy("visit", "Kind"))
    day = day_field(_("Day"))
    begins = _hour(_("Begins"))
    ends = _hour(_("Ends"))
    place = listed(pgettext_lazy("visit", "Where"), "known-places", most=200)
    lead = listed(_("Who leads it"), "known-staff")
    members = forms.CharField(
        label=_("Who goes along, one name or number a line"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    car = listed(pgettext_lazy("visit", "Car"), "known-cars", required=False)
    task = forms.CharField(
        label=_("What is looked at"), max_length=500, required=False, widget=LONG
    )

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in pack.appraisal.visits.items()]

    def draft(self, congress: Congress) -> VisitDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return VisitDraft(
            kind=typed["kind"],
            congress=congress,
            starts_at=_at(typed["day"], typed["begins"]),
            ends_at=_at(typed["day"], typed["ends"]),
            place=typed["place"],
            lead=typed["lead"],
            members=typed["members"].splitlines(),
            car=typed["car"],
            task=typed["task"],
        )


class ChangeVisitForm(VisitForm):
    """A visit as it was planned, to be changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())


def begun_with(visit: AppraisalVisit) -> dict[str, Any]:
    """What stands in the form of a visit that was planned."""
    zone = timezone.get_default_timezone()
    starts, ends = (timezone.localtime(one, zone) for one in (visit.starts_at, visit.ends_at))
    return {
        "kind": visit.kind,
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "place": visit.place,
        "lead": visit.lead,
        "members": "\n".join(
            f"{one.person.name} ({one.person.number})"
            for one in visit.members.select_related("person")
        ),
        "car": visit.car,
        "task": visit.task,
        "version": visit.version,
    }


class MinutesForm(Act):
    """What was seen, and what was concluded."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    findings = forms.CharField(
        label=_("What was seen"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    conclusion = forms.CharField(
        label=pgettext_lazy("visit", "Conclusion"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class NumberForm(Act):
    """The register under whose next number the conclusion goes out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    register = forms.ModelChoiceField(
        label=_("Into which register"), queryset=Register.objects.none()
    )
    signer = forms.CharField(label=_("Who signs it"), max_length=120)
    dated_on = day_field(_("Date of the paper"))

    def __init__(self, *args: Any, registers: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["register"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = registers
        self.initial.setdefault("register", registers.first())


class CancelVisitForm(Act):
    """A visit that does not take place."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)
