"""Call lists: opened, called through with one key each, printed, sent out and taken back in."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import uuid5

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Call, CallList, CallState
from muster.office.rules import Can
from muster.office.web.forms.calls import BackForm, CallForm, OpenForm
from muster.office.web.views.call_sheets import results_in, sheet_of_calls
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus, visible_units
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

PER_PAGE: Final = 100
CHOICES: Final = (
    ("", pgettext_lazy("calls", "All")),
    ("waiting", pgettext_lazy("calls", "To be called")),
    ("silent", pgettext_lazy("calls", "No answer")),
    ("promised", pgettext_lazy("calls", "Promised")),
    ("told", pgettext_lazy("calls", "Told")),
)
COLUMNS: Final = (
    Column(
        "subject",
        gettext_lazy("About what"),
        sort="subject",
        link=lambda row: reverse("office:call-list", args=[row.pk]),
        width=56,
    ),
    Column("purpose", gettext_lazy("What for"), sort="purpose", value=queries.purpose_name),
    Column(
        "caller",
        gettext_lazy("Who calls"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        width=36,
    ),
    Column("opened_at", gettext_lazy("Opened"), sort="opened_at", kind="moment"),
    Column("call_count", gettext_lazy("To call"), sort="call_count", kind="number"),
    Column("told_count", gettext_lazy("Told"), sort="told_count", kind="number"),
    Column("confirmed_count", gettext_lazy("Confirmed"), sort="confirmed_count", kind="number"),
    Column("closed_reason", gettext_lazy("Closed"), sort="closed_at", width=30),
)
Act = Callable[..., Call]
ACTS: Final[Mapping[str, Act]] = {
    "take": services.take_call,
    "tell": services.tell,
    "promise": services.tell,
    "silent": services.no_answer,
    "confirm": services.confirm_call,
    "undo": services.take_back,
}


@needs(Can.READ)
def calls(request: HttpRequest) -> HttpResponse:
    """The call lists in scope, the newest first."""
    account = account_of(request)
    table = Table(
        request,
        queries.call_lists_of(account),
        COLUMNS,
        search=("search_key",),
        order="-opened_at",
        title=_("Call lists"),
        name="calls",
        empty=_("A call list comes of late steps, of a moved congress, or is opened here."),
    )
    unit = queries.own_unit(account)
    context = {"may": unit is not None and is_allowed(account, Can.CALL, unit), "unit": unit}
    return table.respond("office/calls.html", context)


@needs(Can.CALL)
def open_list(request: HttpRequest) -> HttpResponse:
    """Open a list by hand: what for, whom, what is said."""
    account = account_of(request)
    unit = queries.own_unit(account)
    if unit is None:
        return redirect("office:calls")
    require(account, Can.CALL, unit)
    form = OpenForm(request.POST or None, pack=rules_of(unit))
    made: list[CallList] = []
    status = 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda typed: made.append(
                services.call_units(
                    unit,
                    actor=actor_of(request),
                    now=clock.now(),
                    purpose=typed["purpose"],
                    subject=typed["subject"],
                    to=typed["to"],
                    what=typed["what"],
                    client_uuid=typed["client_uuid"],
                )
            ),
        )
        if not status:
            return redirect("office:call-list", made[0].pk)
    context = {
        "form": form,
        "title": _("Open a call list"),
        "about": unit.name,
        "back": reverse("office:calls"),
        "button": _("Open the list"),
    }
    return render(request, "office/form.html", context, status=status)


@require_POST
@needs(Can.CALL)
def late(request: HttpRequest, unit_id: int) -> HttpResponse:
    """From the late rows of the board: everybody with whom one of them lies."""
    account = account_of(request)
    season = season_in_focus()
    units = visible_units(account, season) if season else SeasonUnit.objects.none()
    unit = get_object_or_404(units, pk=unit_id)
    require(account, Can.CALL, unit)
    words = request.POST.get("q", "")
    row = services.urge_late(unit, actor=actor_of(request), now=clock.now(), words=words)
    return redirect("office:call-list", row.pk)


def _visible(request: HttpRequest, list_id: int) -> CallList:
    rows = scope(account_of(request), CallList)
    return get_object_or_404(
        rows.select_related("season_unit__season", "above__call_list__season_unit"), pk=list_id
    )


@needs(Can.READ)
def one(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list: whom to ring now, under which number, what to say. J and K walk, letters record."""
    row = _visible(request, list_id)
    if request.GET.get("format") == "xlsx":
        return sheet_of_calls(row, _lines(request, row, queries.choose_calls(row, "")))
    return _page(request, row)


