"""Forms of a closing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.office.models import Paper
from muster.office.services import Counted, Settling
from muster.packs import ClosedBy
from muster.packs import ClosingItem as Rule
from muster.season.web.forms import LONG, Act, day_field

MOST: int = 1_000_000


def _count(label: Any, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=required)


class SettleItemForm(Act):
    """Settling one item: only what the pack asks for it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    given_out = _count(pgettext_lazy("returned papers", "Given out"))
    returned = _count(_("Came back"))
    destroyed = _count(_("Destroyed"), required=False)
    symbol = forms.CharField(label=_("Number and symbol of the paper"), max_length=80)
    done_on = day_field(_("Done on"), required=False)
    text = forms.CharField(label=_("Remarks; which are missing"), max_length=300, required=False)

    def __init__(self, *args: Any, rule: Rule, **more: Any) -> None:
        super().__init__(*args, **more)
        if rule.by is not ClosedBy.COUNT:
            for name in ("given_out", "returned", "destroyed"):
                del self.fields[name]
        if rule.by is not ClosedBy.PAPER:
            del self.fields["symbol"]

    def said(self, paper: Paper | None) -> Settling:
        """What was typed, as the service takes it. paper: the one that bears the symbol."""
        typed = self.cleaned_data
        counted = None
        if "given_out" in typed:
            counted = Counted(
                given_out=typed["given_out"],
                returned=typed["returned"],
                destroyed=typed["destroyed"] or 0,
            )
        return Settling(
            done_on=typed["done_on"],
            counted=counted,
            paper=paper,
            symbol=typed.get("symbol", ""),
            text=typed["text"],
        )


class ReasonForm(Act):
    """Not needed, or opened again: why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)


class CloseForm(Act):
    """The last signature."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("What there is to say"), max_length=300, required=False)
