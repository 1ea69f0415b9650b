"""Forms of the tree, the register and the accounts: they read; the services decide."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muster.season.models import Season
from muster.site.tree.words import Words
from muster.tree.models import Account, Person, Unit, UnitVersion
from muster.tree.names import tidy
from muster.tree.scope import scope
from muster.tree.services import NewUnit, Part
from muster.tree.table import Role

SHARE_PARTS = 3


class DayInput(forms.DateInput):
    """The browser's own choice of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class UnitCode(forms.CharField):
    """A unit named by its code, among those that the asker may see."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": 40, "help_text": _("The code of the unit."), **more})
        self.account: Account | None = None

    def clean(self, value: Any) -> Any:
        """The unit of that code; None where the field may be empty."""
        code = tidy(super().clean(value))
        if not code:
            return None
        assert self.account is not None
        version = UnitVersion.objects.filter(
            code=code, valid_to=None, unit__in=scope(self.account, Unit)
        ).first()
        if version is None:
            raise ValidationError(
                gettext("There is no unit %(code)s within your reach."), params={"code": code}
            )
        return version.unit


class AskerForm(forms.Form):
    """A form that knows who asks and the pack's words."""

    def __init__(self, *args: Any, account: Account, words: Words, **more: Any) -> None:
        super().__init__(*args, **more)
        self.account = account
        choices = {
            "tier": words.tiers,
            "kind": words.kinds,
            "edge": words.edges,
            "rank": words.ranks,
        }
        for name, field in self.fields.items():
            if isinstance(field, UnitCode):
                field.account = account
            if name in choices and isinstance(field, forms.ChoiceField):
                field.choices = choices[name]()


class DecisionForm(AskerForm):
    """What every event of a unit has: its day and its decision."""

    on = forms.DateField(label=_("From (day)"), widget=DayInput)
    decision_ref = forms.CharField(label=_("Decision"), max_length=120, required=False)


class NewUnitForm(DecisionForm):
    """A unit to found."""

    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    tier = forms.ChoiceField(label=_("Tier"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)

    def unit(self) -> NewUnit:
        """What the service founds."""
        names = ("code", "name", "short_name", "tier", "kind", "phone", "address")
        return NewUnit(**{name: self.cleaned_data[name] for name in names})


class RenameForm(DecisionForm):
    """Another name."""

    name = forms.CharField(label=_("New name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    code = forms.CharField(label=_("Code"), max_length=40)


class MoveForm(DecisionForm):
    """Another parent."""

    edge = forms.ChoiceField(label=_("Which line"))
    parent = UnitCode(label=_("New unit above"))


class TierForm(DecisionForm):
    """Another tier."""

    tier = forms.ChoiceField(label=_("New tier"))


class MergeForm(DecisionForm):
    """Where it goes up."""

    into = UnitCode(label=_("Goes up in"))


class SplitForm(DecisionForm):
    """The parts that take a unit's place, a line each, and where the units below go."""

    parts = forms.CharField(
        label=_("Parts"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line each: code; name; share in percent (or nothing)."),
    )

    def __init__(
        self, *args: Any, version: UnitVersion, children: Sequence[tuple[int, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.version = version
        for pk, name in children:
            label = gettext("%(unit)s goes to (code of the part)") % {"unit": name}
            self.fields[f"child_{pk}"] = forms.CharField(label=label, max_length=40)

    def clean_parts(self) -> list[tuple[str, str, Decimal | None]]:
        """Code, name and share of each part."""
        lines = [line for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        return [self._part(line) for line in lines]

    def _part(self, line: str) -> tuple[str, str, Decimal | None]:
        cells = [tidy(cell) for cell in line.split(";")]
        cells += [""] * (SHARE_PARTS - len(cells))
        try:
            share = Decimal(cells[2].replace(",", ".")) if cells[2] else None
        except ArithmeticError as wrong:
            raise ValidationError(
                gettext("“%(line)s” is not code; name; share."), params={"line": line}
            ) from wrong
        return cells[0], cells[1], share

    def split(self) -> list[Part]:
        """What the service splits into."""
        goes = {name: value for name, value in self.cleaned_data.items() if "child_" in name}
        return [
            Part(
                unit=NewUnit(code=code, name=name, tier=self.version.tier, kind=self.version.kind),
                share_percent=share,
                child_ids=[
                    int(key.removeprefix("child_")) for key, to in goes.items() if tidy(to) == code
                ],
            )
            for code, name, share in self.cleaned_data["parts"]
        ]


class ReasonForm(AskerForm):
    """Why something is closed, opened or revoked."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class PersonForm(AskerForm):
    """A person of the register: duty data only."""

    number = forms.CharField(
        label=_("Number"), max_length=40, help_text=_("The service or membership number.")
    )
    name = forms.CharField(label=_("Full name"), max_length=120)
    rank = forms.ChoiceField(label=_("Rank"), required=False)
    unit = UnitCode(label=_("Unit"))
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("Mail"), required=False)


class AccountForm(AskerForm):
    """An account to make."""

    username = forms.CharField(label=_("Account name"), max_length=60)
    number = forms.CharField(
        label=_("Number of the person"),
        max_length=40,
        required=False,
        help_text=_("Whose account it is; the person must stand in the register."),
    )

    def clean_number(self) -> Person | None:
        """The person of that number."""
        number = tidy(self.cleaned_data["number"])
        if not number:
            return None
        found = scope(self.account, Person).filter(number=number).first()
        if found is None:
            raise ValidationError(
                gettext("There is no person %(number)s within your reach."),
                params={"number": number},
            )
        return found


class GrantForm(AskerForm):
    """A role on a unit, for a season or all, until a day."""

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitCode(label=_("On the unit and below"))
    season = forms.ModelChoiceField(
        Season.objects.none(), label=_("Season"), required=False, empty_label=_("every season")
    )
    until = forms.DateField(
        label=_("Through (day)"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: until it is revoked."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        role, season = self.fields["role"], self.fields["season"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(season, forms.ModelChoiceField)
        role.choices = [(role.value, role.label) for role in Role]
        season.queryset = Season.objects.all()


class ExplainForm(AskerForm):
    """Whose access to what."""

    username = forms.CharField(label=_("Account name"), max_length=60)
    unit = UnitCode(label=_("Unit"))

    def clean_username(self) -> Account:
        """The account of that name, among those that the asker may see."""
        name = tidy(self.cleaned_data["username"])
        found = scope(self.account, Account).filter(username=name).first()
        if found is None:
            raise ValidationError(
                gettext("There is no account %(name)s within your reach."), params={"name": name}
            )
        return found


class DayForm(forms.Form):
    """Which day's tree, along which line."""

    on = forms.DateField(required=False, widget=DayInput)
    line = forms.CharField(required=False, max_length=40)
