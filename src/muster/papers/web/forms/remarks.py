"""Forms of rounds and remarks: they read what was typed; the services decide."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.packs import Pack
from muster.papers.models import Decision, Published, Source
from muster.papers.services.remarks import IntakeDraft, RemarkDraft
from muster.season.web.forms import LONG, Act, day_field

ROWS: Final = 10
MOST_ROWS: Final = 200
ENTERED: Final = (Source.MEETING, Source.PAPER, Source.WORD)


class OpenForm(Act):
    """Opening a round: who is asked, until when, for what."""

    whom = forms.ChoiceField(
        label=_("Who is asked"),
        widget=forms.RadioSelect,
        choices=(
            ("all", _("My unit and all below it")),
            ("chosen", _("Only the units below")),
        ),
        initial="all",
    )
    chosen = forms.CharField(
        label=pgettext_lazy("remarks", "Which units"),
        widget=LONG,
        required=False,
        help_text=_("Codes or names; the name of a tier stands for all of it. Semicolons between."),
    )
    closes_on = day_field(_("The last day on which remarks reach us"))
    asks = forms.CharField(
        label=_("What is asked"),
        max_length=500,
        required=False,
        widget=LONG,
        help_text=_("Stands above the text for everybody who remarks."),
    )

    def clean(self) -> dict[str, Any]:
        """Chosen units must be named."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("whom") == "chosen" and not typed.get("chosen", "").strip():
            self.add_error("chosen", _("Name at least one unit."))
        return typed


class ReopenForm(Act):
    """Taking remarks again, or longer."""

    closes_on = day_field(_("The last day on which remarks reach us"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class BodyForm(Act):
    """One more body."""

    unit = forms.CharField(label=_("Which unit"), max_length=200, help_text=_("Its code or name."))


class PublishForm(Act):
    """In which form all bodies may read all remarks."""

    form = forms.ChoiceField(label=_("In which form"), choices=Published.choices)


class ConsolidateForm(Act):
    """Ending a round."""

    carry_undecided = forms.BooleanField(
        label=_("Carry what is not decided to the next round"), required=False
    )


class WhyForm(Act):
    """An act that says why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=LONG)


class RemarkForm(Act):
    """One remark."""

    number = forms.IntegerField(
        label=_("Paragraph"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("Its number in the margin; nothing for the text as a whole."),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("remark", "Kind"))
    text = forms.CharField(
        label=pgettext_lazy("remark", "Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    proposal = forms.CharField(
        label=_("What should stand there"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in pack.remark_kinds.items()]

    def draft(self, typed: Mapping[str, Any]) -> RemarkDraft:
        """What was typed, as the services take it."""
        return RemarkDraft(
            kind=typed["kind"],
            text=typed["text"],
            proposal=typed["proposal"],
            number=typed["number"] or 0,
            spoke=typed.get("spoke") or 0,
            members=typed.get("members") or 0,
        )


class OwnForm(RemarkForm):
    """A remark that a member writes for himself."""

    is_named = forms.BooleanField(
        label=_("My name may stand beside it"),
        required=False,
        help_text=_("Else only my unit is named to others."),
    )


class AmendForm(RemarkForm):
    """A remark whose words are changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    spoke = forms.IntegerField(
        label=_("Spoke to it"), min_value=0, max_value=1_000_000, required=False
    )
    members = forms.IntegerField(
        label=_("Stand behind it"), min_value=0, max_value=1_000_000, required=False
    )


class MergeForm(RemarkForm):
    """The words of a merged remark; its place is that of its parts."""

    number = None  # type: ignore[assignment]  # Django's way to leave a field out

    def draft(self, typed: Mapping[str, Any]) -> RemarkDraft:
        """What was typed, as the services take it."""
        return RemarkDraft(kind=typed["kind"], text=typed["text"], proposal=typed["proposal"])


class IntakeForm(Act):
    """The meeting or the paper from which remarks come."""

    source = forms.ChoiceField(
        label=_("From what"), choices=[(one.value, one.label) for one in ENTERED]
    )
    held_on = day_field(_("On which day"), required=False)
    present = forms.IntegerField(
        label=_("How many were there"), min_value=0, max_value=1_000_000, required=False
    )
    note = forms.CharField(
        label=_("Number of the paper, or a note"), max_length=300, required=False
    )
    scan = forms.FileField(label=pgettext_lazy("remarks", "Scan of the paper"), required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    once_more = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def draft(self) -> IntakeDraft:
        """What was typed, as the services take it."""
        typed = self.cleaned_data
        return IntakeDraft(
            source=Source(typed["source"]),
            held_on=typed["held_on"],
            present=typed["present"],
            note=typed["note"],
            once_more=typed["once_more"],
        )


class RowForm(forms.Form):
    """One remark of a sheet of paper: a row to be filled with the keyboard alone."""

    number = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    kind = forms.ChoiceField()
    text = forms.CharField(required=False)
    proposal = forms.CharField(required=False)
    spoke = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    members = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    comment = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in pack.remark_kinds.items()]
        field.required = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed but perhaps a kind."""
        names = ("number", "text", "proposal", "spoke", "members")
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in names)

    def draft(self, usual: str) -> RemarkDraft:
        """What was typed. usual: the kind of a row that says none."""
        typed = self.cleaned_data
        return RemarkDraft(
            kind=typed["kind"] or usual,
            text=typed["text"],
            proposal=typed["proposal"],
            number=typed["number"] or 0,
            spoke=typed["spoke"] or 0,
            members=typed["members"] or 0,
        )


class DecideForm(forms.Form):
    """An answer to one remark or to several."""

    decision = forms.ChoiceField(choices=Decision.choices)
    reason = forms.CharField(max_length=2000, required=False)


class DraftForm(Act):
    """What a paragraph will say."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What the paragraph will say"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A new line makes a new paragraph. Nothing at all: it stays as it is."),
    )
    is_removed = forms.BooleanField(label=_("The paragraph goes"), required=False)


class WordForm(Act):
    """A Word file with comments. once_more: shown when such a file was refused as known."""

    file = forms.FileField(
        label=_("The Word file with the comments"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    once_more = forms.BooleanField(
        label=_("Enter the remarks of this file once more"), required=False
    )
