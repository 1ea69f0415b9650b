"""Forms of handing over."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.office.services import HandingDraft
from muster.office.web.forms.papers import listed
from muster.season.web.forms import LONG, Act, day_field
from muster.tree.models import Account

MOST_KEYS: Final = 100
SIDES: Final = (("giver", _("who hands over")), ("taker", _("who takes over")))


def account_label(account: Account) -> str:
    """How an account stands in a list: by its person, with the name to sign in."""
    return f"{account.person.name} ({account.username})" if account.person else account.username


class HandingForm(Act):
    """Who hands over to whom, why, from when, and what passes by hand."""

    giver = listed(_("Who hands over"), "known-holders")
    giver_account = forms.ChoiceField(
        label=_("Account of who hands over"),
        required=False,
        help_text=_("The roles of this account pass too."),
    )
    taker = listed(_("Who takes over"), "known-holders")
    taker_account = forms.ChoiceField(label=_("Account of who takes over"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    from_on = day_field(_("From the day"))
    keys = forms.CharField(
        label=_("By hand: keys, seals, folders"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line each, with its number."),
    )

    def __init__(self, *args: Any, accounts: Iterable[Account], **more: Any) -> None:
        super().__init__(*args, **more)
        self.accounts = {str(one.pk): one for one in accounts}
        choices = [("", ""), *((key, account_label(one)) for key, one in self.accounts.items())]
        for name in ("giver_account", "taker_account"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_keys(self) -> list[str]:
        """The lines that say something; each is short, and there are not too many."""
        lines = [line.strip() for line in self.cleaned_data["keys"].splitlines() if line.strip()]
        if len(lines) > MOST_KEYS or any(len(line) > 300 for line in lines):
            raise forms.ValidationError(
                _("At most %(most)s lines of 300 characters.") % {"most": MOST_KEYS}
            )
        return lines

    def draft(self) -> HandingDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return HandingDraft(
            giver=typed["giver"],
            taker=typed["taker"],
            giver_account=self.accounts.get(typed["giver_account"]),
            taker_account=self.accounts.get(typed["taker_account"]),
            reason=typed["reason"],
            from_on=typed["from_on"],
            keys=typed["keys"],
        )


class HandingAct(Act):
    """Signing, listing again, confirming: the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OnPaperForm(HandingAct):
    """A signature on paper, or why there is none."""

    side = forms.ChoiceField(label=_("Whose signature"), choices=SIDES)
    how = forms.CharField(
        label=_("Which paper, or why he cannot sign"), max_length=120, widget=LONG
    )


class WithdrawForm(HandingAct):
    """Why nothing is handed over."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG)
