"""The press list of an event: who comes with how many passes, handed out and back."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from muster.office import queries, services
from muster.office.models import PressTeam
from muster.office.rules import Can
from muster.office.web.forms import press as f
from muster.office.web.forms.papers import WhyForm
from muster.season.bridge import pack_of
from muster.season.models import Event
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

COLUMNS: Final = (
    Column(
        "organisation",
        gettext_lazy("Organisation"),
        sort="organisation",
        link=lambda row: reverse("office:press-team", args=[row.pk]),
        width=44,
    ),
    Column("zone", gettext_lazy("Zone"), sort="zone", value=queries.zone_name, width=24),
    Column("passes", gettext_lazy("Passes"), sort="passes", kind="number"),
    Column("numbers", gettext_lazy("Numbers of passes"), value=queries.pass_numbers),
    Column("vehicles", gettext_lazy("Vehicles"), sort="vehicles", kind="number"),
    Column("equipment", pgettext_lazy("press", "Equipment"), sort="equipment", width=36),
    Column("handed_on", gettext_lazy("Handed out"), sort="handed_on", kind="day"),
    Column("outside", gettext_lazy("Not back yet"), kind="number"),
    Column("withdrawn_reason", gettext_lazy("Struck out"), sort="withdrawn_reason", width=24),
)
SERVICES: Final[Mapping[str, tuple[type[forms.Form], Callable[..., PressTeam]]]] = {
    "hand-out": (f.TeamForm, services.hand_out_passes),
    "back": (f.BackForm, services.take_back_passes),
    "withdraw": (WhyForm, services.withdraw_team),
}
LABELS: Final = {
    "hand-out": gettext_lazy("Hand out the passes"),
    "back": gettext_lazy("Passes came back"),
    "withdraw": gettext_lazy("Strike out"),
}


def _event(request: HttpRequest, event_id: int) -> Event:
    rows = scope(account_of(request), Event).select_related("season", "season_unit__season")
    return get_object_or_404(rows, pk=event_id)


@needs(Can.READ)
def press(request: HttpRequest, event_id: int) -> HttpResponse:
    """The press list of one event; lines are added or corrected on the same page."""
    event = _event(request, event_id)
    account = account_of(request)
    may = is_allowed(account, Can.PUBLICITY, event.season_unit)
    zones = pack_of(event.season).press_zones
    form = f.PressForm(request.POST or None, zones=zones)
    status = 200
    if request.method == "POST":
        require(account, Can.PUBLICITY, event.season_unit)
        status = attempt(
            form,
            lambda typed: services.list_press(
                event,
                actor=actor_of(request),
                now=clock.now(),
                lines=form.press_lines(),
                client_uuid=typed["client_uuid"],
            ),
        )
        if not status:
            return redirect("office:press", event.pk)
    rows = queries.press_of(account).filter(event=event)
    table = Table(
        request,
        rows,
        COLUMNS,
        order="organisation",
        title=_("Press list"),
        name="press",
        empty=_("Newspapers, radio and television appear here with their passes."),
    )
    context = {
        "event": event,
        "figures": queries.press_figures(rows),
        "zones": zones.values(),
        "form": form,
        "may": may,
        "happened": queries.happened(f"press:{event.pk}", queries.PRESS_WORDS),
    }
    answer = table.respond("office/press.html", context)
    answer.status_code = status or answer.status_code
    return answer


def _team(request: HttpRequest, team_id: int) -> PressTeam:
    return get_object_or_404(queries.press_of(account_of(request)), pk=team_id)


@needs(Can.READ)
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """One organisation of the list."""
    return _page(request, _team(request, team_id), {})


@require_POST
@needs(Can.PUBLICITY)
def act(request: HttpRequest, team_id: int, action: str) -> HttpResponse:
    """Hand out, take back or strike out."""
    row = _team(request, team_id)
    if action not in SERVICES:
        raise Http404
    require(account_of(request), Can.PUBLICITY, row.event.season_unit)
    form_class, service = SERVICES[action]
    form = form_class(request.POST, prefix=action)
    status = attempt(
        form, lambda typed: service(row, actor=actor_of(request), now=clock.now(), **typed)
    )
    if status:
        return _page(request, row, {action: form}, status=status)
    return redirect("office:press", row.event_id)


def _page(
    request: HttpRequest, row: PressTeam, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    may = is_allowed(account_of(request), Can.PUBLICITY, row.event.season_unit)
    context = {
        "row": row,
        "zone": queries.zone_name(row),
        "numbers": queries.pass_numbers(row),
        "actions": _offered(row, typed) if may and row.withdrawn_at is None else [],
    }
    return render(request, "office/press_team.html", context, status=status)


def _offered(row: PressTeam, typed: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    begin = {"version": row.version, "count": row.outside}
    keys = ["hand-out"] if row.handed_on is None else []
    keys += ["back"] if row.outside else ["withdraw"]
    return [
        {
            "action": {"label": LABELS[key], "css": "btn btn-primary"},
            "form": typed.get(key) or SERVICES[key][0](initial=begin, prefix=key),
            "open": key in typed or at == 0,
            "url": reverse("office:act-press", args=[row.pk, key]),
        }
        for at, key in enumerate(keys)
    ]
