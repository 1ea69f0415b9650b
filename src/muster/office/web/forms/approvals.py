"""Forms of approvals and of authority to sign."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from muster.office.bridge import rules_of
from muster.office.models import Approval, Register
from muster.office.queries.signing import Signer
from muster.office.services import Signature, SignedScan, SigningDraft
from muster.packs import Pack
from muster.season.web.forms import LONG, Act, choices_of, day_field, grade_field
from muster.tree.models import Person
from muster.tree.names import search_key


class SignForm(Act):
    """A signature: only the button for who signs here; the rest for what was signed on paper."""

    signer = forms.ChoiceField(label=_("Signed by"), required=False)
    signed_on = day_field(_("Signed on"), required=False)
    authority = forms.ChoiceField(label=_("Signed in the name of"), required=False)
    register = forms.ModelChoiceField(
        Register.objects.none(), label=_("Take the number from"), required=False
    )
    paper_symbol = forms.CharField(
        label=_("Or the number that it bears already"), max_length=80, required=False
    )
    scan = forms.FileField(label=_("Scan of the signed paper"), required=False)

    def __init__(
        self,
        *args: Any,
        approval: Approval,
        signers: Iterable[Signer],
        registers: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.names = {one.key: one.name for one in signers}
        self.fields["grade"] = grade_field(rules_of(approval.season_unit))
        _offer(self.fields["signer"], [(one.key, one.said) for one in signers])
        _offer(self.fields["authority"], choices_of(rules_of(approval.season_unit).authorities))
        register = self.fields["register"]
        assert isinstance(register, forms.ModelChoiceField)
        register.queryset = registers

    def signature(self) -> Signature:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return Signature(
            signer=typed["signer"],
            signer_name=self.names.get(typed["signer"], ""),
            signed_on=typed["signed_on"],
            authority=typed["authority"],
            register=typed["register"],
            paper_symbol=typed["paper_symbol"],
        )

    def signed_scan(self) -> SignedScan | None:
        """The scan of the signed paper, if one was sent."""
        typed, file = self.cleaned_data, self.cleaned_data["scan"]
        return SignedScan(name=file.name, content=file, grade=typed["grade"]) if file else None


class ReturnForm(Act):
    """Returning: why, and who said so if it was not oneself."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=LONG)
    signer = forms.ChoiceField(label=_("Returned by"), required=False)

    def __init__(self, *args: Any, signers: Iterable[Signer], **more: Any) -> None:
        super().__init__(*args, **more)
        self.names = {one.key: one.name for one in signers}
        _offer(self.fields["signer"], [(one.key, one.said) for one in signers])


class WithdrawForm(Act):
    """Taking back: why, if there is something to say."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class IssueForm(Act):
    """Issuing: where the number is taken, if it bears none."""

    register = forms.ModelChoiceField(
        Register.objects.none(), label=_("Take the number from"), required=False
    )

    def __init__(self, *args: Any, registers: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        register = self.fields["register"]
        assert isinstance(register, forms.ModelChoiceField)
        register.queryset = registers
        register.initial = registers.first()


class SigningForm(Act):
    """Authority to sign: who, for whom, what, from when to when, by which paper."""

    person = forms.CharField(label=_("Who signs"), help_text=_("Name or service number."))
    for_whom = forms.CharField(
        label=_("For whom, who is away"),
        required=False,
        help_text=_("Leave it empty where a decision lets somebody sign in their own right."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What may be signed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked means everything."),
    )
    authority = forms.ChoiceField(label=_("Signed in the name of"), required=False)
    since = day_field(_("From"))
    until = day_field(_("Through"), required=False)
    by_paper = forms.CharField(label=_("By which paper"), max_length=200)

    def __init__(self, *args: Any, pack: Pack, persons: QuerySet[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self.persons = persons
        _offer(
            self.fields["kinds"],
            [(key, str(rule.name)) for key, rule in pack.approvals.items() if rule.needed],
        )
        _offer(self.fields["authority"], choices_of(pack.authorities))

    def clean_person(self) -> Person:
        """The person that was named."""
        return self._named(self.cleaned_data["person"])

    def clean_for_whom(self) -> Person | None:
        """Who is away, if somebody is."""
        typed = self.cleaned_data["for_whom"]
        return self._named(typed) if typed else None

    def _named(self, typed: str) -> Person:
        known = Q(number__iexact=typed.strip()) | Q(search_key=search_key(typed))
        found = list(self.persons.filter(known)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("“%(typed)s” is not the name or number of one person.") % {"typed": typed}
            )
        return found[0]

    def draft(self) -> SigningDraft:
        """What was typed, as the service takes it."""
        typed = {key: value for key, value in self.cleaned_data.items() if key != "client_uuid"}
        return SigningDraft(**{**typed, "kinds": tuple(typed["kinds"])})


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
