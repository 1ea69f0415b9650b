from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from muster.control import services
from muster.control.models import Conflict, ControlRoom
from muster.control.queries.conflicts import MOST, shown_conflicts, undecided
from muster.control.rules import Can
from muster.control.web.post_forms import DecideForm
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


@require_GET
@needs(Can.READ)
def conflicts(request: HttpRequest) -> HttpResponse:
    """What two posts changed differently: what waits for a person, then what was decided."""
    rows = scope(request.user, Conflict)
    waiting = undecided(rows)
    context = {
        "count": waiting.count(),
        "waiting": shown_conflicts(waiting.order_by("found_at", "uuid")[:MOST]),
        "decided": shown_conflicts(
            rows.exclude(decided_at=None).order_by("-decided_at", "uuid")[:MOST]
        ),
    }
    return render(request, "control/conflicts.html", context)


@needs(Can.READ)
def decide(request: HttpRequest, conflict_id: UUID) -> HttpResponse:
    """One conflict with both sides; a person decides."""
    conflict = get_object_or_404(scope(request.user, Conflict), pk=conflict_id)
    (shown,) = shown_conflicts([conflict])
    may = conflict.decided_at is None and is_allowed(request.user, Can.DECIDE, conflict)
    form = DecideForm(request.POST or None, shown=shown)
    if request.method == "POST":
        require(request.user, Can.DECIDE, conflict)
        if form.is_valid():
            chosen = form.cleaned_data["chosen"]
            services.decide_conflict(
                conflict,
                chosen="" if chosen == "both" else chosen,
                judged=tuple(form.cleaned_data["judged"].split()),
                note=form.cleaned_data["note"],
                actor=actor_of(request),
                now=now(),
            )
            messages.success(request, _("Decided. It goes to the other post with the next bundle."))
            return redirect("control:conflicts")
    context = {
        "shown": shown,
        "room": ControlRoom.objects.filter(pk=conflict.about).first(),
        "form": form,
        "may_decide": may,
    }
    status = 422 if form.errors else 200
    return render(request, "control/conflict.html", context, status=status)
