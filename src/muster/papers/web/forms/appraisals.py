"""Forms of dossiers, teams and their work: they read what was typed; the services decide."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.packs import Pack
from muster.papers.models import AppraisalTeam, TeamMember
from muster.papers.services.appraisals import DossierDraft, Part, TeamDraft
from muster.season.models import SeasonUnit
from muster.season.web.forms import LONG, Act, day_field
from muster.tree.models import Person

MOST_DAYS: Final = 60


class HandInForm(Act):
    """A dossier: what lies on paper alone, kind by kind, and a word to whoever appraises it."""

    note = forms.CharField(
        label=_("A word to whoever appraises it"), max_length=500, required=False, widget=LONG
    )
    late_reason = forms.CharField(
        label=_("Why it is late"),
        max_length=300,
        required=False,
        help_text=_("Only after the deadline; kept with your name."),
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **more: Any) -> None:
        super().__init__(*args, **more)
        self.parts = parts
        for part in parts:
            if part.version is None:
                self.fields[f"paper_{part.kind}"] = forms.CharField(
                    label=part.name,
                    max_length=300,
                    required=False,
                    widget=forms.TextInput(attrs={"class": "inp", "autocomplete": "off"}),
                )

    def lines(self) -> list[dict[str, Any]]:
        """Each part with the field for what lies on paper, where no version is there."""
        return [
            {"part": part, "field": self[f"paper_{part.kind}"] if part.version is None else None}
            for part in self.parts
        ]

    def draft(self) -> DossierDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return DossierDraft(
            note=typed["note"],
            late_reason=typed["late_reason"],
            on_paper={part.kind: typed.get(f"paper_{part.kind}", "") for part in self.parts},
        )


class TakeForm(Act):
    """A dossier given to a team: which members score it, until when."""

    persons = forms.MultipleChoiceField(
        label=_("Who scores it"), widget=forms.CheckboxSelectMultiple, required=False
    )
    due_on = day_field(_("Sheets handed in by"))
    few_reason = forms.CharField(
        label=_("Why fewer members score than the rules want"),
        max_length=300,
        required=False,
        widget=LONG,
    )

    def __init__(
        self, *args: Any, members: Sequence[TeamMember], loads: Mapping[int, int], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.person_id): one.person for one in members}
        field = self.fields["persons"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(one.person_id), _with_load(one.person, loads.get(one.person_id, 0)))
            for one in members
        ]

    def persons_chosen(self) -> list[Person]:
        """The members who were ticked."""
        return [self.people[key] for key in self.cleaned_data["persons"]]


def _with_load(person: Person, load: int) -> str:
    said = _("%(name)s (%(load)s open)") % {"name": person.name, "load": load}
    return str(said)


class MemberForm(Act):
    """One member of a team and a day."""

    person = forms.ChoiceField(label=_("Who scores it"))
    due_on = day_field(_("Sheets handed in by"))

    def __init__(self, *args: Any, members: Sequence[TeamMember], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.person_id): one.person for one in members}
        _offer(self.fields["person"], self.people)


class ReassignForm(Act):
    """Taking a dossier from a member, and giving it to another."""

    person = forms.ChoiceField(label=_("To whom instead"), required=False)
    due_on = day_field(_("Sheets handed in by"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)

    def __init__(self, *args: Any, members: Sequence[TeamMember], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.person_id): one.person for one in members}
        _offer(self.fields["person"], self.people, nobody=_("nobody: taken away only"))


def _offer(field: forms.Field, people: Mapping[str, Person], *, nobody: Any = "") -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", nobody or "–"), *((key, one.name) for key, one in people.items())]


class CloseForm(Act):
    """Closing the scoring."""

    reason = forms.CharField(
        label=_("Why sheets are lacking"),
        max_length=300,
        required=False,
        widget=LONG,
        help_text=_("Only where a member has not handed in his sheet."),
    )


class TeamForm(Act):
    """A team: head, members, what it is for."""

    kind = forms.ChoiceField(label=_("What it appraises"))
    name = forms.CharField(label=_("Name of the team"), max_length=200)
    head = forms.CharField(
        label=_("Who heads it"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-staff", "autocomplete": "off"}),
    )
    members = forms.CharField(
        label=_("Members, one name or number a line"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The head scores only if he stands here too."),
    )
    units = forms.CharField(
        label=_("For which units"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Codes or names, one a line; each with all below it. Nothing: all units."),
    )
    score_days = forms.IntegerField(
        label=_("Sheets are due how many days before the conclusion"),
        min_value=0,
        max_value=MOST_DAYS,
        initial=2,
    )

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in pack.appraisal.teams.items()]

    def draft(self, units: Sequence[SeasonUnit]) -> TeamDraft:
        """What was typed, as the service takes it. units: those that were named."""
        typed = self.cleaned_data
        return TeamDraft(
            kind=typed["kind"],
            name=typed["name"],
            head=typed["head"],
            members=typed["members"].splitlines(),
            units=units,
            score_days=typed["score_days"],
        )


class ChangeTeamForm(TeamForm):
    """A team as it stands, to be changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why members are taken off"),
        max_length=300,
        required=False,
        widget=LONG,
        help_text=_("What they still had to score is taken from them."),
    )


class EndTeamForm(Act):
    """The end of a team."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=pgettext_lazy("team", "Why it ends"), max_length=300, widget=LONG
    )


def begun_with(team: AppraisalTeam, members: Sequence[TeamMember]) -> dict[str, Any]:
    """What stands in the form of a team that was founded."""
    return {
        "kind": team.kind,
        "name": team.name,
        "head": said(team.head),
        "members": "\n".join(said(one.person) for one in members),
        "units": "\n".join(
            one.season_unit.name for one in team.units.select_related("season_unit")
        ),
        "score_days": team.score_days,
        "version": team.version,
    }


def said(person: Person) -> str:
    """A person as one types him without doubt."""
    return f"{person.name} ({person.number})"
