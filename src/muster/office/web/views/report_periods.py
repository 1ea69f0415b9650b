"""Reports as the level above sees them: who is missing, the sum, the hour, closing; what is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Reporting
from muster.office.queries.owing import Owed
from muster.office.queries.received import forms_to_order, ordered_for
from muster.office.queries.report_pages import Overview, ReportLine, overview
from muster.office.rules import Can
from muster.office.web.forms.papers import WhyForm
from muster.office.web.forms.reports import CloseForm, DueForm, EndForm, OrderForm
from muster.office.web.report_grid import place_of
from muster.office.web.views.report_marks import address, owed_of
from muster.packs import FieldKind, ReportField, ReportForm
from muster.season.web.forms import Act
from muster.season.web.views.answers import answer, attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

# On the page the numbers that fit; in the workbook all of them.
SHOWN: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that the receiver can lay down about a period."""

    key: str
    label: Any
    form: type[forms.Form]
    service: Callable[..., object]


ACTIONS: Final = {
    one.key: one
    for one in (
        Action(
            key="amend",
            label=gettext_lazy("Another due hour"),
            form=DueForm,
            service=services.amend_due,
        ),
        Action(
            key="close",
            label=gettext_lazy("Close the period: take no more reports"),
            form=CloseForm,
            service=services.close_period,
        ),
        Action(
            key="reopen",
            label=gettext_lazy("Open the period again"),
            form=WhyForm,
            service=services.reopen_period,
        ),
    )
}


def _state(line: ReportLine) -> str:
    """In a word, for Excel."""
    if line.report is None or not line.is_sent:
        return pgettext("report", "missing") if line.is_missing else _("not yet")
    if line.report.is_late:
        return pgettext("report", "late")
    return _("nil") if line.report.is_nil else _("sent")


def _columns(form: ReportForm, due_on: str, *, most: int | None) -> tuple[Column, ...]:
    numbers = [one for one in form.fields.values() if one.kind is FieldKind.NUMBER][:most]
    return (
        Column(
            "unit",
            gettext_lazy("Unit"),
            sort="unit.sort_key",
            value=lambda line: line.unit.name,
            link=lambda line: reverse("office:report", args=[line.unit.pk, form.key, due_on]),
            width=36,
        ),
        Column(
            "state",
            gettext_lazy("State"),
            value=_state,
            cell="office/_report_state.html",
        ),
        Column(
            "sent_at",
            pgettext_lazy("report", "Sent"),
            value=lambda line: line.report.sent_at if line.report else None,
            kind="moment",
        ),
        *(_number_column(one) for one in numbers),
    )


def _number_column(field: ReportField) -> Column:
    return Column(
        field.key,
        field.label,
        value=lambda line: line.number(field.key),
        kind="number",
        width=14,
    )


@require_GET
@needs(Can.READ)
def below(request: HttpRequest, unit_id: int, form: str, due: str) -> HttpResponse:
    """Who has reported to a unit, who has not and since when, whom to call, and the sum."""
    return _page(request, owed_of(request, unit_id, form, due), {})


