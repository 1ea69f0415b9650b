"""Forms of numbered copies."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.office.web.forms.papers import listed
from muster.packs import Pack
from muster.papers.models import Document
from muster.papers.ranges import MOST, Range, read_numbers
from muster.papers.services.copies import (
    DestructionDraft,
    PrintingDraft,
    PrintResult,
    SeriesDraft,
)
from muster.season.models import Congress
from muster.season.web.forms import Act, choices_of, day_field

LONGEST: Final = 20_000
NUMBERS_HELP: Final = _("As in 1-40, 45; labels can be scanned into it.")


def _numbers(*, required: bool = True, help_text: Any = NUMBERS_HELP) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 1, "autocomplete": "off"})
    return forms.CharField(
        label=pgettext_lazy("copies", "Numbers"),
        max_length=LONGEST,
        required=required,
        widget=widget,
        help_text=help_text,
    )


def _count(label: Any, *, required: bool = True, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST, required=required)


class SeriesForm(Act):
    """A series: what is printed in numbered copies, and by whose order."""

    kind = forms.ChoiceField(label=pgettext_lazy("copies", "Kind"))
    title = forms.CharField(label=_("What is printed (abstract)"), max_length=300)
    symbol = forms.CharField(label=_("Number and symbol"), max_length=80, required=False)
    grade = forms.ChoiceField(label=pgettext_lazy("document", "Grade"))
    congress = forms.ChoiceField(label=_("For which congress"), required=False)
    document = forms.ChoiceField(label=_("Which document of muster"), required=False)
    ordered_by = listed(_("By whose order"), "known-orders", most=200)
    ordered_on = day_field(pgettext_lazy("copies", "Ordered on"))
    due_on = day_field(_("All back by"), required=False)
    note = forms.CharField(label=_("Remarks"), max_length=500, required=False)

    def __init__(
        self,
        *args: Any,
        pack: Pack,
        congresses: Sequence[Congress],
        documents: Sequence[Document],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.congresses = {str(row.pk): row for row in congresses}
        self.documents = {str(row.pk): row for row in documents}
        self._choose("kind", choices_of(pack.copy_kinds)[1:])
        self._choose("grade", choices_of(pack.grades)[1:])
        self.fields["grade"].initial = pack.default_grade.key
        named = ((key, f"{row.season_unit.name}, {row}") for key, row in self.congresses.items())
        self._choose("congress", [("", _("for none")), *named])
        titled = ((key, row.title) for key, row in self.documents.items())
        self._choose("document", [("", _("none that muster holds")), *titled])
        self.fields["due_on"].help_text = _("Empty: the usual day of its kind after the congress.")

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def draft(self) -> SeriesDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        document = self.documents.get(typed["document"])
        return SeriesDraft(
            kind=typed["kind"],
            title=typed["title"],
            symbol=typed["symbol"],
            grade=typed["grade"],
            congress=self.congresses.get(typed["congress"]),
            document=document,
            document_version=document.latest if document is not None else None,
            ordered_by=typed["ordered_by"],
            ordered_on=typed["ordered_on"],
            due_on=typed["due_on"],
            note=typed["note"],
        )


class ChangeSeriesForm(SeriesForm):
    """Correcting a series: with the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NumbersForm(Act):
    """An act on some copies of one series."""

    numbers = _numbers()

    def __init__(self, *args: Any, series: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.series = series

    def ranges(self) -> list[Range]:
        """The numbers that were typed or scanned."""
        return read_numbers(self.cleaned_data["numbers"], series=self.series)


class IssueForm(NumbersForm):
    """Handing out: which, to which unit, to whom there."""

    unit = listed(_("To which unit (code or name)"), "known-units", most=200)
    receiver = listed(_("Who takes them"), "known-receivers")
    due_on = day_field(_("Back by"), required=False)
    note = forms.CharField(label=_("Remarks"), max_length=300, required=False)


class BackForm(NumbersForm):
    """Coming back: which, from which unit; or for another."""

    unit = listed(_("Brought by which unit"), "known-units", required=False, most=200)
    for_another = forms.BooleanField(
        label=_("Brought for another"),
        required=False,
        help_text=_("Ticked: copies are taken back whoever holds them."),
    )


class WhyNumbersForm(NumbersForm):
    """Spoiled or missing: which, and how it came."""

    how = forms.CharField(label=_("How it came, in a sentence"), max_length=500)


class DestructionForm(NumbersForm):
    """Minutes of destruction."""

    numbers = _numbers(required=False, help_text=_("Empty: all that is left, back or spoiled."))
    reason = forms.CharField(label=_("Why they are destroyed"), max_length=300)
    method = listed(_("How they are destroyed"), "known-methods")
    place = forms.CharField(
        label=pgettext_lazy("destruction", "Where"), max_length=200, required=False
    )
    on_day = day_field(pgettext_lazy("destruction", "Day"))
    symbol = forms.CharField(
        label=_("Number of the minutes on paper"),
        max_length=80,
        required=False,
        help_text=_("Needed if signatures on paper are entered."),
    )

    def draft(self) -> DestructionDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return DestructionDraft(
            numbers=self.ranges() if typed["numbers"].strip() else (),
            reason=typed["reason"],
            method=typed["method"],
            place=typed["place"],
            on_day=typed["on_day"],
            symbol=typed["symbol"],
        )


class PrintingForm(Act):
    """Handing to a printing house."""

    place = listed(_("Where it is printed"), "known-houses", most=200)
    wanted = _count(_("How many are ordered"), least=1)
    original = forms.CharField(
        label=_("What is handed over (original, disk)"), max_length=300, required=False
    )
    receiver = forms.CharField(label=_("Who takes it there"), max_length=120, required=False)
    due_on = day_field(_("Ready by"), required=False)

    def draft(self) -> PrintingDraft:
        """What was typed, as the service takes it."""
        typed = {key: value for key, value in self.cleaned_data.items() if key in PRINTED}
        return PrintingDraft(**typed)


PRINTED: Final = tuple(PrintingDraft.__dataclass_fields__)


class PrintedForm(Act):
    """Taking a printing back: good copies, spoiled sheets, what became of plates and files."""

    good = _count(_("Good copies that came back"))
    spoiled_sheets = _count(_("Spoiled sheets"), required=False)
    spoiled_how = forms.CharField(
        label=_("What became of the spoiled sheets"), max_length=300, required=False
    )
    masters_how = forms.CharField(
        label=_("How plates, files and remains were deleted"),
        max_length=300,
        required=False,
        help_text=_("Empty: it stays open until it is entered."),
    )

    def result(self) -> PrintResult:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return PrintResult(
            good=typed["good"],
            spoiled_sheets=typed["spoiled_sheets"] or 0,
            spoiled_how=typed["spoiled_how"],
            masters_how=typed["masters_how"],
        )


class PrintedHereForm(PrintedForm):
    """Printed on the office's own machine: where, and what came of it."""

    place = listed(_("Where it is printed"), "known-houses", most=200)
    field_order = ("client_uuid", "place", "good", "spoiled_sheets", "spoiled_how", "masters_how")

    def draft(self) -> PrintingDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        wanted = typed["good"] + (typed["spoiled_sheets"] or 0)
        return PrintingDraft(place=typed["place"], wanted=max(wanted, 1))


class PlatesForm(Act):
    """Plates, files and remains at the printing house are gone."""

    on_day = day_field(pgettext_lazy("destruction", "Day"))
    how = forms.CharField(label=_("How plates, files and remains were deleted"), max_length=300)


class HowForm(Act):
    """One sentence: where receipt was signed, what became of missing copies, why not."""

    how = forms.CharField(max_length=500)

    def __init__(self, *args: Any, label: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["how"].label = label


class PaperSignatureForm(Act):
    """A signature that stands on the minutes on paper."""

    name = listed(_("Who signed"), "known-staff")


class SignForm(Act):
    """One's own signature: nothing is asked."""
