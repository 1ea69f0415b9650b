from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from muster.api import services
from muster.api.models import Token
from muster.api.queries.tokens import (
    State,
    holding,
    refusals_of_nobody,
    rules_of,
    token_lines,
)
from muster.api.rules import Can
from muster.api.web.forms import TokenForm
from muster.api.web.words import said
from muster.season.models import Event
from muster.tree.actors import account_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@require_GET
@needs(Can.ISSUE)
def tokens(request: HttpRequest, event_id: int) -> HttpResponse:
    """The device tokens of an event, how each is used, and the form for another one."""
    return _page(request, _event(request, event_id))


def _event(request: HttpRequest, event_id: int) -> Event:
    rows = scope(request.user, Event).select_related("season", "season_unit__unit", "venue")
    event = get_object_or_404(rows, pk=event_id)
    require(request.user, Can.ISSUE, event)
    return event


def _page(request: HttpRequest, event: Event, **more: Any) -> HttpResponse:
    moment = now()
    lines = token_lines(event, now=moment)
    context = {
        "event": event,
        "lines": [(line, [(said(one), one) for one in line.refusals]) for line in lines],
        "holds": sum(line.state is State.HOLDS for line in lines),
        "of_unit": holding(event.season_unit.unit_id, now=moment).count(),
        "rules": rules_of(event),
        "refused": [(said(one), one) for one in refusals_of_nobody()],
        "form": TokenForm(event=event, account=account_of(request)),
        **more,
    }
    answer = render(request, "tokens/tokens.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(Can.ISSUE)
def issue(request: HttpRequest, event_id: int) -> HttpResponse:
    """Issue a token; it is shown this once."""
    event = _event(request, event_id)
    account = account_of(request)
    form = TokenForm(request.POST, event=event, account=account)
    if not form.is_valid():
        return _page(request, event, form=form)
    token, secret = services.issue_token(account, event=event, draft=form.draft(), now=now())
    address = request.build_absolute_uri(reverse("api:token"))
    context = {"event": event, "token": token, "secret": secret, "address": address}
    answer = render(request, "tokens/issued.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(Can.ISSUE)
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Let a token hold no more."""
    token = get_object_or_404(scope(request.user, Token), pk=token_id)
    _event(request, token.event_id)
    services.revoke_token(account_of(request), token=token, now=now())
    messages.success(request, pgettext("token", "Revoked: nothing more is taken from it."))
    return redirect("tokens:tokens", token.event_id)
