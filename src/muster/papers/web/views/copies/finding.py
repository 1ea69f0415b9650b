"""What an address or a typed name leads to: only what the reader may see."""

from typing import Any, Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from muster.office.queries.addressees import near, units_named
from muster.office.queries.staff import staff_named
from muster.papers.errors.copies import SeriesIncomplete
from muster.papers.models import CopySeries, Issue
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.services.copies import IssueDraft
from muster.papers.web.forms.copies import IssueForm
from muster.season.models import SeasonUnit
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import require

KNOWN_UNITS: Final = 400


def visible_series(request: HttpRequest, series_id: int) -> CopySeries:
    """The series of the address, or 404 for those who may not see it."""
    rows = queries.series_of(account_of(request), today=clock.today())
    return get_object_or_404(rows, pk=series_id)


def visible_issue(request: HttpRequest, issue_id: int) -> Issue:
    """The handing out of the address, or 404 for those who may not see it."""
    return get_object_or_404(queries.issues_of(account_of(request)), pk=issue_id)


def must_keep(request: HttpRequest, series: CopySeries) -> None:
    """Refuse those who may not keep copies of the unit whose series it is."""
    require(account_of(request), Can.KEEP_COPIES, series)


def unit_named(series: CopySeries, text: str) -> SeasonUnit:
    """The one unit of the season that a code or name says. Raises SeriesIncomplete."""
    root = SeasonUnit.objects.select_related("season").get(
        season=series.season_unit.season_id, parent=None
    )
    found = units_named(root, text) if text.strip() else []
    if len(found) != 1:
        names = ", ".join(near(root, text)) if text.strip() else ""
        hint = _("is it one of these: %(names)s?") % {"names": names} if names else ""
        said = _("one unit for “%(text)s”") % {"text": text.strip()}
        raise SeriesIncomplete(wanted=f"{said} {hint}".strip())
    return found[0]


def issue_draft(series: CopySeries, form: IssueForm) -> IssueDraft:
    """What was typed into the form, with its unit and own person found."""
    typed = form.cleaned_data
    unit = unit_named(series, typed["unit"])
    return IssueDraft(
        numbers=form.ranges(),
        unit=unit,
        receiver=typed["receiver"],
        person=staff_named(unit, typed["receiver"]),
        due_on=typed["due_on"],
        note=typed["note"],
    )


def known_of(series: CopySeries) -> dict[str, Any]:
    """What can be picked in the forms of a series: units, receivers, methods, printing houses."""
    unit = series.season_unit
    below = SeasonUnit.objects.filter(
        season=unit.season_id, first__range=(unit.first, unit.last), left_on=None
    )
    receivers = series.issues.order_by("receiver").values_list("receiver", flat=True).distinct()
    return {
        "known-units": list(below.order_by("first").values_list("name", flat=True)[:KNOWN_UNITS]),
        "known-receivers": list(receivers[:KNOWN_UNITS]),
    }
