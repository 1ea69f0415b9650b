"""Publicity at a glance, and press releases: written, signed, issued."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.office import queries, services
from muster.office.models import PressRelease
from muster.office.rules import Can
from muster.office.web.forms.press import ChangeReleaseForm, ReleaseForm
from muster.season.models import Event
from muster.season.queries import season_in_focus
from muster.season.web.views.answers import answer, attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST_EVENTS: Final = 2000
SHOWN_EVENTS: Final = 40
COLUMNS: Final = (
    Column(
        "title",
        gettext_lazy("Press release"),
        sort="title",
        link=lambda row: reverse("office:release", args=[row.pk]),
        width=56,
    ),
    Column("event", gettext_lazy("Event"), value=lambda row: str(row.event or ""), width=36),
    Column("to", gettext_lazy("By which ways it goes out"), sort="to", width=36),
    Column("state", gettext_lazy("State"), sort="approval_state", value=queries.release_state),
    Column("paper_symbol", pgettext_lazy("paper", "Number"), sort="paper_symbol"),
    Column("changed_at", gettext_lazy("Written"), sort="changed_at", kind="moment"),
)


@needs(Can.READ)
def publicity(request: HttpRequest) -> HttpResponse:
    """Press releases and press lists of the season."""
    account = account_of(request)
    table = Table(
        request,
        queries.releases_of(account),
        COLUMNS,
        search=("search_key",),
        order="-changed_at",
        title=_("Press releases"),
        name="releases",
        empty=_("What the press is told appears here, with its signature."),
    )
    unit = queries.own_unit(account)
    context = {
        "figures": queries.press_figures(queries.press_of(account)),
        "events": queries.press_events(account)[:SHOWN_EVENTS],
        "may": unit is not None and is_allowed(account, Can.PUBLICITY, unit),
    }
    return table.respond("office/publicity.html", context)


def _visible(request: HttpRequest, release_id: int) -> PressRelease:
    return get_object_or_404(queries.releases_of(account_of(request)), pk=release_id)


@needs(Can.READ)
def one(request: HttpRequest, release_id: int) -> HttpResponse:
    """One release, with its way to a signature."""
    row = _visible(request, release_id)
    context = {
        "release": row,
        "may": is_allowed(account_of(request), Can.PUBLICITY, row),
        "happened": queries.happened(f"release:{row.pk}", queries.RELEASE_WORDS),
    }
    return render(request, "office/release.html", context)


def _events(request: HttpRequest) -> list[Event]:
    season = season_in_focus()
    rows = scope(account_of(request), Event).filter(season=season, is_cancelled=False)
    return list(rows.order_by("starts_at")[:MOST_EVENTS])


def _ways(request: HttpRequest) -> dict[str, list[str]]:
    return {"known-ways": queries.known(queries.releases_of(account_of(request)), "to")}


@needs(Can.PUBLICITY)
def add(request: HttpRequest) -> HttpResponse:
    """Write a release of one's own unit."""
    unit = queries.own_unit(account_of(request))
    if unit is None:
        return redirect("office:publicity")
    require(account_of(request), Can.PUBLICITY, unit)
    form = ReleaseForm(
        request.POST or None,
        events=_events(request),
        initial={"event": request.GET.get("event", "")},
    )
    made: list[PressRelease] = []

    def save(typed: Mapping[str, Any]) -> object:
        made.append(
            services.write_release(
                unit,
                actor=actor_of(request),
                now=clock.now(),
                draft=form.draft(),
                client_uuid=typed["client_uuid"],
            )
        )
        return made

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("office:release", made[0].pk)
    context = {
        "form": form,
        "title": _("Write a press release"),
        "back": reverse("office:publicity"),
        "button": _("Save"),
        "known": _ways(request),
    }
    return render(request, "office/form.html", context, status=status)


@needs(Can.PUBLICITY)
def change(request: HttpRequest, release_id: int) -> HttpResponse:
    """Correct a release; a signed one needs a new signature."""
    row = _visible(request, release_id)
    require(account_of(request), Can.PUBLICITY, row)
    begin = {name: getattr(row, name) for name in ("title", "text", "to", "version")}
    form = ChangeReleaseForm(
        request.POST or None,
        events=_events(request),
        initial={**begin, "event": str(row.event_id or "")},
    )
    return answer(
        request,
        form,
        save=lambda typed: services.change_release(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        ),
        back=reverse("office:release", args=[row.pk]),
        template="office/form.html",
        title=_("Correct the press release"),
        known=_ways(request),
    )
