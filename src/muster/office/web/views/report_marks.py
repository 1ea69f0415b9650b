"""Which report an address speaks of, and what pages say of where values come from."""

from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from muster.office.bridge import rules_of
from muster.office.queries.filled import BELOW
from muster.office.queries.owing import Owed
from muster.office.rules import Can
from muster.packs import Known
from muster.packs.reporting import is_due_day
from muster.season.models import SeasonUnit
from muster.tree.actors import account_of
from muster.tree.permissions import require
from muster.tree.scope import scope

SOURCES: Final[dict[str, Any]] = {
    Known.CONGRESSES.value: _("from the season's plan"),
    Known.CONGRESSES_HELD.value: _("from the steps accepted"),
    Known.CONGRESSES_FINISHED.value: _("from the steps accepted"),
    Known.CONGRESSES_LATE.value: _("from the deadlines of steps"),
    Known.STEPS.value: _("from the season's plan"),
    Known.STEPS_DONE.value: _("from the steps accepted"),
    Known.DELEGATES.value: _("from the congresses' data"),
    Known.STRENGTH_ON_DUTY.value: _("from the rosters in force"),
    BELOW: _("added up from the reports below"),
}


def owed_of(request: HttpRequest, unit_id: int, form: str, due: str) -> Owed:
    """The report of the address, or 404 for those who may not see the unit."""
    rows = scope(account_of(request), SeasonUnit).select_related("season", "parent")
    unit = get_object_or_404(rows, pk=unit_id)
    require(account_of(request), Can.READ, unit)
    rule, due_on = rules_of(unit).report_forms.get(form), _day(due)
    if rule is None or due_on is None or not is_due_day(rule, due_on):
        raise Http404
    return Owed(unit, rule, due_on)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def address(owed: Owed) -> list[Any]:
    """What the address of a report is made of."""
    return [owed.unit.pk, owed.form.key, owed.due_on.isoformat()]