def _page(
    request: HttpRequest, row: CallList, back: BackForm | None = None, status: int = 200
) -> HttpResponse:
    account = account_of(request)
    choice = request.GET.get("kind", "")
    may = row.closed_at is None and is_allowed(account, Can.CALL, row)
    page = Paginator(queries.choose_calls(row, choice), PER_PAGE).get_page(request.GET.get("page"))
    numbers = [call.pk for call in page]
    context = {
        "list": row,
        "purpose": rules_of(row.season_unit).call_purposes[row.purpose],
        "figures": queries.chain_figures(row),
        "lines": _lines(request, row, Call.objects.filter(pk__in=numbers)),
        "page": page,
        "choice": choice,
        "choices": [(key, label, key == choice) for key, label in CHOICES],
        "may": may,
        "begin": clock.today() + timedelta(days=1),
        "back_form": back or BackForm(),
    }
    return render(request, "office/call_list.html", context, status=status)


def _lines(request: HttpRequest, row: CallList, calls: Any) -> list[queries.CallLine]:
    now = clock.now()
    return queries.call_lines(row, calls, account=account_of(request), now=now, today=clock.today())


@require_POST
@needs(Can.CALL)
def act(request: HttpRequest, call_id: int, action: str) -> HttpResponse:
    """Record one thing about a call; sends the row back, or the page without a script."""
    rows = scope(account_of(request), Call).select_related("call_list__season_unit__season")
    call = get_object_or_404(rows, pk=call_id)
    require(account_of(request), Can.CALL, call.call_list)
    form = CallForm(request.POST)
    if action not in ACTS or not form.is_valid():
        raise Http404
    done = ACTS[action](
        call, actor=actor_of(request), now=clock.now(), **_said(action, form.cleaned_data)
    )
    if request.headers.get("HX-Request") != "true":
        if done.state == CallState.REFERRED:
            messages.warning(request, f"{services.name_of(done)}: {done.note}")
        return redirect(f"{reverse('office:call-list', args=[call.call_list_id])}#call-{call.pk}")
    [line] = _lines(request, call.call_list, Call.objects.filter(pk=call.pk))
    context = {"line": line, "may": True, "begin": clock.today() + timedelta(days=1)}
    return render(request, "office/_call_row.html", context)


def _said(action: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What each act takes of the form; two acts of one row are two, though the row has one form."""
    said: dict[str, Any] = {"client_uuid": uuid5(typed["client_uuid"], action)}
    if action == "take":
        return said
    said["version"] = typed["version"]
    if action in ("tell", "promise", "silent"):
        said["note"] = typed["note"]
    if action == "promise":
        said["promised_on"] = typed["promised_on"] or clock.today() + timedelta(days=1)
    return said


@require_POST
@needs(Can.CALL)
def close(request: HttpRequest, list_id: int) -> HttpResponse:
    """Close a list with a reason."""
    row = _visible(request, list_id)
    require(account_of(request), Can.CALL, row)
    reason = request.POST.get("reason", "")
    services.close_call_list(row, actor=actor_of(request), now=clock.now(), reason=reason)
    return redirect("office:call-list", row.pk)


@require_POST
@needs(Can.CALL)
def back(request: HttpRequest, list_id: int) -> HttpResponse:
    """Take in a sheet that was filled in on paper or elsewhere."""
    row = _visible(request, list_id)
    require(account_of(request), Can.CALL, row)
    form = BackForm(request.POST, request.FILES)
    taken: list[services.Taken] = []
    status = attempt(
        form,
        lambda typed: taken.append(
            services.take_results(
                row,
                actor=actor_of(request),
                now=clock.now(),
                results=results_in(typed["sheet"]),
                client_uuid=typed["client_uuid"],
            )
        ),
    )
    if status:
        return _page(request, row, form, status=status)
    words = ngettext("%(count)d result taken in.", "%(count)d results taken in.", taken[0].entered)
    messages.success(request, words % {"count": taken[0].entered})
    for line in taken[0].left:
        messages.warning(request, line)
    return redirect("office:call-list", row.pk)
