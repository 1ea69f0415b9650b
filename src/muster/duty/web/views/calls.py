"""Call lists of a force: everybody on a roster, or those whose duty it changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.web.focus import roster_of
from muster.office.rules import Can
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require


@require_POST
@needs(Can.CALL)
def muster(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Open a call list of everybody on duty."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.CALL, roster)
    row = services.muster_roster(roster, actor=actor_of(request), now=now())
    return redirect("office:call-list", row.pk)


@require_POST
@needs(Can.CALL)
def affected(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Open a call list of those whose duty the published roster changed."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.CALL, roster)
    row = services.call_affected(roster, actor=actor_of(request), now=now())
    return redirect("office:call-list", row.pk)
