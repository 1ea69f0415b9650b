"""Forms of documents and their versions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.papers.bridge import rules_of
from muster.papers.models import Document
from muster.season.models import SeasonUnit
from muster.season.queries.grades import grade_choices
from muster.season.web.forms import LONG, Act
from muster.tree import clock


def grades_for(unit: SeasonUnit, *, limited: bool) -> list[tuple[str, str]]:
    """The grades that this installation may keep and the reader would still see afterwards."""
    pack = rules_of(unit)
    named, held = grade_choices(pack, on=clock.today())
    return [
        (key, name)
        for key, name in named
        if key in held and (limited or not pack.grades[key].limited)
    ]


class BeginForm(Act):
    """A new document: what kind, what title, what grade."""

    kind = forms.ChoiceField(label=_("Kind of document"))
    title = forms.CharField(label=_("Title"), max_length=300, widget=LONG)
    grade = forms.ChoiceField(
        label=pgettext_lazy("document", "Grade"),
        help_text=_("Limited grades are read by fewer, and each reading is written down."),
    )

    def __init__(self, *args: Any, unit: SeasonUnit, limited: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        rules = rules_of(unit)
        kind, grade = self.fields["kind"], self.fields["grade"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(grade, forms.ChoiceField)
        kind.choices = [(key, str(one.name)) for key, one in rules.documents.items()]
        grade.choices = grades_for(unit, limited=limited)
        grade.initial = rules.default_grade.key


class WriteForm(Act):
    """A version that is typed, over the newest that its author had before him."""

    expected_latest = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=_("One paragraph a line. # before a line makes a heading of it, ## a lower one."),
    )
    note = forms.CharField(
        label=_("What is new"), max_length=500, required=False, widget=forms.TextInput
    )


class UploadForm(Act):
    """A file as the next version: a Word file, or a scan."""

    expected_latest = forms.IntegerField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Word file or scan"),
        help_text=_(
            "A Word file (.docx) is read and shown before it is saved. A scan (PDF, JPEG, PNG) is"
            " kept as it is, without a text to compare."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.jpg,.jpeg,.png"}),
    )
    note = forms.CharField(
        label=_("What is new"), max_length=500, required=False, widget=forms.TextInput
    )


class StagedForm(Act):
    """What becomes of a Word file: its tracked changes taken or left."""

    expected_latest = forms.IntegerField(widget=forms.HiddenInput)
    accept = forms.TypedChoiceField(
        label=_("Tracked changes of the file"),
        choices=(
            ("yes", _("Accept them all: the text as it reads now")),
            ("no", _("Reject them all: the text as it was before them")),
        ),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    note = forms.CharField(
        label=_("What is new"), max_length=500, required=False, widget=forms.TextInput
    )

    def __init__(self, *args: Any, is_tracked: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_tracked:
            self.fields["accept"].widget = forms.HiddenInput()


class DocumentAct(Act):
    """A change of a document: as often changed as the page showed it."""

    changes = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, limited: bool, **more: Any) -> None:
        self.document, self.limited = document, limited
        super().__init__(*args, **more)


class AdoptForm(DocumentAct):
    """Adopting: by what decision, where there is one."""

    reason = forms.CharField(
        label=_("By what decision"), max_length=500, required=False, widget=LONG
    )


class WhyForm(DocumentAct):
    """Withdrawing and opening again: why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=LONG)


class RetitleForm(DocumentAct):
    """Another title."""

    title = forms.CharField(label=_("Title"), max_length=300, widget=LONG)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["title"].initial = self.document.title


class TakeOutForm(WhyForm):
    """The grade that the document bears from now on, and why its texts go."""

    grade = forms.ChoiceField(
        label=pgettext_lazy("document", "Grade"),
        help_text=_(
            "All versions, files and remarks leave muster for good; rows and hashes stay. Copies on"
            " paper and in backups are not reached."
        ),
    )
    field_order = ("client_uuid", "changes", "grade", "reason")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        named, held = grade_choices(rules_of(self.document.season_unit), on=clock.today())
        grade = self.fields["grade"]
        assert isinstance(grade, forms.ChoiceField)
        # What may be held here is marked without anything going.
        grade.choices = [one for one in named if one[0] not in held]


class RegradeForm(WhyForm):
    """Another grade, and why."""

    grade = forms.ChoiceField(label=pgettext_lazy("document", "Grade"))
    field_order = ("client_uuid", "changes", "grade", "reason")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        grade = self.fields["grade"]
        assert isinstance(grade, forms.ChoiceField)
        grade.choices = grades_for(self.document.season_unit, limited=self.limited)
        grade.initial = self.document.grade
