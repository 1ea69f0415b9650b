"""What is done with the copies of a series: each act with its form and its service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.ledger.actor import Actor
from muster.papers.models import CopySeries
from muster.papers.services import copies as services
from muster.papers.web.forms import copies as f
from muster.papers.web.views.copies.finding import issue_draft, unit_named
from muster.tree import clock

Save = Callable[[CopySeries, Any, Actor], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the page of a series. save: takes the series, the checked form and the author."""

    label: Any
    form: type[forms.Form]
    save: Save

    def blank(self, row: CopySeries, key: str, data: Any = None) -> forms.Form:
        """The form of this act, filled from *data* if there is any."""
        more: dict[str, Any] = {"prefix": key, "initial": _initial(row, key)}
        if issubclass(self.form, f.NumbersForm):
            more["series"] = row.pk
        return self.form(data, **more)


def _initial(row: CopySeries, key: str) -> dict[str, Any]:
    if key == "issue":
        return {"due_on": row.due_on}
    return {"on_day": clock.today()} if key == "destroy" else {}


def _issue(row: CopySeries, form: f.IssueForm, actor: Actor) -> object:
    return services.issue_copies(
        row,
        actor=actor,
        now=clock.now(),
        draft=issue_draft(row, form),
        client_uuid=form.cleaned_data["client_uuid"],
    )


def _back(row: CopySeries, form: f.BackForm, actor: Actor) -> object:
    typed = form.cleaned_data
    named = typed["unit"].strip()
    giver = unit_named(row, named) if named and not typed["for_another"] else None
    return services.take_back_copies(
        row,
        actor=actor,
        now=clock.now(),
        numbers=form.ranges(),
        giver=giver,
        client_uuid=typed["client_uuid"],
    )


def _with_words(service: Callable[..., object]) -> Save:
    def save(row: CopySeries, form: f.WhyNumbersForm, actor: Actor) -> object:
        return service(
            row,
            actor=actor,
            now=clock.now(),
            numbers=form.ranges(),
            how=form.cleaned_data["how"],
            client_uuid=form.cleaned_data["client_uuid"],
        )

    return save


def _drafted(service: Callable[..., object]) -> Save:
    def save(row: CopySeries, form: Any, actor: Actor) -> object:
        return service(
            row,
            actor=actor,
            now=clock.now(),
            draft=form.draft(),
            client_uuid=form.cleaned_data["client_uuid"],
        )

    return save


def _printed_here(row: CopySeries, form: f.PrintedHereForm, actor: Actor) -> object:
    return services.print_here(
        row,
        actor=actor,
        now=clock.now(),
        draft=form.draft(),
        result=form.result(),
        client_uuid=form.cleaned_data["client_uuid"],
    )


ACTS: Final[Mapping[str, Act]] = {
    "issue": Act(pgettext_lazy("copies", "Give out"), f.IssueForm, _issue),
    "back": Act(pgettext_lazy("copies", "Take back"), f.BackForm, _back),
    "spoil": Act(
        pgettext_lazy("copies", "Spoiled"), f.WhyNumbersForm, _with_words(services.spoil_copies)
    ),
    "missing": Act(
        pgettext_lazy("copies", "Report as missing"),
        f.WhyNumbersForm,
        _with_words(services.report_missing),
    ),
    "destroy": Act(
        gettext_lazy("Draw up minutes of destruction"),
        f.DestructionForm,
        _drafted(services.draw_up_destruction),
    ),
    "house": Act(
        gettext_lazy("Hand to a printing house"),
        f.PrintingForm,
        _drafted(services.hand_to_printer),
    ),
    "here": Act(gettext_lazy("Printed here"), f.PrintedHereForm, _printed_here),
}
BEFORE_PRINTING: Final = ("house", "here")
