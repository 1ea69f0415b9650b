from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.gateways import services
from muster.gateways.models import FeedKey
from muster.gateways.rules import Can
from muster.gateways.services import FeedDraft
from muster.gateways.web.forms import FeedForm
from muster.season.models import SeasonUnit
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require
from muster.tree.scope import scope

ADDRESSES = {
    FeedKey.Opens.ALERTS: ("alerts_feed", "exercise_feed"),
    FeedKey.Opens.CALENDAR: ("calendar_feed",),
    FeedKey.Opens.PLACES: ("features",),
    FeedKey.Opens.POSITIONS: ("features",),
}
MOST = 200


@require_GET
@needs(Can.OPEN_FEEDS)
def keys(request: HttpRequest, season_unit_id: int) -> HttpResponse:
    """Which other systems read what of a unit, and the form for another one."""
    return _page(request, _season_unit(request, season_unit_id))


def _season_unit(request: HttpRequest, season_unit_id: int) -> SeasonUnit:
    rows = scope(request.user, SeasonUnit).select_related("season", "unit")
    found = get_object_or_404(rows, pk=season_unit_id)
    require(request.user, Can.OPEN_FEEDS, found)
    return found


def _page(request: HttpRequest, unit: SeasonUnit, **more: Any) -> HttpResponse:
    moment = now()
    rows = FeedKey.objects.filter(season_unit=unit).order_by("revoked_at", "name")[:MOST]
    labels = dict(FeedKey.Opens.choices)
    context = {
        "unit": unit,
        "keys": [
            {
                "row": one,
                "opens": ", ".join(str(labels[word]) for word in one.opens),
                "is_open": one.revoked_at is None and one.ends_at > moment,
            }
            for one in rows
        ],
        "form": FeedForm(),
        **more,
    }
    answer = render(request, "gateways/feeds.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(Can.OPEN_FEEDS)
def open_feed(request: HttpRequest, season_unit_id: int) -> HttpResponse:
    """Open an address; it is shown this once."""
    unit = _season_unit(request, season_unit_id)
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, unit, form=form)
    draft = FeedDraft(
        name=form.cleaned_data["name"],
        opens=[FeedKey.Opens(word) for word in form.cleaned_data["opens"]],
        lasts=timedelta(days=form.cleaned_data["days"]),
    )
    key, secret = services.open_feed(actor_of(request), season_unit=unit, draft=draft, now=now())
    names = dict.fromkeys(name for word in draft.opens for name in ADDRESSES[word])
    addresses = [
        request.build_absolute_uri(reverse(f"gateways:{name}", args=[secret])) for name in names
    ]
    return _page(request, unit, made=key, addresses=addresses)


@require_POST
@needs(Can.OPEN_FEEDS)
def close(request: HttpRequest, key_id: int) -> HttpResponse:
    """Close an address."""
    key = get_object_or_404(scope(request.user, FeedKey), pk=key_id)
    services.close_feed(actor_of(request), key=key, now=now())
    messages.success(request, _("Closed: nothing is read under that address any more."))
    return redirect("gateways:feeds", key.season_unit_id)
