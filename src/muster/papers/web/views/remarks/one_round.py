"""One round: how far it is, where its reader works in it, what its owner can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office.queries import happened
from muster.papers.models import Published, Round, RoundDesk, RoundState
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks.bodies import DESKS
from muster.papers.web.views.remarks.finding import one_unit, refusal_of, visible_round
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.shell.tables import Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require, signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done to a round."""

    label: Any
    can: Can
    form: type[forms.Form]
    service: Callable[..., object]
    states: frozenset[str]
    css: str = "btn"


def _publish(opened: Round, *, form: str, **said: Any) -> object:
    return services.publish(opened, form=Published(form), **said)


def _add(opened: Round, *, unit: str, **said: Any) -> object:
    return services.add_body(opened, unit=one_unit(opened.season_unit, unit), **said)


OPEN, CLOSED, DONE = RoundState.OPEN, RoundState.CLOSED, RoundState.CONSOLIDATED
ACTIONS: Final = {
    "close": Action(
        label=pgettext_lazy("round", "Close: take no more remarks"),
        can=Can.OPEN_ROUND,
        form=Act,
        service=services.close_round,
        states=frozenset({OPEN}),
    ),
    "reopen": Action(
        label=gettext_lazy("Take remarks again"),
        can=Can.OPEN_ROUND,
        form=f.ReopenForm,
        service=services.reopen_round,
        states=frozenset({CLOSED}),
    ),
    "extend": Action(
        label=gettext_lazy("Move the last day"),
        can=Can.OPEN_ROUND,
        form=f.ReopenForm,
        service=services.reopen_round,
        states=frozenset({OPEN}),
    ),
    "add": Action(
        label=gettext_lazy("Ask one more unit"),
        can=Can.OPEN_ROUND,
        form=f.BodyForm,
        service=_add,
        states=frozenset({OPEN}),
    ),
    "publish": Action(
        label=gettext_lazy("Publish the answers to all units"),
        can=Can.CONSOLIDATE,
        form=f.PublishForm,
        service=_publish,
        states=frozenset({DONE}),
    ),
}


@require_GET
@signed_in
def one(request: HttpRequest, round_id: int) -> HttpResponse:
    """A round: how far it is, where I work in it, what its owner can do."""
    return _page(request, visible_round(request, round_id), {})


def _page(
    request: HttpRequest, opened: Round, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    account = account_of(request)
    owner = RoundDesk.objects.select_related("season_unit").get(round=opened, above=None)
    desks = queries.desks_of(account, opened)
    top = desks.first()
    table = Table(
        request,
        desks,
        DESKS,
        search=("season_unit__search_key",),
        title=_("Units that are asked"),
        name=f"round-{opened.pk}",
        empty=_("None of your units is asked in this round."),
    )
    if table.wants_sheet:
        return table.sheet()
    own = queries.own_desk(account, opened)
    offered = _offered(request, opened, typed)
    shown = {one["key"] for one in offered}
    context = {
        "opened": opened,
        "owner": owner,
        "top": top,
        "desk": queries.working_desk(account, opened),
        "own": own if own is not None and is_allowed(account, Can.REMARK, own) else None,
        "figures": queries.desk_figures(owner) if top == owner else None,
        "may_see_document": is_allowed(account, Can.READ, opened.document),
        "actions": offered,
        # what somebody else did meanwhile takes the form away, not the reason
        "refused": " ".join(refusal_of(form) for key, form in typed.items() if key not in shown),
        "happened": happened(f"round:{opened.pk}", WORDS) if top == owner else [],
        "table": table,
    }
    return render(request, "papers/remarks/round.html", context, status=status)


def _offered(
    request: HttpRequest, opened: Round, typed: Mapping[str, forms.Form]
) -> list[dict[str, Any]]:
    account = account_of(request)
    begin = {"closes_on": opened.closes_on, "form": opened.published}
    return [
        {
            "key": key,
            "action": action,
            "form": typed.get(key) or action.form(initial=begin, prefix=key),
            "open": key in typed,
            "url": reverse("papers:act-round", args=[opened.pk, key]),
        }
        for key, action in ACTIONS.items()
        if opened.state in action.states and is_allowed(account, action.can, opened)
    ]


@require_POST
@needs(Can.OPEN_ROUND)
def act(request: HttpRequest, round_id: int, action: str) -> HttpResponse:
    """Do one thing to a round; a refusal shows its page again with what was typed."""
    opened = visible_round(request, round_id)
    if action not in ACTIONS:
        raise Http404
    wanted = ACTIONS[action]
    require(account_of(request), wanted.can, opened)
    form = wanted.form(request.POST, prefix=action)

    def save(typed: Mapping[str, Any]) -> object:
        return wanted.service(opened, actor=actor_of(request), now=clock.now(), **typed)

    status = attempt(form, save)
    if status:
        return _page(request, visible_round(request, round_id), {action: form}, status=status)
    return redirect("papers:round", opened.pk)


WORDS: Final = {
    "round.opened": pgettext_lazy("round", "opened"),
    "round.closed": pgettext_lazy("round", "closed"),
    "round.reopened": gettext_lazy("remarks taken again"),
    "round.body_added": gettext_lazy("one more unit asked"),
    "round.held": gettext_lazy("consolidating begun"),
    "round.taken_over": gettext_lazy("consolidating taken over"),
    "round.released": gettext_lazy("consolidating given back"),
    "round.consolidated": pgettext_lazy("round", "consolidated"),
    "round.published": gettext_lazy("answers published"),
}
