"""Forms of the season: they read what was typed; the services decide.

Every form carries an identity made when the page was made, so that sending it twice is one act.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.packs import Pack
from muster.season.models import Finding
from muster.season.queries.grades import grade_choices
from muster.tree import clock

LONG = forms.Textarea(attrs={"rows": 2})


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def choices_of(rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The entries of a table of the pack, an empty one first."""
    return [("", ""), *((key, str(rule.name)) for key, rule in rules.items())]


def grade_field(pack: Pack, *, initial: str = "") -> forms.ChoiceField:
    """How a thing is marked; grades that may not be held here say so before a file is chosen."""
    named, held = grade_choices(pack, on=clock.today())
    choices = [
        (key, name if key in held else _("%(grade)s (register row only)") % {"grade": name})
        for key, name in named
    ]
    return forms.ChoiceField(
        label=pgettext_lazy("document", "Grade"),
        choices=choices,
        initial=initial or pack.default_grade.key,
        required=False,
    )


class Act(forms.Form):
    """Any change: the identity of the request."""

    client_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class StepAct(Act):
    """A change of a step: the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SubmitForm(StepAct):
    """Handing in: a reason if late; the paper's number if entered for a unit."""

    note = forms.CharField(label=_("Note, or the paper's number"), max_length=500, required=False)
    reason = forms.CharField(
        label=_("Why it is late"),
        max_length=300,
        required=False,
        help_text=_("Only after the deadline; kept with your name."),
    )
    on_behalf = forms.BooleanField(
        label=_("Entered on behalf of the unit, from paper"), required=False
    )


class NoteForm(StepAct):
    """Checking and accepting."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class ReasonForm(StepAct):
    """Returning."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class WaiveForm(StepAct):
    """Waiving: a ready-made reason of the pack, or words."""

    ready = forms.ChoiceField(label=_("Ready-made reason"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, widget=LONG)

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        self.pack = pack
        _choose(self.fields["ready"], pack.waivers)

    def stated(self) -> str:
        """Both parts of the reason as one."""
        ready = self.cleaned_data["ready"]
        parts = [str(self.pack.waivers[ready].name) if ready else "", self.cleaned_data["reason"]]
        return "; ".join(part for part in parts if part)


class ReopenForm(StepAct):
    """Reopening."""

    until = day_field(_("Open up to and with"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class AmendForm(StepAct):
    """Another deadline."""

    due_on = day_field(_("New deadline"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class PromiseForm(StepAct):
    """The day by which it will be done, and what holds it up."""

    promised_on = day_field(_("Will be done by"), required=False)
    delay = forms.ChoiceField(label=_("What holds it up"), required=False)
    note = forms.CharField(label=_("Details"), max_length=500, required=False)

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self.fields["delay"], pack.delays)


def _choose(field: forms.Field, rules: Mapping[str, Any]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices_of(rules)


class EvidenceForm(Act):
    """One file."""

    kind = forms.ChoiceField(label=_("Kind"))
    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(rule.name)) for key, rule in pack.evidence.items()]
        self.fields["grade"] = grade_field(pack)
        self.order_fields(("kind", "grade", "file"))


class DaysForm(forms.Form):
    """Other days for a congress, to look at what they would break."""

    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))


class ProblemForm(Act):
    """What a unit cannot solve alone."""

    what = forms.CharField(label=_("What is the problem"), max_length=300, widget=LONG)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    where = forms.CharField(label=_("Where"), max_length=200, required=False)
    since = day_field(_("Since"), required=False)
    help_wanted = forms.CharField(label=_("Help wanted"), max_length=300, required=False)
    owner = forms.CharField(label=_("Who deals with it"), max_length=120)
    due_on = day_field(_("Solved by"))

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self.fields["kind"], pack.problems)


class SolveForm(Act):
    """What solved it."""

    solution = forms.CharField(label=_("What solved it"), max_length=300, widget=LONG)


class CureForm(Act):
    """What proves the cure."""

    proof = forms.CharField(label=_("What proves it"), max_length=300, widget=LONG)


class VisitForm(Act):
    """A visit against one checklist: a result, words, owner and day for each item."""

    visited_on = day_field(_("Day of the visit"))
    visited_by = forms.CharField(label=_("Visited by"), max_length=200)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, pack: Pack, checklist: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.items = pack.checklists[checklist].items
        for key, item in self.items.items():
            self.fields[f"result_{key}"] = forms.ChoiceField(
                label=str(item.name), choices=RESULTS, initial=Finding.Result.OK
            )
            self.fields[f"text_{key}"] = forms.CharField(
                label=_("What was found"), max_length=300, required=False
            )
            self.fields[f"owner_{key}"] = forms.CharField(
                label=_("Who cures it"), max_length=120, required=False
            )
            self.fields[f"due_{key}"] = day_field(_("Cured by"), required=False)

    def lines(self) -> list[dict[str, Any]]:
        """The items with their bound fields, for the page."""
        names = ("result", "text", "owner", "due")
        return [
            {"item": item, **{name: self[f"{name}_{key}"] for name in names}}
            for key, item in self.items.items()
        ]


RESULTS = (
    (Finding.Result.OK, _("in order")),
    (Finding.Result.FIX, _("to be cured")),
    (Finding.Result.STOP, _("stop")),
)


class PaperForm(Act):
    """What stands over a grid of steps reported on paper."""

    paper = forms.CharField(label=_("Number and date of the paper"), max_length=300)
    reason = forms.CharField(label=_("Why late, if any is"), max_length=300, required=False)
    scan = forms.FileField(label=_("Scan"), required=False)

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["grade"] = grade_field(pack)


class ApprovalForm(Act):
    """The paper by which the installation is approved for a grade."""

    by_whom = forms.CharField(label=_("Who approved it"), max_length=200)
    symbol = forms.CharField(label=_("Number and symbol of the paper"), max_length=80)
    approved_on = day_field(_("Approved on"))
    valid_until = day_field(_("Valid through"))


class WhyForm(Act):
    """An act that must say why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class TierForm(Act):
    """Another deadline for a tier."""

    due_on = day_field(_("New deadline"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class LeaveForm(Act):
    """A unit leaves the season."""

    on = day_field(_("From the day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class PackForm(Act):
    """Another version of the rules."""

    version = forms.ChoiceField(label=_("Version"))

    def __init__(self, *args: Any, versions: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(version, version) for version in versions]
