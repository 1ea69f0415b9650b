"""What people fill in beside the log line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.control.models import Incident, Lesson
from muster.control.services import ChangeDraft, IncidentDraft, TeamDraft
from muster.packs import Pack


class CorrectForm(forms.Form):
    """A line said otherwise, and why."""

    text = forms.CharField(
        label=_("The line should read"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    reason = forms.CharField(label=_("Why is it corrected?"), max_length=300)
    happened_at = forms.DateTimeField(
        label=_("When it happened"),
        required=False,
        help_text=_("Leave empty if the time was right."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class TeamForm(forms.Form):
    """A team that is no post of the plan."""

    number = forms.IntegerField(label=pgettext_lazy("team", "Number"), min_value=1, max_value=9999)
    name = forms.CharField(label=_("Name"), max_length=120)
    report_min = forms.IntegerField(
        label=_("Reports every so many minutes"), min_value=1, max_value=600, initial=30
    )

    def draft(self) -> TeamDraft:
        """What the service wants."""
        return TeamDraft(**self.cleaned_data)


class IncidentForm(forms.Form):
    """What an incident is called, its type and how urgent it is."""

    title = forms.CharField(label=pgettext_lazy("incident", "What happened"), max_length=300)
    type = forms.ChoiceField(label=_("Type"))
    priority = forms.ChoiceField(label=_("Priority"))

    def __init__(self, *args: Any, incident: Incident, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(incident, name) for name in ("title", "type", "priority")}
        choices = {"type": pack.incident_types, "priority": pack.priorities}
        for name, rules in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(rule.key, str(rule.name)) for rule in rules.values()]

    def draft(self) -> IncidentDraft:
        """What the service wants."""
        return IncidentDraft(**self.cleaned_data)


class ChangeForm(forms.Form):
    """A step that a card of the venue or a kind of post should have."""

    target = forms.ChoiceField(label=_("What should change"))
    change = forms.CharField(label=_("The new step"), max_length=500)
    owner = forms.CharField(
        label=_("Whose task it is"),
        max_length=120,
        required=False,
        help_text=_("Of a card. Leave empty for a step that is done by hand."),
    )
    due_min = forms.IntegerField(
        label=_("Minutes after the beginning"), min_value=0, max_value=600, required=False
    )

    def __init__(self, *args: Any, pack: Pack, has_venue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = [
            (f"{Lesson.Of.CARD}:{one.key}", str(one.name))
            for one in pack.contingency_cards.values()
        ]
        posts = [(f"{Lesson.Of.POST}:{one.key}", str(one.name)) for one in pack.posts.values()]
        groups = [(Lesson.Of.CARD.label, cards)] if has_venue else []
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*groups, (Lesson.Of.POST.label, posts)]

    def draft(self) -> ChangeDraft:
        """What the service wants."""
        said = dict(self.cleaned_data)
        of, _colon, key = said.pop("target").partition(":")
        return ChangeDraft(of=Lesson.Of(of), key=key, **said)
