from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.gateways import services
from muster.gateways.models import Delivery
from muster.gateways.queries.deliveries import delivery_lines
from muster.gateways.rules import Can
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@require_GET
@needs(Can.DELIVER)
def deliveries(request: HttpRequest) -> HttpResponse:
    """What goes out by webhook and mail: what waits, what was taken, what was given up and why."""
    lines = delivery_lines(account_of(request))
    states = [row.state for _mark, row in lines]
    context = {
        "lines": lines,
        "waiting": states.count(Delivery.State.QUEUED),
        "given_up": states.count(Delivery.State.GIVEN_UP),
    }
    return render(request, "gateways/deliveries.html", context)


@require_POST
@needs(Can.DELIVER)
def cancel(request: HttpRequest, delivery_id: str) -> HttpResponse:
    """Try no more."""
    row = get_object_or_404(scope(request.user, Delivery), pk=delivery_id)
    require(request.user, Can.DELIVER, row)
    services.cancel_delivery(actor_of(request), delivery=row, now=now())
    messages.success(request, _("Cancelled: it is not tried again."))
    return redirect("gateways:deliveries")
