"""What can be tried on a roster: one form, everything in it optional."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.duty.bridge.wishes import Wish
from muster.duty.queries.changing import RULES, amount
from muster.packs import Pack

NONE: tuple[tuple[str, Any]] = (("", "–"),)
PEOPLE_MAX = 500
VALUE_MAX = 1000


class TryForm(forms.Form):
    """A change or several: a rule, lent or further people, vehicles, posts, suggested ways."""

    ways = forms.MultipleChoiceField(
        label=_("What the search itself suggests"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rule = forms.ChoiceField(label=_("Another value for a rule"), required=False)
    value = forms.FloatField(
        label=_("New value"),
        required=False,
        min_value=0,
        max_value=VALUE_MAX,
        help_text=_("In hours; days in a row in days."),
    )
    lender = forms.TypedChoiceField(
        label=_("This unit lends its officers"), required=False, coerce=int, empty_value=None
    )
    borrower = forms.TypedChoiceField(
        label=_("to this unit's posts"), required=False, coerce=int, empty_value=None
    )
    people = forms.IntegerField(
        label=_("Officers more"), required=False, min_value=0, max_value=PEOPLE_MAX
    )
    people_skill = forms.ChoiceField(label=_("with the skill"), required=False)
    people_unit = forms.TypedChoiceField(
        label=_("of the unit"), required=False, coerce=int, empty_value=None
    )
    vehicles = forms.IntegerField(
        label=_("Vehicles more"), required=False, min_value=0, max_value=PEOPLE_MAX
    )
    vehicle_kind = forms.ChoiceField(label=_("of the kind"), required=False)
    drop = forms.TypedChoiceField(
        label=_("Without this shift"), required=False, coerce=int, empty_value=None
    )
    add = forms.TypedChoiceField(
        label=_("One more like this shift"), required=False, coerce=int, empty_value=None
    )
    shift = forms.TypedChoiceField(
        label=_("At this shift"), required=False, coerce=int, empty_value=None
    )
    heads = forms.IntegerField(
        label=_("so many people"), required=False, min_value=1, max_value=PEOPLE_MAX
    )

    def __init__(
        self,
        *args: Any,
        pack: Pack,
        units: dict[int, str],
        shifts: Sequence[tuple[int, str]],
        ways: Sequence[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        branches = sorted(units.items(), key=lambda pair: pair[1])
        skills = [(s.key, str(s.name)) for s in pack.skills.values() if not s.of_vehicle]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "ways": list(ways),
            "rule": [*NONE, *_rules(pack)],
            "lender": [*NONE, *branches],
            "borrower": [*NONE, *branches],
            "people_skill": [*NONE, *skills],
            "people_unit": [*NONE, *branches],
            "vehicle_kind": [*NONE, *((k.key, str(k.name)) for k in pack.vehicle_kinds.values())],
            "drop": [*NONE, *shifts],
            "add": [*NONE, *shifts],
            "shift": [*NONE, *shifts],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    def wish(self) -> Wish:
        """What was asked for."""
        data = dict(self.cleaned_data)
        ways = [tuple(map(int, way.split(":"))) for way in data.pop("ways")]
        data["people"] = data["people"] or 0
        data["vehicles"] = data["vehicles"] or 0
        return Wish(ways=[(pair[0], pair[1]) for pair in ways], **data)


def _rules(pack: Pack) -> list[tuple[str, str]]:
    now = {
        "min_rest_min": pack.duty.min_rest_min,
        "max_break_min": pack.duty.max_break_min,
        "max_span_min": pack.duty.max_span_min,
        "max_week_min": pack.duty.max_minutes_week,
        "max_total_min": pack.duty.max_minutes,
        "max_days_in_a_row": pack.duty.max_consecutive_days,
    }
    said = _("%(rule)s (now %(value)s)")
    return [
        (rule, str(said) % {"rule": name, "value": amount(rule, now[rule])})
        for rule, name in RULES.items()
    ]
