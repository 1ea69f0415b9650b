from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.models import Plan, Risk
from muster.duty.rules import Can
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@require_POST
@needs(Can.CHANGE_PLANS)
def note(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Note a risk of the plan's venue, or of the unit that holds the event."""
    rows = scope(request.user, Plan).select_related("event__season_unit", "event__venue")
    plan = get_object_or_404(rows, pk=plan_id)
    require(request.user, Can.CHANGE_PLANS, plan)
    event = plan.event
    services.note_risk(
        event.season_unit,
        actor=actor_of(request),
        now=now(),
        text=request.POST.get("text", ""),
        venue=event.venue if request.POST.get("of") == "venue" else None,
    )
    return redirect("duty:plan", plan.pk)


@require_POST
@needs(Can.CHANGE_PLANS)
def settle(request: HttpRequest, plan_id: int, risk_id: int) -> HttpResponse:
    """Something was done about a risk that a plan shows."""
    plan = get_object_or_404(scope(request.user, Plan), pk=plan_id)
    risk = get_object_or_404(scope(request.user, Risk), pk=risk_id)
    require(request.user, Can.CHANGE_PLANS, plan)
    services.settle_risk(risk, actor=actor_of(request), now=now(), how=request.POST.get("how", ""))
    return redirect("duty:plan", plan.pk)
