"""Forms of registers and papers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.office.bridge import rules_of
from muster.office.models import Paper, Register
from muster.office.services import PaperDraft
from muster.packs import Direction, Pack, Period
from muster.season.web.forms import LONG, Act, choices_of, day_field, grade_field


def listed(label: Any, values: str, *, required: bool = True, most: int = 120) -> forms.CharField:
    """A text with what was written there before to pick from: the list called *values*."""
    widget = forms.TextInput(attrs={"list": values, "autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget)


class PaperForm(Act):
    """A paper: who, what and when; the rest only where it is needed.

    The fields of one direction are left out for the other.
    """

    number = forms.IntegerField(label=pgettext_lazy("paper", "Number"), required=False, min_value=1)
    kind = forms.ChoiceField(label=_("Kind of paper"), required=False)
    correspondent = listed(_("Sender"), "known-correspondents", most=500)
    abstract = forms.CharField(label=_("Abstract"), max_length=500, widget=LONG)
    symbol = forms.CharField(label=_("Number and symbol of the sender"), max_length=80)
    dated_on = day_field(_("Date of the paper"))
    registered_on = day_field(_("Received on"))
    holder = listed(_("Who deals with it"), "known-holders", required=False)
    due_on = day_field(_("Deadline"), required=False)
    authority = forms.ChoiceField(label=_("Signed in the name of"), required=False)
    signer = listed(_("Signed by"), "known-signers", required=False)
    copies = forms.IntegerField(label=_("Copies"), required=False, min_value=1, max_value=10_000)
    note = forms.CharField(label=pgettext_lazy("paper", "Remarks"), max_length=500, required=False)
    scan = forms.FileField(label=_("Scan"), required=False)
    again = forms.BooleanField(label=_("Enter it all the same"), required=False)

    def __init__(self, *args: Any, register: Register, **more: Any) -> None:
        super().__init__(*args, **more)
        pack = rules_of(register.season_unit)
        self.register = register
        _choose(self, pack)
        self.fields["grade"] = grade_field(pack)
        leave_out = _outgoing(self) if _goes_out(register) else _incoming(self)
        for name in leave_out:
            del self.fields[name]

    def draft(self, *, answers_id: int | None = None) -> PaperDraft:
        """What was typed, as the service takes it."""
        typed = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("client_uuid", "scan", "version")
        }
        return PaperDraft(**typed, answers_id=answers_id)


class CorrectForm(PaperForm):
    """A correction: the number and the day of entry stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, paper: Paper, **more: Any) -> None:
        register = paper.volume.register
        kept = {name: getattr(paper, name) for name in self.base_fields if hasattr(paper, name)}
        kept["grade"] = paper.grade or rules_of(register.season_unit).default_grade.key
        super().__init__(*args, register=register, initial=kept, **more)
        for name in ("number", "registered_on", "scan", "again"):
            self.fields.pop(name, None)


def _goes_out(register: Register) -> bool:
    return register.direction == Direction.OUTGOING


def _choose(form: forms.Form, pack: Pack) -> None:
    for name, rules in (("kind", pack.paper_kinds), ("authority", pack.authorities)):
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices_of(rules)


def _outgoing(form: forms.Form) -> tuple[str, ...]:
    form.fields["correspondent"].label = _("Recipients")
    form.fields["holder"].label = _("Written by, keeps the file copy")
    form.fields["due_on"].label = _("Reply asked by")
    form.fields["correspondent"].widget.attrs["autofocus"] = True
    return ("symbol", "registered_on", "again")


def _incoming(form: forms.Form) -> tuple[str, ...]:
    for name in ("symbol", "dated_on"):
        form.fields[name].required = False
    form.fields["symbol"].widget.attrs["autofocus"] = True
    return ("authority", "copies")


class PassForm(Act):
    """Passing a paper on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    holder = listed(_("Who deals with it"), "known-holders")
    due_on = day_field(_("Deadline"), required=False)


class SettleForm(Act):
    """Settling: the answering paper's symbol, or how it was dealt with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    symbol = forms.CharField(
        label=_("Number and symbol of the answering paper"), max_length=80, required=False
    )
    how = forms.CharField(label=_("Or how it was dealt with"), max_length=300, required=False)


class WhyForm(Act):
    """Cancelling and opening again: why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ScanForm(Act):
    """A scan of a paper that is marked already."""

    scan = forms.FileField(label=_("Scan of the paper"))


class MarkedScanForm(ScanForm):
    """A scan of what was signed, and how it is marked."""

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["grade"] = grade_field(pack)


class RegisterForm(Act):
    """Opening a register."""

    rule = forms.ChoiceField(label=_("Kind of register"))
    mark = forms.CharField(
        label=_("Sign of the body in symbols"),
        max_length=40,
        required=False,
        help_text=_("Stands in the number of every paper that goes out."),
    )
    first_number = forms.IntegerField(
        label=_("First number here"),
        min_value=1,
        initial=1,
        help_text=_("One more than the last number of the register kept on paper or in Excel."),
    )
    starts_on = day_field(_("Numbers run from"))
    name = forms.CharField(label=_("Name, if you keep several"), max_length=120, required=False)

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(rule.name)) for key, rule in pack.registers.items()]


class VolumeForm(Act):
    """A new term, or a year before its first paper."""

    starts_on = day_field(_("First day of the new numbers"))
    first_number = forms.IntegerField(label=_("First number here"), min_value=1, initial=1)


def first_day(today: date, period: Period, season_starts_on: date) -> date:
    """From when numbers of a new register usually run."""
    return season_starts_on if period is Period.TERM else today
