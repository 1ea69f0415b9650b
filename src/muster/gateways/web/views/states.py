from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.gateways.queries.state import gateway_states, heard_devices
from muster.gateways.rules import Can
from muster.gateways.web.words import GATEWAYS, said, shown
from muster.tree.clock import now
from muster.tree.permissions import needs


@require_GET
@needs(Can.SEE_POSITIONS)
def states(request: HttpRequest) -> HttpResponse:
    """Which gateways run, what they refused and why, and when each device was last heard."""
    moment = now()
    gateways = [shown(one, now=moment) for one in gateway_states(list(GATEWAYS), now=moment)]
    devices = heard_devices(request.user, now=moment)
    context = {
        "gateways": gateways,
        "running": sum(one.state.is_running for one in gateways),
        "refused": sum(
            counted.is_recent for one in gateways for counted in (*one.refused, *one.strained)
        ),
        "devices": [(one, said(one.last) if one.last else "") for one in devices],
        "heard": sum(one.mark == "done" for one in devices),
    }
    return render(request, "gateways/states.html", context)
