"""A whole group in one act: all done up to a step, except these."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.errors import DomainError
from muster.exchange import services
from muster.exchange.cells import nearest
from muster.exchange.grids import MARK
from muster.exchange.models import Import
from muster.exchange.reading import Cell
from muster.exchange.text import fold
from muster.season.models import Congress, SeasonUnit
from muster.season.rules import Can
from muster.season.web.forms import day_field
from muster.site.grids.errors import NothingLeft, UnknownException
from muster.site.grids.steps import KEY, TOLD, StepsOf, steps_of
from muster.site.workbook.review.progress import MARK as STEP
from muster.site.workbook.step_cells import StepCell
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs

# More than that nobody ticks: they are typed.
TICKED: Final = 300
DONE: Final = ("accepted", "waived")


class DoneForm(forms.Form):
    """Up to which step, as of which day, and who is not that far."""

    step = forms.ChoiceField(label=gettext_lazy("All done up to"))
    day = day_field(gettext_lazy("As of the day"))
    left_out = forms.CharField(
        label=gettext_lazy("Except"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Codes or names, one a line or parted by semicolons."),
    )

    def __init__(self, *args: Any, steps: StepsOf, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["step"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (one.key, str(one.label)) for one in steps.spec.columns if one.key.startswith(STEP)
            ]


@needs(Can.SUBMIT_ON_BEHALF)
def up_to(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Say how far a group is; the preview shows every step that this enters."""
    steps = steps_of(account_of(request), str(unit_id))
    form = DoneForm(request.POST or None, steps=steps, initial={"day": clock.today()})
    ticked = request.POST.getlist("tick")
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("grids:preview", _stage(request, steps, form, ticked).pk)
        except DomainError as refused:
            form.add_error(None, str(refused))
            status = refused.status
    units = [congress.season_unit for congress in steps.congresses.values()]
    context = {
        "unit": steps.unit,
        "form": form,
        "units": units[:TICKED],
        "total": len(units),
        "ticked": ticked,
    }
    return render(request, "site/done.html", context, status=status)


def _stage(request: HttpRequest, steps: StepsOf, form: DoneForm, ticked: Sequence[str]) -> Import:
    typed = form.cleaned_data
    left_out = {*ticked, *exceptions(typed["left_out"], steps)}
    lines = lines_up_to(steps, typed["step"], typed["day"], left_out)
    name = _("All done up to “%(step)s” except %(count)d") % {
        "step": steps.spec.by_key[typed["step"]].label,
        "count": len(left_out),
    }
    account = account_of(request)
    return services.stage_block(
        lines,
        book=MARK + KEY,
        name=name,
        actor=actor_of(request),
        now=clock.now(),
        params={"account_id": account.pk, "place": str(steps.unit.pk)},
    )


def exceptions(typed: str, steps: StepsOf) -> set[str]:
    """The codes that the typed names and codes mean. Raises UnknownException."""
    units = [congress.season_unit for congress in steps.congresses.values()]
    said = [part.strip() for line in typed.splitlines() for part in line.split(";")]
    return {_one(words, units, steps.unit) for words in said if words}


def _one(words: str, units: Sequence[SeasonUnit], group: SeasonUnit) -> str:
    """By code, by the whole name, else by a part of the name that only one unit has."""
    folded = fold(words)
    for names in (
        [(fold(unit.code), unit) for unit in units],
        [(fold(unit.name), unit) for unit in units],
    ):
        found = [unit for name, unit in names if name == folded]
        if len(found) == 1:
            return found[0].code
    parts = [unit for unit in units if folded in fold(unit.name)]
    if len(parts) == 1:
        return parts[0].code
    raise UnknownException(said=words, group=group.name, hint=_hint(words, parts, units))


def _hint(words: str, parts: Sequence[SeasonUnit], units: Sequence[SeasonUnit]) -> str:
    if parts:
        several = ", ".join(f"{unit.name} ({unit.code})" for unit in parts[:5])
        return _("Several have it: %(names)s; write the code.") % {"names": several}
    names = {fold(unit.name): unit.name for unit in units}
    near = nearest(words, names)
    return _("Did you mean “%(name)s”?") % {"name": names[near]} if near else ""


def lines_up_to(steps: StepsOf, step: str, day: date, left_out: set[str]) -> list[list[Cell]]:
    """The block that says so: a day for every step up to *step* that is not done yet.

    Congresses whose procedure has no such step are left alone. Raises NothingLeft.
    """
    there = steps.current()
    lines: list[list[Cell]] = []
    for code, congress in steps.congresses.items():
        keys = set() if code in left_out else set(_owed(steps, congress, step, there[code]))
        if keys:
            columns = steps.spec.columns[len(TOLD) :]
            cells = (day if column.key in keys else None for column in columns)
            lines.append([code, None, *cells])
    if not lines:
        raise NothingLeft(step=steps.spec.by_key[step].label, group=steps.unit.name)
    return lines


def _owed(steps: StepsOf, congress: Congress, step: str, there: Mapping[str, Any]) -> Iterator[str]:
    """The columns of a congress up to *step* whose steps are neither accepted nor waived."""
    keys = [STEP + key for key in steps.pack.procedures[congress.procedure].steps]
    if step not in keys:
        return
    for key in keys[: keys.index(step) + 1]:
        plain = there.get(key)
        if key in there and not (plain and StepCell.of(plain).state in DONE):
            yield key
