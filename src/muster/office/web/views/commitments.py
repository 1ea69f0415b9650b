"""One thing that a partner is asked for: its letter, its reply, the call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office import queries, services
from muster.office.models import Commitment
from muster.office.rules import Can
from muster.office.web.forms import partners as f
from muster.office.web.forms.papers import WhyForm
from muster.office.web.views.partners import events_for, paper_of
from muster.season.web.views.answers import answer, attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done."""

    key: str
    label: Any
    form: type[forms.Form]
    service: Callable[..., Commitment]
    css: str = "btn"


ACTIONS: Final = {
    one.key: one
    for one in (
        Action(
            key="reply",
            label=gettext_lazy("Record the reply"),
            form=f.ReplyForm,
            service=services.take_reply,
            css="btn btn-primary",
        ),
        Action(
            key="confirm",
            label=gettext_lazy("Confirmed by telephone"),
            form=f.ConfirmForm,
            service=services.confirm_commitment,
            css="btn btn-primary",
        ),
        Action(
            key="withdraw",
            label=gettext_lazy("Not wanted any more"),
            form=WhyForm,
            service=services.withdraw_commitment,
        ),
    )
}


def _visible(request: HttpRequest, commitment_id: int) -> Commitment:
    rows = queries.commitments_of(account_of(request), today=clock.today())
    return get_object_or_404(rows, pk=commitment_id)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """The page of one thing that was asked for."""
    return _page(request, _visible(request, commitment_id), {})


@require_POST
@needs(Can.PARTNERS)
def act(request: HttpRequest, commitment_id: int, action: str) -> HttpResponse:
    """Record a reply or a call, or withdraw it; a refusal keeps what was typed."""
    row = _visible(request, commitment_id)
    if action not in ACTIONS:
        raise Http404
    require(account_of(request), Can.PARTNERS, row.partner)
    wanted = ACTIONS[action]
    form = wanted.form(request.POST, prefix=action)

    def save(typed: Mapping[str, Any]) -> object:
        said = dict(typed)
        if isinstance(form, f.ReplyForm):
            paper = paper_of(request, row.partner, typed["symbol"])
            said = {
                "version": typed["version"],
                "client_uuid": typed["client_uuid"],
                "draft": form.draft(paper=paper),
            }
        return wanted.service(row, actor=actor_of(request), now=clock.now(), **said)

    status = attempt(form, save)
    if status:
        return _page(request, row, {action: form}, status=status)
    return redirect("office:commitment", row.pk)


def _page(
    request: HttpRequest, row: Commitment, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    may = is_allowed(account_of(request), Can.PARTNERS, row.partner)
    context = {
        "row": row,
        "partner": row.partner,
        "state": queries.commitment_state(row),
        "call_due_on": queries.call_due_on(row),
        "may": may and row.withdrawn_at is None,
        "actions": _offered(row, typed) if may else [],
        "happened": queries.happened(f"commitment:{row.pk}", queries.COMMITMENT_WORDS),
    }
    return render(request, "office/commitment.html", context, status=status)


def _offered(row: Commitment, typed: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    begin = {"version": row.version, "on": clock.today(), "promised": row.count}
    keys = ["reply", "withdraw"]
    if row.is_promised and row.confirmed_at is None:
        keys = ["confirm", *keys]
    if row.withdrawn_at is not None:
        keys = []
    return [
        {
            "action": ACTIONS[key],
            "form": typed.get(key) or ACTIONS[key].form(initial=begin, prefix=key),
            "open": key in typed or at == 0,
            "url": reverse("office:act-commitment", args=[row.pk, key]),
        }
        for at, key in enumerate(keys)
    ]


@needs(Can.PARTNERS)
def change(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Other hours, another place or number, the letter that asks."""
    row = _visible(request, commitment_id)
    require(account_of(request), Can.PARTNERS, row.partner)
    events = events_for(request, row.partner)
    if row.event is not None and row.event not in events:
        events = [row.event, *events]
    form = f.ChangeCommitmentForm(request.POST or None, events=events, initial=f.begun_with(row))
    return answer(
        request,
        form,
        save=lambda typed: services.change_commitment(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(paper=paper_of(request, row.partner, typed["symbol"])),
            client_uuid=typed["client_uuid"],
        ),
        back=reverse("office:commitment", args=[row.pk]),
        template="office/form.html",
        title=_("Change what is asked for"),
        about=row.partner.name,
    )