def _page(
    request: HttpRequest, owed: Owed, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    found = overview(owed, now=clock.now())
    whole = request.GET.get("format") == "xlsx"
    table = Table(
        request,
        list(found.lines),
        _columns(owed.form, owed.due_on.isoformat(), most=None if whole else SHOWN),
        search=("unit.search_key",),
        title=_("Who reported"),
        name=f"reports-{owed.form.key}-{owed.due_on:%Y%m%d}",
        empty=_("Nobody owes this report on that day."),
    )
    account = account_of(request)
    may = is_allowed(account, Can.COLLECT, owed.unit)
    context = {
        "owed": owed,
        "found": found,
        "args": address(owed),
        "place": place_of(owed),
        "above": [{"owed": one, "args": address(one)} for one in found.above],
        "may_enter": is_allowed(account, Can.REPORT, owed.unit)
        and not services.needs_signature(owed),
        "actions": _offered(owed, found, typed) if may else [],
        "call_form": Act() if _may_call(request, owed, found) else None,
    }
    if table.wants_sheet:
        return table.sheet()
    return render(request, "office/reports_below.html", {"table": table, **context}, status=status)


def _may_call(request: HttpRequest, owed: Owed, found: Overview) -> bool:
    closed = found.period is not None and found.period.closed_at is not None
    others = any(line.unit.pk != owed.unit.pk for line in found.missing)
    return others and not closed and is_allowed(account_of(request), Can.CALL, owed.unit)


def _offered(owed: Owed, found: Overview, typed: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    closed = found.period is not None and found.period.closed_at is not None
    fitting = ["reopen"] if closed else ["amend", *(["close"] if found.is_over else [])]
    keys = dict.fromkeys([*typed, *fitting])
    begin = {"new_due_at": timezone.localtime(found.due_at)}
    return [
        {
            "action": ACTIONS[key],
            "form": typed.get(key) or ACTIONS[key].form(initial=begin, prefix=key),
            "open": key in typed,
            "url": reverse("office:act-reports", args=[*address(owed), key]),
        }
        for key in keys
    ]


@require_POST
@needs(Can.COLLECT)
def act(request: HttpRequest, unit_id: int, form: str, due: str, action: str) -> HttpResponse:
    """Lay something down about a period; a refusal shows its page again with what was typed."""
    owed = owed_of(request, unit_id, form, due)
    require(account_of(request), Can.COLLECT, owed.unit)
    if action not in ACTIONS:
        raise Http404
    wanted = ACTIONS[action]
    typed = wanted.form(request.POST, prefix=action)
    status = attempt(
        typed,
        lambda said: wanted.service(owed, actor=actor_of(request), now=clock.now(), **said),
    )
    if status:
        return _page(request, owed, {action: typed}, status=status)
    return redirect("office:reports-below", *address(owed))


@require_POST
@needs(Can.CALL)
def call(request: HttpRequest, unit_id: int, form: str, due: str) -> HttpResponse:
    """Make a call list of all who have not reported."""
    owed = owed_of(request, unit_id, form, due)
    require(account_of(request), Can.CALL, owed.unit)
    typed = Act(request.POST)
    if not typed.is_valid():
        raise Http404
    row = services.call_missing(
        owed,
        actor=actor_of(request),
        now=clock.now(),
        client_uuid=typed.cleaned_data["client_uuid"],
    )
    return redirect("office:call-list", row.pk)


# ---- from when on


@needs(Can.COLLECT)
def order(request: HttpRequest) -> HttpResponse:
    """From a day on, my unit and all below it report in a form."""
    account = account_of(request)
    unit = queries.own_unit(account)
    if unit is None:
        return redirect("office:reports")
    require(account, Can.COLLECT, unit)
    choices = forms_to_order(unit, ordered_for(unit))
    return answer(
        request,
        OrderForm(
            request.POST or None,
            choices=[(one.key, _in_words(unit, one)) for one in choices],
            initial={"starts_on": clock.today()},
        ),
        save=lambda typed: services.order_reports(
            unit, actor=actor_of(request), now=clock.now(), **typed
        ),
        back=reverse("office:reports"),
        template="office/form.html",
        title=_("Order a report"),
        about=unit.name,
    )


def _in_words(unit: Any, form: ReportForm) -> str:
    tiers = rules_of(unit).tiers
    return f"{form.name} ({', '.join(str(tiers[tier].label) for tier in form.tiers)})"


@needs(Can.COLLECT)
def end(request: HttpRequest, reporting_id: int) -> HttpResponse:
    """The last day of a form."""
    rows = scope(account_of(request), Reporting).select_related("season_unit__season")
    row = get_object_or_404(rows, pk=reporting_id, ends_on=None)
    require(account_of(request), Can.COLLECT, row)
    return answer(
        request,
        EndForm(request.POST or None, initial={"ends_on": clock.today()}),
        save=lambda typed: services.end_reports(
            row, actor=actor_of(request), now=clock.now(), **typed
        ),
        back=reverse("office:reports"),
        template="office/form.html",
        title=_("End a report"),
        about=str(rules_of(row.season_unit).report_forms[row.form].name),
    )
