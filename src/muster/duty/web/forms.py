from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muster.duty.models import Officer, Post, Shift
from muster.duty.services import ShiftEdit
from muster.packs import Pack

MAX_DAYS = 28
EFFORTS = (
    (30, _("half a minute")),
    (120, _("2 minutes")),
    (300, _("5 minutes")),
    (900, _("a quarter of an hour")),
)


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WindowForm(forms.Form):
    """From which day, for how many days."""

    first_on = forms.DateField(label=_("First day"), widget=Day())
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=MAX_DAYS, initial=14)

    @property
    def last_on(self) -> date:
        """The last day of the window."""
        first: date = self.cleaned_data["first_on"]
        return first + timedelta(days=self.cleaned_data["days"] - 1)


class SolveForm(forms.Form):
    """How long to search."""

    seconds = forms.TypedChoiceField(
        label=_("Search for"), choices=EFFORTS, coerce=int, initial=120
    )


class VersionForm(forms.Form):
    """The version that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PostForm(VersionForm):
    """Name and orders of a post; one order a line."""

    name = forms.CharField(label=_("Name of the post"), max_length=120)
    orders = forms.CharField(
        label=_("Orders"),
        help_text=_("One sentence a line; they are numbered in this order."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )

    @classmethod
    def of(cls, post: Post) -> "PostForm":
        """The form filled with what stands there."""
        return cls(
            initial={
                "version": post.plan.version,
                "name": post.name,
                "orders": "\n".join(post.orders),
            }
        )

    @property
    def lines(self) -> list[str]:
        """The orders, one each, empty lines left out."""
        return [line.strip() for line in self.cleaned_data["orders"].splitlines() if line.strip()]


class AddPostForm(VersionForm):
    """A further post of a kind of the pack."""

    kind = forms.ChoiceField(label=_("Kind of post"))
    name = forms.CharField(
        label=_("Name of the post"),
        max_length=120,
        required=False,
        help_text=_("Empty: the kind's name."),
    )
    heads = forms.IntegerField(label=_("People"), min_value=1, max_value=200, initial=1)

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = [(kind.key, str(kind.name)) for kind in pack.posts.values()]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of post"), choices=kinds)


class ShiftForm(VersionForm):
    """The figures of one shift, in local time."""

    day = forms.DateField(label=_("Day"), widget=Day())
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Not later than the start: the next day."),
    )
    head_count = forms.IntegerField(label=_("People"), min_value=1, max_value=500)
    weight = forms.IntegerField(
        label=_("Weight"), min_value=1, max_value=100, help_text=_("What is filled first.")
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills"), required=False, widget=forms.CheckboxSelectMultiple
    )
    min_rank = forms.TypedChoiceField(label=_("Least rank"), coerce=int)
    units = forms.TypedMultipleChoiceField(
        label=_("Units that may serve"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: any unit."),
    )
    max_km = forms.FloatField(label=_("At most so many km from home"), min_value=0, required=False)

    def __init__(
        self, *args: Any, shift: Shift, pack: Pack, units: dict[int, str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        skills = [s for s in pack.skills.values() if s.of_vehicle == shift.of_vehicles]
        ranks = sorted(pack.ranks.values(), key=lambda rank: rank.level)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "skills": [(skill.key, str(skill.name)) for skill in skills],
            "min_rank": [(rank.level, str(rank.name)) for rank in ranks],
            "units": sorted(units.items(), key=lambda pair: pair[1]),
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    @staticmethod
    def initial_of(shift: Shift) -> dict[str, Any]:
        """What stands there."""
        start, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        return {
            "version": shift.post.plan.version,
            "day": start.date(),
            "starts": start.time(),
            "ends": end.time(),
            "head_count": shift.head_count,
            "weight": shift.weight,
            "skills": shift.skills,
            "min_rank": shift.min_rank,
            "units": shift.own_units,
            "max_km": shift.max_km,
        }

    def edit(self) -> ShiftEdit:
        """The change as the service takes it."""
        data = self.cleaned_data
        until: date = data["day"]
        if data["ends"] <= data["starts"]:
            until += timedelta(days=1)
        return ShiftEdit(
            starts_at=_aware(data["day"], data["starts"]),
            ends_at=_aware(until, data["ends"]),
            head_count=data["head_count"],
            weight=data["weight"],
            skills=tuple(data["skills"]),
            min_rank=data["min_rank"],
            own_units=tuple(data["units"]),
            max_km=data["max_km"],
        )


class StaffForm(VersionForm):
    """Who is put on a shift: an officer or a vehicle."""

    officer = forms.IntegerField(required=False)
    vehicle = forms.IntegerField(required=False)


class SplitForm(forms.Form):
    """How the paper that goes to a unit groups what is asked."""

    per = forms.ChoiceField(
        label=_("Ask for people"), choices=(("shift", _("by shift")), ("day", _("by day")))
    )


class FileForm(forms.Form):
    """A workbook that came back."""

    file = forms.FileField(
        label=_("The workbook that was filled in"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class SubstituteForm(forms.Form):
    """Who takes a place; leaves, taker: the shift they are freed of and who takes that."""

    officer = forms.IntegerField()
    leaves = forms.IntegerField(required=False)
    taker = forms.IntegerField(required=False)


class Moment(forms.DateTimeInput):
    """The browser's own calendar with hours."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AbsenceForm(forms.Form):
    """An officer of the roster is away from one moment to another."""

    officer = forms.TypedChoiceField(label=_("Who"), coerce=int)
    kind = forms.ChoiceField(label=_("Why"))
    starts_at = forms.DateTimeField(label=_("From"), widget=Moment())
    ends_at = forms.DateTimeField(label=_("Until"), widget=Moment())

    def __init__(
        self,
        *args: Any,
        officers: QuerySet[Officer],
        pack: Pack,
        moment: datetime,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._officers = officers
        who, kind = self.fields["officer"], self.fields["kind"]
        assert isinstance(who, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        who.choices = [
            ("", "–"),
            *((one.pk, f"{one.person.name} · {one.person.number}") for one in officers),
        ]
        kind.choices = [(one.key, str(one.name)) for one in pack.absences.values()]
        start = timezone.localtime(moment).replace(minute=0, second=0, microsecond=0)
        self.fields["starts_at"].initial = start
        self.fields["ends_at"].initial = start + timedelta(days=3)

    @property
    def who(self) -> Officer:
        """The officer who was chosen."""
        return self._officers.get(pk=self.cleaned_data["officer"])


def _aware(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
