"""The season itself: its deadlines with their history, its rules, who came late and who left."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.season import queries, services
from muster.season.bridge import pack_of
from muster.season.models import Season, SeasonUnit, TierDeadline
from muster.season.rules import Can
from muster.season.web.forms import LeaveForm, TierForm
from muster.season.web.views.answers import answer
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


def _visible(request: HttpRequest, season_id: int) -> Season:
    return get_object_or_404(scope(account_of(request), Season), pk=season_id)


@needs(Can.READ)
def one(request: HttpRequest, season_id: int) -> HttpResponse:
    """Deadlines, rules that nobody has verified, and the history of the denominator."""
    season = _visible(request, season_id)
    pack, top = pack_of(season), queries.top_unit(account_of(request), season)
    rows = TierDeadline.objects.filter(season=season)
    context = {
        "season": season,
        "pack": pack,
        "unverified": sum(not rule.verified for _path, rule in pack.rules()),
        "deadlines": [_line(row, rows, pack) for row in rows if row.replaced_at is None],
        "denominator": queries.denominator(top) if top else [],
        "may_amend": is_allowed(account_of(request), Can.OPEN, season),
    }
    return render(request, "season/frame.html", context)


def _line(row: TierDeadline, rows: Any, pack: Any) -> dict[str, Any]:
    before = [
        old
        for old in rows
        if old.replaced_at and (old.tier, old.milestone) == (row.tier, row.milestone)
    ]
    return {"row": row, "tier": pack.tiers[row.tier].name, "before": before}


@needs(Can.OPEN)
def amend(request: HttpRequest, season_id: int, tier: str, milestone: str) -> HttpResponse:
    """Give a tier another deadline, with the reason."""
    season = _visible(request, season_id)
    require(account_of(request), Can.OPEN, season)
    row = get_object_or_404(
        TierDeadline, season=season, tier=tier, milestone=milestone, replaced_at=None
    )
    return answer(
        request,
        TierForm(request.POST or None, initial={"due_on": row.due_on}),
        save=lambda typed: services.amend_tier_deadline(
            season,
            actor=actor_of(request),
            now=clock.now(),
            tier=tier,
            milestone=milestone,
            due_on=typed["due_on"],
            reason=typed["reason"],
        ),
        back=reverse("season:frame", args=[season.pk]),
        title=_("Amend the deadline"),
        about=f"{pack_of(season).tiers[tier].name}: {row.get_milestone_display()}",
    )


@needs(Can.OPEN)
def leave(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Take a unit out of the season, with day and reason."""
    unit = get_object_or_404(scope(account_of(request), SeasonUnit), pk=unit_id)
    require(account_of(request), Can.OPEN, unit)
    if unit.left_on is not None:
        raise Http404
    return answer(
        request,
        LeaveForm(request.POST or None, initial={"on": clock.today()}),
        save=lambda typed: services.leave(
            unit, actor=actor_of(request), now=clock.now(), on=typed["on"], reason=typed["reason"]
        ),
        back=reverse("season:frame", args=[unit.season_id]),
        title=_("Take the unit out of the season"),
        about=unit.name,
    )
