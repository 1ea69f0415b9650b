"""The bodies of a round: who has answered, who has not, whom to ring."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.papers.models import DeskState, RoundDesk
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.web.views.remarks.finding import visible_desk
from muster.shell.tables import Column, Table
from muster.tree.permissions import needs


def _state(desk: RoundDesk) -> str:
    """In a word, for Excel."""
    if desk.is_owner:
        return _("owns the document")
    if desk.state == DeskState.WAITING:
        return _("not answered")
    return _("not passed on") if desk.lying else str(desk.get_state_display())


DESKS: Final = (
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        link=lambda row: reverse("papers:round-desk", args=[row.pk]),
        width=40,
    ),
    Column(
        "state",
        gettext_lazy("State"),
        sort="state",
        value=_state,
        cell="papers/remarks/_desk_state.html",
    ),
    Column("due_on", gettext_lazy("Passes on by"), sort="due_on", kind="day"),
    Column("answered_at", pgettext_lazy("remarks", "Answered"), sort="answered_at", kind="moment"),
    Column("written", gettext_lazy("Written, with those below"), sort="written", kind="number"),
    Column("lying", gettext_lazy("Lie there"), sort="lying", kind="number"),
    Column(
        "below",
        gettext_lazy("Answered below"),
        value=lambda row: f"{row.answered}/{row.bodies}" if row.first != row.last else "",
    ),
)
MISSING: Final = (
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        link=lambda row: reverse("papers:round-desk", args=[row.pk]),
        width=40,
    ),
    Column(
        "above",
        gettext_lazy("Passes on to"),
        sort="above__season_unit__sort_key",
        value=lambda row: row.above.season_unit.name,
        width=36,
    ),
    Column(
        "state",
        gettext_lazy("State"),
        sort="state",
        value=_state,
        cell="papers/remarks/_desk_state.html",
    ),
    Column("due_on", gettext_lazy("Due"), sort="due_on", kind="day"),
    Column("lying", gettext_lazy("Lie there"), sort="lying", kind="number"),
    Column("person", gettext_lazy("Secretary"), sort="person", width=28),
    Column(
        "phone",
        gettext_lazy("Phone"),
        value=lambda row: row.person_phone or row.season_unit.phone,
        cell="papers/remarks/_phone.html",
    ),
)
MISSING_CHOICES: Final = (
    ("", gettext_lazy("Still owe something")),
    ("nil", pgettext_lazy("desks", "No remarks")),
    ("passed", pgettext_lazy("desks", "Passed on")),
    ("all", gettext_lazy("All")),
)


@require_GET
@needs(Can.READ)
def missing(request: HttpRequest, desk_id: int) -> HttpResponse:
    """Who below a body has not answered, to print and to ring."""
    desk = visible_desk(request, desk_id)
    choice = request.GET.get("kind", "")
    rows = queries.below(desk)
    table = Table(
        request,
        queries.choose_below(rows, choice),
        MISSING,
        search=("season_unit__search_key",),
        title=_("Who has not answered"),
        name=f"missing-{desk.pk}",
        empty=_("Nobody stands here."),
    )
    context = {
        "desk": desk,
        "opened": desk.round,
        "missing": queries.choose_below(rows, "").count(),
        "bodies": desk.bodies - (not desk.is_owner),
        "choices": [
            {"url": table.url(kind=key or None, page=None), "label": label, "is_on": key == choice}
            for key, label in MISSING_CHOICES
        ],
    }
    return table.respond("papers/remarks/missing.html", context)
