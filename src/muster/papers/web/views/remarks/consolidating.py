"""Consolidating: taking the round in hand, handing it over, ending it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from muster.errors import DomainError
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks import desks
from muster.papers.web.views.remarks.finding import may_at, refusal_of, visible_desk
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require

HOLDING: Final[Mapping[str, Callable[..., object]]] = {
    "hold": services.hold,
    "take-over": services.take_over,
    "release": services.release,
}


@require_POST
@needs(Can.CONSOLIDATE)
def act(request: HttpRequest, desk_id: int, action: str) -> HttpResponse:
    """Begin, take over, give back, or end; a refusal shows the desk again."""
    desk = visible_desk(request, desk_id)
    opened = desk.round
    require(account_of(request), Can.CONSOLIDATE, opened)
    if action == "end":
        return _end(request, desk_id)
    form = Act(request.POST)
    if action not in HOLDING or not form.is_valid():
        raise Http404
    try:
        HOLDING[action](
            opened,
            actor=actor_of(request),
            now=clock.now(),
            client_uuid=form.cleaned_data["client_uuid"],
        )
    except DomainError as refused:
        fresh = visible_desk(request, desk_id)
        return desks.page(request, fresh, refused=str(refused), status=refused.status)
    return redirect("papers:round-desk", desk.pk)


def _end(request: HttpRequest, desk_id: int) -> HttpResponse:
    desk = visible_desk(request, desk_id)
    form = f.ConsolidateForm(request.POST, prefix="consolidate")

    def save(typed: Mapping[str, Any]) -> object:
        return services.consolidate(desk.round, actor=actor_of(request), now=clock.now(), **typed)

    status = attempt(form, save)
    if status:
        fresh = visible_desk(request, desk_id)
        if may_at(request, fresh).holds:
            return desks.page(request, fresh, typed=form, status=status)
        # whoever lost the round meanwhile has no form to read it in
        return desks.page(request, fresh, refused=refusal_of(form), status=status)
    return redirect("papers:round", desk.round_id)
