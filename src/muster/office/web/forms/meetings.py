"""Forms of meetings."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.office import queries
from muster.office.models import Meeting
from muster.office.services import MeetingDraft
from muster.office.web.forms.papers import listed
from muster.packs import MeetingKind
from muster.season.models import Congress
from muster.season.web.forms import Act, day_field
from muster.venues.models import Room, Venue

Places = Mapping[str, tuple[Venue, Room | None]]
SEPARATORS: Final = ("\t", ":")


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


def _lines(label: Any, help_text: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class MeetingForm(Act):
    """A meeting: when, where, who is in the chair; agenda and convened as lines of text."""

    subject = forms.CharField(label=_("About what"), max_length=300, required=False)
    day = day_field(_("Day"))
    begins = _hour(_("Begins"))
    ends = _hour(_("Ends"))
    where = listed(_("Where"), "known-places", required=False, most=200)
    chair = listed(_("In the chair"), "known-leaders")
    secretary = listed(_("Writes the minutes"), "known-secretaries", required=False)
    agenda = _lines(_("Agenda, one item a line"), "", 6)
    units = _lines(
        _("Convened, one unit or body a line"),
        _("A number after a colon says how many; a tier's name convenes all of it."),
        5,
    )
    staff = _lines(_("Own staff, one name or number a line"), "", 5)

    def __init__(self, *args: Any, kind: MeetingKind, places: Places, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind, self.places = kind, places
        self.fields["subject"].widget.attrs["placeholder"] = str(kind.name)

    def draft(
        self, *, series: Meeting | None = None, congress: Congress | None = None
    ) -> MeetingDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        venue, room = self.places.get(typed["where"], (None, None))
        return MeetingDraft(
            kind=self.kind.key,
            subject=typed["subject"],
            starts_at=_at(typed["day"], typed["begins"]),
            ends_at=_at(typed["day"], typed["ends"]),
            chair=typed["chair"],
            secretary=typed["secretary"],
            venue=venue,
            room=room,
            place="" if venue else typed["where"],
            series=series,
            congress=congress,
            agenda=typed["agenda"].splitlines(),
            units=[_counted(line) for line in typed["units"].splitlines()],
            staff=typed["staff"].splitlines(),
        )


class ChangeMeetingForm(MeetingForm):
    """A meeting as it was planned, to be changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())


def _counted(line: str) -> tuple[str, int]:
    """A body and how many of it are convened: one unless a number follows a colon or a tab."""
    for separator in SEPARATORS:
        name, found, count = line.rpartition(separator)
        if found and count.strip().isdecimal():
            return name, min(int(count), 30_000)
    return line, 1


def begun_with(meeting: Meeting) -> dict[str, Any]:
    """What stands in the form of a meeting that was planned."""
    zone = timezone.get_default_timezone()
    starts, ends = (
        timezone.localtime(moment, zone) for moment in (meeting.starts_at, meeting.ends_at)
    )
    return {
        "subject": meeting.subject,
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "where": queries.where(meeting),
        "chair": meeting.chair,
        "secretary": meeting.secretary,
        "agenda": "\n".join(meeting.agenda),
        "units": "\n".join(f"{one.name}: {one.convened}" for one in meeting.units.all()),
        "staff": "\n".join(
            f"{one.person.name} ({one.person.number})"
            for one in meeting.staff.select_related("person")
        ),
        "version": meeting.version,
    }


class PresentForm(Act):
    """How many of each unit were there, and who of the own staff: all, but for what is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **more: Any) -> None:
        more.setdefault("initial", {"version": meeting.version})
        super().__init__(*args, **more)
        self.units = list(meeting.units.all())
        self.staff = list(meeting.staff.select_related("person__unit"))
        for one in self.units:
            self.fields[f"unit_{one.pk}"] = forms.IntegerField(
                label=one.name,
                required=False,
                min_value=0,
                max_value=30_000,
                initial=one.convened if one.present is None else one.present,
                widget=forms.NumberInput(attrs={"class": "inp w-num"}),
            )
        for each in self.staff:
            self.fields[f"staff_{each.person_id}"] = forms.BooleanField(
                label=each.person.name, required=False, initial=each.attended is not False
            )

    def rows(self) -> list[dict[str, Any]]:
        """The units with their bound fields, for the page."""
        return [{"unit": one, "field": self[f"unit_{one.pk}"]} for one in self.units]

    def roll(self) -> list[dict[str, Any]]:
        """The own staff with their bound fields, for the page."""
        return [{"one": each, "field": self[f"staff_{each.person_id}"]} for each in self.staff]

    def present(self) -> dict[int, int | None]:
        """How many of each unit."""
        return {one.pk: self.cleaned_data[f"unit_{one.pk}"] for one in self.units}

    def attended(self) -> set[int]:
        """Who of the own staff."""
        return {
            each.person_id for each in self.staff if self.cleaned_data[f"staff_{each.person_id}"]
        }
