"""Handing over: the list, drawing up, the page that is signed, the minutes."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.exchange.documents import paper_response
from muster.office import queries, services
from muster.office.models import HandingOver
from muster.office.rules import Can
from muster.office.web.forms import handing_over as f
from muster.office.web.minutes import handing_minutes
from muster.office.web.views.acts import Action, Typed, offered
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require

COLUMNS: Final = (
    Column(
        "giver",
        gettext_lazy("Who hands over"),
        sort="giver",
        link=lambda row: reverse("office:handing", args=[row.pk]),
        width=28,
    ),
    Column("taker", gettext_lazy("Who takes over"), sort="taker", width=28),
    Column("season_unit.name", gettext_lazy("Unit"), sort="season_unit__first", width=30),
    Column("reason", gettext_lazy("Reason"), width=40),
    Column("from_on", gettext_lazy("From the day"), sort="from_on", kind="day"),
    Column("line_count", gettext_lazy("Lines"), sort="line_count", kind="number"),
    Column("state", gettext_lazy("State"), sort="state", value=lambda row: row.get_state_display()),
)
ACTIONS: Final = {
    "sign": Action(gettext_lazy("Sign"), f.HandingAct, services.sign, css="btn btn-primary"),
    "confirm": Action(
        pgettext_lazy("handing over", "Confirm: hand everything over"),
        f.HandingAct,
        services.confirm,
        css="btn btn-primary",
    ),
    "on-paper": Action(
        gettext_lazy("Enter a signature on paper"), f.OnPaperForm, services.sign_on_paper
    ),
    "again": Action(gettext_lazy("List again"), f.HandingAct, services.list_again),
    "withdraw": Action(
        pgettext_lazy("handing over", "Withdraw"), f.WithdrawForm, services.withdraw_handing
    ),
}
PERMISSIONS: Final = {"sign": Can.SIGN_HANDING, "confirm": Can.CONFIRM_HANDING}


@needs(Can.READ_HANDING)
def handings(request: HttpRequest) -> HttpResponse:
    """All handing over in scope, what waits for signatures first."""
    account = account_of(request)
    rows = queries.handings_of(account)
    table = Table(
        request,
        rows,
        COLUMNS,
        order="-from_on",
        title=_("Handing over"),
        name="handing-over",
        empty=_("When an officer leaves or is away, all that he holds passes here in one act."),
    )
    unit = queries.own_unit(account)
    context = {
        "waiting": rows.filter(state=HandingOver.State.DRAWN).count(),
        "mine": queries.to_sign(account),
        "may": unit is not None and is_allowed(account, Can.HAND_OVER, unit),
    }
    return table.respond("office/handings.html", context)


@needs(Can.HAND_OVER)
def draw_up(request: HttpRequest) -> HttpResponse:
    """List what somebody holds, to be signed by both."""
    account = account_of(request)
    unit = queries.own_unit(account)
    if unit is None:
        return redirect("office:handings")
    require(account, Can.HAND_OVER, unit)
    form = f.HandingForm(
        request.POST or None,
        accounts=queries.staff_accounts(unit),
        initial={"from_on": clock.today()},
    )
    made: list[HandingOver] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.draw_up(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("office:handing", made[0].pk)
    context = {
        "form": form,
        "title": _("Draw up a handing over"),
        "about": _("Everything that stands under the name at %(unit)s and below is listed.")
        % {"unit": unit.name},
        "back": reverse("office:handings"),
        "button": _("List everything"),
        "known": {"known-holders": queries.holders(unit)},
    }
    return render(request, "office/form.html", context, status=status)


def _visible(request: HttpRequest, handing_id: int) -> HandingOver:
    return get_object_or_404(queries.handings_of(account_of(request)), pk=handing_id)


@require_GET
@needs(Can.READ_HANDING)
def one(request: HttpRequest, handing_id: int) -> HttpResponse:
    """The act with everything that it moves; as minutes if asked."""
    row = _visible(request, handing_id)
    if request.GET.get("format") == "docx":
        minutes = handing_minutes(row, queries.handed_groups(row))
        return paper_response(request, minutes, name=f"handing-over-{row.pk}")
    return _page(request, row, {})


@require_POST
@needs(Can.READ_HANDING)
def act(request: HttpRequest, handing_id: int, action: str) -> HttpResponse:
    """Do one thing to the act; a refusal shows the page again with what was typed."""
    row = _visible(request, handing_id)
    if action not in ACTIONS:
        raise Http404
    require(account_of(request), PERMISSIONS.get(action, Can.HAND_OVER), row)
    wanted = ACTIONS[action]
    form = wanted.form(request.POST, prefix=action)

    def save(typed: Mapping[str, Any]) -> object:
        return wanted.service(row, actor=actor_of(request), now=clock.now(), **typed)

    status = attempt(form, save)
    if status:
        return _page(request, _visible(request, handing_id), {action: form}, status=status)
    return redirect("office:handing", row.pk)


def _page(request: HttpRequest, row: HandingOver, typed: Typed, status: int = 200) -> HttpResponse:
    actions = offered(
        row, ACTIONS, _possible(request, row), typed=typed, address="office:act-handing"
    )
    context = {
        "handing": row,
        "groups": queries.handed_groups(row),
        "actions": actions,
        "happened": queries.happened(f"handing_over:{row.pk}", queries.HANDING_WORDS),
    }
    return render(request, "office/handing.html", context, status=status)


def _possible(request: HttpRequest, row: HandingOver) -> list[str]:
    """What this account may do now, the next step first."""
    if not row.is_drawn:
        return []
    account = account_of(request)
    side = services.side_of(row, account.pk)
    possible = []
    if side is not None and getattr(row, f"{side}_signed_at") is None:
        possible.append("sign")
    if row.is_signed and side is None and is_allowed(account, Can.CONFIRM_HANDING, row):
        possible.append("confirm")
    if is_allowed(account, Can.HAND_OVER, row):
        possible += [*([] if row.is_signed else ["on-paper"]), "again", "withdraw"]
    return possible
